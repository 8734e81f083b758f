"""Guesses what each column of a file means, for a person to look at before anything is saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from coder.ingest.batch import Table
from coder.ingest.files import load
from coder.ingest.layout import Layout, check
from coder.ingest.reading import open_table
from coder.ingest.variables import typed

_LOOKED_AT = 500
_TEXT = re.compile(
    r"\b(text|comments?|answers?|response|feedback|verbatim|why|open ended|explain|remarks?)\b"
)
_NEVER = re.compile(r"\b(date|time|datetime|timestamp|url|link|email|address|name|title)\b")
_ID = re.compile(r"\b(id|uuid|ref|reference|identifier|nr|key)$|^(response|record|row|case|respondent)$")
_CASE = re.compile(
    r"(respondent|participant|person|patient|customer|user|case|interviewee)( (id|no|nr|number|code|ref|key))?"
)
_QUESTION = re.compile(r"(question|prompt|item|frage|cwestiwn)( (id|name|text|label))?")
_PRIVACY = frozenset(("public", "anonymous", "confidential"))


@dataclass(frozen=True, slots=True)
class Guess:
    """What `inspect` found: the layout complete, the header, three sample rows, the rows below it.

    `notes` are sentences for the user about what could not be told for certain.
    """

    path: Path
    layout: Layout
    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    rows: int
    notes: tuple[str, ...] = ()


def inspect(path: str | Path, said: Layout | None = None) -> Guess:
    """Opens the file and fills in what `said` leaves open (None or empty; "" stands for "no such column").

    Raises FileProblem, ColumnError and RequestError as `read` does; `read(path, guess.layout)` follows.
    """
    path, said = Path(path), said or Layout()
    table = open_table(path, load(path), said)
    check(said, table.header, path)
    layout = _complete(said, table)
    check(layout, table.header, path)
    samples = tuple(tuple(cells) for _, cells in table.rows[:3])
    notes = (*table.notes, *_notes(said, layout, table, path))
    return Guess(path, layout, tuple(table.header), samples, len(table.rows), notes)


class _Column:
    """A column that nobody has given a meaning yet; what costs time looks at its first rows only."""

    def __init__(self, table: Table, name: str) -> None:
        index = table.header.index(name)
        self.name = name
        # "RespondentID" and "respondent_id" are the same two words.
        self.words = re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).strip().lower()
        self.head = [cells[index] for _, cells in table.rows[:_LOOKED_AT] if cells[index].strip()]
        self.all: Callable[[], list[str]] = lambda: [cells[index] for _, cells in table.rows]

    def wordiness(self) -> float:
        """Words per filled cell, 0 for numbers, dates and yes/no."""
        if not self.head or typed(self.head)[0] not in ("text", "category"):
            return 0.0
        return sum(len(cell.split()) for cell in self.head) / len(self.head)

    def is_text(self) -> bool:
        """Named like an answer, or several words in each cell and seldom the same ones."""
        if _ID.search(self.words) or _NEVER.search(self.words):
            return False
        each = self.wordiness()
        varied = len(set(self.head)) >= len(self.head) * 0.5
        return (each > 0 and _TEXT.search(self.words) is not None) or (each >= 4 and varied)

    def distinct(self) -> float:
        """Share of rows with a value of their own, over the whole file: 1.0 can serve as an id."""
        cells = self.all()
        return len({cell for cell in cells if cell.strip()}) / max(1, len(cells))


def _complete(said: Layout, table: Table) -> Layout:
    """Each step looks only at what the steps before it left over."""
    layout = replace(said, encoding=table.encoding, delimiter=table.delimiter, sheet=table.sheet)
    if layout.privacy is None:
        layout = replace(layout, privacy=_first(layout, table, _is_privacy))
    if layout.question is None:
        layout = replace(layout, question=_first(layout, table, _is_question) if len(said.text) < 2 else "")
    if not layout.text:
        layout = replace(layout, text=_text(layout, table))
    if layout.id is None:
        layout = replace(layout, id=_first(layout, table, _is_id))
    if layout.case is None:
        layout = replace(layout, case=_first(layout, table, _is_case) or _repeated_id(layout, table))
    return replace(layout, variables=layout.variables_in(table.header))


def _free(layout: Layout, table: Table) -> list[_Column]:
    taken = {*layout.named(), *(layout.variables or ())}
    return [_Column(table, name) for name in table.header if name not in taken]


def _first(layout: Layout, table: Table, fits: Callable[[_Column], bool]) -> str:
    return next((column.name for column in _free(layout, table) if fits(column)), "")


def _is_privacy(column: _Column) -> bool:
    words = {cell.strip().casefold() for cell in column.head}
    return bool(words) and words <= _PRIVACY and (len(words) > 1 or "privacy" in column.words)


def _is_question(column: _Column) -> bool:
    few = len(set(column.head)) * 2 <= len(column.head)
    return few and _QUESTION.fullmatch(column.words) is not None


def _is_id(column: _Column) -> bool:
    # A few repeats are an error in the data that reading reports; many mean several rows per respondent.
    return _ID.search(column.words) is not None and column.distinct() >= 0.9


def _is_case(column: _Column) -> bool:
    return _CASE.fullmatch(column.words) is not None and 0.05 <= column.distinct() < 1


def _repeated_id(layout: Layout, table: Table) -> str:
    """In a long file without another respondent column, the id that comes back for every question."""
    if not layout.question or layout.id:
        return ""
    return _first(
        layout, table, lambda column: _ID.search(column.words) is not None and column.distinct() >= 0.05
    )


def _text(layout: Layout, table: Table) -> tuple[str, ...]:
    """All that look like answers; of a long file the wordiest; failing that the wordiest column there is."""
    free = _free(layout, table)
    found = [column for column in free if column.is_text()]
    if found and not layout.question:
        return tuple(column.name for column in found)
    best = max(found or free, key=_Column.wordiness, default=None)
    return (best.name,) if best and best.wordiness() else ()


def _notes(said: Layout, layout: Layout, table: Table, path: Path) -> list[str]:
    notes = []
    if not layout.text:
        notes.append("No column looks like answers in people's own words: name it with --text.")
    if not layout.id and not layout.case:
        notes.append(
            f"There is no id column: answers are named by their row, such as {path.stem}-2. "
            "Adding a changed file again then cannot tell who is who."
        )
    if not said.encoding and layout.encoding == "cp1252":
        notes.append("The file is not UTF-8: it is read as cp1252. If letters look wrong, say --encoding.")
    if table.problems:
        some = "1 problem was" if len(table.problems) == 1 else f"{len(table.problems):,} problems were"
        which = "it" if len(table.problems) == 1 else "them"
        notes.append(f"{some} found in its rows; adding the file lists {which}.")
    return notes
