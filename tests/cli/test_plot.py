"""`coder plot`: a chart as a file, its numbers in words on stdout."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.cli.conftest import CODINGS, Desk

BEN = """id,code,coder
a1,access/opening hours,ben
a2,access/parking,ben
a3,staff,ben
a4,staff,ben
"""


@pytest.fixture
def twice(filled: Desk) -> Desk:
    """The example, read blind by ana and ben."""
    with filled.open() as project:
        project.import_codings(filled.write("ana.csv", CODINGS + "a5,,ana\n"), blind=True)
        project.import_codings(filled.write("ben.csv", BEN), blind=True)
    return filled


@pytest.fixture
def public(coded: Desk) -> Desk:
    """The example with a variable whose small counts are protected."""
    with coded.open() as project:
        project.configure("disclosure.branch", "3", coder="ana")
    return coded


def drawn(path: Path) -> set[str]:
    """The texts in an SVG file."""
    return set(etree.parse(path).xpath("//*[local-name()='text']/text()"))


def test_shares_are_said_in_words(coded: Desk) -> None:
    ran = coded("plot", "themes", "--code", "staff", "--where", "source=a3")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "Share of respondents raising each theme (source = a3). Bar chart of shares. staff 100 % (1 of 1).\n"
    )


def test_codes_are_drawn_most_frequent_first(coded: Desk) -> None:
    said = coded("plot", "themes", "--where", "branch=North").out
    assert said.index("access ") < said.index("access/opening hours") < said.index("children")


def test_a_drawing_says_what_it_shows(coded: Desk) -> None:
    ran = coded("plot", "themes", "--out", "themes.svg")
    root = etree.parse(coded.folder / "themes.svg").getroot()
    assert ran.err == "Wrote themes.svg.\n"
    assert root.get("role") == "img"
    assert f"{root.findtext('{*}title')}. {root.findtext('{*}desc')}\n" == ran.out
    assert {"staff", "access/parking"} <= drawn(coded.folder / "themes.svg")


def test_pixels_on_request(coded: Desk) -> None:
    coded("plot", "themes", "--out", "themes.PNG")
    assert (coded.folder / "themes.PNG").read_bytes()[:4] == b"\x89PNG"


def test_groups_stand_below_each_code(coded: Desk) -> None:
    coded("plot", "groups", "--by", "branch", "--out", "groups.svg")
    assert {"North", "South", "staff"} <= drawn(coded.folder / "groups.svg")


def test_protected_counts_are_neither_drawn_nor_said(public: Desk) -> None:
    ran = public("plot", "groups", "--by", "branch", "--out", "groups.svg")
    shown = (public.folder / "groups.svg").read_text(encoding="utf-8")
    assert "South not shown" in ran.out
    assert "(1 of 1)" not in ran.out + shown


def test_pairs_of_codes_are_counted(coded: Desk) -> None:
    said = coded("plot", "together").out
    assert "access/opening hours and staff 1" in said or "staff and access/opening hours 1" in said


def test_saturation_counts_from_the_first_reading(twice: Desk) -> None:
    assert "by distinct answers read. 1–" in twice("plot", "saturation").out


def test_agreement_names_its_coders(twice: Desk) -> None:
    said = twice("plot", "agreement").out
    assert said.startswith(
        "Agreement of ana · ben. Agreement by code; 0.8 is reliable, from 0.667 tentative."
    )
    assert "access/parking 1.00" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("groups",), "Name a variable: coder plot groups --by VARIABLE."),
        (("themes", "--by", "branch"), "coder plot groups --by VARIABLE."),
        (("groups", "--by", "brnch"), "Did you mean 'branch'?"),
        (("themes", "--out", "themes.pdf"), "not as '.pdf': --out themes.svg"),
        (("themes", "--out", "nowhere/themes.svg"), "its folder does not exist"),
        (("themes", "--code", "parkng"), "There is no code 'parkng'"),
        (("agreement",), "This needs two coders"),
    ],
)
def test_what_cannot_be_drawn_is_told(coded: Desk, words: tuple[str, ...], said: str) -> None:
    ran = coded("plot", *words)
    assert (ran.status, ran.out) == (1, "")
    assert said in ran.err


def test_an_empty_project_has_nothing_to_draw(empty: Desk) -> None:
    assert empty("plot", "saturation").status == 1


def test_agreement_without_a_common_answer_says_why(coded: Desk) -> None:
    with coded.open() as project:
        project.import_codings(coded.write("ben.csv", BEN))
    assert "no unit was judged by two coders" in coded("plot", "agreement").err


def test_a_drawing_that_is_there_is_not_lost(coded: Desk) -> None:
    path = coded.write("themes.svg", "mine")
    ran = coded("plot", "themes", "--out", "themes.svg")
    assert (ran.status, "Replace themes.svg?" in ran.err, path.read_text()) == (1, True, "mine")


def test_a_drawing_is_replaced_when_that_was_agreed(coded: Desk) -> None:
    path = coded.write("themes.svg", "mine")
    coded("plot", "themes", "--out", "themes.svg", "--yes")
    assert path.read_text().startswith("<svg")


def test_the_same_project_gives_the_same_drawing(coded: Desk) -> None:
    coded("plot", "themes", "--out", "one.svg")
    coded("plot", "themes", "--out", "two.svg")
    assert (coded.folder / "one.svg").read_bytes() == (coded.folder / "two.svg").read_bytes()
