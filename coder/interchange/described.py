"""Fields for which a format has no place, kept readable in its description: text first, then `Include: ...`.

People who are kind.

Include: volunteers
Keyword: friendly
Keyword: helpful
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

Fields = Sequence[tuple[str, str]]


def compose(text: str, fields: Iterable[tuple[str, str]]) -> str:
    """The description; what is empty is left out, a repeated heading makes a list."""
    lines = "\n".join(f"{heading}: {value}" for heading, value in fields)
    return "\n\n".join(part for part in (text, lines) if part)


def parse(description: str, headings: tuple[str, ...]) -> tuple[str, Fields]:
    """Text and fields of a composed description; a value ends where the next known heading begins."""
    found = list(_pattern(headings).finditer(description))
    if not found:
        return description, []
    ends = [match.start() for match in found[1:]] + [len(description) + 1]
    fields = [(match[1], description[match.end() : end - 1]) for match, end in zip(found, ends, strict=True)]
    text = description[: found[0].start()]
    return text.removesuffix("\n\n") if text.endswith("\n\n") else text.removesuffix("\n"), fields


def survives(text: str, fields: Sequence[tuple[str, str]], headings: tuple[str, ...]) -> bool:
    """Whether `parse` gives back exactly what was composed; it does not where a text looks like a field."""
    return parse(compose(text, fields), headings) == (text, list(fields))


@lru_cache(maxsize=16)
def _pattern(headings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"^({'|'.join(map(re.escape, headings))}): ", re.MULTILINE)
