"""`coder adjudicate`: what coders differ on, settled with reasons."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.cli import _options as options


def adjudicate(
    coders: Annotated[list[str] | None, typer.Argument(help="Who; left out: everyone who read.")] = None,
    question: Annotated[str | None, typer.Option("--question", "-q", help="Only this question.")] = None,
    where: options.WhereOption = None,
    code: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only this code, or those below it.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line, as for screen readers; always so in a pipe.")
    ] = False,
    project: options.ProjectFile = None,
    as_: options.As = "",
) -> None:
    """Settle disagreements side by side; the outcome is coder 'consensus', each with a reason."""
    from coder.cli.review import draws

    with options.opened(project) as opened:
        session = opened.adjudicate(
            *(coders or ()),
            by=options.who(as_),
            question=question,
            where=options.where(where),
            code=code,
        )
        if plain or not draws():
            from coder.tui.adjudicate_plain import adjudicate as line_by_line

            line_by_line(session, opened.codebook)
        else:
            from coder.tui.adjudicate import AdjudicateApp, adjudicate_on_screen

            typer.echo(str(adjudicate_on_screen(AdjudicateApp(session, opened.codebook))))
