"""What sets a cluster apart, in the words people used, and a name made of them.

    gain(word) = (share of the cluster's texts with it + share with it and no word before) / 2 - share of other texts

A name covers: each further word is chosen with an eye to the texts that the ones before it miss. Shares of
texts, not of occurrences, so that no single answer can name a cluster.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.discovery.space import stop_words
from coder.embedding import WORD, fold

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

READ, SHOWN, TOGETHER = 400, 8, 0.6
"""Texts read per cluster, the nearest to its centre; phrases kept; a word is shown as a phrase that
60 % of its texts have."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One to three words as people wrote them; `inside` and `outside` are the shares of texts that have it."""

    text: str
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
    everywhere = Counter[str]()
    for counted in counts.values():
        everywhere.update(counted)
    return [
        [
            Phrase(
                _spelling(gram, [texts[at] for at in read[number]]),
                counts[number][gram] / len(grams[number]),
                (everywhere[gram] - counts[number][gram]) / max(1, total - len(grams[number])),
            )
            for gram in _chosen(counts[number], everywhere, grams[number], total)
        ]
        for number in numbers
    ]


def suggested(phrases: Sequence[Phrase], most: int = 6) -> str:
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
            if len(gram) == size and not stopped.intersection(gram):
                yield " ".join(gram)


def _chosen(
    counts: Mapping[str, int], everywhere: Mapping[str, int], grams: Sequence[set[str]], total: int
) -> list[str]:
    """Word after word, each the one that gains most; a word that mostly stands in a phrase is that phrase."""
    others = total - len(grams)
    outside = {gram: (everywhere[gram] - n) / (others or 1) for gram, n in counts.items()}
    kept: list[str] = []
    missed = list(grams)
    while len(kept) < SHOWN:
        used = {word for phrase in kept for word in phrase.split()}
        fresh = Counter(gram for found in missed for gram in found)
        gain = {
            gram: (fresh[gram] + n) / 2 / len(grams) - outside[gram]
            for gram, n in counts.items()
            if " " not in gram and gram not in used
        }
        best = max(sorted(gain), key=lambda gram: gain[gram], default="")
        if gain.get(best, 0.0) <= 0:
            break
        kept.append(_phrase(best, counts, used))
        missed = [found for found in missed if best not in found]
    return kept


def _phrase(word: str, counts: Mapping[str, int], used: Collection[str]) -> str:
    around = [
        gram
        for gram, n in counts.items()
        if n >= TOGETHER * counts[word] and word in gram.split() and not set(gram.split()) & set(used)
    ]
    return max(sorted(around), key=lambda gram: (gram.count(" "), counts[gram]))


def _spelling(gram: str, texts: Iterable[str]) -> str:
    """The way most people wrote these words."""
    words = r"\W+".join(re.escape(word).replace("'", "['’]") for word in gram.split())
    ways = Counter(
        " ".join(WORD.findall(found))
        for text in texts
        for found in re.findall(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE)
    )
    return min(ways, key=lambda way: (-ways[way], way), default=gram)
