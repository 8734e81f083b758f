"""The methods annex of a report: how was counted, how far coders agree, what was reconciled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coder.report.content import Block, Bullets, Row, Run, Section, Table
from coder.report.reconcile import MEANING, NAMES
from coder.report.wording import joined, link, plain

if TYPE_CHECKING:
    from coder.report.summary import Summary


def annex(summary: Summary) -> Section:
    """Methods paragraph, the five numbers, agreement per code with intervals, references."""
    blocks: list[Block] = [plain(summary.methods), _numbers(summary)]
    if summary.agreement:
        blocks.append(_agreement(summary))
    blocks += [plain("References:"), Bullets(tuple(joined([c]) for c in summary.citations))]
    return Section("Methods", tuple(blocks), "methods")


def _numbers(summary: Summary) -> Table:
    stated = summary.facts.stated
    rows = tuple(
        Row(
            (
                Run(MEANING[name].capitalize()),
                Run(_shown(summary.counted.get(name))),
                Run(_shown(stated.get(name))),
            )
        )
        for name in NAMES
    )
    notes = ("Counted by the program from the data and the list of names; stated by the author.",)
    return Table(
        "Respondents as counted and as stated",
        ("Number", "Counted", "Stated"),
        rows,
        notes,
        frozenset({1, 2}),
    )


def _shown(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _agreement(summary: Summary) -> Table:
    rows = tuple(
        Row((Run(record["code"]), Run(f"{record['n']:,}", link(view="agreement")), *_coefficients(record)))
        for record in summary.agreement
    )
    head = ("Code", "Read by two", "Agreement", "Kappa", "Alpha", "AC1")
    notes = (
        "Distinct answers read blind by two coders, with 95 % bootstrap intervals over respondents. Agreement: share of "
        "answers on which they said the same. Kappa, alpha and AC1 are corrected for chance; - where undefined.",
    )
    return Table("Agreement of coders", head, rows, notes, frozenset({1, 2, 3, 4, 5}))


def _coefficients(record: Mapping[str, Any]) -> list[Run]:
    return [Run(_coefficient(record, name)) for name in ("percent", "kappa", "alpha", "ac1")]


def _coefficient(record: Mapping[str, Any], name: str) -> str:
    value, low, high = (record.get(key) for key in (name, f"{name}_low", f"{name}_high"))
    if value is None:
        return "-"
    return f"{value:.2f}" if low is None or high is None else f"{value:.2f} ({low:.2f} to {high:.2f})"
