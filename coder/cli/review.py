"""`coder review`: a person reads answers and decides."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._show import talk

if TYPE_CHECKING:
    from coder.project import Project
    from coder.review.session import ReviewSession


def review(
    project: options.ProjectFile = None,
    as_: options.As = "",
    where: options.WhereOption = None,
    question: Annotated[str | None, typer.Option(help="Only answers to this question.")] = None,
    split: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only answers of a code that was split.")
    ] = None,
    queue: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Other answers than the next: hardest, code, search, flagged, outdated, disagreements.",
        ),
    ] = "",
    code: Annotated[
        str, typer.Option(metavar="CODE", help="Answers that may have this code; only it is judged.")
    ] = "",
    search: Annotated[
        str, typer.Option(metavar="WORDS", help="Answers with these words; with --code only it is judged.")
    ] = "",
    no_proposals: Annotated[bool, typer.Option("--no-proposals", help="Read everything blind.")] = False,
    second_look: Annotated[
        bool,
        typer.Option(
            "--second-look", help="Show suggestions after each blind reading; both answers are kept."
        ),
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line, as for screen readers; always so in a pipe.")
    ] = False,
) -> None:
    """Read answers and give codes; one key per decision, saved as it is made."""
    from coder.project.queues import Order

    on_screen = not plain and draws()
    with options.opened(project) as opened:
        if on_screen:
            talk("Getting the answers ready ...")
        who = options.who(as_)
        session = opened.review(
            who,
            proposals=not no_proposals,
            where=options.where(where),
            question=question,
            split=split,
            order=Order(queue, code, search),
            second_look=second_look,
            in_background=on_screen,
        )
        if on_screen:
            _on_screen(opened, session, who)
        else:
            from coder.tui.plain import review as review_line_by_line

            review_line_by_line(session)


def draws() -> bool:
    """Whether a screen can be drawn: a terminal at both ends that can move its cursor."""
    dumb = os.environ.get("TERM", "dumb" if os.name == "posix" else "") in ("dumb", "unknown")
    return sys.stdin.isatty() and sys.stdout.isatty() and not dumb


def _on_screen(project: Project, session: ReviewSession, who: str) -> None:
    from coder.project.reviewing import make_code, other_answers
    from coder.project.settings import keys
    from coder.review.keys import Keymap
    from coder.tui.screen import ReviewApp, review_on_screen

    app = ReviewApp(
        session,
        make_code=partial(make_code, project, coder=who),
        others=partial(other_answers, project),
        language=str(project.config()["language"]),
        keymap=Keymap(keys(project.config())),
    )
    typer.echo(str(review_on_screen(app)))
