"""`coder apply` and `coder grid`: one code for many answers at once, as codings from a list."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._show import confirm, many, talk, visible
from coder.errors import RequestError

if TYPE_CHECKING:
    from coder.domain import Strength
    from coder.project import Project
    from coder.project.applying import Applied

_EXAMPLES = 5


class AtLeast(StrEnum):
    """How strongly the machine must suggest the code."""

    weak = "weak"
    medium = "medium"
    strong = "strong"


def apply(
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="The code to give.")] = "",
    where: options.WhereOption = None,
    at_least: Annotated[
        AtLeast | None, typer.Option("--at-least", help="Only where it is suggested so strongly, or more.")
    ] = None,
    search: Annotated[str, typer.Option(metavar="WORDS", help="Only answers with these words.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take back what you gave in bulk last.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    project: options.ProjectFile = None,
    as_: options.As = "",
    yes: options.Yes = False,
) -> None:
    """Give a code to many answers at once; no answer counts as read by it."""
    with options.opened(project) as opened:
        if undo:
            _take_back(opened, options.who(as_))
            return
        if not code or not (where or at_least or search):
            raise RequestError("Say which code, and which answers: --where, --at-least or --search.")
        strength: Strength | None = at_least.value if at_least else None
        chosen = opened.fitting(code, at_least=strength, search=search, where=options.where(where))
        planned = opened.bulk_apply(code, chosen, coder=options.who(as_), dry_run=True)
        _preview(planned)
        if (
            planned.given
            and not dry_run
            and confirm(f"Give it to {many(len(planned.given), 'answer')}?", yes)
        ):
            opened.bulk_apply(code, planned.given, coder=options.who(as_))
            talk("Given. They are codings from a list: nobody counts as having read. --undo takes them back.")


def grid(
    where: options.WhereOption = None,
    project: options.ProjectFile = None,
    as_: options.As = "",
) -> None:
    """Choose answers from a table and give them a code; 'coder apply' does it in one line."""
    from coder.cli.review import draws
    from coder.tui.grid import GridApp, grid_on_screen

    if not draws():
        raise RequestError("The grid needs a terminal. 'coder apply CODE --at-least strong' needs none.")
    with options.opened(project) as opened:
        if not opened.sources(options.where(where)) or not opened.codebook.codable():
            raise RequestError("The grid needs answers and codes: 'coder add', 'coder codebook load'.")
        talk("Getting the suggestions ready ...")
        given = grid_on_screen(GridApp(opened, options.who(as_), options.where(where)))
    typer.echo(f"Gave codes to {many(given, 'answer')}. Everything is saved.")


def _take_back(project: Project, coder: str) -> None:
    taken = project.undo_bulk(coder)
    if taken is None:
        raise RequestError(f"There is nothing that {coder} gave in bulk to take back.")
    talk(f"Took {taken[0]} back from {many(taken[1], 'answer')}.")


def _preview(planned: Applied) -> None:
    """What would happen, on stdout, with examples that may be quoted."""
    for words, number in planned.told():
        typer.echo(f"{words}: {many(number, 'answer')}")
    open_ = [source for source in planned.given if source.case.privacy != "confidential"]
    for source in open_[:: max(1, len(open_) // _EXAMPLES)][:_EXAMPLES]:
        typer.echo(f"  {visible(' '.join(source.text.split()))[:200]}")
