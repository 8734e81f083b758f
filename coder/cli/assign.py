"""`coder assign`: who reads what."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import show, talk


def assign(
    coders: Annotated[
        list[str] | None, typer.Argument(help="Who reads; left out: show who reads what.")
    ] = None,
    double: Annotated[
        int,
        typer.Option(min=0, metavar="N", help="Respondents drawn at random whom all of them read, blind."),
    ] = 0,
    split: Annotated[bool, typer.Option("--split", help="Share out the rest among them.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="End all assignments; what was read stays.")] = False,
    question: Annotated[str | None, typer.Option("--question", "-q", help="Only this question.")] = None,
    where: options.WhereOption = None,
    project: options.ProjectFile = None,
    as_: options.As = "",
    shown: options.Shown = Format.table,
) -> None:
    """Draw answers that several coders read, share out the rest, and show how far everyone is."""
    with options.opened(project) as opened:
        if clear:
            opened.clear_assignments(by=options.who(as_))
        if coders:
            opened.assign(
                *coders,
                double=double,
                split=split,
                question=question,
                where=options.where(where),
                by=options.who(as_),
            )
            talk(f"Each reads with 'coder review --as NAME': {', '.join(coders)}.")
        rows = opened.assignments()
    show(rows, shown, empty="Nothing is assigned: everyone is offered everything.")
