"""Charts: their numbers in the drawing and in words, hidden cells in neither, words of people as words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from lxml import etree

from coder.report import charts
from coder.report.charts import Bar, Measure, Pair, shortened
from coder.report.content import Picture
from coder.report.drawing import png

from .conftest import Watched
from .documents import CONTROL, HOSTILE, document

SVG = "{http://www.w3.org/2000/svg}"
SHARES = [Bar("opening hours", 0.412, 0.35, 0.47), Bar("parking", 0.2), Bar("staff", 0.004, 0.0, 0.01)]
GROUPED = [
    Bar("opening hours", 0.4, 0.3, 0.5, "North"),
    Bar("opening hours", 0.2, 0.1, 0.3, "South"),
    Bar("staff", 0.1, 0.05, 0.15, "North"),
    Bar("staff", None, group="South"),
]
PAIRS = [Pair("staff", "parking", 17), Pair("hours", "parking", None), Pair("hours", "staff", 0)]
MEASURES = [Measure("hours", 0.84, 0.75, 0.91), Measure("staff", None, why="nobody used it")]


def said(picture: Picture) -> list[str]:
    """Every text in the drawing."""
    return [each.text or "" for each in etree.fromstring(picture.svg.encode()).iter(f"{SVG}text")]


def widths(picture: Picture) -> list[float]:
    """Widths of the bars in the drawing, from the path of each."""
    paths = etree.fromstring(picture.svg.encode()).xpath("//*[contains(@class, 'role-mark')]/*/@d")
    return [float(path.split("h")[1].split("v")[0]) for path in paths if "h" in path]


KINDS: dict[str, Callable[[list[str]], Picture]] = {
    "themes": lambda labels: charts.themes([Bar(each, 0.5, 0.4, 0.6) for each in labels]),
    "by group": lambda labels: charts.by_group([Bar(each, 0.5, 0.4, 0.6, "all") for each in labels]),
    "groups": lambda labels: charts.by_group([Bar("one", 0.5, 0.4, 0.6, each) for each in labels]),
    "together": lambda labels: charts.together([Pair(each, "other", 3) for each in labels]),
    "beside": lambda labels: charts.together([Pair("one", each, 3) for each in labels]),
    "agreement": lambda labels: charts.agreement([Measure(each, 0.5, 0.4, 0.6) for each in labels]),
}
CUT = {"groups": charts.SHORTER, "together": charts.SHORTER, "beside": charts.SHORTER}
MAKE: dict[str, Callable[[], Picture]] = {
    "themes": lambda: charts.themes(SHARES),
    "by group": lambda: charts.by_group(GROUPED),
    "together": lambda: charts.together(PAIRS),
    "saturation": lambda: charts.saturation([9, 4, 1], step=50, readings=120),
    "agreement": lambda: charts.agreement(MEASURES),
}


@cache
def one(name: str) -> Picture:
    """A chart of each kind, drawn once."""
    return MAKE[name]()


def test_shares_stand_in_the_drawing_with_their_intervals() -> None:
    found = said(one("themes"))
    assert {"opening hours", "41 % (35 % to 47 %)", "parking", "20 %", "<1 % (0 % to 1 %)"} <= set(found)


def test_bars_are_as_long_as_their_shares() -> None:
    long, short, least = sorted(widths(one("themes")), reverse=True)[:3]
    assert (short / long, least / long) == pytest.approx((0.2 / 0.412, 0.004 / 0.412), rel=0.02)


def test_shares_stand_in_the_words() -> None:
    assert one("themes").alternative == (
        "Bar chart of shares. opening hours 41 % (35 % to 47 %); parking 20 %; staff <1 % (0 % to 1 %)."
    )


def test_groups_stand_in_the_words_below_their_theme() -> None:
    assert one("by group").alternative == (
        "Bar chart of shares by group. opening hours: North 40 % (30 % to 50 %), South 20 % (10 % to 30 %); "
        "staff: North 10 % (5 % to 15 %), South not shown."
    )


def test_pairs_stand_in_the_drawing_and_the_words() -> None:
    assert {"17", "\u2013", "0"} <= set(said(one("together")))
    assert one("together").alternative.endswith(
        "staff and parking 17; hours and parking not shown; every other pair 0."
    )


def test_saturation_says_which_answers_brought_how_many_codes() -> None:
    assert one("saturation").alternative.endswith("answers read. 1–50: 9; 51–100: 4; 101–120: 1.")
    assert {"1–50", "51–100", "101–120"} <= set(said(one("saturation")))


def test_an_undefined_coefficient_says_why() -> None:
    assert "hours 0.84 (0.75 to 0.91); staff nobody used it." in one("agreement").alternative
    assert "nobody used it" in said(one("agreement"))


def test_a_negative_coefficient_is_inside_the_drawing() -> None:
    picture = charts.agreement([Measure("staff", -0.3, -0.5, 0.1)])
    assert "-0.30 (-0.50 to 0.10)" in said(picture)


def test_a_hidden_cell_leaves_no_trace_of_its_numbers() -> None:
    picture = charts.themes([Bar("open", 0.5), Bar("small", None, 0.0317, 0.0529)])
    assert not any(trace in picture.svg + picture.alternative for trace in ("3 %", "5 % to", "317", "529"))
    assert picture == charts.themes([Bar("open", 0.5), Bar("small", None)])


def test_hidden_rows_stand_last_by_name_whatever_their_place_was() -> None:
    hidden = [Bar("b", None), Bar("a", None)]
    pictures = {charts.themes([*hidden, Bar("z", 0.1)]), charts.themes([Bar("z", 0.1), *reversed(hidden)])}
    (picture,) = pictures
    assert picture.alternative.endswith("z 10 %; a not shown; b not shown.")


def test_cells_of_a_count_become_bars() -> None:
    cells: list[dict[str, Any]] = [
        {"code": "a", "group": "North", "share": 0.5, "low": 0.4, "high": 1.2, "how": "sample"},
        {"code": "a", "group": "South", "share": None, "low": None, "high": None, "how": "hidden"},
        {"code": "a", "group": "West", "share": None, "low": None, "high": None, "how": "sample"},
        {
            "code": "a",
            "group": "",
            "share": 0.5,
            "low": 0.5,
            "high": 0.5,
            "how": "exact",
            "count": 1,
            "out_of": 2,
        },
    ]
    assert charts.bars(cells) == [Bar("a", 0.5, 0.4, 1.0, "North"), Bar("a", None, group="South")]


def test_an_exact_share_has_no_interval() -> None:
    cell = {"code": "a", "share": 0.5, "low": 0.5, "high": 0.5, "how": "exact", "count": 3, "out_of": 6}
    (bar,) = charts.bars([cell])
    assert (bar.low, bar.high) == (None, None)
    assert charts.themes([bar]).alternative == "Bar chart of shares. a 50 % (3 of 6)."


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["  two\nlines "], ["two lines"]),
        (["a" * 60], ["aaaaaaa…" + "a" * 14]),
        (["a" * 60, "a" * 61], ["aaaaaaa…" + "a" * 14, "aaaaaaa…" + "a" * 14 + " (2)"]),
        ([""], ["(empty)"]),
        (["same", "same", "same"], ["same", "same (2)", "same (3)"]),
        (["same", "same (2)", "same"], ["same", "same (2)", "same (3)"]),
    ],
)
def test_long_names_are_cut_visibly_and_stay_apart(names: list[str], short: list[str]) -> None:
    assert shortened(names, 22) == short


@pytest.mark.parametrize("kind", KINDS)
def test_words_of_people_are_drawn_as_words(kind: str) -> None:
    labels = [*HOSTILE.values(), CONTROL, ""]
    picture = KINDS[kind](labels)
    assert set(shortened(labels, CUT.get(kind, charts.LONGEST))) <= set(said(picture))
    assert HOSTILE["long word"] in picture.alternative


@pytest.mark.parametrize("name", MAKE)
def test_a_drawing_has_no_identifier_and_asks_for_nothing(name: str) -> None:
    picture = one(name)
    drawn = etree.fromstring(picture.svg.encode())
    assert drawn.xpath("//@id | //@href | //*[local-name()='image' or local-name()='script']") == []
    assert "url(" not in picture.svg


def test_the_same_records_give_the_same_bytes() -> None:
    assert charts.by_group(GROUPED).svg == one("by group").svg
    assert png(charts.themes(SHARES)) == png(one("themes"))


def test_pixels_are_a_png_of_twice_the_size() -> None:
    made = png(one("themes"))
    wide = float(etree.fromstring(one("themes").svg.encode()).get("width", "0"))
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(made[16:20]) == pytest.approx(2 * wide, abs=2)


def test_nothing_of_a_drawing_is_cut_off_in_a_browser(watched: Watched) -> None:
    from coder.report.html import render

    watched.page.set_content(render(document(*map(one, MAKE))))
    outside = watched.page.evaluate(
        """() => [...document.querySelectorAll('svg')].flatMap(svg => {
            const room = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => {
                const box = text.getBoundingClientRect();
                return box.left < room.left - 1 || box.right > room.right + 1;
            }).map(text => text.textContent);
        })"""
    )
    assert outside == []
