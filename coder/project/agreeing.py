"""How far the coders of a project agree: from readings and the log to coder.agreement.

The first answer counts: what was changed after the blind reading, in a second look, is for counts and
exports. The machine takes part with leave-one-out answers only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from coder.domain import Coding, Decision, Reading, Source
from coder.errors import RequestError, UnknownNameError
from coder.project.resolve import CONSENSUS, judged

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from coder.agreement.compare import Agreement, CodeAgreement, Coefficient, Disagreement
    from coder.agreement.units import Judged, Units
    from coder.project.project import Project, Where

MACHINE = "(machine)"
SENTENCE = "\x1e"
Unit = Literal["source", "sentence"]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agreement of the coders named; with the machine, every pair of people and it with each of them."""

    units: Units
    all: Agreement
    people: tuple[Agreement, ...] = ()
    machine: tuple[Agreement, ...] = ()

    def records(self) -> list[dict[str, Any]]:
        """One flat record per code and one overall, of all coders together or, with the machine, by pair."""
        tables = (*self.people, *self.machine) or (self.all,)
        return [row for table in tables for row in _records(table)]

    def frame(self) -> pd.DataFrame:
        """The records as a DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.records())

    def confusion(self) -> NDArray[np.int64]:
        """Codes that only the first coder used by codes that only the second used: see agreement.compare."""
        from coder.agreement.compare import confusion

        return confusion(self.units, *self.all.coders[:2])

    def sources(self, sources: Mapping[str, Source]) -> dict[str, Source]:
        """Unit name -> an answer it stands for (the first of several identical ones)."""
        found: dict[str, Source] = {}
        for source in sources.values():
            found.setdefault(_identity(source), source)
        return {name: found[name.rpartition(SENTENCE)[0] or name] for name in self.units.names}

    def disagreements(self) -> list[Disagreement]:
        """Units and codes with both a yes and a no; `sources` says which answer a unit is."""
        from coder.agreement.compare import disagreements

        return disagreements(self.units)


def agreement(
    project: Project,
    *coders: str,
    machine: bool = False,
    unit: Unit = "source",
    where: Where | None = None,
    question: str | None = None,
    resamples: int = 1000,
) -> Agreed:
    """Agreement of the coders named, else of everyone who read; raises with fewer than two of them."""
    from coder.agreement.compare import beside, compare
    from coder.agreement.units import make_units

    sources = project.sources({**(where or {}), **({"question": question} if question else {})} or None)
    names = participants(project, coders)
    paths = {code.id: code.path for code in project.codebook.codable()}
    judgements = list(_people(project, names, sources, paths, unit))
    if machine:
        judgements += _machine(project, {each.unit: each for each in judgements}, sources)
    everyone = [*names, MACHINE] if machine else names
    units = make_units(judgements, coders=everyone, codes=list(paths.values()))
    seed = project.config()["seed"]
    if not machine:
        return Agreed(units, compare(units, resamples=resamples, seed=seed))
    human, mixed = beside(units, MACHINE, resamples=resamples, seed=seed)
    together = compare(units.of(names), resamples=resamples, seed=seed)
    return Agreed(units, together, tuple(human), tuple(mixed))


def participants(project: Project, coders: Sequence[str]) -> list[str]:
    """The people named, else everyone who read, never the consensus; raises with fewer than two of them."""
    known = [coder.name for coder in project.coders if coder.kind == "human" and coder.name != CONSENSUS]
    names = list(dict.fromkeys(coders)) or sorted({r.coder for r in project.readings()} & set(known))
    for name in names:
        if name not in known:
            raise UnknownNameError("coder", name, known)
    if len(names) < 2:
        raise RequestError("This needs two coders who read the same answers. Name them, like ana ben.")
    return names


class Scopes:
    """Called with a reading: paths of the codes that it settled, as the codebook has them today."""

    def __init__(self, project: Project, sources: Mapping[str, Source]) -> None:
        self._sources, self._books, self._merged = sources, project.codebooks, project.codebooks.merged
        self._paths = {code.id: code.path for code in project.codebook.codable()}
        self._known: dict[tuple[object, ...], frozenset[str]] = {}

    def __call__(self, reading: Reading) -> frozenset[str]:
        """Empty where the answer could not be coded."""
        question = self._sources[reading.source].question.name
        alike = reading.version, question, reading.scope, reading.outcome
        if alike not in self._known:
            found = judged(reading, lambda version, _: self._books.codable(version, question), self._merged)
            self._known[alike] = frozenset(self._paths[code] for code in found if code in self._paths)
        return self._known[alike]


def _people(
    project: Project,
    names: Sequence[str],
    sources: Mapping[str, Source],
    paths: Mapping[str, str],
    unit: Unit,
) -> Iterator[Judged]:
    """Every reading of the coders, with the codes that stood when it was finished."""
    split, scopes = _splitter(project, unit), Scopes(project, sources)
    merged = project.codebooks.merged
    for name in names:
        rows = _rows_by_source(project.store.decisions(coder=name))
        for reading in project.store.readings(coder=name):
            if reading.source in sources and reading.outcome == "read":
                first = _first_answer(rows[reading.source], reading, merged)
                given = [(paths[c.code], c.start, c.end) for c in first if c.code in paths]
                yield from split(sources[reading.source], reading, scopes(reading), given)


Given = list[tuple[str, int | None, int | None]]
Split = Callable[[Source, Reading, frozenset[str], Given], Iterator["Judged"]]


def _splitter(project: Project, unit: Unit) -> Split:
    from coder.agreement.units import Judged

    book = project.codebook
    asked = {each.name: frozenset(c.path for c in book.codable(each.name)) for each in project.questions}

    def _judged(name: str, source: Source, reading: Reading, scope: frozenset[str], given: Given) -> Judged:
        codes = frozenset(path for path, _, _ in given)
        who, blind, at = reading.coder, reading.blind, reading.at
        return Judged(name, source.case.id, who, codes, scope, blind, at, asked[source.question.name])

    def _whole(source: Source, reading: Reading, scope: frozenset[str], given: Given) -> Iterator[Judged]:
        yield _judged(_identity(source), source, reading, scope, given)

    def _sentences(source: Source, reading: Reading, scope: frozenset[str], given: Given) -> Iterator[Judged]:
        from coder.text import sentences

        for start, end in sentences(source.text, project.config()["language"]):
            inside = [(p, a, b) for p, a, b in given if a is None or b is None or (a < end and b > start)]
            yield _judged(f"{_identity(source)}{SENTENCE}{start:06}", source, reading, scope, inside)

    return _sentences if unit == "sentence" else _whole


def _machine(project: Project, seen: Mapping[str, Judged], sources: Mapping[str, Source]) -> Iterator[Judged]:
    """What the learner says of the answers that people read, each without its own label and its copies'."""
    from coder.project.training import fitted, training_set

    everything = project.sources()
    known = training_set(project.resolved(everything, as_first_said=True), everything, project.codebook.codes)
    tagger = fitted(project, known, [source.text for source in everything.values()])
    yes = tagger.loo_ > tagger.thresholds_
    for id_, row, scope in zip(known.sources, tagger.examples_.row_of.tolist(), known.scopes, strict=True):
        name = _identity(everything[id_])
        if row >= 0 and id_ in sources and name in seen:
            codes = frozenset(path for path, said in zip(tagger.codes_, yes[row], strict=True) if said)
            yield replace(seen[name], coder=MACHINE, codes=codes, scope=scope, blind=True, at="")


def _identity(source: Source) -> str:
    return f"{source.question.name}\x1f{source.key}" if source.key else source.id


def _rows_by_source(rows: Sequence[Decision]) -> dict[str, list[Decision]]:
    """The rows that count, by source: steps that were undone in the end are left out."""
    from coder.store.log import undone_steps

    undone = undone_steps(rows)
    found: dict[str, list[Decision]] = defaultdict(list)
    for row in rows:
        if row.source and row.step not in undone:
            found[row.source].append(row)
    return found


def _first_answer(rows: Iterable[Decision], reading: Reading, merged: Mapping[str, str]) -> list[Coding]:
    from coder.store.log import fold

    until = [row for row in rows if (row.at, row.id) <= (reading.at, reading.decision)]
    return [coding for coding in fold(until, merged)[0] if coding.origin != "bulk"]


def _records(table: Agreement) -> list[dict[str, Any]]:
    between = " · ".join(table.coders)
    rows = [{"coders": between, **_record(code)} for code in table.codes]
    for name, n, found in (
        ("(all codes)", table.n, table.overall),
        ("(where used)", table.n_used, table.used),
    ):
        rows.append({"coders": between, "code": name, "n": n, **_values("alpha", found)})
    return rows


def _record(code: CodeAgreement) -> dict[str, Any]:
    row: dict[str, Any] = {"code": code.code, "n": code.n, "prevalence": code.prevalence}
    for name in ("percent", "kappa", "alpha", "ac1"):
        if (found := getattr(code, name)) is not None:
            row |= _values(name, found)
    return row


def _values(name: str, found: Coefficient) -> dict[str, Any]:
    """Value and limits; an undefined value is empty with its reason, as is the share of resamples dropped."""
    undefined = found.value != found.value
    row: dict[str, Any] = {
        name: None if undefined else found.value,
        f"{name}_low": None if undefined else found.low,
        f"{name}_high": None if undefined else found.high,
        f"{name}_dropped": found.dropped,
    }
    return row | ({f"{name}_why": found.reason} if found.reason else {})
