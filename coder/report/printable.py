"""People's words as signs that a page, a word processor and a drawing can hold, one for one.

XML has no way to write most control characters, so they become their visible pictures; positions stay.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_KEPT = {*map(ord, "\t\n\r")}
_PICTURES = {n: 0x2400 + n for n in range(32) if n not in _KEPT} | {127: 0x2421}
_OVERRIDES = [0x202D, 0x202E]
_NOTHING = dict.fromkeys([*range(0x80, 0xA0), *_OVERRIDES, 0xFFFE, 0xFFFF], 0xFFFD)
_LONE = re.compile("[\ud800-\udfff]")


def printable(text: str) -> str:
    """The text in as many characters, none forbidden in XML or turning words around; tabs, line ends stay."""
    return _LONE.sub("\ufffd", text.translate(_PICTURES | _NOTHING))


def right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is of a script written from the right (UAX 9, P2)."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def pieces(text: str, marks: tuple[tuple[int, int], ...]) -> list[tuple[str, bool]]:
    """The text cut where marked parts begin and end, each piece with whether it is marked.

    Marks may overlap, touch or reach beyond the text.
    """
    cuts = sorted({0, len(text), *(min(max(at, 0), len(text)) for mark in marks for at in mark)})
    found: list[tuple[str, bool]] = []
    for start, end in pairwise(cuts):
        marked = any(first <= start and end <= last for first, last in marks)
        if found and found[-1][1] == marked:
            found[-1] = (found[-1][0] + text[start:end], marked)
        else:
            found.append((text[start:end], marked))
    return found
