"""The codebook: an ordered tree of codes and the themes that group them into findings.

A `Codebook` is never changed; `Codebook.build` cleans and checks codes from anywhere (a file, an
edit), adds the groups that paths imply and the children of a stance code, and puts them in tree order.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from coder.domain import Code, Theme
from coder.errors import CodebookError, RequestError, UnknownCodeError, closest, listed

STANCES = ("for", "against", "mixed")
LONGEST_PATH = 200

_TEXTS = ("name", "definition", "include", "exclude", "colour")
_LISTS = ("examples", "keywords", "patterns", "questions")


@dataclass(frozen=True)
class Written:
    """Where each entry stands in its file: ("codes", 3, "colour") -> line, for errors to name."""

    path: str | Path = "codebook"
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)

    def error(self, what: str, *where: str | int, hint: str = "") -> CodebookError:
        """The error to raise about `where`; its line is that of the nearest thing around it."""
        line = next(
            (self.lines[where[:n]] for n in range(len(where), 0, -1) if where[:n] in self.lines), None
        )
        named = next((part for part in reversed(where[1:]) if isinstance(part, str)), "")
        return CodebookError(what, path=self.path, line=line, field=named, hint=hint)


@dataclass(frozen=True)
class Codebook:
    """All codes in tree order (parents first, siblings as written) with the named sets of them.

    Make one with `build`, `parse_yaml`, `read_csv` or `from_json`; the constructor checks nothing.
    """

    codes: tuple[Code, ...] = ()
    themes: tuple[Theme, ...] = ()
    title: str = ""

    @classmethod
    def build(
        cls,
        codes: Iterable[Code],
        themes: Iterable[Theme] = (),
        title: str = "",
        written: Written | None = None,
    ) -> Codebook:
        """Cleaned, checked, completed and in tree order; CodebookError where a rule is broken."""
        written = written or Written()
        given = [_clean(code, number, written) for number, code in enumerate(codes)]
        _no_path_twice(given, written)
        ordered = _in_tree_order(given + _stance_children(given))
        checked = _checked_themes(list(themes), [code.path for code in ordered], written)
        return cls(tuple(ordered), checked, _tidy(title))

    @classmethod
    def from_json(cls, text: str) -> Codebook:
        """What `to_json` wrote, ids included, taken as it stands."""
        try:
            content = json.loads(text)
            codes = tuple(Code(**_with_tuples(entry)) for entry in content["codes"])
            themes = tuple(Theme(**_with_tuples(entry)) for entry in content["themes"])
            return cls(codes, themes, content["title"])
        except (ValueError, TypeError, KeyError) as error:
            raise CodebookError("the stored codebook is damaged", path="codebook") from error

    def to_json(self) -> str:
        """Everything, ids included, as canonical JSON: equal codebooks give equal text."""
        return _canonical(self.content())

    def to_yaml(self) -> str:
        """The file a researcher edits: no ids, nothing that `parse_yaml` would add by itself."""
        from coder.codebook.writing import as_yaml

        return as_yaml(self)

    def content(self) -> dict[str, object]:
        """Plain data with empty fields left out, as `to_json` writes it."""
        return {
            "title": self.title,
            "codes": [_slim(code) for code in self.codes],
            "themes": [_slim(theme) for theme in self.themes],
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content without ids: equal for equal wording, whoever made it."""
        bare = replace(self, codes=tuple(replace(code, id="") for code in self.codes))
        return hashlib.sha256(bare.to_json().encode()).hexdigest()

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path in tree order, groups included."""
        return tuple(self._by_path)

    def code(self, path: str) -> Code:
        """The code at exactly this path; UnknownCodeError names the nearest one."""
        if path not in self._by_path:
            raise UnknownCodeError(path, self.paths)
        return self._by_path[path]

    def by_id(self, id: str) -> Code:
        """The code with this id; UnknownCodeError when it is retired or from elsewhere."""
        if id not in self._by_id:
            raise UnknownCodeError(id, self.paths)
        return self._by_id[id]

    def find(self, text: str) -> Code:
        """The code a person means: its path, else the only one with that name or last part.

        UnknownCodeError when there is none, RequestError when several fit.
        """
        wanted = _tidy(text)
        if wanted in self._by_path:
            return self._by_path[wanted]
        fitting = [code for code in self.codes if wanted in (code.name, leaf(code.path))]
        if len(fitting) > 1:
            paths = listed([code.path for code in fitting])
            raise RequestError(f"Several codes are called '{text}'. Say which with its path: {paths}.")
        return fitting[0] if fitting else self.code(wanted)

    def codable(self, question: str | None = None) -> tuple[Code, ...]:
        """The codes that an answer (to the question of that name) can get; groups are left out."""
        codes = (code for code in self.codes if code.codable)
        return tuple(code for code in codes if question is None or self.applies(code, question))

    def applies(self, code: Code, question: str) -> bool:
        """Whether the code is meant for a question: its own list counts, else the nearest one above."""
        above = [code, *(self._by_path[path] for path in reversed(lineage(code.path)))]
        questions = next((each.questions for each in above if each.questions), ())
        return not questions or question in questions

    def is_stance(self, code: Code) -> bool:
        """Whether it is the for, against or mixed of a stance code, which come and go with that one."""
        return leaf(code.path) in STANCES and bool(code.parent) and self.code(code.parent).stance

    def of_theme(self, theme: Theme) -> tuple[Code, ...]:
        """The codes whose codings raise a theme, in tree order: those named, and all below them."""
        tops = tuple(path + "/" for path in theme.codes)
        return tuple(code for code in self.codable() if (code.path + "/").startswith(tops))

    def children(self, path: str = "") -> tuple[Code, ...]:
        """The codes directly below, in order; "" gives the top level."""
        return self._below[self.code(path).path if path else ""]

    def descendants(self, path: str) -> tuple[Code, ...]:
        """Everything below, in tree order, without the code itself."""
        start = self.code(path).path + "/"
        return tuple(code for code in self.codes if code.path.startswith(start))

    def ancestors(self, path: str) -> tuple[Code, ...]:
        """The codes above, from the top down."""
        return tuple(self._by_path[each] for each in lineage(self.code(path).path))

    @cached_property
    def _by_path(self) -> dict[str, Code]:
        return {code.path: code for code in self.codes}

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes if code.id}

    @cached_property
    def _below(self) -> dict[str, tuple[Code, ...]]:
        below: dict[str, list[Code]] = {path: [] for path in ("", *self._by_path)}
        for code in self.codes:
            below[code.parent].append(code)
        return {path: tuple(codes) for path, codes in below.items()}


def leaf(path: str) -> str:
    """The last part: `queue` of `waiting/queue`."""
    return path.rpartition("/")[2]


def lineage(path: str) -> tuple[str, ...]:
    """The paths above, from the top down: (`a`, `a/b`) for `a/b/c`."""
    parts = path.split("/")
    return tuple("/".join(parts[:depth]) for depth in range(1, len(parts)))


def join(parent: str, last: str) -> str:
    """A path from the code above ("" for none) and the last part."""
    return f"{parent}/{last}" if parent else last


def tidy_path(path: str) -> str:
    """The path with white space around each part and doubled inside it taken out, NFC."""
    parts = unicodedata.normalize("NFC", path).split("/")
    return "/".join(re.sub(r"[ \t\n]+", " ", part).strip() for part in parts)


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _clean(code: Code, number: int, written: Written) -> Code:
    path = tidy_path(code.path)
    _legal_path(path, number, written)
    found: dict[str, Any] = {name: _tidy(getattr(code, name)) for name in _TEXTS}
    found |= {name: _tidied(getattr(code, name)) for name in _LISTS}
    clean = replace(code, path=path, codable=code.codable and not code.stance, **found)
    clean = replace(clean, colour=clean.colour.lower(), name="" if clean.name == leaf(path) else clean.name)
    _legal_fields(clean, number, written)
    return clean


def _tidied(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in map(_tidy, texts) if text))


def _legal_path(path: str, number: int, written: Written) -> None:
    where = ("codes", number, "path")
    if not path:
        raise written.error("the code has no path", *where, hint="Write, for example, 'path: waiting/queue'.")
    if path.startswith("/"):
        raise written.error(
            f"the path '{path}' starts with a slash", *where, hint=f"Write '{path.lstrip('/')}'."
        )
    if not all(path.split("/")):
        raise written.error(
            f"the path '{path}' has an empty part", *where, hint="Parts stand between slashes."
        )
    if _has_control(path):
        raise written.error(f"the path {path!r} holds a control character", *where, hint="Take it out.")
    if len(path) > LONGEST_PATH:
        what = f"the path '{path[:30]}...' is {len(path)} characters long, the most is {LONGEST_PATH}"
        raise written.error(what, *where, hint="A long wording belongs into 'definition'.")


def _legal_fields(code: Code, number: int, written: Written) -> None:
    for name in (*_TEXTS, *_LISTS):
        value = getattr(code, name)
        if _has_control("".join(value), allowed="\n\t"):
            what = f"'{code.path}' holds a control character here"
            raise written.error(what, "codes", number, name, hint="Take it out.")
    if code.colour and not re.fullmatch("#[0-9a-f]{6}", code.colour):
        what = f"'{code.colour}' is not a colour"
        raise written.error(what, "codes", number, "colour", hint='Write it like "#aa3377", in quotes.')
    for item, pattern in enumerate(code.patterns):
        _legal_pattern(pattern, written, ("codes", number, "patterns", item))


def _legal_pattern(pattern: str, written: Written, where: tuple[str | int, ...]) -> None:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        what = f"'{pattern}' is not a regular expression ({error})"
        raise written.error(what, *where, hint="Plain words with * belong into 'keywords'.") from None


def _has_control(text: str, allowed: str = "") -> bool:
    return any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text if sign not in allowed)


def _no_path_twice(codes: Sequence[Code], written: Written) -> None:
    first: dict[str, int] = {}
    for number, code in enumerate(codes):
        if code.path in first:
            line = written.lines.get(("codes", first[code.path]))
            before = f" (first in line {line})" if line else ""
            what = f"the path '{code.path}' is there twice{before}"
            raise written.error(what, "codes", number, "path", hint="Rename one or join the two.")
        first[code.path] = number


def _stance_children(codes: Sequence[Code]) -> list[Code]:
    taken = {code.path for code in codes}
    wanted = [join(code.path, stance) for code in codes if code.stance for stance in STANCES]
    return [Code(path) for path in wanted if path not in taken]


def _in_tree_order(codes: Sequence[Code]) -> list[Code]:
    given = {code.path: code for code in codes}
    below: dict[str, list[str]] = {"": []}
    for code in codes:
        for path in (*lineage(code.path), code.path):
            if path not in below:
                below[path] = []
                below[path.rpartition("/")[0]].append(path)
    ordered, waiting = [], below[""][::-1]
    while waiting:
        path = waiting.pop()
        ordered.append(given.get(path) or Code(path, codable=False))
        waiting.extend(reversed(below[path]))
    return ordered


def _checked_themes(themes: Sequence[Theme], paths: list[str], written: Written) -> tuple[Theme, ...]:
    checked: dict[str, Theme] = {}
    for number, theme in enumerate(themes):
        clean = Theme(_tidy(theme.name), _tidied(map(tidy_path, theme.codes)), _tidy(theme.definition))
        where = ("themes", number)
        if not clean.name:
            raise written.error("the theme has no name", *where, "name", hint="Write 'name: ...'.")
        if clean.name in checked:
            raise written.error(
                f"the theme '{clean.name}' is there twice", *where, "name", hint="Join the two."
            )
        if not clean.codes:
            raise written.error(f"the theme '{clean.name}' has no codes", *where, "codes")
        for path in clean.codes:
            _known(path, clean.name, paths, written, (*where, "codes"))
        checked[clean.name] = clean
    return tuple(checked.values())


def _known(path: str, theme: str, paths: list[str], written: Written, where: tuple[str | int, ...]) -> None:
    if path not in paths:
        guess = closest(path, paths)
        hint = f"Did you mean '{guess}'?" if guess else "Themes name codes by their whole path."
        raise written.error(
            f"the theme '{theme}' names the code '{path}', which is not there", *where, hint=hint
        )


def _slim(record: Code | Theme) -> dict[str, object]:
    plain = {each.name: each.default for each in fields(record)}
    return {name: value for name, value in asdict(record).items() if value != plain[name]}


def _with_tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}


def _canonical(content: object) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"))
