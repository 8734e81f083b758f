"""How wide the columns of a table are on a narrow terminal, so that lines end between words.

A word ends at a blank, after a slash and after a hyphen between letters: paths of codes are long, numbers
and dates stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Measure = Callable[[str], int]
"""Columns that a text takes on the screen."""
_WORD = re.compile(r"\s+|\S+?(?:(?<=/)(?=\S)|(?<=[^\W\d_]-)(?=\S)|(?=\s)|$)")
_LEAST = 1


def widths(columns: Sequence[Sequence[str]], room: int, measure: Measure) -> list[int]:
    """The columns of each (its cells given) for `room` in all: the widest give first, and words only at last."""
    now = [max(map(measure, cells)) for cells in columns]
    if sum(now) <= room:
        return now
    longest = [
        max(measure(word) for cell in cells for word in _WORD.findall(cell) or [""]) for cells in columns
    ]
    for least in (longest, [_LEAST] * len(now)):
        while sum(now) > room and (giving := [n for n, width in enumerate(now) if width > least[n]]):
            now[max(giving, key=now.__getitem__)] -= 1
    return now


def wrapped(text: str, width: int, measure: Measure) -> str:
    """With line feeds, so that no line is wider but where a word is."""
    if measure(text) <= width:
        return text
    lines, line = list[str](), ""
    for word in _WORD.findall(text):
        if line.strip() and measure(line + word.rstrip()) > width:
            lines, line = [*lines, line.rstrip()], ""
        line += word if line or not (lines and word.isspace()) else ""
    return "\n".join([*lines, line.rstrip()])
