"""What sets a cluster apart, in the words people used, and a name made of them.

All clusters are named together: words are handed out one by one (`contest.py`), each where it makes most texts share
more words with the name of their own cluster than with others' names. To what a word wins is added

    .1 * (share of the cluster's texts with it - share of other texts)

so that of words that win as much the typical one is chosen, and no word is taken that costs other names more than
it brings. A name ends where the next word would bring less than 1.2 % of the cluster's texts. Shares of texts, not
of occurrences, so that no single answer can name a cluster. A small word ("nothing", "on") may be part of a name where
it is four times as common in the cluster as elsewhere: people who have nothing to add say so in small words. It
stands last unless most texts have it.

On six corpora such a name tells an unseen answer's cluster among four in .81 of trials, .80 where each cluster was named
by itself with a phrase more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.discovery.concordance import lemma_table
from coder.discovery.contest import Contest
from coder.discovery.space import Sparse, stop_words
from coder.embedding import WORD, fold
from coder.errors import RequestError

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

READ, ALL, SHOWN, FORMS, TOGETHER = 400, 12_000, 8, 10, 0.6
"""Texts read per cluster, the nearest to its centre, and of all clusters; phrases kept, and with their other forms; a
word is shown as a phrase that 60 % of its texts have, and so many have a small word that stands first."""

LEAN, LEAST, SMALL, TIMES, OFTEN, SEEN = 0.1, 0.012, 0.5, 4, 0.1, 3
"""Weight of being typical; least that a word must bring; what a small word brings counts half; how much more common
it must be here, and in what share of texts at least; texts with a word at least, fewer in small clusters."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One to three words as people wrote them; `inside` and `outside` are the shares of texts that have it.

    `form`: another form of the phrase before it ("waiting" after "wait").
    """

    text: str
    inside: float
    outside: float
    form: bool = False


def phrases_of(texts: Sequence[str], labels: Ints, near: Floats, language: str = "en") -> list[list[Phrase]]:
    """For each cluster the phrases that set it apart, most telling first, none a part of another.

    A cluster without a text has none.
    """
    most = max(50, min(READ, ALL // max(1, near.shape[1])))
    read = [_nearest(labels, near, number)[:most] for number in range(near.shape[1])]
    lines = [[_line(texts[at]) for at in rows] for rows in read]
    stopped = stop_words(language)
    naming = _Naming(lines, stopped, _lemmas(language))
    found = [
        [
            Phrase(_spelling(gram, [texts[at] for at in read[number][having]]), inside, outside, form)
            for gram, form in chosen
            for having, inside, outside in [naming.standing(gram, number)]
        ]
        for number, chosen in enumerate(naming.handed_out())
    ]
    return [
        sorted(phrases, key=lambda each: each.inside < TOGETHER and fold(each.text) in stopped)
        for phrases in found
    ]


def suggested(phrases: Sequence[Phrase], most: int = SHOWN) -> str:
    """A name to start from, such as "wait/waiting, hours"; "" where there are no phrases."""
    parts: list[str] = []
    for phrase in phrases:
        if phrase.form and parts:
            parts[-1] += f"/{phrase.text}"
        else:
            parts.append(phrase.text)
    return ", ".join(parts[:most])


class _Naming:
    """Folded lines of the clusters' texts, and who got which words."""

    def __init__(self, lines: list[list[str]], stopped: frozenset[str], lemmas: Mapping[str, str]) -> None:
        self._lines, self._stopped = lines, stopped
        self._sizes = np.array([len(found) for found in lines], dtype=np.int64)
        counts = [Counter(word for line in found for word in set(line.split())) for found in lines]
        telling = _telling(counts, self._sizes.tolist(), stopped)
        # Of words that bring as much, one that is not small comes first, then by the alphabet.
        self._words = sorted(set[str]().union(*telling), key=lambda word: (word in stopped, word))
        self._number = {word: at for at, word in enumerate(self._words)}
        # The table takes "second" for a form of "2": the first letter must be the same too.
        self._root = [(word[0], lemmas.get(word, word)) for word in self._words]
        self._small = np.array([word in stopped for word in self._words], dtype=bool)
        shape = (len(self._words), len(lines))
        free = [[word in mine for mine in telling] for word in self._words]
        self._open = np.array(free, dtype=bool).reshape(shape)
        having = np.array([[count[word] for count in counts] for word in self._words]).reshape(shape)
        others = np.maximum(1, self._sizes.sum() - self._sizes)
        self._outside = (having.sum(axis=1, keepdims=True) - having) / others
        self._typical = LEAN * (having - self._outside * self._sizes)
        self._contest = Contest(self._uses(), np.repeat(np.arange(len(lines)), self._sizes), len(lines))

    def handed_out(self) -> list[list[tuple[str, bool]]]:
        """Per cluster, runs of one to three words, and whether each is another form of the one before."""
        chosen: list[list[tuple[str, bool]]] = [[] for _ in self._lines]
        while (found := self._next()) is not None:
            word, number = found
            gram = self._run(self._words[word], number)
            chosen[number].append((gram, False))
            self._give(gram, number)
            form = self._form(word, number) if gram == self._words[word] else None
            if form is not None:
                chosen[number].append((form, True))
                self._give(form, number)
            if len(chosen[number]) >= FORMS or sum(not form for _, form in chosen[number]) >= SHOWN:
                self._open[:, number] = False
        return chosen

    def standing(self, gram: str, number: int) -> tuple[list[int], float, float]:
        """Which of the cluster's texts have it, and the shares of texts inside and outside that do."""
        having = _having(gram, self._lines[number])
        if gram in self._number:
            outside = float(self._outside[self._number[gram], number])
        else:
            rest = [line for at, found in enumerate(self._lines) if at != number for line in found]
            outside = len(_having(gram, rest)) / max(1, len(rest))
        return having, len(having) / len(self._lines[number]), outside

    def _uses(self) -> Sparse:
        from scipy.sparse import csr_matrix

        known = [
            sorted({self._number[word] for word in line.split() if word in self._number})
            for found in self._lines
            for line in found
        ]
        columns = np.array([word for words in known for word in words], dtype=np.int64)
        starts = np.cumsum([0, *map(len, known)])
        return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(known), len(self._words)))

    def _next(self) -> tuple[int, int] | None:
        """The word that brings most, and to which cluster."""
        word, number = np.nonzero(self._open)
        gain = self._contest.gain[word, number]
        brings = np.round(gain + self._typical[word, number], 9) * np.where(self._small[word], SMALL, 1.0)
        brings[(gain < -1e-9) | (brings <= LEAST * self._sizes[number])] = 0
        if not brings.any():
            return None
        best = int(brings.argmax())
        return int(word[best]), int(number[best])

    def _run(self, word: str, number: int) -> str:
        free = {self._words[at] for at in np.flatnonzero(self._open[:, number])}
        return _phrase(word, self._lines[number], free if word in self._stopped else free - self._stopped)

    def _form(self, word: int, number: int) -> str | None:
        """Another form of the word that wins something still."""
        if self._small[word]:
            return None
        forms = [at for at in np.flatnonzero(self._open[:, number]) if self._root[at] == self._root[word]]
        best = max(forms, key=lambda at: round(float(self._contest.gain[at, number]), 9), default=word)
        return self._words[best] if self._contest.gain[best, number] > 1e-9 and best != word else None

    def _give(self, gram: str, number: int) -> None:
        for word in sorted(set(gram.split())):
            self._contest.give(self._number[word], number)
            self._open[self._number[word], number] = False


def _lemmas(language: str) -> Mapping[str, str]:
    try:
        table: Mapping[str, str] = lemma_table(language.partition("_")[0])
    except RequestError:
        return {}
    return table


def _telling(counts: Sequence[Counter[str]], sizes: Sequence[int], stopped: frozenset[str]) -> list[set[str]]:
    """Per cluster the words that are more common there, small ones only where they are much more so."""
    everywhere, found = Counter[str](), []
    for count in counts:
        everywhere.update(count)
    for count, size in zip(counts, sizes, strict=True):
        rest, least = max(1, sum(sizes) - size), min(SEEN, 1 + size // 10)
        outside = {word: (everywhere[word] - n) / rest for word, n in count.items()}
        # Where answers are longer, every small word is more common.
        small = [word for word in count if word in stopped]
        longer = (
            sum(count[word] for word in small) / max(1, size) / (sum(outside[word] for word in small) or 1)
        )
        often = {word: max(OFTEN, TIMES * max(1.0, longer) * outside[word]) for word in small}
        share = {word: n / max(1, size) for word, n in count.items() if n >= least}
        found.append(
            {word for word in share if share[word] > outside[word] and share[word] >= often.get(word, 0)}
        )
    return found


def _nearest(labels: Ints, near: Floats, number: int) -> Ints:
    inside = np.flatnonzero(labels == number)
    return np.asarray(inside[np.argsort(-near[inside, number], kind="stable")])


def _line(text: str) -> str:
    """Folded words, each with a space before and behind it."""
    return f" {' '.join(fold(match) for match in WORD.findall(text))} "


def _having(gram: str, lines: Sequence[str]) -> list[int]:
    return [at for at, line in enumerate(lines) if f" {gram} " in line]


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
