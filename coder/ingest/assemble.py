"""Rows into cases and sources. Names make ids, so they come from the file's own columns alone.

    wide, one text column      case ID              source ID
    wide, several              case ID              source ID/COLUMN
    long                       case RESPONDENT      source ID, else RESPONDENT/QUESTION
    several rows per case      case RESPONDENT      source ID, else RESPONDENT, RESPONDENT/2, ...

Where a file has no id, STEM-ROW stands for it. A repeated id is a Problem and its first row is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from coder.domain import Case, Privacy, Problem, Question, Source, Value, Variable
from coder.ingest.batch import Batch, Table
from coder.ingest.layout import Layout
from coder.ingest.variables import labelled, typed
from coder.protocols import Progress
from coder.text import answer_key, normalise

LONGEST_TEXT = 10_000_000
"""Characters of one answer; a longer one becomes a Problem."""

_TOO_LONG = f"too long: more than {LONGEST_TEXT:,} characters"
_PRIVACY: dict[str, Privacy] = {
    "": "public",
    "public": "public",
    "anonymous": "anonymous",
    "confidential": "confidential",
}
_OPEN_TO_CLOSED: tuple[Privacy, ...] = ("public", "anonymous", "confidential")
_REPORT_EVERY = 2_000


def assemble(path: Path, table: Table, layout: Layout, *, progress: Progress | None = None) -> Batch:
    """The batch of one table; whether it has any source at all is for the caller to judge."""
    work = _Assembly(path, table, layout, problems=list(table.problems))
    work.place_rows()
    answers = list(work.answers(progress))
    work.type_variables()
    cases = work.cases({answer.row.case for answer in answers})
    return Batch(
        cases=tuple(cases.values()),
        sources=tuple(work.source(answer, cases[answer.row.case]) for answer in answers),
        questions=tuple(work.questions.values()),
        variables=tuple(work.variables),
        problems=tuple(sorted(work.problems, key=lambda problem: problem.row or 0)),
        layout=layout,
        file=normalise(path.name or path.resolve().name)[0],
        fingerprint=table.fingerprint,
        rows=len(table.rows),
        received=len(work.rows_of),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that is used: `position` among such rows, `number` as the user counts, `label` its name."""

    position: int
    number: int
    cells: list[str]
    case: str
    label: str


@dataclass(frozen=True, slots=True)
class _Answer:
    row: _Row
    name: str
    question: Question
    text: str
    changes: tuple[str, ...]


@dataclass(slots=True)
class _Assembly:
    path: Path
    table: Table
    layout: Layout
    problems: list[Problem]
    at: dict[str, int] = field(init=False)
    rows: list[_Row] = field(default_factory=list)
    rows_of: dict[str, list[_Row]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    variables: list[Variable] = field(default_factory=list)
    values: dict[str, list[Value]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.at = {column: index for index, column in enumerate(self.table.header)}

    def place_rows(self) -> None:
        """Says whose row each is and what it is called; leaves out repeated ids and unasked questions."""
        seen: set[tuple[str, ...]] = set()
        for number, cells in self.table.rows:
            label, case = self._names(number, cells)
            question = self._cell(cells, self.layout.question)
            if self.layout.question and not question:
                self._problem(number, self.layout.question, "missing question: the row is left out")
            elif self.layout.id and (case, label, question) in seen:
                self._problem(number, self.layout.id, "repeated id: the first one is kept", label)
            else:
                seen.add((case, label, question))
                row = _Row(len(self.rows), number, cells, case, label)
                self.rows.append(row)
                self.rows_of.setdefault(case, []).append(row)

    def answers(self, progress: Progress | None) -> Iterator[_Answer]:
        """Every answer with words in it, in the order of the file."""
        if not self.layout.question:
            self.questions = {column: self._question(column) for column in self.layout.text}
        taken: Counter[tuple[str, str, str]] = Counter()
        for row in self.rows:
            for column in self.layout.text:
                answer = self._answer(row, column, taken)
                if answer:
                    yield answer
            if progress and (row.position + 1) % _REPORT_EVERY == 0:
                progress(row.position + 1, len(self.rows), "rows")
        if progress:
            progress(len(self.rows), len(self.rows), "rows")

    def type_variables(self) -> None:
        """Kinds and values of the columns that are left, and whether they differ within one case."""
        shared = [rows for rows in self.rows_of.values() if len(rows) > 1]
        for name in self.layout.variables_in(self.table.header):
            index = self.at[name]
            kind_of = labelled if name in self.table.labelled else typed
            kind, values = kind_of([row.cells[index] for row in self.rows])
            varies = any(len({values[row.position] for row in rows} - {None}) > 1 for rows in shared)
            label = self.table.wordings.get(name, "")
            self.variables.append(Variable(name, kind, "source" if varies else "case", label))
            self.values[name] = values

    def cases(self, answering: set[str]) -> dict[str, Case]:
        """The cases that gave an answer; a value found in one row of a case holds for the case."""
        names = [variable.name for variable in self.variables if variable.level == "case"]
        return {
            case: Case(case, self._privacy(rows), {name: self._first(name, rows) for name in names})
            for case, rows in self.rows_of.items()
            if case in answering
        }

    def source(self, answer: _Answer, case: Case) -> Source:
        """The answer as a Source of its finished case."""
        names = [variable.name for variable in self.variables if variable.level == "source"]
        return Source(
            name=answer.name,
            case=case,
            question=answer.question,
            text=answer.text,
            values={name: self.values[name][answer.row.position] for name in names},
            key=answer_key(answer.question.name, answer.text),
            changes=answer.changes,
        )

    def _names(self, number: int, cells: list[str]) -> tuple[str, str]:
        """Label and case of a row, each standing in for the other where one is missing."""
        label, case = self._cell(cells, self.layout.id), self._cell(cells, self.layout.case)
        if self.layout.id and not label:
            self._problem(number, self.layout.id, "missing id: the row is named by its number")
        if self.layout.case and not case:
            self._problem(number, self.layout.case, "missing respondent: the row is a case of its own")
        label = label or (case if not self.layout.id else "") or f"{normalise(self.path.stem)[0]}-{number}"
        return label, case or label

    def _answer(self, row: _Row, column: str, taken: Counter[tuple[str, str, str]]) -> _Answer | None:
        text, changes = normalise(row.cells[self.at[column]])
        reason = "empty text" if not text else _TOO_LONG if len(text) > LONGEST_TEXT else ""
        if reason:
            self._problem(row.number, column, reason, text)
            return None
        if (row.number, column) in self.table.damaged:
            changes += ("undecodable",)
        question = self._question(self._cell(row.cells, self.layout.question) or column)
        self.questions.setdefault(question.name, question)
        return _Answer(row, self._source_name(row, question.name, taken), question, text, changes)

    def _source_name(self, row: _Row, question: str, taken: Counter[tuple[str, str, str]]) -> str:
        by_question = len(self.layout.text) > 1 or (
            self.layout.question and not (self.layout.case and self.layout.id)
        )
        name = f"{row.label}/{question}" if by_question else row.label
        taken[row.case, question, name] += 1
        copy = taken[row.case, question, name]
        return name if copy == 1 else f"{name}/{copy}"

    def _question(self, name: str) -> Question:
        known = self.questions.get(name)
        return known or Question(name, self.layout.question_texts.get(name, ""))

    def _privacy(self, rows: list[_Row]) -> Privacy:
        """The most closed that any row of the case asks for."""
        return max((self._privacy_of(row) for row in rows), key=_OPEN_TO_CLOSED.index)

    def _privacy_of(self, row: _Row) -> Privacy:
        word = self._cell(row.cells, self.layout.privacy)
        known = _PRIVACY.get(word.casefold())
        if known is None:
            reason = "not public, anonymous or confidential: taken as confidential"
            self._problem(row.number, self.layout.privacy or "", reason, word)
        return known or "confidential"

    def _first(self, name: str, rows: list[_Row]) -> Value:
        values = self.values[name]
        if len(rows) == 1:
            return values[rows[0].position]
        return next((values[row.position] for row in rows if values[row.position] is not None), None)

    def _cell(self, cells: list[str], column: str | None) -> str:
        """A name on one line, "" where there is no such column."""
        return " ".join(normalise(cells[self.at[column]])[0].split()) if column else ""

    def _problem(self, row: int, column: str, reason: str, value: str = "") -> None:
        self.problems.append(Problem(row, column, reason, value[:80]))
