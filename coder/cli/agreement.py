"""`coder agreement`: how far coders agree."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import show, talk

if TYPE_CHECKING:
    from coder.domain import Source
    from coder.project.agreeing import Agreed


class Unit(StrEnum):
    """What is compared: whole answers or their sentences."""

    source = "source"
    sentence = "sentence"


def agreement(
    coders: Annotated[list[str] | None, typer.Argument(help="Who; left out: everyone who read.")] = None,
    machine: Annotated[bool, typer.Option("--machine", help="The machine beside people.")] = False,
    confusion: Annotated[bool, typer.Option("--confusion", help="Which codes they mix up.")] = False,
    disagreements: Annotated[bool, typer.Option("--disagreements", help="Where they differ.")] = False,
    unit: Annotated[Unit, typer.Option(help="Whole answers or sentences.")] = Unit.source,
    question: Annotated[str | None, typer.Option("--question", "-q", help="Only this question.")] = None,
    where: options.WhereOption = None,
    project: options.ProjectFile = None,
    shown: options.Shown = Format.table,
) -> None:
    """Compare what coders said blind of the same answers, per code and overall."""
    with options.opened(project) as opened:
        found = opened.agreement(
            *(coders or ()), machine=machine, unit=unit.value, where=options.where(where), question=question
        )
        sources = opened.sources()
    if confusion:
        show(_mixed(found), shown, empty="They mixed up nothing.")
    elif disagreements:
        rows = _differences(found, sources)
        show(rows, shown, empty="They never differed.")
        if rows:
            talk(f"Settle them, with reasons: coder adjudicate {' '.join(found.all.coders)}")
    else:
        records = found.records()
        show([_line(record) for record in records] if shown is Format.table else records, shown)
        talk(
            "Values with 95 % bootstrap intervals over respondents; distinct answers read blind by both sides."
        )


def _line(record: dict[str, Any]) -> dict[str, Any]:
    prevalence = record.get("prevalence")
    return {
        "coders": record["coders"],
        "code": record["code"],
        "n": record["n"],
        "used": "" if prevalence is None or prevalence != prevalence else f"{prevalence:.1%}",
        **{name: value(record, name) for name in ("percent", "kappa", "alpha", "ac1")},
        "note": record.get("alpha_why", "") or _dropped(record),
    }


def value(record: dict[str, Any], name: str) -> str:
    """A coefficient with its interval, `0.71 (0.66 to 0.76)`; "" where there is none."""
    if record.get(name) is None:
        return ""
    # Adding 0.0 takes the sign from what was rounded to nothing.
    found, low, high = (round(record[name + end], 2) + 0.0 for end in ("", "_low", "_high"))
    return f"{found:.2f} ({low:.2f} to {high:.2f})"


def _dropped(record: dict[str, Any]) -> str:
    share = record.get("alpha_dropped") or 0
    return f"undefined in {'under 1%' if share < 0.01 else f'{share:.0%}'} of resamples" if share else ""


def _mixed(found: Agreed) -> list[dict[str, Any]]:
    table, names = found.confusion(), [*found.units.codes, "(nothing else)"]
    one, two = found.all.coders[:2]
    rows = [
        {one: names[i], two: names[j], "answers": int(table[i, j])}
        for i in range(len(names))
        for j in range(len(names))
        if i != j and table[i, j]
    ]
    return sorted(rows, key=lambda row: -int(str(row["answers"])))


def _differences(found: Agreed, sources: dict[str, Source]) -> list[dict[str, Any]]:
    names = found.sources(sources)
    return [
        {
            "source": names[each.unit].name,
            "code": each.code,
            "yes": ", ".join(each.yes),
            "no": ", ".join(each.no),
            "text": names[each.unit].text,
        }
        for each in found.disagreements()
    ]
