"""`coder forget`: takes one respondent's words out of the project for good."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.cli import _options as options
from coder.cli._show import confirm, many, talk


def forget(
    case: Annotated[str, typer.Argument(help="The respondent's name or number.")],
    project: options.ProjectFile = None,
    as_: options.As = "",
    yes: options.Yes = False,
) -> None:
    """Blank a respondent's answers, quotes and memos for good; only counts remain."""
    with options.opened(project) as opened:
        if not confirm(f"Forget everything that '{case}' said? This cannot be undone.", yes):
            return
        stone = opened.forget(case, coder=options.who(as_))
        talk(
            f"Forgotten: {many(stone['sources'], 'answer')} with {many(stone['codings'], 'coding')} "
            f"and {many(stone['readings'], 'reading')}."
        )
        talk("Files exported before, and copies of the project, still hold the words.")
