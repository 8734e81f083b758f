"""`coder export` and `coder import`: coded data out, codings made elsewhere in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import confirm, many, show, talk

if TYPE_CHECKING:
    from coder.domain import Problem
    from coder.interchange.losses import Losses


class Tables(StrEnum):
    """Which tables of an export to write."""

    both = "both"
    wide = "wide"
    long = "long"


def export(
    file: Annotated[Path, typer.Argument(help="Its suffix decides the format: .csv .xlsx .jsonl .parquet")],
    project: options.ProjectFile = None,
    where: options.WhereOption = None,
    table: Annotated[
        Tables, typer.Option(help="One row per answer (wide), per coding (long), or both.")
    ] = Tables.both,
    privacy: options.PrivacyOption = options.Privacy.honour,
    yes: options.Yes = False,
    shown: options.Shown = Format.table,
) -> None:
    """Write answers, variables and codes; what the format cannot carry is listed."""
    from coder.interchange.tables import table_paths

    paths = table_paths(file, table.value)
    there = [str(path) for path in paths if path.exists()]
    with options.opened(project) as opened:
        if there and not confirm(f"Replace {' and '.join(there)}?", yes):
            return
        losses = opened.export(file, where=options.where(where), table=table.value, privacy=privacy.value)
    _tell_losses(losses, shown)
    talk(f"Wrote {' and '.join(map(str, paths))}.")


def import_(
    file: Annotated[
        Path, typer.Argument(help="Codings: one a row (id, code, coder), or a 0/1 column per code.")
    ],
    project: options.ProjectFile = None,
    as_: options.As = "",
    blind: Annotated[
        bool, typer.Option("--blind", help="They were made without any suggestion on screen.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
) -> None:
    """Take over codings made elsewhere."""
    with options.opened(project) as opened:
        done = opened.import_codings(file, coder=options.who(as_), blind=blind, dry_run=dry_run)
    tell_problems(done.problems)
    verb = "Would take over" if dry_run else "Took over"
    talk(
        f"{verb} {many(done.codings, 'coding')} and {many(done.readings, 'reading')} "
        f"of {', '.join(done.coders) or 'nobody'}; {done.known:,} were there already."
    )


def tell_problems(problems: tuple[Problem, ...], most: int = 10) -> None:
    """Rows that could not be used: the first few, and how many there are of each reason."""
    for problem in problems[:most]:
        where = f"row {problem.row}" if problem.row else "the file"
        value = f": {problem.value[:60]!r}" if problem.value else ""
        talk(f"  {where}, {problem.column or 'whole row'}: {problem.reason}{value}")
    if len(problems) > most:
        talk(f"  ... and {len(problems) - most:,} more.")


def _tell_losses(losses: Losses, shown: Format) -> None:
    if shown is Format.json:
        show(losses.rows(), shown)
        return
    for row in losses.rows():
        example = f" (for example {row['example']!r})" if row["example"] else ""
        talk(f"  not carried: {row['count']:,} {row['kind']}{example}")
