"""A codebook as the YAML file a researcher reads and edits: one flat list of codes, paths in front.

Written by hand rather than by a YAML library, so that every line is where a person would put it:
words plain where YAML allows it, else in double quotes; long texts folded; lists on one line.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from coder.codebook.tree import Codebook
from coder.domain import Code, Theme

WIDTH = 100
LINE = "\n"

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_TAKEN = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def as_yaml(codebook: Codebook) -> str:
    """Text that `parse_yaml` turns back into an equal codebook, but for ids."""
    lines = [f"title: {_scalar(codebook.title)}"] if codebook.title else []
    lines.append("codes:")
    for code in _needed(codebook):
        lines += _entry(_code_fields(code))
    if codebook.themes:
        lines.append("themes:")
    for theme in codebook.themes:
        lines += _entry(_theme_fields(theme))
    return "\n".join(lines) + "\n"


def _needed(codebook: Codebook) -> tuple[Code, ...]:
    bare = tuple(replace(code, id="") for code in codebook.codes)
    needed = tuple(code for code in bare if not _implied(code, codebook))
    return needed if Codebook.build(needed).codes == bare else bare


def _implied(code: Code, codebook: Codebook) -> bool:
    """Whether `Codebook.build` makes it by itself: a group with codes in it, or a bare stance."""
    group = code == Code(code.path, codable=False) and bool(codebook.children(code.path))
    return group or (code == Code(code.path) and codebook.is_stance(code))


def _code_fields(code: Code) -> Iterator[tuple[str, str]]:
    yield "path", _scalar(code.path)
    for name in ("name", "definition", "include", "exclude"):
        yield name, _text(getattr(code, name))
    yield "examples", _block_list(code.examples)
    yield "keywords", _flow_list(code.keywords)
    yield "patterns", _block_list(code.patterns)
    yield "colour", _scalar(code.colour)
    yield "questions", _flow_list(code.questions)
    yield "codable", "" if code.codable or code.stance else "false"
    yield "stance", "true" if code.stance else ""


def _theme_fields(theme: Theme) -> Iterator[tuple[str, str]]:
    yield "name", _scalar(theme.name)
    yield "codes", _flow_list(theme.codes)
    yield "definition", _text(theme.definition)


def _entry(fields: Iterator[tuple[str, str]]) -> list[str]:
    lines = [f"{name}:{value if value[0] == LINE else ' ' + value}" for name, value in fields if value]
    return [("  - " if number == 0 else "    ") + line for number, line in enumerate(lines)]


def _text(text: str) -> str:
    """A block for text too long or too tall for one line, unless it needs escapes."""
    lines = text.split(LINE)
    if not text or not all(_fit_for_block(line) for line in lines):
        return _scalar(text)
    if len(lines) > 1:
        return "|-" + "".join(LINE + (" " * 6 + line if line else "") for line in lines)
    if len(text) > WIDTH and text.split(" ") == text.split():
        return ">-" + "".join(LINE + " " * 6 + line for line in _wrapped(text))
    return _scalar(text)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _fit_for_block(line: str) -> bool:
    blank = bool(line) and not line.strip(" \t")
    return not blank and not line.startswith("\t") and not any(map(_unsafe, line.replace("\t", "")))


def _block_list(texts: tuple[str, ...]) -> str:
    return "".join(f"{LINE}      - {_scalar(text)}" for text in texts)


def _flow_list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(_scalar(text, flow=True) for text in texts)}]" if texts else ""


def _scalar(text: str, flow: bool = False) -> str:
    return text if not text or _plain(text, flow) else f'"{"".join(map(_escaped, text))}"'


def _plain(text: str, flow: bool) -> bool:
    """Whether every YAML reader takes the bare words as this text."""
    if not (text[0].isalpha() and text.isprintable()) or text.casefold() in _TAKEN:
        return False
    return not (": " in text or " #" in text or text.endswith(":") or (flow and set(text) & set(",[]{}:")))


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    return f"\\u{ord(sign):04x}" if _unsafe(sign) else sign


def _unsafe(sign: str) -> bool:
    """Line breaks that only some readers know, and what a YAML file may not hold as it stands."""
    return unicodedata.category(sign) in ("Cc", "Zl", "Zp") or sign in "\ufeff\ufffe\uffff"
