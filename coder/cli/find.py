"""`coder find`: words in context, and a code for every hit."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import confirm, many, show, talk, visible

if TYPE_CHECKING:
    from coder.discovery.concordance import Hit
    from coder.domain import Source


def find(
    query: Annotated[str, typer.Argument(help="Words, with * and ?; or /a regular expression/.")],
    lemmas: Annotated[bool, typer.Option("--lemmas", help="All forms: wait, waits, waited.")] = False,
    code: Annotated[str | None, typer.Option(metavar="CODE", help="Give this code to every hit.")] = None,
    where: options.WhereOption = None,
    project: options.ProjectFile = None,
    as_: options.As = "",
    yes: options.Yes = False,
    shown: options.Shown = Format.table,
) -> None:
    """Find words in context, with respondent and variables."""
    with options.opened(project) as opened:
        every = opened.find(query, lemmas=lemmas, where=options.where(where))
        found = [(source, hit) for source, hit in every if source.case.privacy != "confidential"]
        rows = [_row(source, hit) for source, hit in found]
        show(_narrow(rows) if shown is Format.table else rows, shown, empty=f"'{query}' is in no answer.")
        if len(every) > len(found):
            talk(f"{many(len(every) - len(found), 'hit')} in confidential answers not shown.")
        if code and found and confirm(f"Give '{code}' to {many(len(found), 'hit')}?", yes):
            new = opened.code_hits(found, code, coder=options.who(as_))
            talk(
                f"{many(new, 'new coding')} of {code}. They are codings from a list: nobody counts as having read."
            )


def _row(source: Source, hit: Hit) -> dict[str, Any]:
    anonymous = source.case.privacy == "anonymous"
    variables = {} if anonymous else {**source.case.values, **source.values}
    return {
        "source": "" if anonymous else source.name,
        "start": hit.start,
        "end": hit.end,
        "before": _flat(hit.before),
        "hit": _flat(hit.text),
        "after": _flat(hit.after),
        "variables": {name: value for name, value in variables.items() if value is not None},
    }


def _narrow(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """On a terminal with the variables cut: the words in their context need the room."""
    room = shutil.get_terminal_size().columns // 4 if sys.stdout.isatty() else None
    return [{**row, "variables": _cut(row["variables"], room)} for row in rows]


def _cut(variables: dict[str, Any], room: int | None) -> str:
    from coder.project.project import shown

    text = ", ".join(f"{name} {shown(value)}" for name, value in variables.items())
    return text if room is None or len(text) <= room else f"{text[: room - 1]}…"


def _flat(text: str) -> str:
    return visible(" ".join(text.split()))
