"""`coder merge`: another copy of the project, into this one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.cli import _options as options


def merge(
    other: Annotated[
        Path, typer.Argument(metavar="OTHER.coder", help="Somebody else's copy of the project.")
    ],
    project: options.ProjectFile = None,
) -> None:
    """Unite two people's copies: all decisions of both; what they differ on is listed."""
    from coder.project.merging import merge as merged

    with options.opened(project) as opened:
        done = merged(opened, other)
    for conflict in done.conflicts:
        typer.echo(conflict)
    typer.echo(
        f"{done.decisions:,} decisions, {done.cases:,} respondents, {done.sources:,} answers and "
        f"{done.versions:,} codebook versions were new; {len(done.conflicts):,} differences."
    )
