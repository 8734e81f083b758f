"""The charts of a project: asks its verbs, picks what fits into one drawing, hands it to charts.py.

picture(project, "groups", by="region").svg
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from coder.errors import RequestError
from coder.report import charts

if TYPE_CHECKING:
    from coder.counting.crosstab import Together
    from coder.project import Project
    from coder.project.project import Where
    from coder.project.sheet import Unit
    from coder.protocols import Progress
    from coder.report.content import Picture

T = TypeVar("T")
Kind = Literal["themes", "groups", "together", "saturation", "agreement"]
MOST: dict[Kind, int] = {"themes": 30, "groups": 12, "together": 12, "saturation": 24, "agreement": 40}
"""Rows or columns beyond which a drawing is no longer read."""

WHO: dict[Unit, str] = {"case": "respondents", "source": "answers", "text": "distinct texts"}


def picture(
    project: Project,
    kind: Kind,
    *,
    by: str = "",
    codes: Iterable[str] = (),
    unit: Unit = "case",
    question: str | None = None,
    where: Where | None = None,
    progress: Progress | None = None,
) -> Picture:
    """One chart of the project; RequestError where there is nothing to draw or `by` is missing."""
    asked = _Asked(project, list(codes), unit, question, where, progress)
    if kind == "groups":
        return asked.groups(by)
    if by:
        raise RequestError("Only the chart of groups compares them: coder plot groups --by VARIABLE.")
    return {
        "themes": asked.themes,
        "together": asked.together,
        "saturation": asked.saturation,
        "agreement": asked.agreement,
    }[kind]()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, and one method for each kind of chart."""

    project: Project
    codes: list[str]
    unit: Unit
    question: str | None
    where: Where | None
    progress: Progress | None

    def themes(self) -> Picture:
        """Shares of the themes, or of the codes where no themes are named, the most frequent first."""
        records = _ranked(self.count(), bool(self.codes))
        kept, note = _cut(records, "themes")
        caption = f"Share of {WHO[self.unit]} raising each theme{_basis(kept)}{note}{self.of()}"
        return charts.themes(charts.bars(kept), caption=caption)

    def groups(self, by: str) -> Picture:
        """The same for each value of a variable."""
        if not by:
            raise RequestError("Groups of what? Name a variable: coder plot groups --by VARIABLE.")
        records = self.count(by)
        ranked = _ranked([each for each in records if not each["group"]], bool(self.codes))
        kept, note = _cut(ranked, "groups")
        cells = [each for name in _names(kept) for each in records if each["code"] == name]
        caption = f"Share of {WHO[self.unit]} raising each theme, by {by}{_basis(cells)}{note}{self.of()}"
        return charts.by_group(_some(charts.bars(cells)), caption=caption)

    def together(self) -> Picture:
        """How many respondents raised two codes at once, of the most frequent codes without parts."""
        names, note = _cut(self.codes or _leaves(_ranked(self.count(), False, "code")), "together")
        place = {name: n for n, name in enumerate(names)}
        pairs = [
            (name, other, pair)
            for name in names[1:]
            for other, pair in self.beside(name).items()
            if place.get(other, len(names)) < place[name]
        ]
        drawn = [charts.Pair(name, other, pair.both.count if pair else None) for name, other, pair in pairs]
        basis = _basis([{"how": pair.both.how} for _, _, pair in pairs if pair], ", estimated")
        caption = f"Respondents raising two codes at once{basis}{note}{self.of()}"
        return charts.together(_some(drawn), caption=caption)

    def beside(self, code: str) -> dict[str, Together | None]:
        """Every other code with this one."""
        return self.project.count_together(code, where=self.where, question=self.question)

    def saturation(self) -> Picture:
        """New codes per step of reading, the steps as short as fits into one drawing."""
        draw = partial(self.project.saturation, where=self.where, question=self.question)
        readings = draw().readings
        if not readings:
            raise RequestError("Nothing of the random sample has been read yet. Read some: coder review.")
        step = step_for(readings)
        found = draw(step=step)
        caption = f"New codes as reading went on{self.of()}"
        return charts.saturation(found.new, step=step, readings=readings, caption=caption)

    def agreement(self) -> Picture:
        """Krippendorff's alpha of everyone who read, per code and over all."""
        records = self.project.agreement(where=self.where, question=self.question).records()
        rows = [each for each in records if not self.codes or each["code"] in self.codes]
        if rows and not any(each.get("alpha") is not None for each in rows):
            raise RequestError(f"There is no agreement to draw: {rows[0].get('alpha_why', 'undefined')}.")
        kept, note = _cut(rows, "agreement")
        caption = f"Agreement of {records[0]['coders']}{note}{self.of()}"
        return charts.agreement([_measure(each) for each in _some(kept)], caption=caption)

    def count(self, by: str = "") -> list[dict[str, Any]]:
        """The records of `project.count`."""
        found = self.project.count(
            by=by,
            codes=self.codes,
            unit=self.unit,
            question=self.question,
            where=self.where,
            progress=self.progress,
        )
        return found.records()

    def of(self) -> str:
        """Which answers, for the caption."""
        parts = [
            *([self.question] if self.question else []),
            *(f"{k} = {v}" for k, v in (self.where or {}).items()),
        ]
        return f" ({'; '.join(parts)})" if parts else ""


def _ranked(records: Sequence[dict[str, Any]], named: bool, kind: str = "") -> list[dict[str, Any]]:
    """Most frequent first; without names the themes, or the codes where there are none."""
    wanted = kind or ("theme" if any(each["kind"] == "theme" for each in records) else "code")
    chosen = [each for each in records if named or each["kind"] == wanted]
    return sorted(_some(chosen), key=lambda each: -(each["share"] or 0.0))


def step_for(readings: int) -> int:
    """The shortest of 5, 10, 20, 50, 100, ... with which so many readings fit into one drawing."""
    steps = (ten * 10**zeros for zeros in count(0) for ten in (5, 10, 20))
    fits: int = next(step for step in steps if readings <= step * MOST["saturation"])
    return fits


def _leaves(records: Sequence[dict[str, Any]]) -> list[str]:
    names = _names(records)
    return [name for name in names if not any(other.startswith(name + "/") for other in names)]


def _basis(records: Iterable[dict[str, Any]], estimated: str = ", with 95 % intervals") -> str:
    """How the numbers came about, for the caption; nothing where everything was read."""
    how = {each["how"] for each in records}
    if "codings" in how:
        return ", as far as coded"
    return estimated if how & {"sample", "assisted"} else ""


def _names(records: Iterable[dict[str, Any]]) -> list[str]:
    return [each["code"] for each in records]


def _cut(rows: Sequence[T], kind: Kind) -> tuple[Sequence[T], str]:
    most = MOST[kind]
    return rows[:most], f", the first {most} of {len(rows)}" if len(rows) > most else ""


def _some(rows: Sequence[T]) -> Sequence[T]:
    if not rows:
        raise RequestError(
            "There is nothing to draw: no code or theme fits. 'coder count' shows what there is."
        )
    return rows


def _measure(record: dict[str, Any]) -> charts.Measure:
    value = record.get("alpha")
    why = str(record.get("alpha_why", ""))
    return charts.Measure(record["code"], value, record.get("alpha_low"), record.get("alpha_high"), why)
