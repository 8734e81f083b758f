"""The one border where positions change their convention.

REFI-QDA 1.0, section 10.2: positions count Unicode code points, the first is 0; in practice the end is
exclusive. NVivo counts UTF-16 code units. A line end of two characters is two to most and one to ATLAS.ti;
MAXQDA is reported to count a line feed as two. Which one a file means is found out by asking under which
reading its selections begin and end at the edge of a word.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from coder.interchange.presets import Offsets
from coder.text import normalise

LineEnds = Literal["as stored", "one", "two"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Convention:
    """What one position counts, and for how much a line end counts."""

    offsets: Offsets = "codepoints"
    line_ends: LineEnds = "as stored"

    def __str__(self) -> str:
        unit = "Unicode code points" if self.offsets == "codepoints" else "UTF-16 units"
        return unit if self.line_ends == "as stored" else f"{unit}, a line end counted as {self.line_ends}"


CONVENTIONS = (
    Convention(),
    Convention("utf16"),
    Convention("codepoints", "one"),
    Convention("codepoints", "two"),
    Convention("utf16", "one"),
    Convention("utf16", "two"),
)
_HABITS = (
    ("nvivo", Convention("utf16")),
    ("maxqda", Convention("codepoints", "two")),
    ("atlas", Convention("codepoints", "one")),
)
_MARGIN = 0.02


def outgoing(text: str, position: int, offsets: Offsets) -> int:
    """A code point position of `text` in the units asked for."""
    if offsets == "codepoints" or text.isascii():
        return position
    return position + sum(character > "\uffff" for character in text[:position])


class Ruler:
    """Positions of one convention in one text as code points of that text."""

    def __init__(self, text: str, convention: Convention) -> None:
        self._length = len(text)
        widths = _widths(text, convention)
        self._before = None if widths is None else [0, *accumulate(widths)]

    def at(self, position: int) -> int | None:
        """The code point, or None where the position lies outside the text."""
        if self._before is None:
            return position if 0 <= position <= self._length else None
        if not 0 <= position <= self._before[-1]:
            return None
        return bisect.bisect_right(self._before, position) - 1


def _widths(text: str, convention: Convention) -> list[int] | None:
    """Units per character; None where every character counts one."""
    wide = convention.offsets == "utf16" and not text.isascii() and max(text) > "\uffff"
    ends = convention.line_ends != "as stored" and "\n" in text
    if not wide and not ends:
        return None
    widths = [2 if wide and character > "\uffff" else 1 for character in text]
    if ends:
        _count_line_ends(text, widths, 1 if convention.line_ends == "one" else 2)
    return widths


def _count_line_ends(text: str, widths: list[int], worth: int) -> None:
    for found in re.finditer("\r?\n", text):
        widths[found.end() - 1] = worth
        if len(found[0]) == 2:
            widths[found.start()] = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The convention taken for a file and the share of selections on word edges under each that differs."""

    convention: Convention
    shares: tuple[tuple[Convention, float], ...]

    def __str__(self) -> str:
        """`UTF-16 units: 100% of selections end at words (Unicode code points: 62%)`."""
        told = dict(self.shares)
        if len({round(share, 3) for share in told.values()}) < 2:
            return str(self.convention)
        plain = [other for other in told if other.line_ends == "as stored" and other != self.convention]
        rest = ", ".join(f"{other}: {told[other]:.0%}" for other in plain)
        return f"{self.convention}: {told[self.convention]:.0%} of selections end at words ({rest})"


def judge(texts: Sequence[tuple[str, Sequence[Span]]], origin: str) -> Verdict:
    """The convention of a file's (text, selections): its producer's habit unless another fits better.

    Conventions under which every position means the same are not told apart: the habit is taken.
    """
    habit = next((habit for name, habit in _HABITS if name in origin.casefold()), Convention())
    shares = {convention: _share(texts, convention) for convention in CONVENTIONS}
    best = max(CONVENTIONS, key=lambda convention: (shares[convention], convention == habit))
    taken = best if shares[best] > shares[habit] + _MARGIN else habit
    return Verdict(taken, tuple(shares.items()))


def _share(texts: Iterable[tuple[str, Sequence[Span]]], convention: Convention) -> float:
    hits = total = 0
    for text, spans in texts:
        ruler = Ruler(text, convention)
        total += len(spans)
        hits += sum(_on_edges(text, ruler.at(start), ruler.at(end)) for start, end in spans)
    return hits / total if total else 1.0


def _on_edges(text: str, start: int | None, end: int | None) -> bool:
    return start is not None and end is not None and _edge(text, start) and _edge(text, end)


def _edge(text: str, at: int) -> bool:
    return at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum())


def as_stored(raw: str) -> tuple[str, tuple[str, ...], Callable[[int], int]]:
    """The text as a project stores it, what was changed, and where a code point of the raw text went."""
    text, changes = normalise(raw)
    if not changes:
        return text, changes, lambda position: position
    starts = [0, *(found.end() for found in re.finditer("[\n ]", raw))]
    pieces = [_clean(raw[start:end]) for start, end in zip(starts, [*starts[1:], None], strict=True)]
    before = [0, *accumulate(map(len, pieces))]
    lead = len("".join(pieces)) - len("".join(pieces).lstrip())

    def moved(position: int) -> int:
        """Piece by piece: nothing composes with a line feed or space before it."""
        piece = bisect.bisect_right(starts, position) - 1
        at = before[piece] + len(_clean(raw[starts[piece] : position])) - lead
        return min(max(at, 0), len(text))

    return text, changes, moved


def _clean(raw: str) -> str:
    """`normalise` without taking white space from the ends: bars composing with nothing stand guard."""
    return normalise(f"|{raw}|")[0][1:-1]
