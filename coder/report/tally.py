"""How many respondents there are of each class: the tables of types, channels and closed answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.errors import RequestError
from coder.project.counts import NO_ANSWER
from coder.project.project import shown
from coder.project.settings import DISCLOSURE

if TYPE_CHECKING:
    from coder.project import Project

MOST = 60


@dataclass(frozen=True, slots=True)
class Class:
    """One row; `count` is None where disclosure control hides it."""

    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Classes of one variable in the author's order, empty ones too; `missing` have no value.

    `total` is what the rows add up to, None where telling it would tell a hidden row.
    """

    variable: str
    rows: tuple[Class, ...]
    total: int | None
    missing: int | None


def tally(
    project: Project, variable: str, *, order: Sequence[str] = (), question: str = "", unclassified: str = ""
) -> Tally:
    """Counts of the variable's values, those of `order` first, others by name.

    `unclassified` makes those without a value a class of that name. A variable that differs between one
    respondent's answers is counted over the answers to `question`. RequestError for too many values.
    """
    protected = bool(project.config().get(DISCLOSURE + variable))
    found, missing = (_published if protected else _plain)(project, variable, question)
    if len(found) > MOST:
        raise RequestError(f"'{variable}' has {len(found)} values: too many for a table of a report.")
    names = list(dict.fromkeys([*order, *sorted(set(found) - {*order, unclassified})]))
    rows = [Class(name, found.get(name, 0)) for name in names if name != unclassified]
    if unclassified:
        mixed = missing is None or found.get(unclassified, 0) is None
        rows.append(Class(unclassified, None if mixed else (missing or 0) + (found.get(unclassified) or 0)))
        missing = None if missing is None else 0
    counts = [row.count for row in rows]
    known = [count for count in counts if count is not None]
    whole = len(known) == len(counts) and missing is not None
    return Tally(variable, tuple(rows), sum(known) if whole else None, missing)


def _plain(project: Project, variable: str, question: str) -> tuple[dict[str, int | None], int | None]:
    level = {each.name: each.level for each in project.variables}[variable]
    if level == "case":
        values = [case.values.get(variable) for case in project.cases()]
    else:
        asked = {"question": question} if question else None
        values = [source.values.get(variable) for source in project.sources(asked).values()]
    times = Counter(shown(value) for value in values)
    missing = times.pop("", 0)
    return dict(times), missing


def _published(project: Project, variable: str, question: str) -> tuple[dict[str, int | None], int | None]:
    """Sizes of the groups as `coder count --by` prints them: only respondents with an answer, some hidden."""
    level = {each.name: each.level for each in project.variables}[variable]
    rows = project.count(by=variable, unit=level, question=question or None).rows
    sizes: dict[str, int | None] = {row.group: None for row in rows if row.group}
    for row in rows:
        if row.group and row.estimate is not None:
            sizes[row.group] = max(sizes[row.group] or 0, round(row.estimate.out_of))
    missing = sizes.pop(NO_ANSWER) if NO_ANSWER in sizes else 0
    return sizes, missing
