"""The tables of a report: classes of respondents, and themes with what is known of their numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from coder.project.counts import NO_ANSWER
from coder.report import wording as say
from coder.report.content import Row, Run, Table
from coder.report.wording import link

if TYPE_CHECKING:
    from coder.report.summary import Counted, Summary
    from coder.report.tally import Tally

_INTERVAL = "95 % interval"
_COLUMNS = ("Theme", "Raised by", "of", "Share", _INTERVAL, "In words")


def tally_table(caption: str, head: str, found: Tally, summary: Summary, noun: str = "responses") -> Table:
    """Number and per cent of each class with a total row; why the per cent may not add up."""
    known = [row.count for row in found.rows if row.count is not None]
    rows = []
    for row in found.rows:
        whole = found.total if row.count is not None and found.total is not None else None
        cells = (
            Run(row.name),
            _number_of(row.count, found.variable, row.name, summary),
            Run(_percent(row.count, whole)),
        )
        rows.append(Row(cells))
    total = say.HIDDEN if found.total is None else f"{found.total:,}"
    rows.append(Row((Run("Total"), Run(total), Run("100 %" if found.total else "-")), total=True))
    notes = (
        [say.ROUNDING, say.sum_explained(known)] if found.total is not None else ["Small numbers are hidden."]
    )
    if found.missing:
        notes.append(f"Without an answer here, and not in the table: {found.missing:,}.")
    return Table(
        caption,
        (head, f"No. of {noun}", "% of total"),
        tuple(rows),
        tuple(n for n in notes if n),
        frozenset({1, 2}),
    )


def _number_of(count: int | None, variable: str, value: str, summary: Summary) -> Run:
    if count is None:
        return Run(say.HIDDEN)
    value = NO_ANSWER if value == summary.facts.unclassified else value
    return Run(f"{count:,}", "" if summary.public or not count else say.linked_value(variable, value))


def _percent(count: int | None, total: int | None) -> str:
    if count is None:
        return say.HIDDEN
    return "" if total is None else say.percent(count, total)


def themes_table(caption: str, rows: Sequence[Counted], question: str = "", first: str = "Theme") -> Table:
    """How many raised it, of how many; shares and words unless all are codings, intervals of estimates."""
    ways = {row.found.how for row in rows if row.found}
    columns = _COLUMNS[: 3 if ways == {"codings"} else 6]
    kept = [name for name in columns if name != _INTERVAL or ways & {"sample", "assisted"}]
    head = (first, *kept[1:])
    body = tuple(Row(tuple(_cells(row, question)[name] for name in kept)) for row in rows)
    return Table(caption, head, body, _notes(rows, ways), frozenset({1, 2, 3}) & frozenset(range(len(head))))


def _cells(row: Counted, question: str) -> dict[str, Run]:
    found = row.found
    where = link(**{row.kind: row.name}, **({"question": question} if question else {}))
    of = say.HIDDEN if found is None else f"{found.out_of:,.0f}"
    number = Run(say.number(found), where if found else "")
    told = (say.share_of(found), say.interval(found), say.word(found))
    return dict(zip(_COLUMNS, (Run(row.label), number, *map(Run, (of, *told))), strict=True))


def _notes(rows: Sequence[Counted], ways: Collection[str]) -> tuple[str, ...]:
    about = ["Numbers of respondents."]
    if ways == {"exact"}:
        about.append("All answers were read: the numbers are exact.")
    if "codings" in ways:
        about.append("A number without an interval is of what was coded so far.")
    if unread := max((row.found.pending for row in rows if row.found), default=0):
        about.append(f"Not read yet: {unread:,}; the intervals allow for whatever is said there.")
    about += [] if ways == {"codings"} else [say.ROUNDING]
    hidden = any(row.found is None for row in rows)
    return (
        " ".join(about),
        *(("Hidden: the number is so small that it could identify persons.",) if hidden else ()),
    )
