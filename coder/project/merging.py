"""Two people's copies of a project into one: the union of their logs, and of all that the logs speak of.

Ids are the same in every copy, so nothing is matched by guess: merge(a, b) and merge(b, a) hold the same
decisions, codings and current codebook, and merging twice changes nothing. Where the copies differ about
one thing (a value, a code's definition) a rule that looks at both sides alike decides, and it is listed.
A case that either side forgot is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.domain import Case, Code, Decision, Source
from coder.store import Store, content
from coder.store.queries import insert_decisions

if TYPE_CHECKING:
    from coder.codebook import Codebook
    from coder.project.project import Project

_STRICTEST = ("public", "anonymous", "confidential")
Version = dict[str, Any]


@dataclass
class Merged:
    """What came in, and sentences about everything on which the two differed."""

    decisions: int = 0
    cases: int = 0
    sources: int = 0
    versions: int = 0
    forgotten: int = 0
    conflicts: list[str] = field(default_factory=list)


def merge(project: Project, other: str | Path) -> Merged:
    """Takes over what the project file `other` has more; `other` is left as it is."""
    ours = project.store
    with Store(Path(other)) as theirs:
        done = Merged()
        gone = {**content.forgotten(ours.db), **content.forgotten(theirs.db)}
        with ours.transaction():
            _names(ours, theirs)
            _settings(ours, theirs, done)
            _answers(ours, theirs, done)
            versions = _codebooks(project, theirs, done)
            _log(ours, theirs, versions, set(gone), done)
            ours.rebuild()
        for case in sorted(set(gone) & set(content.cases(ours.db))):
            ours.forget(case)
            done.forgotten += 1
    return done


def _names(ours: Store, theirs: Store) -> None:
    for question in content.questions(theirs.db):
        content.put_question(ours.db, question)
    for variable in content.variables(theirs.db):
        if variable.name not in {each.name for each in content.variables(ours.db)}:
            content.put_variable(ours.db, variable)
    for coder in content.coders(theirs.db):
        content.put_coder(ours.db, coder)


def _settings(ours: Store, theirs: Store, done: Merged) -> None:
    kept, other = content.settings(ours.db), content.settings(theirs.db)
    for key in sorted(kept.keys() & other.keys()):
        if kept[key] != other[key]:
            done.conflicts.append(f"Setting {key}: {kept[key]!r} here, {other[key]!r} there; kept.")


def _answers(ours: Store, theirs: Store, done: Merged) -> None:
    here, there = content.cases(ours.db), content.cases(theirs.db)
    known = {*here, *content.forgotten(ours.db)}
    wave_of, waves = content.case_waves(theirs.db), _waves(ours, theirs)
    for case in there.values():
        if case.id not in known:
            content.insert_cases(ours.db, [case], waves[wave_of[case.id]])
            done.cases += 1
        elif case.id in here and here[case.id] != case:
            content.update_case(ours.db, _settled(here[case.id], case))
            done.conflicts.append(f"Case {case.name}: its values or its privacy differ.")
    _sources(ours, theirs, waves, done)


def _sources(ours: Store, theirs: Store, waves: Mapping[int, int], done: Merged) -> None:
    here, wave_of = dict(content.sources(ours.db)), content.case_waves(theirs.db)
    gone = content.forgotten(ours.db)
    for id_, source in content.sources(theirs.db):
        if source.case.id in gone:
            continue
        if id_ not in here:
            content.insert_sources(ours.db, [source], waves[wave_of[source.case.id]])
            done.sources += 1
        elif _said(here[id_]) != _said(source):
            content.update_source(ours.db, max((here[id_], source), key=_said))
            done.conflicts.append(f"Answer {source.name}: its text or its values differ.")


def _said(source: Source) -> str:
    return json.dumps([source.text, dict(source.values)], sort_keys=True, ensure_ascii=False)


def _settled(one: Case, two: Case) -> Case:
    """The stricter privacy; of two values the one that sorts last."""
    merged = dict(one.values)
    for name, value in two.values.items():
        options = [value, *([merged[name]] if name in merged else [])]
        merged[name] = max(options, key=lambda each: json.dumps(each, ensure_ascii=False))
    return replace(one, privacy=max(one.privacy, two.privacy, key=_STRICTEST.index), values=merged)


def _waves(ours: Store, theirs: Store) -> dict[int, int]:
    """Their wave -> ours: the same file is the same wave."""
    here = {wave["fingerprint"]: wave["id"] for wave in content.waves(ours.db)}
    found = {}
    for wave in content.waves(theirs.db):
        if wave["fingerprint"] not in here:
            here[wave["fingerprint"]] = content.insert_wave(
                ours.db, wave["at"], wave["file"], wave["fingerprint"], wave["layout"]
            )
        found[wave["id"]] = here[wave["fingerprint"]]
    return found


def _codebooks(project: Project, theirs: Store, done: Merged) -> dict[int, int]:
    """Their version -> ours; the newest version of all then holds the codes of both."""
    from coder.project.codebooks import Codebooks

    ours, other = project.codebooks, Codebooks(theirs)
    mine, found = ours.history(), dict[int, int]()
    before, there = _known(ours, mine), _known(other, other.history())
    for version in other.history():
        same = [each["version"] for each in mine if _identity(each) == _identity(version)]
        found[version["version"]] = same[0] if same else _added(project, other, version, done)
    if there and before:
        _unite(project, ours, other, mine[-1], other.history()[-1], before, there, done)
    return found


def _identity(version: Version) -> tuple[str, str]:
    return version["at"], version["digest"]


def _known(codebooks: Any, history: Iterable[Version]) -> set[str]:
    return {code.id for version in history for code in codebooks.get(version["version"]).codes}


def _added(project: Project, other: Any, version: Version, done: Merged) -> int:
    codebook: Codebook = other.get(version["version"])
    number, db = project.codebooks.version + 1, project.store.db
    content.insert_codebook(
        db, number, version["at"], version["coder"], version["digest"], codebook.to_json(), version["note"]
    )
    content.replace_codes(db, codebook.codes, number, {})
    done.versions += 1
    return number


def _unite(
    project: Project,
    ours: Any,
    other: Any,
    mine: Version,
    yours: Version,
    before: set[str],
    there: set[str],
    done: Merged,
) -> None:
    """Saves the codes of both current codebooks as the newest version, where that is not so already."""
    sides = [(mine, ours.get(mine["version"]), before), (yours, other.get(yours["version"]), there)]
    (late, newer, seen), (_, older, _) = sorted(sides, key=lambda side: _identity(side[0]), reverse=True)
    codebook = united(newer, older, seen)
    for code in older.codes:
        if code.id in {each.id for each in newer.codes} and newer.by_id(code.id) != code:
            done.conflicts.append(f"Code {code.path}: the newer definition counts.")
    if codebook.to_json() == project.codebook.to_json():
        return
    number, db = project.codebooks.version + 1, project.store.db
    at = max(mine["at"], yours["at"])
    content.insert_codebook(db, number, at, late["coder"], codebook.digest, codebook.to_json(), "merged")
    content.replace_codes(db, codebook.codes, number, other.merged)


def united(newer: Codebook, older: Codebook, seen: set[str]) -> Codebook:
    """The newer codebook with those codes of the older one that it never knew (`seen`: ids it knew)."""
    from coder.codebook import Codebook

    paths, ids = set(newer.paths), {code.id for code in newer.codes}
    added = [code for code in older.codes if code.id not in ids | seen]
    fresh: list[Code] = [
        replace(code, path=f"{code.path} (2)") if code.path in paths else code for code in added
    ]
    if not fresh:
        return newer
    return Codebook.build([*newer.codes, *fresh], newer.themes, newer.title)


def _log(ours: Store, theirs: Store, versions: Mapping[int, int], gone: set[str], done: Merged) -> None:
    """Their rows, with versions as they are numbered here; nothing of what a forgotten case said."""
    here, known = {row.id for row in ours.decisions()}, set(content.source_names(ours.db))
    silent = gone | {id_ for store in (ours, theirs) for id_ in content.sources_of_cases(store.db, gone)}
    rows = [
        _row(row, versions, silent)
        for row in theirs.decisions()
        if row.id not in here and (row.source is None or row.source in known)
    ]
    insert_decisions(ours.db, rows)
    done.decisions = len(rows)


def _row(row: Decision, versions: Mapping[int, int], silent: set[str]) -> Decision:
    version = None if row.version is None else versions[row.version]
    blank = row.source in silent or (row.target or "").partition(":")[0] in silent
    return replace(row, version=version, detail={} if blank else row.detail)
