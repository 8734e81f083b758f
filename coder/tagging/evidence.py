"""Why this code: the score taken apart, exactly, into what each piece of the text adds to it.

The score is linear in the features, and every feature stands somewhere: a word or pair in its words, a
character n-gram in the words that hold it (in proportion), the encoder's mean in its tokens. What stands
nowhere is the baseline: intercept, threshold, and the embedding's centre. Parts and baseline sum to the score.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.embedding import WORD, MiniLM, Static, fold
from coder.tagging.asked import own
from coder.tagging.features import word_grams
from coder.tagging.space import LENGTH, Block, Space

Floats = npt.NDArray[np.float64]
Span = tuple[int, int]


@dataclass(frozen=True)
class Part:
    """What the characters `[start, end)` add to the score, and by which block."""

    start: int
    end: int
    value: float
    block: str


@dataclass(frozen=True)
class Explanation:
    """`baseline` plus the values of `parts` is `score`. Positions are in `text`, which is NFC."""

    text: str
    code: str
    score: float
    baseline: float
    parts: tuple[Part, ...]

    def words(self) -> list[Part]:
        """One part per word in order, all blocks together; what lies between words joins the word before."""
        spans = [match.span() for match in WORD.finditer(self.text)]
        return self.over(spans) if spans else []

    def over(self, spans: Sequence[Span]) -> list[Part]:
        """Parts rolled up to spans given in order (words, sentences): each goes where its start lies, else before."""
        starts = np.array([start for start, _ in spans])
        totals = np.zeros(len(spans))
        for part in self.parts:
            totals[max(int(np.searchsorted(starts, part.start, side="right")) - 1, 0)] += part.value
        return [Part(*span, float(value), "all") for span, value in zip(spans, totals, strict=True)]

    def best(self, count: int = 3) -> tuple[Span, ...]:
        """The words that speak most for the code, in the order of the text."""
        strongest = sorted((part for part in self.words() if part.value > 0), key=lambda part: -part.value)[
            :count
        ]
        return tuple(sorted((part.start, part.end) for part in strongest))


def explain(
    space: Space, text: str, code: str, weights: Sequence[Floats], constant: float, question: str = ""
) -> Explanation:
    """Takes apart the score of one code; `weights` are its columns, one (features,) array per block."""
    text = unicodedata.normalize("NFC", text)
    blocks = space.transform([text], [question])
    score = sum(float(np.asarray(block @ weight)[0]) for block, weight in zip(blocks, weights, strict=True))
    words = [(match.span(), fold(match.group())) for match in WORD.finditer(text)]
    parts = [
        *_of_words(space, words, blocks[0].toarray()[0] * weights[0]),
        *_of_grams(space, words, blocks[1].toarray()[0] * weights[1]),
    ]
    if space.embedder:
        parts += _of_meaning(space, text, words, _direction(space, blocks, weights))
    baseline = score + constant - sum(part.value for part in parts)
    return Explanation(text, code, score + constant, baseline, tuple(parts))


def _of_words(space: Space, words: list[tuple[Span, str]], values: Floats) -> list[Part]:
    numbers = [space.ngrams.number(word) for _, word in words]
    columns = [[n] for n in numbers] + [[space.ngrams.pair(*both)] for both in itertools.pairwise(numbers)]
    owners = [[at] for at in range(len(words))] + [[at, at + 1] for at in range(len(words) - 1)]
    return _shared(words, columns, owners, values, "words")


def _of_grams(space: Space, words: list[tuple[Span, str]], values: Floats) -> list[Part]:
    columns = [[space.ngrams.gram(gram) for gram in word_grams(word)] for _, word in words]
    return _shared(words, columns, [[at] for at in range(len(words))], values, "characters")


def _shared(
    words: list[tuple[Span, str]],
    columns: list[list[int]],
    owners: list[list[int]],
    values: Floats,
    block: str,
) -> list[Part]:
    """Each feature's value in equal shares to all places where it stands, each place's to its words."""
    flat = np.array([column for found in columns for column in found if column >= 0], dtype=np.int64)
    places = np.maximum(np.bincount(flat, minlength=len(values)), 1)
    totals = np.zeros(len(words))
    for found, mine in zip(columns, owners, strict=True):
        known = [column for column in found if column >= 0]
        totals[mine] += float((values[known] / places[known]).sum()) / len(mine)
    return [Part(*span, float(total), block) for (span, _), total in zip(words, totals, strict=True) if total]


def _direction(space: Space, blocks: list[Block], weights: Sequence[Floats]) -> Floats:
    """What a unit of meaning adds to the score of this text: the squares, too, are linear in each of its pieces.

    z'Az is the sum of (z of a piece)' A z; z = E'u sqrt(r), while the embedding's own row is u r. What the
    question adds to every answer alike belongs to no piece.
    """
    found = weights[2]
    if space.basis is not None:
        length = float(np.linalg.norm(blocks[2][0])) or 1.0
        found = found + space.basis @ blocks[3].along(weights[3])[0] / np.sqrt(length)
    if space.questions:
        found = found + own(weights[-1], int(blocks[-1].question[0]), blocks[-1].count)[1:]
    return np.asarray(found)


def _of_meaning(space: Space, text: str, words: list[tuple[Span, str]], weight: Floats) -> list[Part]:
    pieces = _pieces(space, text, words)
    if pieces is None or not words:
        return []
    spans, vectors = pieces
    total = vectors.sum(axis=0)
    unit = total / (np.linalg.norm(total) or 1.0)
    centred = unit - space.centre if space.centre is not None else unit
    longer = ((1.0 + len(words)) / space.typical) ** LENGTH
    shares = longer * (vectors @ weight) / (np.linalg.norm(total) or 1.0) / (np.linalg.norm(centred) or 1.0)
    return [
        Part(int(start), int(end), float(share), "embedding")
        for (start, end), share in zip(spans, shares, strict=True)
        if end > start
    ]


def _pieces(space: Space, text: str, words: list[tuple[Span, str]]) -> tuple[list[Span], Floats] | None:
    """Spans and additive vectors of the embedding, None for a user's own, whose share stays in the baseline."""
    embedder = getattr(space.embedder, "embedder", space.embedder)
    if isinstance(embedder, Static):
        return [span for span, _ in words], embedder.table([word for _, word in words])
    if isinstance(embedder, MiniLM):
        spans, vectors = embedder.pieces(text)
        return [(int(start), int(end)) for start, end in spans], vectors.astype(np.float64)
    return None
