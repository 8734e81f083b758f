"""`coder bulk summary | audit | count`: what a bulk run came to, and how many really raised what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import many, progress_bar, show, talk

if TYPE_CHECKING:
    from coder.bulk.summary import Summary

Out = Annotated[Path, typer.Argument(metavar="OUT", help="The folder that 'coder bulk tag --out' filled.")]


def summary(
    out: Out,
    by: Annotated[str, typer.Option(metavar="COLUMN", help="One row for each of its values.")] = "",
    shown: options.Shown = Format.table,
) -> None:
    """Show what the machine proposed, by code and group, and how the answers differ from those learnt from."""
    from coder.bulk.summary import summarise

    with progress_bar("counting") as progress:
        found = summarise(out, by=by, progress=progress)
    show(found.records(), shown, empty="No code.")
    if shown is Format.table:
        show([{"": s.what, "here": s.here, "where learnt": s.learnt} for s in found.shifts], shown)
    _say(found)


def _say(found: Summary) -> None:
    zones = ", ".join(
        f"{zone} {count:,} ({count / found.answers:.0%})" for zone, count in found.zones.items()
    )
    talk(f"{many(found.answers, 'answer')} tagged by {found.model}: {zones}.")
    talk(
        "Codings only: what a machine proposed, not how many raised it. 'coder bulk audit' draws the sample that "
        f"tells. Words: of {many(found.looked_at, 'answer')} drawn at random. Where learnt: readings may have been "
        "chosen, so shares there need not be those of any population."
    )
