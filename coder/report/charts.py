"""Charts as inline SVG with the same numbers in words: themes, groups, pairs of codes, saturation, agreement.

Records go in, a `content.Picture` comes out. Colours are those of Okabe & Ito or one hue from light to
dark; every number also stands in the drawing as text, so nothing rests on colour. A hidden cell has no
value to begin with: neither the drawing nor the words can give it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from coder.report.content import Picture
from coder.report.printable import printable
from coder.report.wording import share as percent

if TYPE_CHECKING:
    import altair as alt

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
INK, SOFT, PALE, DARK = "#1b1f24", "#4f5862", "#ffffff", "#004c80"
FONT = "Arial, Helvetica, sans-serif"
WIDE, ROW, CELL, HEADING = 380, 24, 46, -8
ROOM = {"left": 36, "right": 36, "top": 8, "bottom": 8}
"""Around a drawing, for readers whose letters are wider than those it was measured with."""
LONGEST, SHORTER = 40, 22
NOT_SHOWN = "not shown"
TENTATIVE, RELIABLE = 0.667, 0.8
"""Krippendorff (2004), Content Analysis, ch. 11: conclusions that are tentative, and that can be relied on."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A share between 0 and 1 with its interval, or with what it is a share of where all were read.

    `share` None: the cell is hidden, and the other numbers are never looked at.
    """

    label: str
    share: float | None
    low: float | None = None
    high: float | None = None
    group: str = ""
    count: float | None = None
    out_of: float | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """How many raised both; None: the cell is hidden."""

    one: str
    other: str
    count: float | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A coefficient with its interval; `value` None where it is undefined, `why` says the reason."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""


def bars(records: Iterable[Mapping[str, Any]]) -> list[Bar]:
    """The cells of `Counts.records()`, without the totals of a table by groups; empty classes left out."""
    return [
        _bar(each)
        for each in records
        if each.get("group", "all") and (each["how"] == "hidden" or each["share"] is not None)
    ]


def themes(rows: Sequence[Bar], *, name: str = "themes", caption: str = "") -> Picture:
    """One bar per theme in the order given, hidden ones last, with its interval and its numbers."""
    ordered = _hidden_last(rows)
    labels = shortened([row.label for row in ordered])
    data = [_cell(row, labels[n], "") for n, row in enumerate(ordered)]
    drawing = _bars(data, "label", labels, COLOURS[:1], height=ROW * len(data))
    words = [f"{row.label} {_said(row)}" for row in ordered]
    return _picture(drawing, name, caption, "Bar chart of shares.", words)


def by_group(rows: Sequence[Bar], *, name: str = "by-group", caption: str = "") -> Picture:
    """A block of bars per theme, one bar per group, in the order in which both first appear."""
    import altair as alt

    names, groups = _seen(row.label for row in rows), _seen(row.group for row in rows)
    label = dict(zip(names, shortened(names), strict=True))
    side = dict(zip(groups, shortened(groups, SHORTER), strict=True))
    data = [_cell(row, label[row.label], side[row.group]) for row in rows]
    order = list(side.values())
    colours = COLOURS if len(order) <= len(COLOURS) else COLOURS[:1]
    drawing = _bars(data, "group", order, colours, height=(ROW - 4) * len(order)).facet(
        row=alt.Row("label:N", sort=list(label.values()), title=None, header=_heading()), spacing=10
    )
    words = [
        f"{theme}: " + ", ".join(f"{row.group} {_said(row)}" for row in rows if row.label == theme)
        for theme in names
    ]
    return _picture(drawing, name, caption, "Bar chart of shares by group.", words)


def together(rows: Sequence[Pair], *, name: str = "together", caption: str = "") -> Picture:
    """How many raised two codes at once, one cell per pair with its number in it."""
    import altair as alt

    one, other = _seen(row.one for row in rows), _seen(row.other for row in rows)
    across = dict(zip(other, shortened(other, SHORTER), strict=True))
    down = dict(zip(one, shortened(one, SHORTER), strict=True))
    most = max((row.count for row in rows if row.count is not None), default=0) or 1
    data = [{"one": down[row.one], "other": across[row.other], **_square(row.count, most)} for row in rows]
    base = alt.Chart(alt.InlineData(values=data)).encode(
        x=alt.X("other:N", sort=list(across.values()), title=None, axis=alt.Axis(labelAngle=-40)),
        y=alt.Y("one:N", sort=list(down.values()), title=None),
    )
    cells = base.mark_rect(stroke="#c3cad2").encode(
        color=alt.Color(
            "depth:Q", scale=alt.Scale(domain=[0, 1], range=[PALE, DARK], interpolate="rgb"), legend=None
        )
    )
    numbers = base.mark_text(fontSize=12).encode(
        text="text:N", color=alt.condition("datum.depth > 0.6", alt.value(PALE), alt.value(INK))
    )
    drawing = (cells + numbers).properties(width=CELL * len(across), height=CELL * 0.75 * len(down))
    met = [row for row in rows if _number(row.count) != "0"]
    words = [f"{row.one} and {row.other} {_number(row.count)}" for row in met]
    words += ["every other pair 0"] if len(met) < len(rows) else []
    return _picture(drawing, name, caption, "Table of how many raised two codes at once.", words)


def saturation(
    new: Sequence[int], *, step: int, readings: int, name: str = "saturation", caption: str = ""
) -> Picture:
    """New codes in each `step` of the readings, in the order they were read."""
    import altair as alt

    spans = [(n * step + 1, min((n + 1) * step, readings)) for n in range(len(new))]
    names = [f"{first:,}" if first == last else f"{first:,}\u2013{last:,}" for first, last in spans]
    data = [{"span": span, "new": found} for span, found in zip(names, new, strict=True)]
    base = alt.Chart(alt.InlineData(values=data)).encode(
        x=alt.X(
            "span:O",
            sort=None,
            title="Distinct answers read",
            axis=alt.Axis(labelAngle=-40, labelOverlap=True),
        ),
        y=alt.Y("new:Q", title="New codes", axis=alt.Axis(tickMinStep=1, grid=True, format="d")),
    )
    columns = base.mark_bar(color=COLOURS[0])
    numbers = base.mark_text(dy=-8, color=INK, fontSize=11).encode(text="new:Q")
    drawing = (columns + numbers).properties(width=max(WIDE, 30 * len(data)), height=200)
    words = [f"{span}: {found}" for span, found in zip(names, new, strict=True)]
    return _picture(drawing, name, caption, "Bar chart of new codes by distinct answers read.", words)


def agreement(rows: Sequence[Measure], *, name: str = "agreement", caption: str = "") -> Picture:
    """One coefficient per code with its interval, beside the two marks of Krippendorff."""
    import altair as alt

    labels = shortened([row.label for row in rows])
    data = [
        {"label": label, "text": _measured(row), **_values(row.value, row.low, row.high)}
        for label, row in zip(labels, rows, strict=True)
    ]
    least = min([0.0, *(row.low for row in rows if row.low is not None)])
    scale = alt.Scale(domain=[least, 1], nice=False)
    base = alt.Chart(alt.InlineData(values=data)).encode(y=_labels("label", labels))
    x = alt.X(
        "value:Q",
        scale=scale,
        title=f"Krippendorff's alpha (dashed: {TENTATIVE} and {RELIABLE})",
        axis=alt.Axis(format=".1f", grid=True, tickCount=6),
    )
    marks = alt.Chart(alt.InlineData(values=[{"at": TENTATIVE}, {"at": RELIABLE}])).mark_rule(
        strokeDash=[4, 3], color=SOFT
    )
    points = base.transform_filter("isValid(datum.value)").mark_point(
        filled=True, size=70, color=COLOURS[0], opacity=1
    )
    drawing = alt.layer(
        marks.encode(x=alt.X("at:Q", scale=scale)),
        _whisker(base, scale),
        points.encode(x=x),
        _beside(base, scale),
    ).properties(width=WIDE, height=ROW * len(data))
    words = [f"{row.label} {_measured(row)}" for row in rows]
    intro = f"Agreement by code; {RELIABLE} is reliable, from {TENTATIVE} tentative."
    return _picture(drawing, name, caption, intro, words)


def shortened(names: Sequence[str], most: int = LONGEST) -> list[str]:
    """Names on one line of about `most` signs, the cut shown as `…`, and no two of them alike."""
    found: dict[str, None] = {}
    for name in names:
        line = " ".join(printable(name).split()) or "(empty)"
        if len(line) > most:
            line = f"{line[: most // 3]}…{line[len(line) - (most - most // 3 - 1) :]}"
        again = (f"{line} ({n})" for n in count(2))
        found[line if line not in found else next(each for each in again if each not in found)] = None
    return list(found)


def _bars(
    data: list[dict[str, Any]], field: str, order: list[str], colours: Sequence[str], *, height: int
) -> Any:
    """Bars to the right with whiskers and numbers; all layers share the data, so that it can be faceted."""
    import altair as alt

    ends = [each.get("high", each.get("value", 0.0)) for each in data]
    scale = alt.Scale(domain=[0, min(1.0, max([*ends, 0.1]) * 1.05)], nice=False)
    axis = alt.Axis(labelExpr="round(datum.value * 100) + ' %'", grid=True, tickCount=5)
    base = alt.Chart().encode(y=_labels(field, order))
    drawn = (
        base.transform_filter("isValid(datum.value)")
        .mark_bar(opacity=0.75, height={"band": 0.68})
        .encode(
            x=alt.X("value:Q", scale=scale, title=None, axis=axis),
            color=alt.Color(
                f"{field}:N", scale=alt.Scale(domain=order, range=_cycle(colours, len(order))), legend=None
            ),
        )
    )
    layers = alt.layer(drawn, _whisker(base, scale), _beside(base, scale), data=alt.InlineData(values=data))
    return layers.properties(width=WIDE, height=height)


def _whisker(base: alt.Chart, scale: alt.Scale) -> Any:
    import altair as alt

    known = base.transform_filter("isValid(datum.low)")
    line = known.mark_rule(color=INK, strokeWidth=1.5).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    ends = [
        known.mark_tick(color=INK, thickness=1.5, height=8).encode(x=alt.X(f"{end}:Q", scale=scale))
        for end in ("low", "high")
    ]
    return alt.layer(line, *ends)


def _beside(base: alt.Chart, scale: alt.Scale) -> Any:
    """The numbers in words, right of whatever is drawn."""
    import altair as alt

    return base.mark_text(align="left", dx=7, color=INK, fontSize=11).encode(
        x=alt.X("end:Q", scale=scale), text="text:N"
    )


def _labels(field: str, order: list[str]) -> alt.Y:
    import altair as alt

    return alt.Y(
        f"{field}:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=8)
    )


def _heading() -> alt.Header:
    import altair as alt

    return alt.Header(
        labelAngle=0,
        labelOrient="top",
        labelAnchor="start",
        labelFontWeight="bold",
        labelLimit=900,
        labelPadding=HEADING,
    )


def _cell(row: Bar, label: str, group: str) -> dict[str, Any]:
    return {"label": label, "group": group, "text": _said(row), **_values(row.share, row.low, row.high)}


def _values(value: float | None, low: float | None, high: float | None) -> dict[str, float]:
    """What is drawn of a row; nothing at all of a hidden one."""
    if value is None:
        return {"end": 0.0}
    if low is None or high is None:
        return {"value": value, "end": value}
    return {"value": value, "low": low, "high": high, "end": max(value, high)}


def _square(count: float | None, most: float) -> dict[str, Any]:
    depth = 0.0 if count is None else max(count, 0.0) / most
    return {"text": "\u2013" if count is None else _number(count), "depth": round(depth, 4)}


def _bar(record: Mapping[str, Any]) -> Bar:
    name, group = record["code"], record.get("group", "")
    if record["how"] == "hidden":
        return Bar(name, None, group=group)
    if record["how"] == "exact":
        return Bar(name, record["share"], None, None, group, record["count"], record["out_of"])
    low, high = record["low"], record["high"]
    if low is None:
        return Bar(name, record["share"], group=group)
    return Bar(name, record["share"], max(low, 0.0), min(high, 1.0), group)


def _said(row: Bar) -> str:
    if row.share is None:
        return NOT_SHOWN
    if row.low is not None and row.high is not None:
        return f"{percent(row.share)} ({percent(row.low)} to {percent(row.high)})"
    if row.count is not None and row.out_of is not None:
        return f"{percent(row.share)} ({row.count:,.0f} of {row.out_of:,.0f})"
    return percent(row.share)


def _measured(row: Measure) -> str:
    if row.value is None:
        return row.why or "undefined"
    if row.low is None or row.high is None:
        return f"{row.value:.2f}"
    return f"{row.value:.2f} ({row.low:.2f} to {row.high:.2f})"


def _number(count: float | None) -> str:
    return NOT_SHOWN if count is None else f"{max(count, 0):,.0f}"


def _hidden_last(rows: Sequence[Bar]) -> list[Bar]:
    """Where a hidden row stands among the others would say how large it is."""
    hidden = sorted((row for row in rows if row.share is None), key=lambda row: row.label)
    return [row for row in rows if row.share is not None] + hidden


def _seen(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _cycle(colours: Sequence[str], number: int) -> list[str]:
    return [colours[n % len(colours)] for n in range(number)]


def _picture(drawing: Any, name: str, caption: str, intro: str, words: Sequence[str]) -> Picture:
    return Picture(name, _svg(drawing), printable(f"{intro} {'; '.join(words)}."), caption)


def _svg(drawing: Any) -> str:
    """The chart as SVG; nothing is fetched, and no value is written but what is drawn."""
    import vl_convert

    text = {"labelFont": FONT, "titleFont": FONT, "labelColor": INK, "titleColor": INK}
    spec = drawing.to_dict()
    spec["padding"] = ROOM
    spec["config"] = {
        "aria": False,
        "background": "white",
        "font": FONT,
        "view": {"stroke": None},
        "axis": {**text, "labelFontSize": 12, "titleFontSize": 12, "labelLimit": 600, "gridColor": "#e3e7eb"},
        "header": {**text, "labelFontSize": 12},
    }
    made: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return made
