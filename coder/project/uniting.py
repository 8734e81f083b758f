"""Two histories of one codebook into one: what each version changed, the later change of a field counting.

Every version a person made has a parent, the version it was made from; what differs from it is what the
person changed, field by field. The codebook of all is what these changes add up to in the order of time,
so it depends on the set of versions and on nothing else: not on the order in which copies were united.
Codes are the same by id. Where that is no version anybody made, it is kept as one more, "merged", which a
later merge makes anew unless somebody worked with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

from coder.codebook import Codebook, adopt_ids
from coder.codebook.tree import leaf, lineage
from coder.domain import Code, Theme
from coder.store.store import later

NOTE = "merged"
Stamp = tuple[str, str]
"""When and digest: a version is the same in every copy by these."""
Key = tuple[str, str, str]
"""What a change is about: ("code" or "theme", id or name, field); the field "" is whether it is there."""
Changes = dict[Key, list[tuple[Stamp, Any]]]


@dataclass(frozen=True, slots=True)
class Version:
    """One codebook as somebody (`made`) or a merge left it; `parent` None: made from nothing."""

    stamp: Stamp
    coder: str
    content: str
    note: str
    made: bool
    parent: Stamp | None = None

    @property
    def codebook(self) -> Codebook:
        """The codes and themes."""
        return _parsed(self.content)

    @property
    def order(self) -> tuple[str, bool, str]:
        """Oldest first; what a merge made after what it was made of."""
        return self.stamp[0], not self.made, self.stamp[1]


@lru_cache(maxsize=256)
def _parsed(content: str) -> Codebook:
    return Codebook.from_json(content)


@dataclass(frozen=True, slots=True)
class United:
    """All versions, oldest first; the last holds what counts. `conflicts`: what both sides changed."""

    versions: tuple[Version, ...]
    conflicts: tuple[str, ...] = ()


@dataclass
class _State:
    """What the changes add up to: fields of each code and theme, with when they were last changed."""

    values: dict[Key, Any] = field(default_factory=dict)
    when: dict[Key, Stamp] = field(default_factory=dict)

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Fields by id or name, of what is there."""
        found: dict[str, dict[str, Any]] = {}
        for (sort, name, what), value in self.values.items():
            if sort == kind and what and self.values.get((kind, name, "")):
                found.setdefault(name, {})[what] = value
        return found


def unite(
    ours: Sequence[Version], theirs: Sequence[Version], used: Iterable[Stamp], merged: Mapping[str, str]
) -> United:
    """The versions of both; `used` are those somebody worked with, `merged` code ids that became another."""
    every = {version.stamp: version for version in (*theirs, *ours)}
    made = [version for version in every.values() if version.made]
    wanted = {*used, *(version.parent for version in made)}
    kept = sorted((v for v in every.values() if v.made or v.stamp in wanted), key=lambda v: v.order)
    if not kept:
        return United(())
    changes = _changes(made, every)
    codebook, notes = _built(_replayed(changes), kept, every, merged)
    conflicts = (*_conflicts(_changes(ours, every), _changes(theirs, every), every), *notes)
    if codebook.to_json() != kept[-1].codebook.to_json():
        stamp = later(kept[-1].stamp[0]), codebook.digest
        kept.append(Version(stamp, kept[-1].coder, codebook.to_json(), NOTE, made=False))
    return United(tuple(kept), conflicts)


def _changes(versions: Iterable[Version], every: Mapping[Stamp, Version]) -> Changes:
    """Every change of a field, with when it was made and the new value."""
    found: Changes = {}
    for version in versions:
        if version.made:
            parent = every.get(version.parent) if version.parent else None
            before = _facts(parent.codebook) if parent else {}
            after = _facts(version.codebook)
            for key in before.keys() | after.keys():
                gone = key not in after and key[2]
                if not gone and before.get(key) != after.get(key):
                    found.setdefault(key, []).append((version.stamp, after.get(key)))
    return found


def _facts(codebook: Codebook) -> dict[Key, Any]:
    """Each field of each code and theme; themes name codes by id, for paths change."""
    ids = {code.path: code.id for code in codebook.codes}
    found: dict[Key, Any] = {("title", "", "title"): codebook.title, ("title", "", ""): True}
    for code in codebook.codes:
        found[("code", code.id, "")] = True
        found |= {("code", code.id, name): getattr(code, name) for name in _FIELDS}
    for theme in codebook.themes:
        found[("theme", theme.name, "")] = True
        found["theme", theme.name, "codes"] = tuple(ids[path] for path in theme.codes)
        found["theme", theme.name, "definition"] = theme.definition
    return found


_FIELDS = tuple(each.name for each in fields(Code) if each.name != "id")


def _replayed(changes: Changes) -> _State:
    state = _State()
    for key, told in changes.items():
        state.when[key], state.values[key] = max(told, key=lambda change: change[0])
    return state


def _built(
    state: _State, kept: Sequence[Version], every: Mapping[Stamp, Version], merged: Mapping[str, str]
) -> tuple[Codebook, list[str]]:
    """The codebook that the state describes, in the order of the latest version, and what had to give way."""
    last = kept[-1].codebook
    codes = [Code(id=id_, **known) for id_, known in state.of("code").items()]
    codes, notes = _one_path_each(codes, state, last)
    codes = _with_groups(codes, every)
    place = {code.id: number for number, code in enumerate(last.codes)}
    codes.sort(
        key=lambda c: (place.get(c.id, len(place)), state.when.get(("code", c.id, ""), ("", "")), c.id)
    )
    paths = {code.id: code.path for code in codes}
    themes = _themes(state, last, paths, merged)
    built = Codebook.build(codes, themes, str(state.values.get(("title", "", "title"), "")))
    taken = {code.id for version in every.values() for code in version.codebook.codes}
    return adopt_ids(built, last, taken), notes


def _one_path_each(codes: Iterable[Code], state: _State, last: Codebook) -> tuple[list[Code], list[str]]:
    """Of several codes at one path the eldest keeps it, the others get a number; groups become one."""
    taken: dict[str, Code] = {}
    notes: list[str] = []
    for code in sorted(codes, key=lambda code: (state.when["code", code.id, ""], code.id)):
        other = taken.get(code.path)
        if other is None or (not code.codable and not other.codable):
            taken.setdefault(code.path, code)
            continue
        number = 2
        while (path := f"{code.path} ({number})") in taken:
            number += 1
        taken[path] = replace(code, path=path, name="" if code.name == leaf(code.path) else code.name)
        if path not in last.paths:
            notes.append(
                f"Code {code.path}: two codes were given this path; the later one is now '{path}'. "
                "'coder codebook merge' makes them one, if they are."
            )
    return list(taken.values()), notes


def _with_groups(codes: list[Code], every: Mapping[Stamp, Version]) -> list[Code]:
    """Groups that were taken out on one side while a code was put below them on the other come back."""
    paths = {code.path for code in codes}
    missing = {above for path in paths for above in lineage(path)} - paths
    if not missing:
        return codes
    known = {
        code.path: code
        for version in sorted(every.values(), key=lambda v: v.order)
        for code in version.codebook.codes
        if code.path in missing and code.id not in {each.id for each in codes}
    }
    return [*codes, *(replace(code, codable=False, stance=False) for code in known.values())]


def _themes(
    state: _State, last: Codebook, paths: Mapping[str, str], merged: Mapping[str, str]
) -> list[Theme]:
    place = {theme.name: number for number, theme in enumerate(last.themes)}
    found, there = [], set(paths.values())
    for name, known in state.of("theme").items():
        ids = [merged.get(id_, id_) for id_ in known["codes"]]
        # Two groups that became one have one id; the other's path is the same.
        codes = dict.fromkeys(paths.get(id_) or state.values["code", id_, "path"] for id_ in ids)
        if here := tuple(path for path in codes if path in there):
            found.append(Theme(name, here, known["definition"]))
    return sorted(found, key=lambda theme: (place.get(theme.name, len(place)), theme.name))


def _conflicts(ours: Changes, theirs: Changes, every: Mapping[Stamp, Version]) -> list[str]:
    """What each side changed without knowing of the other's change."""
    found = []
    for key in sorted(ours.keys() & theirs.keys()):
        (here, one), (there, two) = (max(side[key], key=lambda change: change[0]) for side in (ours, theirs))
        apart = here not in {stamp for stamp, _ in theirs[key]} and there not in {s for s, _ in ours[key]}
        if apart and one != two:
            found.append(_told(key, one, two, here > there, every))
    gone = [*_in_vain(ours, theirs, "here", "there"), *_in_vain(theirs, ours, "there", "here")]
    return found + [f"{_named(key, every)}: {what}" for key, what in gone]


def _in_vain(ours: Changes, theirs: Changes, here: str, there: str) -> list[tuple[Key, str]]:
    """What one side took out and the other went on changing."""
    known, new = ({stamp for told in side.values() for stamp, _ in told} for side in (ours, theirs))
    changed = {key[:2] for key, told in theirs.items() if key[2] and {stamp for stamp, _ in told} - known}
    return [
        (key, f"taken out {here}, changed {there}; it stays out.")
        for key, told in sorted(ours.items())
        if not key[2] and key[:2] in changed and not max(told)[1] and max(told)[0] not in new
    ]


def _named(key: Key, every: Mapping[Stamp, Version]) -> str:
    paths = {code.id: code.path for version in every.values() for code in version.codebook.codes}
    return {"code": f"Code {paths.get(key[1], key[1])}", "theme": f"Theme {key[1]}", "title": "Codebook"}[
        key[0]
    ]


def _told(key: Key, one: Any, two: Any, ours_counts: bool, every: Mapping[Stamp, Version]) -> str:
    name, what = _named(key, every), key[2]
    counts = "what was said here" if ours_counts else "what was said there"
    if not what:
        return f"{name}: {_there(one)} here, {_there(two)} there; the later counts, {counts}."
    return f"{name}: {what} {_shown(one)} here, {_shown(two)} there; the later counts, {counts}."


def _there(is_there: object) -> str:
    return "put in" if is_there else "taken out"


def _shown(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return repr(text if len(text) <= 40 else text[:37] + "...")
