"""Guesses what each column of a file means, for a person to look at before anything is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from coder.errors import listed
from coder.ingest.batch import Survey, Table
from coder.ingest.columns import Column
from coder.ingest.layout import Layout, check
from coder.ingest.opening import open_table


@dataclass(frozen=True, slots=True)
class Guess:
    """What `inspect` found: the layout complete, the header, three sample rows, the rows below it.

    `notes` are sentences for the user about what could not be told for certain. As long as a Guess is
    held, `read` need not parse its file again.
    """

    path: Path
    layout: Layout
    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    rows: int
    notes: tuple[str, ...] = ()
    table: Table | None = field(default=None, repr=False, compare=False)


def inspect(path: str | Path, said: Layout | None = None) -> Guess:
    """Opens the file and fills in what `said` leaves open (None or empty; "" stands for "no such column").

    Raises FileProblem, ColumnError and RequestError as `read` does; `read(path, guess.layout)` follows.
    Columns that say who people are become variables only where `said` names them.
    """
    path, said = Path(path), said or Layout()
    table = open_table(path, said)
    said = said.settled(table.header, table.wordings)
    check(said, table.header, path)
    layout = _complete(said, table)
    check(layout, table.header, path)
    samples = tuple(tuple(cells) for _, cells in table.rows[:3])
    notes = (*table.notes, *_notes(said, layout, table, path))
    return Guess(path, layout, tuple(table.header), samples, len(table.rows), notes, table)


def _complete(said: Layout, table: Table) -> Layout:
    """Each step looks only at what the steps before it left over."""
    layout = replace(said, encoding=table.encoding, delimiter=table.delimiter, sheet=table.sheet)
    if table.survey:
        layout = _surveyed(layout, table.survey, table.header)
    if layout.privacy is None:
        layout = replace(layout, privacy=_first(layout, table, Column.is_privacy))
    if layout.question is None:
        wide = len(said.text) > 1
        layout = replace(layout, question="" if wide else _first(layout, table, Column.is_question))
    if not layout.text:
        layout = replace(layout, text=_text(layout, table))
    layout = _named(layout, table)
    people = {column.name for column in _people(layout, table)}
    variables = tuple(name for name in layout.variables_in(table.header) if name not in people)
    return replace(layout, variables=variables).settled(table.header, table.wordings)


def _surveyed(layout: Layout, survey: Survey, header: list[str]) -> Layout:
    """What is known of any file of that program: one row for each respondent, and its own id."""
    free = survey.id in header and survey.id not in layout.named()
    return replace(
        layout,
        id=(survey.id if free else "") if layout.id is None else layout.id,
        case=layout.case or "",
        question=layout.question or "",
        text=layout.text or survey.text,
    )


def _named(layout: Layout, table: Table) -> Layout:
    """In a long file without another respondent column, the case is the id that comes back."""
    if layout.id is None:
        layout = replace(layout, id=_first(layout, table, Column.is_id))
    if layout.case is None:
        case = _first(layout, table, Column.is_case)
        if not case and layout.question and not layout.id:
            case = _first(layout, table, lambda column: column.is_id(0.05))
        layout = replace(layout, case=case)
    return layout


def _free(layout: Layout, table: Table) -> list[Column]:
    taken = {*layout.named(), *(layout.variables or ())}
    return [Column(table, name) for name in table.header if name not in taken]


def _first(layout: Layout, table: Table, fits: Callable[[Column], bool]) -> str:
    return next((column.name for column in _free(layout, table) if fits(column)), "")


def _text(layout: Layout, table: Table) -> tuple[str, ...]:
    """All that look like answers; of a long file the wordiest; failing that the wordiest column there is."""
    free = _free(layout, table)
    found = [column for column in free if column.is_text()]
    if found and not layout.question:
        return tuple(column.name for column in found)
    best = max(found or free, key=Column.wordiness, default=None)
    return (best.name,) if best and best.wordiness() else ()


def _people(layout: Layout, table: Table) -> list[Column]:
    """Columns that nobody has asked for and that say who somebody is."""
    return [column for column in _free(layout, table) if column.is_person()]


def _notes(said: Layout, layout: Layout, table: Table, path: Path) -> list[str]:
    people = [] if said.variables is not None else [column.name for column in _people(layout, table)]
    found = (
        "" if layout.text else "No column looks like answers in people's own words: name it with --text.",
        f"Left out, because they say who people are: {listed(people)}. --variable takes them in."
        if people
        else "",
        "" if layout.id or layout.case else _nameless(path),
        "The file is not UTF-8: it is read as cp1252. If letters look wrong, say --encoding."
        if not said.encoding and layout.encoding == "cp1252"
        else "",
        _troubled(len(table.problems), "files" if path.is_dir() else "rows"),
    )
    return [note for note in found if note]


def _nameless(path: Path) -> str:
    return (
        f"There is no id column: answers are named by their row, such as {path.stem}-2. "
        "Adding a changed file again then cannot tell who is who."
    )


def _troubled(count: int, where: str) -> str:
    some, which = ("1 problem was", "it") if count == 1 else (f"{count:,} problems were", "them")
    return f"{some} found in its {where}; adding the file lists {which}." if count else ""
