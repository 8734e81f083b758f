"""What counting needs of a project, as arrays: respondents in their random order, answers, labels.

A respondent's label is yes if any of their answers is, no only if all are; an answer that cannot be coded
raises nothing and is counted as a class of its own. Answers to questions that a code is not meant for are
outside its population.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from coder.counting.expansion import Rows, rows_of
from coder.counting.sample import Bools, Floats, Ints, Sample, any_by_unit, prefix
from coder.domain import Source
from coder.errors import UnknownCodeError
from coder.project.certainty import certain
from coder.project.resolve import Answer, rolled_up

if TYPE_CHECKING:
    from coder.project.project import Project, Where

Unit = Literal["case", "source", "text"]
UNCODABLE = "(cannot be coded)"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to count: `label` says what a read answer says of it, `asked` whether its question may."""

    kind: Literal["code", "theme", "class"]
    name: str
    label: Callable[[Answer], bool | None]
    asked: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Answers (rows) of N respondents: `case` (R,) numbers them, `wave` and `position` (N,) place them.

    `question` (R,) numbers `questions`; `read` maps the rows somebody read to what is known of them;
    `certain` (N,): read with certainty, so not in that order; `skipped` and `seen` (R,) are answers passed over, and read with the machine on screen.
    """

    sources: tuple[Source, ...]
    case: Ints
    wave: Ints
    position: Ints
    certain: Bools
    questions: tuple[str, ...]
    question: Ints
    read: Mapping[int, Answer]
    skipped: Bools
    seen: Bools

    @property
    def cases(self) -> int:
        """Respondents with at least one answer here."""
        return len(self.wave)

    def labels(self, target: Target) -> Floats:
        """1, 0 or nan for every answer, (R,)."""
        found = np.full(len(self.sources), np.nan)
        for row, answer in self.read.items():
            said = target.label(answer)
            found[row] = np.nan if said is None else float(said)
        return found

    def asked(self, target: Target) -> Ints:
        """Rows of the answers that could raise the target."""
        fits = np.array([target.asked(name) for name in self.questions], dtype=bool)
        return np.flatnonzero(fits[self.question])

    def texts(self, unit: Unit) -> list[str]:
        """The words of each respondent (all answers joined), or of each answer."""
        if unit != "case":
            return [source.text for source in self.sources]
        joined: list[list[str]] = [[] for _ in range(self.cases)]
        for source, case in zip(self.sources, self.case.tolist(), strict=True):
            joined[case].append(source.text)
        return ["\n".join(parts) for parts in joined]


@dataclass(frozen=True, slots=True)
class Column:
    """One target ready to be estimated: labels of its rows, S, and where rows stand in the sheet."""

    y: Floats
    sample: Sample
    rows: Rows
    place: Ints


def sheet(project: Project, where: Where | None = None, question: str | None = None) -> Sheet:
    """The answers `where` keeps, with what is known of them; forgotten respondents are not there."""
    from coder.store import content

    filters = {**(where or {}), **({"question": question} if question else {})}
    sources = project.sources(filters or None)
    waves, whole = content.case_waves(project.store.db), certain(project)
    number = {id_: n for n, id_ in enumerate(dict.fromkeys(s.case.id for s in sources.values()))}
    rows = {id_: row for row, id_ in enumerate(sources)}
    answers = {rows[id_]: answer for id_, answer in project.resolved(sources).items()}
    names = tuple(dict.fromkeys(source.question.name for source in sources.values()))
    place = {name: n for n, name in enumerate(names)}
    return Sheet(
        tuple(sources.values()),
        np.array([number[s.case.id] for s in sources.values()], dtype=np.int64),
        np.array([waves[id_] for id_ in number], dtype=np.int64),
        _positions(number, waves, project.config()["seed"]),
        np.array([id_ in whole for id_ in number], dtype=bool),
        names,
        np.array([place[s.question.name] for s in sources.values()], dtype=np.int64),
        answers,
        _flags(len(rows), [rows[id_] for id_ in _skipped(project) if id_ in rows]),
        _flags(len(rows), [row for row, answer in answers.items() if not answer.blind]),
    )


def _positions(number: Mapping[str, int], waves: Mapping[str, int], seed: int) -> Ints:
    """Each respondent's place in the random order of their wave, as the review queue draws it."""
    from coder.review.queue import random_order

    by_wave: dict[int, list[str]] = defaultdict(list)
    for id_ in number:
        by_wave[waves[id_]].append(id_)
    position = np.zeros(len(number), dtype=np.int64)
    for ids in by_wave.values():
        position[[number[id_] for id_ in random_order(ids, seed)]] = np.arange(len(ids))
    return position


def _flags(size: int, rows: Sequence[int]) -> Bools:
    found = np.zeros(size, dtype=bool)
    found[list(rows)] = True
    return found


def targets(project: Project, names: Iterable[str] = ()) -> list[Target]:
    """The codes and themes named, else all of them and the answers that cannot be coded."""
    codebook = project.codebook
    wanted = list(names)
    themes = {theme.name: theme for theme in codebook.themes}
    if not wanted:
        every = [*codebook.paths, *themes]
        return [*targets(project, every), uncodable()] if every else [uncodable()]
    return [_theme(project, name) if name in themes else _code(project, name) for name in wanted]


def column(sheet: Sheet, target: Target, unit: Unit, group: Sequence[int] | Ints | None = None) -> Column:
    """Labels and S of one target; `group` (R,) gives every answer of the sheet its cell."""
    place = sheet.asked(target)
    labels = sheet.labels(target)[place]
    cases, case = np.unique(sheet.case[place], return_inverse=True)
    case = case.ravel().astype(np.int64)
    sample = _sample(sheet, place, labels, cases, case)
    cells = None if group is None else np.asarray(group, dtype=np.int64)[place]
    if unit == "case":
        first = np.zeros(len(cases), dtype=np.int64)
        first[case[::-1]] = np.arange(len(case))[::-1]
        rows = rows_of(len(cases), group=None if cells is None else cells[first])
        return Column(any_by_unit(labels, case, len(cases)), sample, rows, cases)
    weight = _shares_of_copies(sheet, place) if unit == "text" else None
    return Column(labels, sample, rows_of(len(cases), unit=case, weight=weight, group=cells), place)


def read_in_order(sheet: Sheet) -> list[int]:
    """Rows of the answers of S, whatever code is asked for, as they were drawn: wave by wave, case by case."""
    chosen = column(sheet, uncodable(), "case").sample.chosen
    places = [(sheet.wave[case], sheet.position[case], row) for row, case in enumerate(sheet.case)]
    drawn = [row for _, _, row in sorted(places) if chosen[sheet.case[row]]]
    return [row for row in drawn if row in sheet.read]


def _sample(sheet: Sheet, place: Ints, labels: Floats, cases: Ints, case: Ints) -> Sample:
    known = ~np.isnan(labels)
    _, stratum = np.unique(sheet.wave[cases], return_inverse=True)
    return prefix(
        sheet.position[cases],
        _all(known, case, len(cases)),
        stratum=stratum.ravel().astype(np.int64),
        skipped=_all(known | sheet.skipped[place], case, len(cases)),
        certain=sheet.certain[cases],
        blind=_all(~sheet.seen[place], case, len(cases)),
    )


def _all(flags: Bools, case: Ints, cases: int) -> Bools:
    """Whether the flag holds for all rows of each case."""
    every: Bools = np.bincount(case[~flags], minlength=cases) == 0
    return every


def _shares_of_copies(sheet: Sheet, place: Ints) -> Floats:
    """1 / copies for each answer, so that identical ones count once together."""
    keys = [(s.question.name, s.key) if s.key else s.id for s in (sheet.sources[row] for row in place)]
    times = Counter(keys)
    return np.array([1 / times[key] for key in keys])


def _code(project: Project, name: str) -> Target:
    codebook = project.codebook
    code = codebook.find(name)
    below = codebook.descendants(code.path)
    family, parts = (code, *below), [each.id for each in below]
    groups = frozenset(each.id for each in below if not each.codable)

    def _label(answer: Answer) -> bool | None:
        if answer.uncodable:
            return False
        return rolled_up(answer.known, code.id, parts, codable=code.codable, groups=groups)

    return Target(
        "code", code.path, _label, lambda question: any(codebook.applies(c, question) for c in family)
    )


def _theme(project: Project, name: str) -> Target:
    theme = next(theme for theme in project.codebook.themes if theme.name == name)
    parts = [_code(project, path) for path in theme.codes]
    if not parts:
        raise UnknownCodeError(name, project.codebook.paths)

    def _label(answer: Answer) -> bool | None:
        said = [part.label(answer) for part in parts]
        return True if True in said else None if None in said else False

    return Target("theme", name, _label, lambda question: any(part.asked(question) for part in parts))


def uncodable() -> Target:
    """Answers that were found impossible to code; any reading settles it."""
    return Target("class", UNCODABLE, lambda answer: answer.uncodable, lambda question: True)


def _skipped(project: Project) -> frozenset[str]:
    """Answers that someone skipped and has not settled since."""
    from coder.review.history import History

    people = [coder.name for coder in project.coders if coder.kind == "human"]
    return frozenset(id_ for name in people for id_ in History(project.store.decisions(coder=name)).skipped())
