"""`coder review`: a person reads answers and decides."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.cli import _options as options


def review(
    project: options.ProjectFile = None,
    as_: options.As = "",
    where: options.WhereOption = None,
    question: Annotated[str | None, typer.Option(help="Only answers to this question.")] = None,
    split: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only answers of a code that was split.")
    ] = None,
    no_proposals: Annotated[bool, typer.Option("--no-proposals", help="Read everything blind.")] = False,
) -> None:
    """Read answers and give codes; one key per decision, saved as it is made."""
    from coder.tui.plain import review as review_line_by_line

    with options.opened(project) as opened:
        session = opened.review(
            options.who(as_),
            proposals=not no_proposals,
            where=options.where(where),
            question=question,
            split=split,
        )
        review_line_by_line(session)
