"""`coder merge`: another copy of the project, into this one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.cli import _options as options
from coder.cli._show import many, talk, visible


def merge(
    other: Annotated[
        Path, typer.Argument(metavar="OTHER.coder", help="Somebody else's copy of the project.")
    ],
    project: options.ProjectFile = None,
) -> None:
    """Unite two people's copies: all decisions of both; what they differ on is listed."""
    with options.opened(project) as opened:
        done = opened.merge(other)
    for conflict in done.conflicts:
        typer.echo(visible(conflict))
    talk(
        f"New: {many(done.decisions, 'decision')}, {many(done.cases, 'respondent')}, "
        f"{many(done.sources, 'answer')}, {many(done.versions, 'codebook version')}. "
        f"{many(len(done.conflicts), 'difference')}."
    )
