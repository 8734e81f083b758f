"""`coder count` and `coder saturation`: how many raised what, and whether reading on brings more."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import progress_bar, show, talk

if TYPE_CHECKING:
    from coder.counting.crosstab import Together
    from coder.project.counts import Counts

_WIDTH = 30
_PAIR = ("low", "high", "share with", "share without", "difference", "difference low", "difference high")
_HOW = {"exact": "all read", "sample": "sample", "assisted": "sample + machine", "codings": "codings only"}


class Unit(StrEnum):
    """What is counted: respondents, answers, or distinct texts."""

    case = "case"
    source = "source"
    text = "text"


Question = Annotated[str | None, typer.Option("--question", "-q", help="Only answers to this question.")]


def count(
    by: Annotated[
        str, typer.Option("--by", help="A variable, 'wave' or 'question': one row for each value.")
    ] = "",
    code: Annotated[
        list[str] | None, typer.Option("--code", "-c", help="Only these codes and themes.")
    ] = None,
    unit: Annotated[Unit, typer.Option(help="Respondents, answers, or distinct texts.")] = Unit.case,
    question: Question = None,
    where: options.WhereOption = None,
    together: Annotated[str | None, typer.Option("--with", help="Other codes beside this one.")] = None,
    side_by_side: Annotated[bool, typer.Option("--side-by-side", help="All three units.")] = False,
    simultaneous: Annotated[
        bool, typer.Option("--simultaneous", help="All intervals hold together.")
    ] = False,
    poststratify: Annotated[bool, typer.Option("--poststratify", help="Expand within the groups.")] = False,
    project: options.ProjectFile = None,
    shown: options.Shown = Format.table,
) -> None:
    """Count who raised each code and theme, with 95 % intervals."""
    kept = options.where(where)
    with options.opened(project) as opened:
        if together:
            pairs = opened.count_together(together, where=kept, question=question)
            show([_pair(name, pair) for name, pair in pairs.items()], shown)
            return
        if side_by_side:
            rows = opened.side_by_side(where=kept, question=question)
            show(rows if shown is not Format.table else [_beside(row) for row in rows], shown)
            return
        with progress_bar("counting") as progress:
            found = opened.count(
                by=by,
                codes=code or (),
                unit=unit.value,
                question=question,
                where=kept,
                simultaneous=simultaneous,
                poststratify=poststratify,
                progress=progress,
            )
    _tell(found, shown)


def saturation(
    question: Question = None,
    where: options.WhereOption = None,
    step: Annotated[int, typer.Option(min=1, help="Readings per step.")] = 50,
    project: options.ProjectFile = None,
    shown: options.Shown = Format.table,
) -> None:
    """Show how many new codes each step of reading brought."""
    with options.opened(project) as opened:
        found = opened.saturation(where=options.where(where), question=question, step=step)
    rows = [
        {"readings": f"{n * step + 1}-{min((n + 1) * step, found.readings)}", "new codes": new}
        for n, new in enumerate(found.new)
    ]
    show(rows, shown, empty="Nothing of the random sample has been read yet.")
    if found.readings:
        talk(
            f"{found.once} of {found.codes} codes were found once in {found.readings:,} distinct answers: the "
            f"chance that the next answer needs a new code is about {found.chance:.1%} (Good-Turing)."
        )


def bar(share: float, low: float | None, high: float | None, width: int = _WIDTH) -> str:
    """A share between 0 and 1 drawn as `──━━●━━`: the dot is the share, the thick part its interval, if it has one."""
    place = round(share * (width - 1))
    start, end = (
        (place, place)
        if low is None or high is None or low == high
        else (
            int(low * (width - 1)),
            round(high * (width - 1) + 0.49),
        )
    )
    signs = ["━" if start <= column <= end else "─" if column < start else " " for column in range(width)]
    signs[place] = "●"
    return "".join(signs).rstrip()


def _tell(found: Counts, shown: Format) -> None:
    records = found.records()
    if shown is not Format.table:
        show(records, shown)
        return
    show([_line(record) for record in records], shown)
    if all(record["how"] == "codings" for record in records) and any(record["count"] for record in records):
        talk(
            "Codings only: no unbroken part of the random order is read, so nothing can be said of the rest. "
            "'coder review' reads in that order."
        )
    what = {"case": "respondents", "source": "answers", "text": "distinct texts"}[found.unit]
    unseen = max((record["not_blind"] or 0 for record in records), default=0)
    talk(
        f"Counted: {what}. S: respondents of the random sample ({unseen:,} of them not read blind). n_eff: what "
        "the sample is worth. +-5: random readings needed for an interval of 5 points either way."
    )


def _beside(record: dict[str, Any]) -> dict[str, Any]:
    """A count of each unit as a whole number, a share in per cent."""
    return {
        name: value
        if not isinstance(value, float)
        else f"{value:.1%}"
        if name.startswith("share")
        else f"{max(value, 0):,.0f}"
        for name, value in record.items()
    }


def _line(record: dict[str, Any]) -> dict[str, Any]:
    names = {"code": record["code"], **({"group": record["group"] or "all"} if "group" in record else {})}
    if record["how"] == "hidden":
        return {
            **names,
            "n": "",
            "share": "hidden",
            "95 %": "",
            "": "",
            "how": "",
            "S": "",
            "n_eff": "",
            "+-5": "",
        }
    low, high, share = record["low"], record["high"], record["share"]
    line = {
        **names,
        "n": f"{max(record['count'], 0):,.0f}",
        "share": "" if share is None or record["how"] == "codings" else f"{share:.1%}",
        "95 %": "" if low is None or record["how"] == "exact" else f"{low:.1%} to {high:.1%}",
        "": "" if share is None or record["how"] == "codings" else bar(share, low, high),
        "how": how(record["how"], record["n"], record["pending"]),
        "S": record["n"],
        "n_eff": "" if record["n_effective"] is None else f"{record['n_effective']:,.0f}",
        "+-5": record["needed"],
    }
    if record.get("change_low") is not None:
        line["change"] = (
            f"{record['change']:+.1%} ({record['change_low']:+.1%} to {record['change_high']:+.1%})"
        )
    elif "change" in record:
        line["change"] = f"{record['change']:+.1%}"
    return line


def how(found: str, sample: int, unread: int) -> str:
    """How a count was obtained, in words: `all but 1 read`, `sample, 3 not read`."""
    if unread and not sample:
        return f"all but {unread:,} read"
    return _HOW[found] + (f", {unread:,} not read" if unread else "")


def _pair(name: str, pair: Together | None) -> dict[str, Any]:
    if pair is None:
        return {"code": name, "both": "hidden", **dict.fromkeys(_PAIR)}
    both = pair.both.limits
    return {
        "code": name,
        "both": round(pair.both.count, 1),
        "low": both[1] * pair.both.out_of,
        "high": both[2] * pair.both.out_of,
        "share with": pair.with_a,
        "share without": pair.without_a,
        "difference": pair.gap,
        "difference low": pair.low,
        "difference high": pair.high,
    }
