"""`coder matrix`: respondents by themes, in the analyst's own summaries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import confirm, many, show, talk
from coder.cli.exchange import tell_losses


def matrix(
    out: Annotated[
        Path | None, typer.Argument(metavar="[OUT.xlsx]", help="The workbook to write; else it is shown.")
    ] = None,
    question: Annotated[
        str | None, typer.Option("--question", "-q", help="Answers to this question.")
    ] = None,
    where: options.WhereOption = None,
    case: Annotated[
        list[str] | None, typer.Option("--case", help="Only this respondent. May be repeated.")
    ] = None,
    code: Annotated[
        list[str] | None, typer.Option("--code", "-c", help="A column for this code. May be repeated.")
    ] = None,
    themes: Annotated[bool, typer.Option("--themes", help="A column per theme of the codebook.")] = False,
    privacy: options.PrivacyOption = options.Privacy.honour,
    project: options.ProjectFile = None,
    yes: options.Yes = False,
    shown: options.Shown = Format.table,
) -> None:
    """Set respondents beside themes; 'coder memo add --case R1 --code access' fills a cell."""
    from coder.report.matrix import matrix as arranged
    from coder.report.matrix import write_matrix

    with options.opened(project) as opened:
        found = arranged(
            opened,
            question=question,
            where=options.where(where),
            cases=case or (),
            codes=code or (),
            themes=themes,
            privacy=privacy.value,
        )
    if out is None:
        rows = found.cells() if shown is Format.json else found.table()
        show(rows, shown, empty="Nothing was coded or summed up.")
    elif not out.exists() or confirm(f"Replace {out}?", yes):
        tell_losses(write_matrix(found, out), shown)
        talk(f"Wrote {out}.")
    talk(
        f"{many(len(found.rows), 'respondent')} by {many(len(found.themes), 'theme')}"
        + (f"; {found.silent:,} said nothing on them." if found.silent else ".")
    )
    if found.stray:
        talk(
            f"Left out: {found.stray:,} summed up under a code or theme that is gone; 'coder memo list' has them."
        )
