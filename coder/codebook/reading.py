"""Codebooks from files: the YAML a researcher writes by hand, and CSV tables of codes.

The YAML is one flat list; the path says where a code stands, and groups may be left out:

    title: Patient feedback
    codes:
      - path: waiting/queue
        name: Standing in line
        definition: Any wait before somebody speaks to the patient.
        include: ...
        exclude: ...
        examples: ["An hour in the corridor."]
        keywords: [queue*, "long wait"]
        patterns: ['\\bwait(ed|ing)\\b']
        colour: "#aa3377"
        questions: [Q1]          # names; left out: those of the code above, else all
        codable: false           # a group
        stance: true             # for, against and mixed are made below it
      - access                   # a path alone will do
    themes:
      - name: Getting in
        codes: [waiting, access]
        definition: ...

Every value is the text as written: `no`, `1:30` and `007` are words, never a boolean, time or number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.codebook.tree import Codebook, Written, join, tidy_path
from coder.domain import Code, Theme
from coder.errors import CodebookError, ColumnError, FileProblem, closest

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_TEXTS = ("path", "parent", "name", "definition", "include", "exclude", "colour")
_LISTS = ("examples", "keywords", "patterns", "questions")
_FLAGS = ("codable", "stance")
_OTHER_WORDS = {"code": "path", "label": "name", "description": "definition", "title": "name"}
_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")
_DEEPEST = 4
_IN_QUOTES = "Put the whole text in double quotes."
_SIGNS = ("alias", "cannot start any token", "mapping keys", "chomping", "comment or a line break")

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class _Entry:
    """A code as one entry gave it: its path still relative to `parent`, which names another entry."""

    code: Code
    parent: str = ""


def read_yaml(path: str | Path) -> Codebook:
    """The codebook in a YAML file; FileProblem or CodebookError with line and field."""
    return parse_yaml(_text_of(path), path)


def parse_yaml(text: str, path: str | Path = "codebook") -> Codebook:
    """The codebook in a text; `path` is only named in errors."""
    lines: dict[Where, int] = {}
    written = Written(path, lines)
    content = _Plain(written, lines).value(_composed(text, written), ())
    if not isinstance(content, dict):
        raise written.error("it does not start with 'codes:'", hint="Write 'codes:', then a list of codes.")
    _known_fields(content, ("title", "codes", "themes"), (), written)
    codes = _items(content, "codes", written)
    if not codes:
        raise written.error("it has no codes", hint="Write 'codes:', then '  - path: waiting/queue'.")
    entries = [_entry(item, number, written) for number, item in enumerate(codes)]
    themes = [_theme(item, n, written) for n, item in enumerate(_items(content, "themes", written))]
    return Codebook.build(_placed(entries, written), themes, _text(content, "title", (), written), written)


def read_csv(path: str | Path) -> Codebook:
    """The codebook in a CSV table with `path`, or with `code` and `parent`; other columns are ignored.

    A slash in `code` or `parent` belongs to the name: it becomes a hyphen in the path and stays in
    `name`. A parent without a row of its own becomes a group. Lists are split at line breaks, those of
    keywords and questions also at semicolons. FileProblem, ColumnError or CodebookError.
    """
    rows, lines = _rows(path)
    written = Written(path, lines)
    if not rows:
        raise written.error("it has no codes", hint="There is no row below the header.")
    by_path = any("path" in row for row in rows)
    entries = [_row_entry(row, by_path, number, written) for number, row in enumerate(rows)]
    return Codebook.build(_placed(entries, written), written=written)


def _composed(text: str, written: Written) -> Node | None:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
        return node
    except MarkedYAMLError as error:
        marks = (error.context_mark, error.problem_mark)
        mark = next(filter(None, marks if _never_closed(error.problem) else reversed(marks)), None)
        line = mark.line + 1 if mark else 1
        what, hint = _plainly(error.problem or "", text.split("\n")[line - 1])
    except YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        what, hint = "there is a control character", "Take it out."
    except RecursionError:
        raise written.error("the brackets are nested too deeply to be a codebook") from None
    raise Written(written.path, {("yaml",): line}).error(what, "yaml", hint=hint)


def _never_closed(problem: str | None) -> bool:
    return any(sign in (problem or "") for sign in ("end of stream", "',' or '"))


def _plainly(problem: str, line: str) -> tuple[str, str]:
    """What the YAML reader complains about and what helps, in a codebook writer's words."""
    if "'\\t'" in problem or "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab is used to indent", "Use spaces: YAML allows no tabs there."
    if _never_closed(problem):
        return "a quotation mark or bracket is opened here and never closed", "Close it."
    if "another document" in problem:
        return "a second document starts here ('---')", "Keep one codebook in one file."
    if "mapping values" in problem:
        return "a text holds a colon and a space, or the line is indented wrongly", _IN_QUOTES
    if any(sign in problem for sign in _SIGNS):
        return "a text starts with a sign that YAML takes as its own", _IN_QUOTES
    hint = "Indent all fields of a code alike; put a text that starts with [ or a quotation mark in quotes."
    return f"this is not YAML ({problem})", hint


class _Plain:
    """Turns YAML nodes into dicts, lists and the words as written, and notes the line of each."""

    def __init__(self, written: Written, lines: dict[Where, int]) -> None:
        self.written = written
        self.lines = lines

    def value(self, node: Node | None, where: Where) -> Any:
        """Plain data; deeper than a list inside a code nothing but text may stand."""
        from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

        if node is None:
            return {}
        self.lines[where] = node.start_mark.line + 1
        if isinstance(node, ScalarNode):
            return self.words(node, where)
        if len(where) >= _DEEPEST:
            hint = "Put it in double quotes if it holds brackets, braces or a colon."
            raise self.written.error("this should be text", *where, hint=hint)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*where, number)) for number, item in enumerate(node.value)]
        assert isinstance(node, MappingNode)
        return self.fields(node, where)

    def fields(self, node: Node, where: Where) -> dict[str, Any]:
        """A dict in the order as written; a name that comes twice is an error."""
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = self.words(key, where) if isinstance(key.value, str) else ""
            line = key.start_mark.line + 1
            if not name or name in found:
                what = f"the field '{name}' is there twice" if name else "a field name is missing"
                raise Written(self.written.path, {where: line}).error(what, *where)
            found[name] = self.value(value, (*where, name))
            self.lines[(*where, name)] = line
        return found

    def words(self, node: Node, where: Where) -> str:
        """The text of a scalar exactly as it was written, whatever YAML would make of it."""
        if node.anchor or (node.tag and not str(node.tag).startswith("tag:yaml.org,2002:")):
            raise self.written.error(
                "a text starts with ! or &, which YAML takes as its own sign", *where, hint=_IN_QUOTES
            )
        return str(node.value)


def _entry(item: Any, number: int, written: Written) -> _Entry:
    where: Where = ("codes", number)
    if isinstance(item, str):
        return _Entry(Code(item))
    _is_mapping(item, "a code", where, written)
    _known_fields(item, (*_TEXTS, *_LISTS, *_FLAGS), where, written)
    found: dict[str, Any] = {name: _text(item, name, where, written) for name in _TEXTS}
    if "colour" in item and not found["colour"]:
        hint = 'Write it in quotes, "#aa3377": a bare # starts a comment.'
        raise written.error("the colour is empty", *where, "colour", hint=hint)
    found |= {name: _texts(item, name, where, written) for name in _LISTS}
    found |= {name: _flag(item, name, where, written) for name in _FLAGS if name in item}
    parent = tidy_path(found.pop("parent"))
    return _Entry(Code(**found), parent)


def _theme(item: Any, number: int, written: Written) -> Theme:
    where: Where = ("themes", number)
    _is_mapping(item, "a theme", where, written)
    _known_fields(item, ("name", "codes", "definition"), where, written)
    codes = _texts(item, "codes", where, written)
    return Theme(_text(item, "name", where, written), codes, _text(item, "definition", where, written))


def _is_mapping(item: Any, kind: str, where: Where, written: Written) -> None:
    if not isinstance(item, dict):
        hint = "Write, for example, '- path: waiting/queue'." if kind == "a code" else "Write '- name: ...'."
        raise written.error(f"this is not {kind}", *where, hint=hint)


def _known_fields(item: dict[str, Any], known: Sequence[str], where: Where, written: Written) -> None:
    for name in item:
        if name not in known:
            meant = _OTHER_WORDS.get(name, "")
            guess = meant if meant in known else closest(name, known)
            hint = f"Did you mean '{guess}'?" if guess else f"Known: {', '.join(known)}."
            raise written.error(f"there is no field '{name}'", *where, name, hint=hint)


def _items(content: dict[str, Any], name: str, written: Written) -> list[Any]:
    found = content.get(name) or []
    if not isinstance(found, list):
        raise written.error(f"'{name}' is not a list", name, hint="Start each entry with '- '.")
    return found


def _text(item: dict[str, Any], name: str, where: Where, written: Written) -> str:
    found = item.get(name, "")
    if not isinstance(found, str):
        kind = "a list" if isinstance(found, list) else "a group of fields"
        hint = "If the text starts with a bracket or holds a colon, put it in double quotes."
        raise written.error(f"'{name}' is {kind}, it should be text", *where, name, hint=hint)
    return found


def _texts(item: dict[str, Any], name: str, where: Where, written: Written) -> tuple[str, ...]:
    found = item.get(name) or []
    if not isinstance(found, list):
        raise written.error(f"'{name}' is not a list", *where, name, hint=f"Write '{name}: [one, two]'.")
    return tuple(found)


def _flag(item: dict[str, Any], name: str, where: Where, written: Written) -> bool:
    word = _text(item, name, where, written).strip().casefold()
    if word not in (*_YES, *_NO):
        raise written.error(f"'{name}' is '{word}', it should be true or false", *where, name)
    return word in _YES


def _placed(entries: Sequence[_Entry], written: Written) -> list[Code]:
    """Codes with their whole path: `parent` names another entry, else the path of a group."""
    named: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        named.setdefault(tidy_path(entry.code.path), []).append(number)
    return [replace(entry.code, path=_whole(n, entries, named, written)) for n, entry in enumerate(entries)]


def _whole(number: int, entries: Sequence[_Entry], named: dict[str, list[int]], written: Written) -> str:
    path, seen = tidy_path(entries[number].code.path), [number]
    while parent := entries[seen[-1]].parent:
        found = named.get(parent, [])
        if not found:
            return join(parent, path)
        if len(found) > 1:
            raise written.error(
                f"two codes are called '{parent}'",
                "codes",
                seen[-1],
                "parent",
                hint="Name the parent by its whole path.",
            )
        path = join(parent, path)
        if found[0] in seen:
            raise written.error(
                _circle([*seen, found[0]], entries),
                "codes",
                number,
                "parent",
                hint="One of them must be at the top.",
            )
        seen.append(found[0])
    return path


def _circle(seen: Sequence[int], entries: Sequence[_Entry]) -> str:
    names = " -> ".join(f"'{entries[number].code.path}'" for number in seen[seen.index(seen[-1]) :])
    return f"these codes are each other's parent: {names}"


def _rows(path: str | Path) -> tuple[list[dict[str, str]], dict[Where, int]]:
    """The rows that hold anything, by column, and the line each starts in."""
    text = _text_of(path)
    header = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=header.count))
    rows: list[dict[str, str]] = []
    lines: dict[Where, int] = {}
    try:
        columns = [name.strip().casefold() for name in next(reader)]
        if not {"code", "path"} & set(columns):
            raise ColumnError("code", columns, path)
        before = reader.line_num
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines["codes", len(rows)] = before + 1
                rows.append(dict(zip(columns, cells, strict=False)))
            before = reader.line_num
    except csv.Error as error:
        raise CodebookError(f"this is not CSV ({error})", path=path, line=reader.line_num) from None
    return rows, lines


def _row_entry(row: dict[str, str], by_path: bool, number: int, written: Written) -> _Entry:
    where: Where = ("codes", number)
    found: dict[str, Any] = {name: row.get(name, "") for name in _TEXTS[2:]}
    found |= {name: _split(row.get(name, ""), name in ("keywords", "questions")) for name in _LISTS}
    found |= {name: _flag(row, name, where, written) for name in _FLAGS if row.get(name, "").strip()}
    if by_path:
        return _Entry(Code(row.get("path", ""), **found))
    found["name"] = found["name"] or row.get("code", "")
    return _Entry(Code(_without_slash(row.get("code", "")), **found), _without_slash(row.get("parent", "")))


def _split(cell: str, semicolons: bool) -> tuple[str, ...]:
    return tuple((cell.replace(";", "\n") if semicolons else cell).splitlines())


def _without_slash(name: str) -> str:
    return "-".join(part.strip() for part in name.split("/")).strip()


def _text_of(path: str | Path) -> str:
    """The file as text: UTF-8, UTF-16 with its mark, else what Windows programs write."""
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise FileProblem(path, "does not exist") from None
    except IsADirectoryError:
        raise FileProblem(path, "is a folder", "Name the file in it.") from None
    except OSError as error:
        raise FileProblem(path, f"cannot be read ({error.strerror})") from None
    if not data.strip():
        raise FileProblem(path, "is empty")
    text = _decoded(data)
    if text is None or "\0" in text:
        raise FileProblem(path, "is not a text file", "Save the codebook as YAML or CSV in UTF-8.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str | None:
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
