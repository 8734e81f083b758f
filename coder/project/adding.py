"""Putting a read file into a project: what is new is added, what changed is told, nothing twice.

A text that somebody has read never changes under its codings; any other change is applied only when asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from coder.domain import Case, Problem, Source, Value, Variable
from coder.store import Store, content

if TYPE_CHECKING:
    from coder.ingest import Batch


@dataclass(frozen=True, slots=True)
class Change:
    """A case or source that stands differently in the file; `field` is "text", "privacy" or a variable."""

    name: str
    field: str
    old: str
    new: str
    applied: bool


@dataclass(frozen=True, slots=True)
class Added:
    """What one `coder add` did. `known`: answers that were there already, unchanged or not."""

    wave: int | None
    cases: int
    sources: int
    known: int
    forgotten: int
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


def add(store: Store, batch: Batch, *, update: bool = False) -> Added:
    """Saves a batch inside the caller's transaction; `update` applies changes to answers nobody has read."""
    db = store.db
    gone = content.forgotten(db)
    cases = content.cases(db)
    sources = dict(content.sources(db))
    fresh_cases = [case for case in batch.cases if case.id not in cases and case.id not in gone]
    wanted = [source for source in batch.sources if source.case.id not in gone]
    fresh = [source for source in wanted if source.id not in sources]
    wave = _save(store, batch, fresh_cases, fresh)
    read = {reading.source for reading in store.readings()} | {c.source for c in store.codings()}
    changes = [
        *_case_changes(store, batch.cases, cases, update),
        *_source_changes(store, wanted, sources, read, update),
    ]
    return Added(
        wave,
        len(fresh_cases),
        len(fresh),
        len(wanted) - len(fresh),
        len(batch.sources) - len(wanted),
        tuple(changes),
        tuple(batch.problems),
    )


def _save(store: Store, batch: Batch, cases: list[Case], sources: list[Source]) -> int | None:
    db = store.db
    for question in batch.questions:
        content.put_question(db, question)
    for variable in _joined(batch.variables, content.variables(db)):
        content.put_variable(db, variable)
    if not cases and not sources:
        return None
    wave = content.insert_wave(db, store.now(), batch.file, batch.fingerprint, asdict(batch.layout))
    content.insert_cases(db, cases, wave)
    content.insert_sources(db, sources, wave)
    return wave


def _joined(new: Iterable[Variable], old: Iterable[Variable]) -> list[Variable]:
    """Variables as both waves need them: text where kinds differ, per source where either varies."""
    before = {variable.name: variable for variable in old}
    return [_join(variable, before.get(variable.name)) for variable in new]


def _join(new: Variable, old: Variable | None) -> Variable:
    if old is None:
        return new
    kind = old.kind if old.kind == new.kind else "category" if {old.kind, new.kind} <= _WORDS else "text"
    return replace(
        new,
        kind=kind,
        level="source" if "source" in (old.level, new.level) else "case",
        label=old.label or new.label,
    )


_WORDS = {"category", "boolean"}


def _case_changes(
    store: Store, new: Iterable[Case], old: Mapping[str, Case], update: bool
) -> Iterable[Change]:
    for case in new:
        before = old.get(case.id)
        if before is None:
            continue
        changes = [Change(case.name, *facts, update) for facts in _differences(before.values, case.values)]
        if before.privacy != case.privacy:
            changes.append(Change(case.name, "privacy", before.privacy, case.privacy, update))
        added = {k: v for k, v in case.values.items() if k not in before.values}
        if added or (changes and update):
            content.update_case(store.db, _taken_over(before, case, added, update))
        yield from changes


def _taken_over(before: Case, case: Case, added: Mapping[str, Value], update: bool) -> Case:
    if update:
        return replace(case, values={**before.values, **case.values})
    return replace(before, values={**before.values, **added})


def _source_changes(
    store: Store, new: Iterable[Source], old: Mapping[str, Source], read: set[str], update: bool
) -> Iterable[Change]:
    for source in new:
        before = old.get(source.id)
        if before is None:
            continue
        free = update and source.id not in read
        kept = source if free else replace(source, text=before.text, key=before.key, changes=before.changes)
        if before.text != source.text:
            yield Change(source.name, "text", before.text, source.text, free)
        changed = [
            Change(source.name, *facts, update) for facts in _differences(before.values, source.values)
        ]
        yield from changed
        if update and (changed or (free and before.text != source.text)):
            content.update_source(store.db, replace(kept, values={**before.values, **source.values}))


def _differences(old: Mapping[str, Value], new: Mapping[str, Value]) -> list[tuple[str, str, str]]:
    return [
        (name, str(old[name]), str(value))
        for name, value in new.items()
        if name in old and old[name] != value
    ]
