"""`coder add`: answers from a file into the project."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._show import confirm, many, progress_bar, talk
from coder.cli.exchange import tell_problems
from coder.cli.status import FIRST_CODES
from coder.errors import listed

if TYPE_CHECKING:
    from coder.ingest import Guess, Layout
    from coder.project import Project
    from coder.project.adding import Added

_WIDE, _BEFORE = 200, 43
"""Columns where there is no terminal; those of a line that are no value (name, meaning, what stands between)."""


def add(
    file: Annotated[
        Path, typer.Argument(help="CSV, XLSX, JSON Lines, Parquet or SPSS; or a folder of documents.")
    ],
    text: Annotated[
        list[str] | None,
        typer.Option(
            "--text", "-t", metavar="COLUMN", help="Open answers; several columns are several questions."
        ),
    ] = None,
    id_: Annotated[str | None, typer.Option("--id", metavar="COLUMN", help="Names the row.")] = None,
    case: Annotated[
        str | None,
        typer.Option("--case", metavar="COLUMN", help="Names the respondent; rows with the same one join."),
    ] = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="COLUMN", help="Says which question the row answers.")
    ] = None,
    variable: Annotated[
        list[str] | None,
        typer.Option(
            "--variable", "-v", metavar="COLUMN", help="Closed answers; left out: all other columns."
        ),
    ] = None,
    privacy: Annotated[
        str | None,
        typer.Option("--privacy", metavar="COLUMN", help="Holds public, anonymous or confidential."),
    ] = None,
    encoding: Annotated[str, typer.Option(help="utf-8, cp1252, ...; found out when left out.")] = "",
    delimiter: Annotated[str, typer.Option(help="The sign between columns; found out when left out.")] = "",
    sheet: Annotated[str, typer.Option(help="Of a workbook; else the first.")] = "",
    update: Annotated[
        bool, typer.Option("--update", help="Take over changes to answers nobody has read.")
    ] = False,
    project: options.ProjectFile = None,
    as_: options.As = "",
    yes: options.Yes = False,
) -> None:
    """Add answers; shows which column means what before anything is saved.

    Adding a file again adds only what is new.
    """
    from coder.ingest import Layout, inspect

    said = Layout(
        tuple(text or ()),
        id_,
        case,
        question,
        None if variable is None else tuple(variable),
        privacy,
        encoding,
        delimiter,
        sheet,
    )
    with options.opened(project) as opened:
        guess = inspect(file, said)
        _tell_guess(guess)
        if not confirm("Add these answers?", yes or not _guessed(said, guess.layout)):
            talk(
                "Nothing was added. What was taken wrongly can be named: --text COLUMN, --id, --case, --question."
            )
            return
        with progress_bar("reading") as progress:
            added = opened.add(file, guess.layout, coder=options.who(as_), update=update, progress=progress)
        _tell(added)
        _tell_guarded(opened)
        if added.sources and not opened.codebook.codable():
            talk(FIRST_CODES)


def _guessed(said: Layout, layout: Layout) -> bool:
    """Whether any meaning that was not said was found: then there is something to agree to."""
    pairs = (
        (said.id, layout.id),
        (said.case, layout.case),
        (said.question, layout.question),
        (said.privacy, layout.privacy),
    )
    return not said.text or any(given is None and found for given, found in pairs)


def _tell_guess(guess: Guess) -> None:
    layout = guess.layout
    single = {"id": layout.id, "case": layout.case, "question": layout.question, "privacy": layout.privacy}
    meanings = {column: what for what, column in single.items() if column}
    meanings |= dict.fromkeys(layout.text, "text") | dict.fromkeys(
        layout.variables_in(guess.header), "variable"
    )
    talk(f"{guess.path.name}: {many(guess.rows, 'row')}. Columns, what they mean, and three rows:")
    room = shutil.get_terminal_size().columns if sys.stderr.isatty() else _WIDE
    for column, *cells in zip(guess.header, *guess.samples, strict=True):
        shown = " | ".join(_short(cell, min(28, (room - _BEFORE) // 3)) for cell in cells)
        talk(f"  {column[:24]:<24} {meanings.get(column, '-'):<9} {shown}")
    for name, wording in layout.question_texts.items():
        talk(f"  {name[:24]:<24} asked: {wording}")
    for note in guess.notes:
        talk(f"  Note: {note}")


def _short(cell: str, most: int) -> str:
    flat = " ".join(cell.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def _tell_guarded(project: Project) -> None:
    from coder.project.settings import DISCLOSURE

    guarded = [key for key, least in project.config().items() if key.startswith(DISCLOSURE) and least]
    if guarded:
        names = listed([key.removeprefix(DISCLOSURE) for key in guarded])
        talk(
            f"Small counts of persons stay hidden in tables by {names}. Show them: 'coder config {guarded[0]} 0'."
        )


def _tell(added: Added) -> None:
    from coder.ingest import reasons

    talk(
        f"Added {many(added.sources, 'answer')} from {many(added.cases, 'new respondent')}; "
        f"{added.known:,} {'was' if added.known == 1 else 'were'} there already."
    )
    if added.forgotten:
        talk(f"Left out {many(added.forgotten, 'answer')} of respondents who were forgotten.")
    if added.changes:
        applied = sum(change.applied for change in added.changes)
        talk(
            f"Differences from what is in the project: {len(added.changes):,}, taken over: {applied:,}"
            + ("." if applied else " (--update takes over those of answers nobody has read).")
        )
        for change in added.changes[:5]:
            talk(f"  {change.name}, {change.field}: {change.old[:60]!r} -> {change.new[:60]!r}")
    if added.problems:
        talk(f"{many(len(added.problems), 'problem')}: {', '.join(reasons(added.problems))}.")
        tell_problems(added.problems)
