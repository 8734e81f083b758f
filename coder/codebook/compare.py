"""Two codebooks beside each other: stable ids, what changed, and names that are nearly the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import combinations

from coder.codebook.tree import Codebook, leaf
from coder.domain import Code, Theme, stable_id

ALIKE = 85
"""Similarity (rapidfuzz, 0 to 100, words in any order) from which two names are pointed out."""

Value = str | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one code or theme; `name` is the path (of a theme, its name) in the newer codebook."""

    name: str
    field: str
    old: Value
    new: Value

    def line(self) -> str:
        """The change for people, old value first."""
        return f"{self.name}: {self.field}: {_shown(self.old)} -> {_shown(self.new)}"


@dataclass(frozen=True, slots=True)
class Changes:
    """What turns one codebook into another; false when nothing does.

    `renamed` are guesses: pairs of a removed and an added path that look like one code.
    """

    added: tuple[Code, ...] = ()
    removed: tuple[Code, ...] = ()
    changed: tuple[Change, ...] = ()
    themes_added: tuple[Theme, ...] = ()
    themes_removed: tuple[Theme, ...] = ()
    themes_changed: tuple[Change, ...] = ()
    title: tuple[str, str] | None = None
    reordered: bool = False
    renamed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return self != Changes()

    def lines(self) -> list[str]:
        """One line per change: `+` added, `-` removed, `~` changed, `?` perhaps a rename."""
        return [
            *([f"~ title: {_shown(self.title[0])} -> {_shown(self.title[1])}"] if self.title else []),
            *(f"+ {code.path}" for code in self.added),
            *(f"- {code.path}" for code in self.removed),
            *(f"~ {change.line()}" for change in self.changed),
            *(f"+ theme {theme.name}" for theme in self.themes_added),
            *(f"- theme {theme.name}" for theme in self.themes_removed),
            *(f"~ theme {change.line()}" for change in self.themes_changed),
            *(["~ the order of the codes"] if self.reordered else []),
            *(f"? {old} may have become {new}: a rename keeps its codings" for old, new in self.renamed),
        ]


def adopt_ids(new: Codebook, old: Codebook | None, taken: Collection[str]) -> Codebook:
    """Every code with an id: its own, else that of the old code at the same path, else a new one.

    `taken` are ids ever given in this project; a path that comes back after a merge or split does not
    wake up a retired code.
    """
    before = {code.path: code.id for code in old.codes if code.id} if old else {}
    used = {code.id for code in new.codes if code.id}
    given = []
    for code in new.codes:
        inherited = before.get(code.path, "")
        fresh = inherited if inherited not in used else ""
        id = code.id or fresh or _new_id(code.path, used.union(taken, before.values()))
        used.add(id)
        given.append(replace(code, id=id))
    return replace(new, codes=tuple(given))


def diff(old: Codebook, new: Codebook) -> Changes:
    """What changed; codes are matched by id where both have one, else by path."""
    pairs = _matched(old, new)
    kept = {before.path for before, _ in pairs}
    came = {after.path for _, after in pairs}
    removed = tuple(code for code in old.codes if code.path not in kept)
    added = tuple(code for code in new.codes if code.path not in came)
    themes = {theme.name: theme for theme in old.themes}
    names = {theme.name for theme in new.themes}
    return Changes(
        added,
        removed,
        tuple(change for before, after in pairs for change in _fields(after.path, before, after)),
        tuple(theme for theme in new.themes if theme.name not in themes),
        tuple(theme for theme in old.themes if theme.name not in names),
        tuple(c for theme in new.themes for c in _fields(theme.name, themes.get(theme.name, theme), theme)),
        (old.title, new.title) if old.title != new.title else None,
        _reordered(pairs, old),
        tuple(_renamed(removed, added)),
    )


def near_duplicates(codebook: Codebook) -> list[tuple[str, str, str]]:
    """Pairs of paths that may be one code, with the reason, in tree order.

    The same last part under different parents, the same definition, or labels that differ by a slip;
    labels that differ in a number do not, and the children of stance codes are left out.
    """
    codes = [code for code in codebook.codes if not codebook.is_stance(code)]
    reasons = ((a, b, _reason(a, b)) for a, b in combinations(codes, 2))
    return [(a.path, b.path, reason) for a, b, reason in reasons if reason]


def resembles(codebook: Codebook, name: str) -> list[str]:
    """Paths whose label or last part is nearly `name`: to be asked about before a code is added."""
    wanted = Code(name)
    return [code.path for code in codebook.codes if code.path != name and _alike(wanted, code)]


def _new_id(path: str, taken: Collection[str]) -> str:
    id, number = stable_id("code", path), 1
    while id in taken:
        number += 1
        id = stable_id("code", path, str(number))
    return id


def _matched(old: Codebook, new: Codebook) -> list[tuple[Code, Code]]:
    ids = {code.id: code for code in old.codes if code.id}
    paths = {code.path: code for code in old.codes}
    followed = {code.id for code in new.codes if code.id in ids}
    found = []
    for code in new.codes:
        before = ids.get(code.id) or paths.get(code.path)
        same = before and code.id == before.id
        if before and (same or not ((code.id and before.id) or before.id in followed)):
            found.append((before, code))
    return found


def _reordered(pairs: list[tuple[Code, Code]], old: Codebook) -> bool:
    place = {code.path: number for number, code in enumerate(old.codes)}
    places = [place[before.path] for before, after in pairs if before.path == after.path]
    return places != sorted(places)


def _fields(name: str, old: Code | Theme, new: Code | Theme) -> Iterator[Change]:
    for each in fields(new):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if each.name != "id" and before != after:
            yield Change(name, each.name, before, after)


def _renamed(removed: Iterable[Code], added: Iterable[Code]) -> Iterator[tuple[str, str]]:
    free = list(added)
    for old in removed:
        found = next((new for new in free if _reason(old, new)), None)
        if found:
            free.remove(found)
            yield old.path, found.path


def _reason(a: Code, b: Code) -> str:
    if leaf(a.path).casefold() == leaf(b.path).casefold():
        return "the same name"
    if a.definition and a.definition.casefold() == b.definition.casefold():
        return "the same definition"
    return "similar names" if _alike(a, b) else ""


def _alike(a: Code, b: Code) -> bool:
    from rapidfuzz.fuzz import ratio

    pairs = ((one, two) for one in _spellings(a.label, a.path) for two in _spellings(b.label, b.path))
    return any(one[0] == two[0] and ratio(one[1], two[1], score_cutoff=ALIKE) for one, two in pairs)


@lru_cache(maxsize=10_000)
def _spellings(label: str, path: str) -> frozenset[tuple[str, str]]:
    """The numbers in a name, beside its words: in alphabetical order, and run together."""
    found = set()
    for name in (label.casefold(), leaf(path).casefold()):
        numbers, words = " ".join(re.findall(r"\d+", name)), re.findall(r"\w+", name)
        found |= {(numbers, " ".join(sorted(words))), (numbers, "".join(words))}
    return frozenset(found)


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else ", ".join(value)
    short = text if len(text) <= 60 else text[:57] + "..."
    return f"'{short}'" if text else "nothing"
