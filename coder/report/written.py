"""YAML that a person wrote, with the line of every field, so that a mistake can be pointed at.

Values are the text as written (`no`, `007` and dates included); each is asked for as the kind it must be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from coder.errors import FileProblem, closest

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node


@dataclass(frozen=True)
class Item:
    """A value and the line it starts in, from 1."""

    value: str | list[Item] | dict[str, Item]
    line: int


class Part:
    """A group of fields in the file `path`; `name` is what errors call it."""

    def __init__(self, path: Path, name: str, line: int, fields: dict[str, Item]) -> None:
        self.path, self.name, self.line, self.fields = path, name, line, fields

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def error(self, what: str, field: str = "", hint: str = "") -> FileProblem:
        """The error to raise about a field, or about the whole part."""
        line = self.fields[field].line if field in self.fields else self.line
        where = " / ".join(part for part in (self.name, field) if part)
        return FileProblem(
            self.path, f"has a mistake in line {line}{f' ({where})' if where else ''}: {what}", hint
        )

    def only(self, *known: str) -> Part:
        """The part itself; an error for the first field with another name."""
        for name in self.fields:
            if name not in known:
                guess = closest(name.replace(" ", "_"), known)
                hint = f"Did you mean '{guess}'?" if guess else f"Known: {', '.join(known)}."
                raise self.error(f"there is no field '{name}'", name, hint)
        return self

    def text(self, name: str) -> str:
        """The words as written without white space around them, "" where the field is missing."""
        item = self.fields.get(name)
        if item is None:
            return ""
        if not isinstance(item.value, str):
            raise self.error(
                "this should be text", name, "If it starts with a bracket, put it in double quotes."
            )
        return item.value.strip()

    def number(self, name: str) -> int | None:
        """A whole number from 0, None where nothing is written."""
        written = self.text(name)
        if written and not (written.isascii() and written.isdigit()):
            raise self.error(f"'{written}' should be a whole number from 0", name)
        return int(written) if written else None

    def flag(self, name: str) -> bool:
        """Yes or no, no where nothing is written."""
        written = self.text(name).casefold()
        if written not in ("", "yes", "true", "no", "false"):
            raise self.error(f"'{written}' should be yes or no", name)
        return written in ("yes", "true")

    def date(self, name: str) -> date | None:
        """A day, None where nothing is written."""
        written = self.text(name)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            raise self.error(f"'{written}' is no date", name, "Write it like 2010-06-06.") from None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty where the field is missing."""
        return tuple(self._text_of(item, name) for item in self._items(name, "- one"))

    def _text_of(self, item: Item, name: str) -> str:
        if not isinstance(item.value, str):
            raise Part(self.path, f"{self.name} / {name}".strip(" /"), item.line, {}).error(
                "this should be text"
            )
        return item.value.strip()

    def parts(self, name: str) -> list[Part]:
        """A list of groups of fields."""
        return [self._part(item, name) for item in self._items(name, "- field: ...")]

    def part(self, name: str) -> Part:
        """A group of fields, without any where the field is missing."""
        item = self.fields.get(name, Item({}, self.line))
        return self._part(Item({}, item.line) if item.value == "" else item, name)

    def _items(self, name: str, example: str) -> list[Item]:
        item = self.fields.get(name, Item([], self.line))
        if item.value == "":
            return []
        if not isinstance(item.value, list):
            raise self.error("this should be a list", name, f"Write each entry in a line like '{example}'.")
        return item.value

    def _part(self, item: Item, name: str) -> Part:
        inside = Part(self.path, name, item.line, item.value if isinstance(item.value, dict) else {})
        if not isinstance(item.value, dict):
            raise inside.error("this should be fields, each with a name and a colon")
        return inside


def read(path: Path) -> Part:
    """The file as one part; FileProblem where it is missing or no YAML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FileProblem(path, "is not UTF-8 text", "Save it as UTF-8.") from None
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None
    item = _composed(text, path)
    if not isinstance(item.value, dict):
        raise FileProblem(path, "does not start with a field like 'title:'")
    return Part(path, "", item.line, item.value)


def _composed(text: str, path: Path) -> Item:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        node = YAML(typ="safe", pure=True).compose(text)
        return Item({}, 1) if node is None else _item(node, path)
    except MarkedYAMLError as error:
        unclosed = "unexpected end" in str(error.problem)
        mark = (unclosed and error.context_mark) or error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what, hint = error.problem, "Put a text that holds a colon or starts with a sign in double quotes."
        if unclosed:
            what, hint = "a quotation mark or bracket is never closed", ""
        elif "'\\t'" in str(what):
            what, hint = "a tab stands where spaces should", "Put spaces in its place."
    except (YAMLError, RecursionError) as error:
        line, what, hint = (
            text.count("\n", 0, getattr(error, "position", 0)) + 1,
            "a sign it must not hold",
            "",
        )
    raise FileProblem(path, f"is not YAML in line {line}: {what}", hint)


def _item(node: Node, path: Path) -> Item:
    from ruamel.yaml.nodes import MappingNode, ScalarNode

    line = node.start_mark.line + 1
    if isinstance(node, ScalarNode):
        return Item("" if node.value in ("~", "null") and node.style is None else node.value, line)
    if not isinstance(node, MappingNode):
        return Item([_item(each, path) for each in node.value], line)
    fields: dict[str, Item] = {}
    for key, value in node.value:
        name, at = str(key.value), key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise FileProblem(path, f"has a mistake in line {at}: the name of a field should be text")
        if name in fields:
            raise FileProblem(path, f"has a mistake in line {at}: '{name}' is there twice", "Take one out.")
        fields[name] = Item(_item(value, path).value, at)
    return Item(fields, line)
