"""What sets a cluster apart, in the words people used: class-based TF-IDF phrases, and a name made of them.

    score(phrase, cluster) = share of the cluster's texts with it * ln(1 + texts / texts with it anywhere)

A variant of c-TF-IDF (Grootendorst 2022) on texts instead of occurrences, so that no single answer
can name a cluster. A name covers: each further phrase is chosen for the texts the ones before it miss.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.discovery.space import stop_words
from coder.embedding import WORD, fold

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

READ, SHOWN = 400, 8
"""Texts read per cluster, the nearest to its centre; phrases kept."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One to three words as people wrote them; `inside` and `outside` are the shares of texts that have it."""

    text: str
    score: float
    inside: float
    outside: float


def phrases_of(texts: Sequence[str], labels: Ints, near: Floats, language: str = "en") -> list[list[Phrase]]:
    """For each cluster the phrases that set it apart, most telling first, none a part of another."""
    stopped = stop_words(language)
    numbers = range(near.shape[1])
    read = {number: _nearest(labels, near, number) for number in numbers}
    grams = {number: [set(_grams(texts[at], stopped)) for at in read[number]] for number in numbers}
    counts = {number: Counter(gram for found in grams[number] for gram in found) for number in numbers}
    total = sum(map(len, grams.values()))
    everywhere: Counter[str] = Counter()
    for counted in counts.values():
        everywhere.update(counted)
    return [
        _chosen(
            counts[number],
            everywhere,
            grams[number],
            total,
            [texts[at] for at in read[number]],
        )
        for number in numbers
    ]


def suggested(phrases: Sequence[Phrase], most: int = 4) -> str:
    """A name to start from: the phrases that together cover most of the cluster, "" where there are none."""
    return ", ".join(phrase.text for phrase in phrases[:most])


def _nearest(labels: Ints, near: Floats, number: int) -> Ints:
    inside = np.flatnonzero(labels == number)
    return np.asarray(inside[np.argsort(-near[inside, number], kind="stable")[:READ]])


def _grams(text: str, stopped: frozenset[str]) -> Iterator[str]:
    found = [fold(match) for match in WORD.findall(text)]
    for at in range(len(found)):
        for size in (1, 2, 3):
            gram = found[at : at + size]
            if len(gram) == size and gram[0] not in stopped and gram[-1] not in stopped and len(gram[0]) > 1:
                yield " ".join(gram)


def _chosen(
    counts: Mapping[str, int],
    everywhere: Mapping[str, int],
    grams: Sequence[set[str]],
    total: int,
    texts: Sequence[str],
) -> list[Phrase]:
    least = 2 if len(grams) >= 10 else 1
    rare = {
        gram: math.log(1 + total / everywhere[gram]) * (1 + 0.5 * gram.count(" "))
        for gram, n in counts.items()
        if n >= least and _sets_apart(n, len(grams), everywhere[gram], total)
    }
    kept: list[Phrase] = []
    missed = list(grams)
    while len(kept) < SHOWN and rare:
        covers = Counter(gram for found in missed for gram in found if gram in rare) or Counter(
            {gram: counts[gram] for gram in rare}
        )
        best = max(sorted(rare), key=lambda gram: covers[gram] * rare[gram])
        inside = counts[best] / len(grams)
        outside = (everywhere[best] - counts[best]) / max(1, total - len(grams))
        kept.append(Phrase(_spelling(best, texts), inside * rare[best], inside, outside))
        missed = [found for found in missed if best not in found]
        rare = {gram: value for gram, value in rare.items() if not _overlap(gram, best)}
    return kept


def _sets_apart(inside: int, size: int, everywhere: int, total: int) -> bool:
    return size == total or inside / size > 2 * (everywhere - inside) / (total - size)


def _overlap(one: str, other: str) -> bool:
    return bool(set(one.split()) & set(other.split()))


def _spelling(gram: str, texts: Iterable[str]) -> str:
    """The way most people wrote these words."""
    words = r"\W+".join(re.escape(word).replace("'", "['’]") for word in gram.split())
    ways = Counter(
        " ".join(WORD.findall(found))
        for text in texts
        for found in re.findall(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE)
    )
    return min(ways, key=lambda way: (-ways[way], way), default=gram)
