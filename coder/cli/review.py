"""`coder review`: a person reads answers and decides."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
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
            help="Other answers than the next: hardest, code, search, cluster, flagged, outdated, disagreements.",
        ),
    ] = "",
    code: Annotated[
        str, typer.Option(metavar="CODE", help="Answers that may have this code; only it is judged.")
    ] = "",
    search: Annotated[
        str, typer.Option(metavar="WORDS", help="Answers with these words; with --code only it is judged.")
    ] = "",
    cluster: Annotated[
        int, typer.Option(metavar="N", help="Answers of this cluster, as 'coder clusters' numbers them.")
    ] = 0,
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
        who = options.who(as_)
        begin = partial(
            opened.review,
            who,
            proposals=not no_proposals,
            where=options.where(where),
            question=question,
            split=split,
            order=Order(queue, code, search, cluster),
            second_look=second_look,
            in_background=on_screen,
        )
        if on_screen:
            _on_screen(opened, begin, who)
        else:
            from coder.project.making import CodeMaker
            from coder.project.reviewing import other_answers
            from coder.tui.plain import review as review_line_by_line

            review_line_by_line(
                begin(),
                maker=CodeMaker(opened, who),
                advise=lambda: opened.advice(opened.live.newest if opened.live else None),
                others=partial(other_answers, opened),
                keymap=options.keymap(opened),
            )


def advice(project: options.ProjectFile = None) -> None:
    """Say whether to read on: saturation, intervals, audits; looked at after 100, 200, 400, 800 answers only."""
    with options.opened(project) as opened:
        found = opened.advice()
    typer.echo(
        "\n".join(found.lines()) if found else "Nothing yet: 100 answers of the random sample come first."
    )


def draws() -> bool:
    """Whether a screen can be drawn: a terminal at all three ends (Textual writes to stderr) that can draw."""
    dumb = os.environ.get("TERM", "dumb" if os.name == "posix" else "") in ("dumb", "unknown")
    return sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty() and not dumb


def _on_screen(project: Project, begin: Callable[[], ReviewSession], who: str) -> None:
    """Reads, goes to the grid and comes back from it as often as the person likes."""
    from coder.project.advice import Adviser
    from coder.project.making import CodeMaker
    from coder.project.reviewing import other_answers
    from coder.tui.grid import GridApp, grid_on_screen
    from coder.tui.screen import ReviewApp, review_on_screen

    read, adviser = 0, Adviser(project.path, lambda: project.live.newest if project.live else None)
    project.when_closing.append(adviser.close)
    while True:
        talk("Getting the answers ready ...")
        app = ReviewApp(
            begin(),
            maker=CodeMaker(project, who),
            adviser=adviser,
            others=partial(other_answers, project),
            language=str(project.config()["language"]),
            keymap=options.keymap(project),
        )
        summary = review_on_screen(app)
        read += summary.read
        if not summary.to_grid:
            typer.echo(str(replace(summary, read=read)))
            return
        talk("Getting the suggestions ready ...")
        grid_on_screen(GridApp(project, who))
