"""What reading a file gives: cases, their answers, and everything that was wrong with its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

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


@dataclass(frozen=True, slots=True)
class Survey:
    """The program that wrote a table: the columns it fills itself, which names the row, which are answers."""

    program: str
    own: frozenset[str] = frozenset()
    id: str = ""
    text: tuple[str, ...] = ()


@dataclass(slots=True, weakref_slot=True)
class Table:
    """A file as rows of text cells, whatever its format: what the readers hand to the rest.

    `rows` are (number, cells): as many cells as `header`, "" for nothing, numbered as the file's user
    sees them. `damaged` are the (row, column) whose bytes could not be decoded. `wordings`: what was asked,
    by column, where the column's name does not say it. `labelled` columns hold value labels.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    damaged: set[tuple[int, str]] = field(default_factory=set)
    wordings: dict[str, str] = field(default_factory=dict)
    labelled: frozenset[str] = frozenset()
    survey: Survey | None = None
    fingerprint: str = ""

    def rename(self, names: Sequence[str]) -> None:
        """Gives the columns these names, in their order, wherever they are mentioned."""
        new = dict(zip(self.header, names, strict=True))
        self.header = list(names)
        self.damaged = {(row, new[column]) for row, column in self.damaged}
        self.problems = [replace(p, column=new.get(p.column, p.column)) for p in self.problems]

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


def reasons(problems: Iterable[Problem]) -> list[str]:
    """`["empty text (12)", "repeated id (3)"]`, the most frequent first."""
    counts = Counter(problem.reason.partition(":")[0] for problem in problems)
    return [f"{reason} ({count:,})" for reason, count in counts.most_common()]
