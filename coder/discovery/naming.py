"""What sets a cluster apart, in the words people used, and a name made of them.

    gain(word) = .8 (share of the cluster's texts with it and no word before) + .2 (share with it) - share of other texts

A name covers: each further word is chosen for the texts that the ones before it miss. Shares of texts, not of
occurrences, so that no single answer can name a cluster. A small word ("nothing", "on") may be part of a name where
it is four times as common in the cluster as elsewhere: people who have nothing to add say so in small words.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
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

FRESH, TIMES, OFTEN, SEEN = 0.8, 4, 0.1, 3
"""Weight of the texts that no word before stands in; how much more common a small word must be here, and in what
share of texts at least; texts with a word at least, fewer in small clusters."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One to three words as people wrote them; `inside` and `outside` are the shares of texts that have it."""

    text: str
    inside: float
    outside: float


def phrases_of(texts: Sequence[str], labels: Ints, near: Floats, language: str = "en") -> list[list[Phrase]]:
    """For each cluster the phrases that set it apart, most telling first, none a part of another."""
    stopped = stop_words(language)
    read = [_nearest(labels, near, number) for number in range(near.shape[1])]
    lines = [[_line(texts[at]) for at in rows] for rows in read]
    counts = [Counter(word for line in found for word in set(line.split())) for found in lines]
    everywhere = sum(counts, Counter[str]())
    total = sum(map(len, lines))
    named = []
    for number, rows in enumerate(read):
        others = max(1, total - len(rows))
        outside = {word: (everywhere[word] - n) / others for word, n in counts[number].items()}
        chosen = _chosen(counts[number], outside, lines[number], stopped)
        rest = list(itertools.chain.from_iterable(lines[:number] + lines[number + 1 :]))
        phrases = []
        for gram in chosen:
            having = _having(gram, lines[number])
            elsewhere = outside[gram] if gram in outside else len(_having(gram, rest)) / others
            phrases.append(
                Phrase(
                    _spelling(gram, [texts[at] for at in rows[having]]), len(having) / len(rows), elsewhere
                )
            )
        named.append(phrases)
    return named


def suggested(phrases: Sequence[Phrase], most: int = 6) -> str:
    """A name to start from: the phrases that together cover most of the cluster, "" where there are none."""
    return ", ".join(phrase.text for phrase in phrases[:most])


def _nearest(labels: Ints, near: Floats, number: int) -> Ints:
    inside = np.flatnonzero(labels == number)
    return np.asarray(inside[np.argsort(-near[inside, number], kind="stable")[:READ]])


def _line(text: str) -> str:
    """Folded words, each with a space before and behind it."""
    return f" {' '.join(fold(match) for match in WORD.findall(text))} "


def _having(gram: str, lines: Sequence[str]) -> list[int]:
    return [at for at, line in enumerate(lines) if f" {gram} " in line]


def _chosen(
    counts: Mapping[str, int], outside: Mapping[str, float], lines: Sequence[str], stopped: frozenset[str]
) -> list[str]:
    """Word after word, each the one that gains most; a word that mostly stands in a phrase is that phrase."""
    size, least = len(lines), min(SEEN, 1 + len(lines) // 10)
    # Where answers are longer, every small word is more common.
    small = [word for word in counts if word in stopped]
    longer = sum(counts[word] for word in small) / size / (sum(outside[word] for word in small) or 1)
    often = {word: max(OFTEN, TIMES * max(1.0, longer) * outside[word]) for word in small}
    telling = {word for word, n in counts.items() if n >= least and n / size >= often.get(word, 0)}
    kept: list[str] = []
    missed = [telling.intersection(line.split()) for line in lines]
    while len(kept) < SHOWN:
        fresh = Counter(itertools.chain.from_iterable(missed))
        gain = {
            word: (FRESH * fresh[word] + (1 - FRESH) * counts[word]) / size - outside[word]
            for word in telling
        }
        best = max(sorted(gain), key=lambda word: (gain[word], word not in stopped), default="")
        if gain.get(best, 0.0) <= 0:
            break
        kept.append(_phrase(best, lines, telling if best in stopped else telling - stopped))
        telling.difference_update(kept[-1].split())
        missed = [words for words in missed if best not in words]
    return kept


def _phrase(word: str, lines: Sequence[str], telling: Set[str]) -> str:
    """The longest run of telling words that stands in 60 % of the lines with this one."""
    having = [line.split() for line in lines if f" {word} " in line]
    around = Counter(
        gram for line in having for gram in set(_grams(line, word)) if set(gram.split()) <= telling
    )
    often = [gram for gram, n in around.items() if n >= TOGETHER * len(having)]
    return max(sorted(often), key=lambda gram: (gram.count(" "), around[gram]))


def _grams(line: Sequence[str], word: str) -> Iterator[str]:
    """Runs of one to three words that have this one among them."""
    for at in (at for at, each in enumerate(line) if each == word):
        for start in range(max(0, at - 2), at + 1):
            for end in range(at + 1, min(start + 3, len(line)) + 1):
                yield " ".join(line[start:end])


def _spelling(gram: str, texts: Iterable[str]) -> str:
    """The way most people wrote these words."""
    words = r"\W+".join(re.escape(word).replace("'", "['’]") for word in gram.split())
    ways = Counter(
        " ".join(WORD.findall(found))
        for text in texts
        for found in re.findall(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE)
    )
    return min(ways, key=lambda way: (-ways[way], way), default=gram)
