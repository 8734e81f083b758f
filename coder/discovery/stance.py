"""For and against within a cluster: whether it mixes both, and who would be on which side.

An axis from sentences that welcome to sentences that refuse, in the embedding, and a short list of words
that do either, give a first guess; the answers that are surest then teach the rest, within the cluster.
An offer to a person, not a finding. English only: elsewhere nothing is offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.discovery.pieces import Passage, Pieces
from coder.embedding import Embedder, words

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[Any]

LEAST, SIDE = 20, 0.25
FOR = (
    "I support this.",
    "I agree, it is a good idea and should be done.",
    "This is beneficial and helps people.",
    "We should keep and protect this.",
    "This is important and necessary.",
    "It gives people freedom and opportunity.",
)
AGAINST = (
    "I oppose this.",
    "I disagree, it is a bad idea and should not be done.",
    "This is harmful and hurts people.",
    "We should stop and ban this.",
    "This is unnecessary and a waste.",
    "It is dangerous, unfair and wrong.",
)
_WELCOMES = (
    "good great excellent benefit benefits beneficial help helps helpful support supports agree important "
    "necessary protect protects positive improve improves better best allow allows freedom right rights "
    "fair safe safer love like welcome useful effective opportunity value valuable deserve essential "
    "should encourage friendly kind quick easy happy pleased favour"
)
WELCOMES = frozenset(_WELCOMES.split())
_REFUSES = (
    "bad poor harm harms harmful hurt hurts oppose against disagree unnecessary waste dangerous wrong "
    "unfair negative worse worst ban stop abuse not no never cannot can't shouldn't don't doesn't won't "
    "wouldn't without lose loss problem problems risk risks cruel hate destroy unsafe expensive abolish "
    "limit restrict prevent rude slow late long unhappy terrible awful object"
)
REFUSES = frozenset(_REFUSES.split())


@dataclass(frozen=True, slots=True)
class Stance:
    """A cluster's two sides, as places in the texts given (a long answer may be on both), with a quote of each."""

    in_favour: tuple[int, ...]
    against: tuple[int, ...]
    quotes: tuple[Passage, Passage]


def stances(
    cut: Pieces, labels: Ints, vectors: Floats | None, embedder: Embedder | None, language: str
) -> list[Stance | None]:
    """For each cluster its two sides where each holds a quarter of its passages, else None.

    `vectors` are those of the passages, by `embedder`.
    """
    n = int(labels.max(initial=-1)) + 1
    if embedder is None or vectors is None or not len(labels) or not language.startswith("en"):
        return [None] * n
    lean = leaning(cut.texts, vectors, embedder)
    return [_stance(cut, vectors, lean, np.flatnonzero(labels == number)) for number in range(n)]


def leaning(texts: Sequence[str], vectors: Floats, embedder: Embedder) -> Floats:
    """(n,): above 0 welcomes, below 0 refuses; axis and word list in equal parts."""
    axis = np.asarray(embedder(FOR), dtype=np.float64).mean(axis=0) - np.asarray(
        embedder(AGAINST), dtype=np.float64
    ).mean(axis=0)
    found = [words(text) for text in texts]
    listed = [sum((word in WELCOMES) - (word in REFUSES) for word in each) for each in found]
    return _standard(vectors @ axis) + _standard(np.array(listed, dtype=np.float64))


def sides(vectors: Floats, lean: Floats) -> Floats:
    """(n,): the side each is on by its sign, taught by the surest 30 % at either end."""
    low, high = np.quantile(lean, (0.3, 0.7))
    centred = vectors - vectors.mean(axis=0)
    score = centred @ (centred[lean >= high].mean(axis=0) - centred[lean <= low].mean(axis=0))
    cut = float(np.median(score))
    for _ in range(20):
        above = score > cut
        if above.all() or not above.any():
            break
        cut = float(score[above].mean() + score[~above].mean()) / 2
    return np.asarray(score - cut)


def _stance(cut: Pieces, vectors: Floats, lean: Floats, inside: Ints) -> Stance | None:
    if len(inside) < LEAST or not _mixed(lean[inside]):
        return None
    score = sides(vectors[inside], lean[inside])
    pro, con = inside[score > 0], inside[score <= 0]
    if min(len(pro), len(con)) < SIDE * len(inside):
        return None
    quotes = cut.passages[inside[int(score.argmax())]], cut.passages[inside[int(score.argmin())]]
    return Stance(_answers(cut, pro), _answers(cut, con), quotes)


def _mixed(lean: Floats) -> bool:
    return min(float((lean > 0.5).mean()), float((lean < -0.5).mean())) >= SIDE


def _answers(cut: Pieces, rows: Ints) -> tuple[int, ...]:
    return tuple(int(at) for at in np.flatnonzero(np.isin(cut.owner_of, np.unique(cut.owner[rows]))))


def _standard(values: Floats) -> Floats:
    spread = float(values.std())
    return np.asarray((values - values.mean()) / (spread or 1.0))
