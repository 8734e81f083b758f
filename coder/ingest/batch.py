"""What reading a file gives: cases, their answers, and everything that was wrong with its rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from coder.domain import Case, Problem, Question, Source, Variable
from coder.ingest.layout import Layout


@dataclass(frozen=True, slots=True)
class Batch:
    """One file, read. `rows` counts its data rows, blank ones left out.

    `cases` have at least one answer; `received` counts every respondent in the file, those whose
    answers are all empty included. A variable of level "source" has its values in `Source.values`.
    `fingerprint` is the sha256 of the file; `file` its base name; `layout` what each column meant.
    """

    cases: tuple[Case, ...]
    sources: tuple[Source, ...]
    questions: tuple[Question, ...]
    variables: tuple[Variable, ...]
    problems: tuple[Problem, ...]
    layout: Layout
    file: str
    fingerprint: str
    rows: int
    received: int


@dataclass(slots=True)
class Table:
    """A file as rows of text cells, whatever its format: what the readers hand to the rest.

    `rows` are (number, cells): as many cells as `header`, "" for nothing, numbered as the file's user
    sees them. `damaged` are the (row, column) whose bytes could not be decoded.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    damaged: set[tuple[int, str]] = field(default_factory=set)

    def drop_unnamed(self, names: list[str]) -> None:
        """Drops the columns without a name (in `names`, as they stood in the file) that hold nothing."""
        kept = [i for i, name in enumerate(names) if name.strip() or any(cells[i] for _, cells in self.rows)]
        if len(kept) < len(names):
            self.header = [self.header[i] for i in kept]
            self.rows = [(number, [cells[i] for i in kept]) for number, cells in self.rows]

    def mark_damage(self) -> None:
        """Notes every cell with U+FFFD, for a file some of whose bytes could not be decoded."""
        for number, cells in self.rows:
            for column, cell in zip(self.header, cells, strict=True):
                if "\ufffd" in cell:
                    self.damaged.add((number, column))
                    self.problems.append(
                        Problem(number, column, "undecodable bytes; \ufffd stands for them", cell[:80])
                    )
