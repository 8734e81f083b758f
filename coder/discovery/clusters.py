"""Answers that belong together: `Clusters(n).fit(texts)`, in the manner of scikit-learn.

Every answer with a word in it belongs somewhere. A long answer is grouped sentence by sentence and may
belong to several clusters; `labels_` then names the one that most of its words are in. The same texts
give the same clusters in whatever order, and copies count a little more than once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from coder.discovery.naming import Phrase, phrases_of, suggested
from coder.discovery.neighbours import drawn
from coder.discovery.partition import nearness, partition
from coder.discovery.pieces import Passage, Pieces, pieces
from coder.discovery.space import Sparse, points, stop_words, tfidf
from coder.discovery.stance import Stance, stances
from coder.embedding import Embedder, load
from coder.errors import RequestError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SIZES = (4, 6, 8, 12, 16, 24, 32)
STEADY = 0.7
QUOTED = (4, 60)
LARGEST = 8_000
"""Passages of a subsample at most: of many answers it is less than 80 %."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group of answers. `members` are places in the texts given; `size` counts them, `distinct` the
    different ones.

    `stability`: mean best Jaccard overlap with a cluster found in an 80 % subsample (Hennig 2007; over
    .75 steady, under .5 chance); nan with under ten texts. `stance` where it mixes for and against.
    """

    number: int
    name: str
    phrases: tuple[Phrase, ...]
    members: tuple[int, ...]
    distinct: int
    stability: float
    central: tuple[Passage, ...]
    borderline: Passage | None
    stance: Stance | None

    @property
    def size(self) -> int:
        """Answers, copies counted."""
        return len(self.members)


class Clusters:
    """Groups texts. `n` is a number, or "auto": the finest grouping that stays when a fifth is left out.

    After `fit`: `labels_` (texts,) with -1 only for a text without any word, `memberships_` (per text, the
    numbers of all its clusters), `points_` (texts, d), `clusters_` largest first, `stability_` (mean adjusted Rand index
    between subsamples). `embedding` is a name for `coder.embedding.load`, a callable, or None for words alone.
    """

    def __init__(
        self,
        n: int | Literal["auto"] = "auto",
        *,
        embedding: str | Embedder | None = "minilm",
        language: str = "en",
        long: int = 60,
        resamples: int = 4,
        random_state: int = 0,
    ) -> None:
        if n != "auto" and n < 1:
            raise RequestError(f"There cannot be {n} clusters. Ask for 1 or more, or for 'auto'.")
        self.n, self.embedding, self.language = n, embedding, language
        self.long, self.resamples, self.random_state = long, resamples, random_state

    def fit(self, texts: Sequence[str]) -> Clusters:
        """Finds, describes and names the clusters of these texts."""
        from threadpoolctl import threadpool_limits

        # One thread: the sums stay the same to the last bit, and matrices this narrow gain nothing from more.
        with threadpool_limits(1):
            return self._fit(texts)

    def fit_predict(self, texts: Sequence[str]) -> Ints:
        """`labels_` after `fit`."""
        return self.fit(texts).labels_

    def _fit(self, texts: Sequence[str]) -> Clusters:
        cut = pieces(texts, long=self.long, language=self.language)
        embedder = load(self.embedding)
        vectors = None if embedder is None else np.asarray(embedder(cut.texts))
        words = tfidf(cut.texts, stop_words(self.language))
        place = points(
            words,
            cut.weights,
            vectors,
            width=max(50, 2 * self.n if self.n != "auto" else 64),
            seed=self.random_state,
        )
        self.points_ = _whole(cut, place)
        place = drawn(place, max(SIZES) if self.n == "auto" else self.n)
        samples = self._samples(len(place))
        n = self._number(place, cut.weights, words, samples)
        found, centres = partition(place, cut.weights, n, words)
        found, self.centres_ = _largest_first(found, centres, cut)
        again = [partition(place[rows], cut.weights[rows], n, words[rows])[0] for rows in samples]
        self.stability_ = _agreement(again, samples)
        self._assign(cut, found)
        sides = stances(cut, found, vectors, embedder, self.language)
        self._describe(cut, found, nearness(place, self.centres_), _steadiness(found, again, samples), sides)
        return self

    def _samples(self, total: int) -> list[Ints]:
        if total < 10:
            return []
        rng = np.random.default_rng(self.random_state)
        size = min(-(-total * 4 // 5), LARGEST)
        return [np.sort(rng.choice(total, size, replace=False)) for _ in range(self.resamples)]

    def _number(self, place: Floats, weights: Floats, words: Sparse, samples: list[Ints]) -> int:
        if self.n != "auto":
            return self.n
        scores = {}
        for n in (n for n in SIZES if n * 10 <= len(place)):
            tried = [partition(place[rows], weights[rows], n, words[rows])[0] for rows in samples]
            scores[n] = _agreement(tried, samples)
        steady = [n for n, score in scores.items() if score >= STEADY]
        return max(steady) if steady else max(scores, key=lambda n: scores[n]) if scores else 1

    def _assign(self, cut: Pieces, found: Ints) -> None:
        lengths = [len(passage.text) for passage in cut.passages]
        share = np.zeros((len(cut.copies), len(self.centres_)))
        np.add.at(share, (cut.owner, found), lengths)
        main = share.argmax(axis=1) if len(share) else np.zeros(0, dtype=np.int64)
        all_of = [tuple(int(number) for number in np.flatnonzero(row)) for row in share]
        self.labels_ = np.array([main[row] if row >= 0 else -1 for row in cut.owner_of], dtype=np.int64)
        self.memberships_ = [all_of[row] if row >= 0 else () for row in cut.owner_of]

    def _describe(
        self, cut: Pieces, found: Ints, near: Floats, steady: list[float], sides: list[Stance | None]
    ) -> None:
        members: list[list[int]] = [[] for _ in self.centres_]
        for answer, numbers in enumerate(self.memberships_):
            for number in numbers:
                members[number].append(answer)
        phrases = phrases_of(cut.texts, found, near, self.language)
        self.clusters_ = [
            Cluster(
                number,
                suggested(phrases[number]) or cut.passages[int(np.argmax(found == number))].text[:40],
                tuple(phrases[number]),
                tuple(members[number]),
                len(np.unique(cut.owner[found == number])),
                steady[number],
                *_quoted(cut, found, near, number),
                sides[number],
            )
            for number in range(len(self.centres_))
            if members[number]
        ]


def _whole(cut: Pieces, place: Floats) -> Floats:
    """(texts, d): the mean of a text's pieces; 0 for one without a word."""
    sums = np.zeros((len(cut.copies) + 1, place.shape[1]))
    np.add.at(sums, cut.owner, place)
    counts = np.bincount(cut.owner, minlength=len(sums))
    return np.asarray((sums / np.maximum(counts, 1)[:, None])[cut.owner_of])


def adjusted_rand(left: Ints, right: Ints) -> float:
    """Agreement of two partitions of the same things, 1 equal, 0 chance (Hubert & Arabie 1985)."""
    table = np.zeros((int(left.max(initial=0)) + 1, int(right.max(initial=0)) + 1))
    np.add.at(table, (left, right), 1)
    pairs = (table * (table - 1)).sum()
    rows, columns = (sums * (sums - 1) for sums in (table.sum(axis=1), table.sum(axis=0)))
    expected = rows.sum() * columns.sum() / max(1, len(left) * (len(left) - 1))
    most = (rows.sum() + columns.sum()) / 2
    return float((pairs - expected) / (most - expected)) if most != expected else 1.0


def _agreement(labels: list[Ints], samples: list[Ints]) -> float:
    scores = []
    for at in range(0, len(samples) - 1):
        _, left, right = np.intersect1d(samples[at], samples[at + 1], return_indices=True)
        scores.append(adjusted_rand(labels[at][left], labels[at + 1][right]))
    return float(np.mean(scores)) if scores else float("nan")


def _steadiness(found: Ints, again: list[Ints], samples: list[Ints]) -> list[float]:
    n = int(found.max(initial=-1)) + 1
    overlaps = []
    for labels, rows in zip(again, samples, strict=True):
        table = np.zeros((n, int(labels.max(initial=0)) + 1))
        np.add.at(table, (found[rows], labels), 1)
        either = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True) - table
        overlaps.append((table / np.maximum(either, 1)).max(axis=1))
    return [float(value) for value in np.mean(overlaps, axis=0)] if overlaps else [float("nan")] * n


def _largest_first(found: Ints, centres: Floats, cut: Pieces) -> tuple[Ints, Floats]:
    size = np.bincount(found, cut.copies[cut.owner], minlength=len(centres))
    order = sorted(range(len(centres)), key=lambda at: (-size[at], int(np.argmax(found == at))))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[found], centres[order]


def _quoted(
    cut: Pieces, found: Ints, near: Floats, number: int
) -> tuple[tuple[Passage, ...], Passage | None]:
    """The three most central passages of quotable length, and the one that another cluster claims most."""
    inside = np.flatnonzero(found == number)
    readable = [at for at in inside if QUOTED[0] <= len(cut.passages[at].text.split()) <= QUOTED[1]]
    chosen = np.array(readable if len(readable) >= 4 else inside)
    order = chosen[np.argsort(-near[chosen, number], kind="stable")]
    others = np.delete(near[chosen], number, axis=1)
    margin = near[chosen, number] - others.max(axis=1) if others.shape[1] else np.zeros(len(chosen))
    central = tuple(cut.passages[at] for at in order[:3])
    edge = cut.passages[chosen[int(margin.argmin())]] if others.shape[1] and len(chosen) > 3 else None
    return central, edge
