"""Codes and themes as REFI-QDA writes them, in a project (.qde) and in a codebook (.qdc) alike.

Names are unique over the whole tree, because readers join codes of one name; what a code has beyond
definition and colour stands in its description.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from coder.domain import Code, Theme, stable_id
from coder.interchange.described import compose, parse, survives
from coder.interchange.guids import code_guid, spelled
from coder.interchange.losses import Losses
from coder.interchange.nodes import children, description, references
from coder.interchange.xml import Ink, Xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST_PATH = 200
_LISTS = (
    ("Example", "examples"),
    ("Keyword", "keywords"),
    ("Pattern", "patterns"),
    ("Question", "questions"),
)
HEADINGS = ("Path", "Name", "Include", "Exclude", *(heading for heading, _ in _LISTS), "Stance")
Extra = Callable[[Code], Xml]


def unique_names(codes: Iterable[Code], losses: Losses) -> dict[str, str]:
    """Path -> a name no other code has, told apart by the parent, then by the whole path, then by number."""
    codes = tuple(codes)
    shared = Counter(code.label.casefold() for code in codes)
    taken: set[str] = set()
    names = {}
    for code in codes:
        tries = [code.label, f"{code.label} ({code.parent.rpartition('/')[2]})", code.path]
        found = (
            tries[0] if shared[tries[0].casefold()] == 1 else _free(tries[1 if code.parent else 0 :], taken)
        )
        losses.add("code names that several codes share, told apart", code.path, int(found != code.label))
        taken.add(found.casefold())
        names[code.path] = found
    return names


def _free(tries: Sequence[str], taken: set[str]) -> str:
    for name in tries:
        if name.casefold() not in taken:
            return name
    number = 2
    while f"{tries[-1]} ({number})".casefold() in taken:
        number += 1
    return f"{tries[-1]} ({number})"


class CodeTree:
    """The nested Code elements of a codebook; `extra` adds what a project hangs on a code."""

    def __init__(
        self, codes: Iterable[Code], ink: Ink, losses: Losses, extra: Extra = lambda code: Xml("")
    ) -> None:
        self.codes = whole_tree(codes)
        self._ink, self._losses, self._extra = ink, losses, extra
        self.names = unique_names(self.codes, losses)
        self._below: dict[str, list[Code]] = {}
        for code in self.codes:
            self._below.setdefault(code.parent, []).append(code)

    def elements(self, parent: str = "") -> list[Xml]:
        """The codes below a path, each with its own."""
        return [self._element(code) for code in self._below.get(parent, [])]

    def _element(self, code: Code) -> Xml:
        name = self.names[code.path]
        fields = _fields(code, name)
        if not survives(code.definition, fields, HEADINGS):
            self._losses.add("code descriptions that read differently when they come back", code.path)
        attributes = {
            "guid": code_guid(code),
            "name": name,
            "isCodable": str(code.codable).lower(),
            "color": code.colour or None,
        }
        description = self._ink.text("Description", compose(code.definition, fields))
        return self._ink.element(
            "Code", attributes, description, self._extra(code), *self.elements(code.path)
        )


def whole_tree(codes: Iterable[Code]) -> tuple[Code, ...]:
    """The codes with a group for each parent that is missing."""
    found: dict[str, Code] = {}
    given = {code.path: code for code in codes}
    for code in given.values():
        parts = code.path.split("/")
        for depth in range(1, len(parts)):
            above = "/".join(parts[:depth])
            found.setdefault(above, given.get(above) or Code(above, codable=False))
        found.setdefault(code.path, code)
    return tuple(found.values())


def _fields(code: Code, shown: str) -> list[tuple[str, str]]:
    leaf = code.path.rpartition("/")[2]
    fields = [("Path", leaf)] if leaf != path_part(shown) else []
    if code.name != (shown if shown != leaf else ""):
        fields.append(("Name", code.name))
    fields += [(name.title(), text) for name in ("include", "exclude") if (text := getattr(code, name))]
    fields += [(heading, item) for heading, name in _LISTS for item in getattr(code, name)]
    return fields + ([("Stance", "yes")] if code.stance else [])


def path_part(name: str) -> str:
    """A name from elsewhere as one part of a path: `a/b` becomes `a-b`, white space is evened out."""
    return " ".join("-".join(part.strip() for part in name.split("/")).split()) or "unnamed"


def code_of(code: Code, parent: str, description: str, losses: Losses, *, ours: bool) -> Code:
    """A code as read (`path` holds its bare name) put in its place, with what its description says."""
    shown = code.path
    definition, fields = parse(description, HEADINGS) if ours else (description, [])
    found = dict(fields)
    leaf = found.get("Path", path_part(shown))
    losses.add(
        "code names with a slash, which parts a path", shown, int("Path" not in found and "/" in shown)
    )

    def listed(heading: str) -> tuple[str, ...]:
        """Every value under a heading."""
        return tuple(text for name, text in fields if name == heading)

    return replace(
        code,
        path=f"{parent}/{leaf}" if parent else leaf,
        name=found.get("Name", shown if shown != leaf else ""),
        definition=definition,
        include=found.get("Include", ""),
        exclude=found.get("Exclude", ""),
        stance=found.get("Stance") == "yes",
        examples=listed("Example"),
        keywords=listed("Keyword"),
        patterns=listed("Pattern"),
        questions=listed("Question"),
    )


def parse_codes(
    element: _Element, losses: Losses, *, ours: bool
) -> tuple[dict[str, Code], dict[str, list[str]]]:
    """Codes and their notes by GUID, parents first, with paths made of the names."""
    codes: dict[str, Code] = {}
    notes: dict[str, list[str]] = {}
    paths: set[str] = set()
    tops = [code for box in children(element, "Codes") for code in children(box, "Code")]
    losses.add("an empty list of codes", "<Codes/>", int(not tops))
    waiting = [(code, "") for code in reversed(tops)]
    while waiting:
        node, parent = waiting.pop()
        code = _placed(node, parent, paths, losses, ours=ours)
        guid = spelled(node.get("guid"))
        if not guid or guid in codes:
            losses.add("codes without a GUID of their own", code.path)
            guid = f"{guid}#{len(codes)}"
        codes[guid] = code
        paths.add(code.path.casefold())
        notes[guid] = references(node, "NoteRef")
        waiting.extend((child, code.path) for child in reversed(list(children(node, "Code"))))
    return codes, notes


def _placed(node: _Element, parent: str, paths: set[str], losses: Losses, *, ours: bool) -> Code:
    name = " ".join((node.get("name") or "unnamed").split()) if not ours else node.get("name", "")
    bare = Code(name, colour=_colour(node.get("color", ""), losses), codable=_codable(node, losses))
    code = code_of(bare, parent, description(node, losses), losses, ours=ours)
    if len(code.path) > _LONGEST_PATH:
        losses.add("codes nested too deep, moved to the top", code.path)
        code = code_of(bare, "", description(node, Losses()), Losses(), ours=ours)
    return _apart(code, paths, losses)


def _apart(code: Code, paths: set[str], losses: Losses) -> Code:
    path, number = code.path, 1
    while path.casefold() in paths:
        number += 1
        path = f"{code.path} ({number})"
    losses.add("codes with the name of a sibling, numbered", path, int(number > 1))
    return replace(code, path=path) if number > 1 else code


def _codable(node: _Element, losses: Losses) -> bool:
    given = node.get("isCodable", "")
    losses.add("codes that do not say whether they are codable", node.get("name", ""), int(not given))
    return given.strip() not in ("false", "0")


def _colour(given: str, losses: Losses) -> str:
    """`#rgb` as `#rrggbb`, lower case."""
    digits = given.strip().removeprefix("#").lower()
    whole = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    legal = len(whole) == 6 and all(digit in "0123456789abcdef" for digit in whole)
    losses.add("colours that are none", given, int(bool(digits) and not legal))
    return f"#{whole}" if legal else ""


def theme_guid(name: str) -> str:
    """The GUID of a theme's Set, made of its name, so that our own sets can be told from others."""
    return stable_id("theme", name)


def theme_sets(
    themes: Iterable[Theme], codes: Iterable[Code], ink: Ink, losses: Losses, *, reference: str
) -> list[Xml]:
    """Themes as Sets; `reference` is how a member names its code: `guid` (.qdc) or `targetGUID` (.qde)."""
    themes = tuple(themes)
    guids = {code.path: code_guid(code) for code in codes}
    for path in (path for theme in themes for path in theme.codes if path not in guids):
        losses.add("codes of a theme that are not in the codebook", path)
    return [
        ink.element(
            "Set",
            {"guid": theme_guid(theme.name), "name": theme.name},
            ink.text("Description", theme.definition),
            *(ink.element("MemberCode", {reference: guids[path]}) for path in theme.codes if path in guids),
        )
        for theme in themes
    ]
