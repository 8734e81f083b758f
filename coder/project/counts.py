"""How many raised each theme: the tables of `coder count`, from a project.

The arithmetic is in coder.counting; here the project's readings become its arrays. What a protected variable
would give away becomes empty cells (hiding.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from coder.counting.crosstab import Change, Together, change, together
from coder.counting.intervals import shared_level
from coder.counting.prevalence import Estimate, estimate, estimate_cells
from coder.counting.sample import Floats, Ints, Sample, all_of
from coder.errors import RequestError, UnknownNameError, listed
from coder.project.hiding import hidden_cells
from coder.project.scores import crossfit
from coder.project.sheet import Column, Sheet, Target, Unit, column, sheet, targets

if TYPE_CHECKING:
    import pandas as pd

    from coder.project.project import Project, Where
    from coder.protocols import Progress

MOST_GROUPS = 50
NO_ANSWER = "(no answer)"
UNITS: dict[Unit, str] = {"case": "respondents", "source": "answers", "text": "distinct texts"}


@dataclass(frozen=True, slots=True)
class Count:
    """One cell: `group` is "" for the total, `estimate` None where the cell is hidden."""

    kind: str
    name: str
    group: str
    estimate: Estimate | None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of counts: what was counted (`unit`), by which variable, at which level."""

    rows: tuple[Count, ...]
    unit: Unit
    by: str
    level: float

    def records(self) -> list[dict[str, Any]]:
        """One flat record per cell; a hidden cell has nothing but its names."""
        return [_record(row, bool(self.by)) for row in self.rows]

    def frame(self) -> pd.DataFrame:
        """The records as a DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.records())


def count(
    project: Project,
    *,
    by: str = "",
    codes: Iterable[str] = (),
    unit: Unit = "case",
    question: str | None = None,
    where: Where | None = None,
    level: float = 0.95,
    simultaneous: bool = False,
    poststratify: bool = False,
    progress: Progress | None = None,
) -> Counts:
    """Counts of codes and themes over respondents, answers or distinct texts, by the values of a variable."""
    page = _filled(project, where, question)
    every, asked = targets(project), {target.name for target in targets(project, codes)}
    names, group = (
        _groups(project, page, by, unit) if by else ([""], np.zeros(len(page.case), dtype=np.int64))
    )
    columns = [column(page, target, unit, group) for target in every]
    if poststratify and by:
        columns = [_crossed(each) for each in columns]
    # Learnt for all together whatever is asked for: a code's count must not depend on what stands beside it.
    scores = _scores(project, page, every, columns, unit, progress)
    chosen = [number for number, target in enumerate(every) if target.name in asked]
    wanted = [every[number] for number in chosen]
    cells = len(wanted) * (len(names) + 1 if by else 1)
    each = shared_level(level, cells) if simultaneous else level
    table = [_estimates(columns[n], scores[n], len(names), each) for n in chosen]
    return published(project, wanted, names, table, by, unit, level, where=where, question=question)


def published(
    project: Project,
    wanted: Sequence[Target],
    names: Sequence[str],
    table: Sequence[Sequence[Estimate]],
    by: str,
    unit: Unit,
    level: float,
    *,
    where: Where | None = None,
    question: str | None = None,
) -> Counts:
    """The table of these estimates, (targets, groups and their total), without what would give anybody away."""
    hidden = hidden_cells(project, wanted, names, table, by, where, question, unit)
    rows = [
        row
        for target, estimates in zip(wanted, table, strict=True)
        for row in _rows(target, names if by else [], estimates, hidden, by == "wave")
    ]
    return Counts(tuple(rows), unit, by, level)


def count_together(
    project: Project,
    code: str,
    *,
    where: Where | None = None,
    question: str | None = None,
    level: float = 0.95,
) -> dict[str, Together | None]:
    """Every other code beside this one, over respondents: counts of both, and how much likelier it is.

    None where a protected variable keeps the pair hidden.
    """
    page = _filled(project, where, question)
    ours, *others = [*targets(project, [code]), *targets(project)]
    others = [other for other in others if other.kind == "code" and not _related(other.name, ours.name)]
    pairs = [_pair(column(page, ours, "case"), column(page, other, "case")) for other in others]
    joint = np.full((page.cases, len(pairs)), np.nan)
    for number, (place, a, b, _) in enumerate(pairs):
        joint[place, number] = all_of(np.column_stack([a, b]))
    scores = crossfit(project, page.texts("case"), joint)
    found = [
        together(a, b, sample, None if scores is None else scores[place, n], level=level)
        for n, (place, a, b, sample) in enumerate(pairs)
    ]
    table = [_beside(pair, each.both) for pair, each in zip(pairs, found, strict=True)]
    hidden = {
        name
        for name, _ in hidden_cells(project, others, ("with", "without"), table, "", where, question, "case")
    }
    return {
        other.name: None if other.name in hidden else each for other, each in zip(others, found, strict=True)
    }


def _beside(pair: tuple[Ints, Floats, Floats, Sample], both: Estimate) -> list[Estimate]:
    """One code among those with the other, among those without it, and altogether: a row of a cross-tab."""
    _, a, b, sample = pair
    ours, theirs = estimate(a, sample), estimate(b, sample)
    return [
        Estimate(both.count, ours.count),
        Estimate(max(theirs.count - both.count, 0.0), ours.out_of - ours.count),
        Estimate(theirs.count, theirs.out_of),
    ]


def _pair(one: Column, two: Column) -> tuple[Ints, Floats, Floats, Sample]:
    """Respondents who were asked for both codes: their place in the sheet, both labels, and the joint S."""
    place, first, second = np.intersect1d(one.place, two.place, return_indices=True)
    sample = Sample(
        one.sample.chosen[first] & two.sample.chosen[second],
        one.sample.stratum[first],
        one.sample.certain[first],
        one.sample.blind[first] & two.sample.blind[second],
    )
    return place, one.y[first], two.y[second], sample


def side_by_side(
    project: Project, *, where: Where | None = None, question: str | None = None
) -> list[dict[str, Any]]:
    """Respondents, answers and distinct texts that raise each code or theme, in one record each."""
    found = {unit: count(project, unit=unit, where=where, question=question).rows for unit in UNITS}
    return [
        {
            "code": row.name,
            **{UNITS[unit]: _rounded(rows[n].estimate) for unit, rows in found.items()},
            **{f"share of {UNITS[unit]}": _share(rows[n].estimate) for unit, rows in found.items()},
        }
        for n, row in enumerate(found["case"])
    ]


def _filled(project: Project, where: Where | None, question: str | None) -> Sheet:
    if question and question not in [asked.name for asked in project.questions]:
        raise UnknownNameError("question", question, [asked.name for asked in project.questions])
    page = sheet(project, where, question)
    if not page.sources:
        if not project.sources():
            raise RequestError("There is nothing to count yet. Add answers: 'coder add FILE'.")
        raise RequestError("There is nothing to count: no answer fits.")
    return page


def _groups(project: Project, page: Sheet, by: str, unit: Unit) -> tuple[list[str], Ints]:
    """Names of the groups in order, and the group of every answer."""
    from coder.project.project import value_of

    level = {variable.name: variable.level for variable in project.variables}
    if by not in level and by not in ("wave", "question"):
        raise UnknownNameError("variable", by, [*level, "wave", "question"])
    if unit == "case" and (by == "question" or level.get(by) == "source"):
        raise RequestError(f"'{by}' differs between one respondent's answers. Count answers: --unit source.")
    if by == "wave":
        values = [f"{page.wave[case]:04}" for case in page.case]
    else:
        values = [group_name(value_of(source, by)) for source in page.sources]
    names = in_order(values)
    if len(names) > MOST_GROUPS:
        raise RequestError(f"'{by}' has {len(names)} values ({listed(names, 4)}): too many for one table.")
    place = {name: number for number, name in enumerate(names)}
    plain = [name.lstrip("0") for name in names] if by == "wave" else names
    return plain, np.array([place[value] for value in values], dtype=np.int64)


def group_name(value: object) -> str:
    """What the group of those with this value of a variable is called."""
    from coder.project.project import shown

    return shown(value) or NO_ANSWER


def in_order(names: Iterable[str]) -> list[str]:
    """The groups of a table, once each: by the alphabet, those who did not answer last."""
    return sorted(set(names), key=lambda name: (name == NO_ANSWER, name))


def _crossed(col: Column) -> Column:
    group = np.zeros(len(col.sample), dtype=np.int64)
    group[col.rows.unit] = col.rows.group
    return Column(col.y, col.sample.crossed(group), col.rows, col.place)


def _scores(
    project: Project,
    page: Sheet,
    wanted: Sequence[Target],
    columns: Sequence[Column],
    unit: Unit,
    progress: Progress | None,
) -> list[Floats | None]:
    """Per target the cross-fitted scores of its rows; None where nothing could be learnt."""
    texts = page.texts(unit)
    labels = np.full((len(texts), len(wanted)), np.nan)
    for number, each in enumerate(columns):
        labels[each.place, number] = each.y
    scores = crossfit(project, texts, labels, progress)
    return [None if scores is None else scores[each.place, n] for n, each in enumerate(columns)]


def _estimates(col: Column, f: Floats | None, groups: int, level: float) -> list[Estimate]:
    """One per group and the total; a group that nobody of this target is in has 0 of 0."""
    return estimate_cells(col.y, col.sample, f, rows=replace(col.rows, groups=groups), level=level)


def _rows(
    target: Target,
    names: Sequence[str],
    estimates: Sequence[Estimate],
    hidden: set[tuple[str, str]],
    waves: bool,
) -> list[Count]:
    rows = []
    for number, name in enumerate([*names, ""]):
        found = estimates[number if name else -1]
        later = waves and name and number > 0
        moved = change(estimates[number - 1], found) if later else None
        seen = None if (target.name, name) in hidden else found
        rows.append(Count(target.kind, target.name, name, seen, moved if seen else None))
    return rows


def _related(one: str, other: str) -> bool:
    return one == other or one.startswith(other + "/") or other.startswith(one + "/")


def _rounded(found: Estimate | None) -> float | None:
    # As many digits as a share has: whoever shows whole numbers must not round what was rounded before.
    return None if found is None else round(found.count, 6)


def _share(found: Estimate | None) -> float | None:
    return None if found is None or not found.out_of else round(found.share, 6)


def _record(row: Count, grouped: bool) -> dict[str, Any]:
    found = row.estimate
    record: dict[str, Any] = {"kind": row.kind, "code": row.name, **({"group": row.group} if grouped else {})}
    names = (
        "count",
        "out_of",
        "share",
        "low",
        "high",
        "how",
        "n",
        "n_effective",
        "needed",
        "not_blind",
        "pending",
    )
    if found is None:
        return {**record, **dict.fromkeys(names), "how": "hidden", "word": None}
    low, high = found.interval or (None, None)
    record |= {
        "count": _rounded(found),
        "out_of": found.out_of,
        "share": _share(found),
        "low": low,
        "high": high,
    }
    record |= {name: getattr(found, name) for name in names[5:]} | {"word": found.word}
    if row.change:
        record |= {"change": row.change.gap, "change_low": row.change.low, "change_high": row.change.high}
    return record
