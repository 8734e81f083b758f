"""Two people's copies of a project into one: the union of their logs, and of all that the logs speak of.

Ids are the same in every copy, so nothing is matched by guess. Whatever the copies differ about is decided
by a rule that looks at both sides alike, and is listed: the later change of a setting or of a code counts,
the stricter privacy, of two values the one that sorts last. So merge(a, b) and merge(b, a) hold the same,
three files hold the same in any order, and merging twice changes nothing. A case that either side forgot
is forgotten.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.domain import Case, Decision, Kind, Level, Question, Source, Variable
from coder.store import Store, content, sharing
from coder.store.forget import forget, scrub
from coder.store.queries import insert_decisions

if TYPE_CHECKING:
    from coder.project.project import Project
    from coder.project.uniting import Stamp, United, Version

_STRICTEST = ("public", "anonymous", "confidential")


@dataclass
class Merged:
    """What came in, and sentences about everything on which the two differed, with what was done."""

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
        twice = _decided_twice(ours, theirs)
        with ours.transaction():
            sharing.loosen(ours.db)
            _names(ours, theirs, done)
            waves = sharing.take_waves(ours.db, theirs.db)
            gone = _answers(ours, theirs, waves, done)
            _in_order(ours, theirs, done)
            versions = _codebooks(ours, theirs, done)
            _log(ours, theirs, versions, gone, done)
            _settings(ours, theirs, done)
            ours.rebuild()
            _forget(ours, theirs, gone, done)
        if done.forgotten:
            scrub(ours.db)
    _reset(project)
    done.conflicts += _told_twice(project, twice)
    return done


def _reset(project: Project) -> None:
    from coder.project.codebooks import Codebooks

    project.codebooks = Codebooks(project.store)


def _names(ours: Store, theirs: Store, done: Merged) -> None:
    here = {coder.name: coder for coder in content.coders(ours.db)}
    for coder in content.coders(theirs.db):
        content.put_coder(ours.db, coder)
        if here.get(coder.name, coder) != coder:
            sharing.put_coder_kind(ours.db, coder.name, "human")
            done.conflicts.append(
                f"Coder {coder.name}: a person in one, a machine in the other; a person now."
            )


# Settings


def _settings(ours: Store, theirs: Store, done: Merged) -> None:
    """What was set last, by the log of both, which is here by now."""
    here, there = content.settings(ours.db), content.settings(theirs.db)
    last = {
        str(detail["setting"]): detail.get("new")
        for _, _, _, detail in sharing.config_rows(ours.db)
        if "setting" in detail
    }
    for key in sorted(here.keys() | there.keys()):
        options = [side[key] for side in (here, there) if key in side]
        value = last.get(key, max(options, key=_as_json))
        if len(options) == 2 and here[key] != there[key]:
            done.conflicts.append(
                f"Setting {key}: {here[key]!r} here, {there[key]!r} there; {value!r} counts, it was set last."
                + (" What was read in the other order is no random sample any more." if key == "seed" else "")
            )
        content.put_setting(ours.db, key, value)


# Questions, variables, respondents, answers


def _in_order(ours: Store, theirs: Store, done: Merged) -> None:
    """Questions and variables as the oldest file that has them orders them."""
    asked, told = sharing.first_waves(ours.db)
    questions = [{q.id: q for q in content.questions(store.db)} for store in (ours, theirs)]
    known = [{v.name: v for v in content.variables(store.db)} for store in (ours, theirs)]
    both = _by_wave([list(each) for each in questions], asked)
    sharing.put_questions(
        ours.db, [_question(questions[0].get(id_), questions[1].get(id_), done) for id_ in both]
    )
    names = _by_wave([list(each) for each in known], told)
    sharing.put_variables(ours.db, [_variable(known[0].get(name), known[1].get(name)) for name in names])


def _by_wave(sides: Sequence[Sequence[str]], wave: Mapping[str, int]) -> list[str]:
    """All names by wave; those of one wave as the sides have them, which then agree."""
    names = dict.fromkeys(name for side in sides for name in side)
    place = {name: min(side.index(name) for side in sides if name in side) for name in names}
    return sorted(names, key=lambda name: (wave.get(name, len(names)), place[name], name))


def _question(one: Question | None, two: Question | None, done: Merged) -> Question:
    if one is None or two is None:
        found = one or two
        assert found
        return found
    if one.text and two.text and one.text != two.text:
        done.conflicts.append(f"Question {one.name}: the wordings differ; the one that sorts last counts.")
    return max(one, two, key=lambda question: question.text)


def _variable(one: Variable | None, two: Variable | None) -> Variable:
    if one is None or two is None:
        found = one or two
        assert found
        return found
    kinds = {one.kind, two.kind}
    kind: Kind = one.kind if len(kinds) == 1 else "category" if kinds == {"category", "boolean"} else "text"
    level: Level = "source" if "source" in (one.level, two.level) else "case"
    return Variable(one.name, kind, level, max(one.label, two.label))


def _answers(ours: Store, theirs: Store, waves: Mapping[int, int], done: Merged) -> set[str]:
    """Takes over respondents and answers; ids of the cases that either side forgot."""
    here, there = content.cases(ours.db), content.cases(theirs.db)
    stones = sharing.tombstones(ours.db)
    wave_of = sharing.waves_of(theirs.db, "case")
    for case in there.values():
        if case.id not in here and case.id not in stones:
            content.insert_cases(ours.db, [case], waves[wave_of[case.id]])
            done.cases += 1
        elif case.id in here and here[case.id] != case:
            content.update_case(ours.db, _settled(here[case.id], case, done))
    _sources(ours, theirs, waves, set(stones), done)
    _stones(ours, theirs, waves)
    for table in ("case", "source"):
        _oldest_waves(ours, theirs, table, waves)
    return stones.keys() | sharing.tombstones(theirs.db).keys()


def _sources(ours: Store, theirs: Store, waves: Mapping[int, int], gone: set[str], done: Merged) -> None:
    here, wave_of = dict(content.sources(ours.db)), sharing.waves_of(theirs.db, "source")
    for id_, source in content.sources(theirs.db):
        if id_ not in here and source.case.id not in gone:
            content.insert_sources(ours.db, [source], waves[wave_of[id_]])
            done.sources += 1
        elif id_ in here and _said(here[id_]) != _said(source):
            kept = max((here[id_], source), key=_said)
            content.update_source(ours.db, kept)
            what = "text" if here[id_].text != source.text else "values"
            done.conflicts.append(f"Answer {source.name}: its {what} differ; what sorts last was kept.")


def _stones(ours: Store, theirs: Store, waves: Mapping[int, int]) -> None:
    """Cases forgotten there that were never known here: without their stone a file would bring them back."""
    known = sharing.waves_of(ours.db, "case")
    cases, sources = (sharing.waves_of(theirs.db, table) for table in ("case", "source"))
    for case, (stone, blank) in sharing.tombstones(theirs.db).items():
        if case not in known:
            rows = [(id_, question, waves[sources[id_]]) for id_, question in blank]
            sharing.insert_tombstone(ours.db, case, stone, waves[cases[case]], rows)


def _oldest_waves(ours: Store, theirs: Store, table: str, waves: Mapping[int, int]) -> None:
    """Who came with one file here and with another there came with the older one."""
    keys, here = sharing.wave_keys(ours.db), sharing.waves_of(ours.db, table)
    for id_, wave in sharing.waves_of(theirs.db, table).items():
        if id_ in here and keys[waves[wave]] < keys[here[id_]]:
            sharing.put_wave(ours.db, table, id_, waves[wave])


def _said(source: Source) -> str:
    return json.dumps([source.text, dict(source.values)], sort_keys=True, ensure_ascii=False)


def _settled(one: Case, two: Case, done: Merged) -> Case:
    """The stricter privacy; of two values the one that sorts last."""
    merged = {**two.values, **one.values}
    for name in sorted(one.values.keys() & two.values.keys()):
        here, there = one.values[name], two.values[name]
        if here != there:
            merged[name] = max(here, there, key=_as_json)
            done.conflicts.append(
                f"Case {one.name}: {name} is {here!r} here, {there!r} there; {merged[name]!r} was kept."
            )
    privacy = max(one.privacy, two.privacy, key=_STRICTEST.index)
    if one.privacy != two.privacy:
        done.conflicts.append(
            f"Case {one.name}: {one.privacy} here, {two.privacy} there; {privacy} was kept."
        )
    return replace(one, privacy=privacy, values=dict(sorted(merged.items())))


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


# The codebook


def _codebooks(ours: Store, theirs: Store, done: Merged) -> dict[int, int]:
    """Unites the histories; their version -> its number here. The log is still that of this side."""
    from coder.project.uniting import unite

    here, there = _versions(ours), _versions(theirs)
    merged = _merged_codes(ours, theirs)
    used = {each[n].stamp for s, each in ((ours, here), (theirs, there)) for n in sharing.versions_used(s.db)}
    united = unite(list(here.values()), list(there.values()), used, merged)
    number = {version.stamp: n for n, version in enumerate(united.versions, start=1)}
    rows = [_version_row(version, n) for n, version in enumerate(united.versions, start=1)]
    done.versions = len(number.keys() - {version.stamp for version in here.values()})
    done.conflicts += united.conflicts
    kept = {n: number[version.stamp] for n, version in here.items() if version.stamp in number}
    sharing.put_versions(ours.db, rows, kept)
    _put_codes(ours, united, merged)
    return {n: number[version.stamp] for n, version in there.items() if version.stamp in number}


def _versions(store: Store) -> dict[int, Version]:
    """Every version by its number; where no parent is noted, it is the version before."""
    from coder.project.uniting import Version

    rows = sharing.versions(store.db)
    noted = {version: detail.get("parent") for _, _, version, detail in sharing.codebook_rows(store.db)}
    found: dict[int, Version] = {}
    before: Stamp | None = None
    for row in rows:
        number, stamp = row["version"], (row["at"], row["digest"])
        told = noted.get(number)
        parent = (str(told[0]), str(told[1])) if isinstance(told, list) and told else before
        found[number] = Version(stamp, row["coder"], row["content"], row["note"], number in noted, parent)
        before = stamp
    return found


def _version_row(version: Version, number: int) -> dict[str, Any]:
    at, digest = version.stamp
    return {
        "version": number,
        "at": at,
        "coder": version.coder,
        "digest": digest,
        "content": version.content,
        "note": version.note,
    }


def _merged_codes(ours: Store, theirs: Store) -> dict[str, str]:
    """Code id -> id its codings count as: every merge of either side, in the order of time."""
    rows = {(at, id_): detail for s in (ours, theirs) for at, id_, _, detail in sharing.codebook_rows(s.db)}
    told = [rows[key].get("merged") for key in sorted(rows)]
    pairs = [pair for each in told if isinstance(each, dict) for pair in each.items()]
    if not pairs:
        pairs = sorted({*content.merged_codes(ours.db).items(), *content.merged_codes(theirs.db).items()})
    found: dict[str, str] = {}
    for old, new in pairs:
        target = found.get(new, new)
        if target != old:
            found |= dict.fromkeys([old, *(each for each, to in found.items() if to == old)], target)
    return found


def _put_codes(ours: Store, united: United, merged: Mapping[str, str]) -> None:
    last = {}
    lives: dict[str, tuple[int, int]] = {}
    for number, version in enumerate(united.versions, start=1):
        for code in version.codebook.codes:
            last[code.id] = code
            lives[code.id] = (lives.get(code.id, (number, number))[0], number)
    current = united.versions[-1].codebook.codes if united.versions else ()
    ids = {code.id for code in current}
    gone = [last[id_] for id_ in sorted(last.keys() - ids)]
    sharing.put_codes(ours.db, [*gone, *current], lives, ids, merged)


# The log


def _log(ours: Store, theirs: Store, versions: Mapping[int, int], gone: set[str], done: Merged) -> None:
    """Their rows, with versions as they are numbered here; nothing of what a forgotten case said."""
    here = sharing.row_stamps(ours.db)
    silent = gone | {id_ for store in (ours, theirs) for id_ in content.sources_of_cases(store.db, gone)}
    rows = [_row(row, versions, silent) for row in theirs.decisions()]
    new = [row for row in rows if row.id not in here]
    insert_decisions(ours.db, new)
    for row in rows:
        # The same file imported on both sides makes the same rows at two times.
        if row.id in here and (row.at, row.step) < here[row.id]:
            sharing.replace_row(ours.db, row)
    done.decisions = len(new)


def _row(row: Decision, versions: Mapping[int, int], silent: set[str]) -> Decision:
    version = None if row.version is None else versions[row.version]
    blank = row.source in silent or (row.target or "").partition(":")[0] in silent
    if version == row.version and not blank:
        return row
    return replace(row, version=version, detail={} if blank else row.detail)


def _forget(ours: Store, theirs: Store, gone: set[str], done: Merged) -> None:
    """Forgets here what either side forgot, by the words of the side that still has them."""
    here, there = sharing.tombstones(ours.db), sharing.tombstones(theirs.db)
    words: dict[str, list[Source]] = defaultdict(list)
    for _, source in content.sources(theirs.db):
        words[source.case.id].append(source)
    for case in sorted(gone & (content.cases(ours.db).keys() | content.cases(theirs.db).keys())):
        sharing.revive(ours.db, words[case])
        forget(ours.db, case, ours.now())
        done.forgotten += 1
    for case in gone:
        stones = [side[case][0] for side in (here, there) if case in side]
        sharing.put_stone(ours.db, case, min(stones, key=lambda stone: (json.loads(stone)["at"], stone)))


# One person in two copies


def _decided_twice(ours: Store, theirs: Store) -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    """(source, coder) -> codes here and there, where one person read one answer on both sides differently."""
    read = [_readings(store) for store in (ours, theirs)]
    codes = [_codes(store) for store in (ours, theirs)]
    return {
        pair: (codes[0][pair], codes[1][pair])
        for pair in sorted(read[0].keys() & read[1].keys())
        if read[0][pair] - read[1][pair]
        and read[1][pair] - read[0][pair]
        and codes[0][pair] != codes[1][pair]
    }


def _readings(store: Store) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for reading in store.readings():
        found[reading.source, reading.coder].add(reading.decision)
    return found


def _codes(store: Store) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for coding in store.codings():
        found[coding.source, coding.coder].add(coding.code)
    return found


def _told_twice(project: Project, twice: Mapping[tuple[str, str], tuple[set[str], set[str]]]) -> list[str]:
    names = content.source_names(project.store.db)
    paths = {code.id: code.path for code in project.codebook.codes}
    now = _codes(project.store) if twice else {}

    def _named(ids: Iterable[str]) -> str:
        return ", ".join(sorted(paths.get(id_, id_) for id_ in ids)) or "no code"

    return [
        f"{coder} read answer {names[source]} in both copies: {_named(here)} here, {_named(there)} there; "
        f"all decisions stand in the order of time, together: {_named(now[source, coder])}."
        for (source, coder), (here, there) in twice.items()
    ]
