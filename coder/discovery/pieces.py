"""What is grouped: each distinct answer once, long ones in pieces of whole sentences.

Distinct means different after folding (case, punctuation, white space). Pieces stand in the order of
the folded text, so the order of a file leaves no trace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.text import fold, sentences

MOST = 30
"""Pieces of one answer at most: of a book, each is a chapter."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of an answer: its place among the texts given, and `[start, end)` in code points."""

    answer: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Pieces:
    """`passages[i]` stands for `copies[owner[i]]` answers; `owner_of[answer]` is -1 for one without words."""

    passages: list[Passage]
    owner: npt.NDArray[np.int64]
    owner_of: npt.NDArray[np.int64]
    copies: npt.NDArray[np.int64]

    @property
    def texts(self) -> list[str]:
        """The words of each piece."""
        return [passage.text for passage in self.passages]

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """1 + ln(copies), shared out over an answer's pieces: a campaign weighs more, but does not rule."""
        shares = np.bincount(self.owner, minlength=len(self.copies))
        return np.asarray((1 + np.log(self.copies[self.owner])) / shares[self.owner])


def pieces(texts: Sequence[str], *, long: int = 60, language: str = "en") -> Pieces:
    """Cuts answers of more than `long` words; a sentence of under five words stays with the one before."""
    keys = [fold(text) for text in texts]
    counts = Counter(keys)
    distinct = {key: row for row, key in enumerate(sorted(counts.keys() - {""}))}
    first: dict[str, int] = {}
    for at in sorted(range(len(texts)), key=lambda at: (keys[at], texts[at])):
        first.setdefault(keys[at], at)
    passages, owner = [], []
    for key, row in distinct.items():
        for start, end in _cuts(texts[first[key]], key, long, language):
            passages.append(Passage(first[key], start, end, texts[first[key]][start:end]))
            owner.append(row)
    return Pieces(
        passages,
        np.array(owner, dtype=np.int64),
        np.array([distinct.get(key, -1) for key in keys], dtype=np.int64),
        np.array([counts[key] for key in distinct], dtype=np.int64),
    )


def _cuts(text: str, key: str, long: int, language: str) -> list[tuple[int, int]]:
    if key.count(" ") < long:
        return [(0, len(text))]
    spans: list[tuple[int, int]] = []
    for start, end in sentences(text, language):
        if spans and text[start:end].count(" ") < 4:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    step = -(-len(spans) // MOST) or 1
    return [(spans[at][0], spans[min(at + step, len(spans)) - 1][1]) for at in range(0, len(spans), step)]
