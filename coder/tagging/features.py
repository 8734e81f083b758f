"""Texts -> two sparse blocks: word 1-2-grams and, within words, character 3-5-grams, as TF-IDF.

A text is split into words once. The characters of a distinct word are looked up once, so the character
block of a text is a product of two sparse matrices: words per text, times n-grams per word. Rows have
Euclidean length 1 (or 0 for a text without known n-grams) and do not depend on the texts around them.

    tf = 1 + ln(count),   idf = 1 + ln((1 + n) / (1 + df))          (Salton & Buckley 1988, smoothed)
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.embedding import WORD, words

Sparse = Any
"""A scipy CSR matrix of float64 (scipy has no types)."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SIZES = (3, 4, 5)

LONG = 32
"""Pieces of so many characters are too rare to be remembered."""

MANY = 1000
"""From this many distinct words on it pays to have looked up the whole vocabulary once."""


def text_key(text: str) -> str:
    """Equal for identical answers: the folded words with one space between; "" when none is left."""
    return " ".join(words(text))


def word_grams(word: str) -> list[str]:
    """Character 3-5-grams of ` word ` with its borders; a word too short for one is its own gram."""
    padded = f" {word} "
    return [padded[at : at + size] for size in SIZES for at in range(len(padded) - size + 1)] or [padded]


def has_words(text: str) -> bool:
    """Whether anything is left of a text after folding."""
    return WORD.search(text) is not None


def pair_key(left: Ints, right: Ints, base: int) -> Ints:
    """One integer for two neighbouring words; -1 where one of them is unknown (-1)."""
    return np.where((left < 0) | (right < 0), -1, left * base + right)


@dataclass(frozen=True)
class Tokens:
    """The words of all texts in a row as numbers of a sorted lexicon, and the row each stands in."""

    ids: Ints
    rows: Ints
    texts: int
    lexicon: list[str]

    def lengths(self) -> Ints:
        """Words of each text, (texts,)."""
        return np.asarray(np.bincount(self.rows, minlength=self.texts))

    @cached_property
    def counts(self) -> Sparse:
        """(texts, lexicon)."""
        return counted(self.rows, self.ids, (self.texts, len(self.lexicon)))


def tokenise(texts: Sequence[str]) -> Tokens:
    """Splits every text at white space, and each distinct piece into its words once; no word spans two."""
    split = [text.split() for text in texts]
    pieces: defaultdict[str, int] = defaultdict(itertools.count().__next__)
    flat = np.fromiter(map(pieces.__getitem__, itertools.chain.from_iterable(split)), np.int64)
    rows = np.repeat(np.arange(len(split), dtype=np.int64), [len(found) for found in split])
    inside = [_words(piece) if len(piece) < LONG else words(piece) for piece in pieces]
    lexicon = sorted(set(itertools.chain.from_iterable(inside)))
    number = {word: place for place, word in enumerate(lexicon)}
    ids = np.array([number[word] for found in inside for word in found], dtype=np.int64)
    place, piece = unfolded(flat, np.array([len(found) for found in inside], dtype=np.int64))
    return Tokens(ids[place], rows[piece], len(split), lexicon)


@lru_cache(maxsize=1 << 16)
def _words(piece: str) -> tuple[str, ...]:
    return tuple(words(piece))


def unfolded(flat: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Runs of `sizes` items each, laid out in the order of `flat`: every item's place, and its run's in `flat`."""
    size = sizes[flat]
    first, ends = np.cumsum(sizes) - sizes, np.cumsum(size)
    owner = np.repeat(np.arange(len(flat), dtype=np.int64), size)
    return first[flat][owner] + np.arange(len(owner)) - (ends - size)[owner], owner


def counted(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Sparse:
    """Counts of (row, column) as CSR with sorted columns; a negative column is unknown and left out."""
    from scipy.sparse import csr_matrix

    known = columns >= 0
    ones = np.ones(int(known.sum()))
    matrix = csr_matrix((ones, (rows[known], columns[known])), shape=shape)
    matrix.sum_duplicates()
    return matrix


def weigh(counts: Sparse, idf: Floats) -> Sparse:
    """TF-IDF of a count matrix, every row scaled to length 1."""
    matrix, rows = counts.copy(), row_numbers(counts)
    matrix.data = (1.0 + np.log(matrix.data)) * idf[matrix.indices]
    lengths = np.sqrt(np.bincount(rows, matrix.data**2, minlength=matrix.shape[0]))
    matrix.data /= lengths[rows]
    return matrix


def scaled(matrix: Sparse, lengths: Floats) -> Sparse:
    """Rows multiplied by their factors, in place."""
    matrix.data *= lengths[row_numbers(matrix)]
    return matrix


def row_numbers(matrix: Sparse) -> Ints:
    """For each stored value of a CSR matrix the row that it stands in."""
    return np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))


def idf_of(counts: Sparse) -> Floats:
    """Smoothed inverse document frequency of every column."""
    found = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(1.0 + np.log((1.0 + counts.shape[0]) / (1.0 + found)))


@dataclass
class Ngrams:
    """Vocabulary and IDF of both blocks, frozen by `fit`; sorted, so that row order leaves no trace."""

    words: list[str] = field(default_factory=list)
    pairs: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    grams: list[str] = field(default_factory=list)
    word_idf: Floats = field(default_factory=lambda: np.zeros(0))
    gram_idf: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        self._index()

    def _index(self) -> None:
        self._word = {word: number for number, word in enumerate(self.words)}
        self._gram = {gram: number for number, gram in enumerate(self.grams)}
        self._spelled: Sparse = None

    def fit(self, texts: Iterable[str]) -> Ngrams:
        """Learns vocabulary and IDF from the distinct texts of a corpus (coded or not)."""
        tokens = tokenise(sorted({text_key(text) for text in texts} - {""}))
        self.words = sorted(tokens.lexicon)
        self.grams = sorted({gram for word in self.words for gram in word_grams(word)})
        self._index()
        self.pairs = np.unique(self._pair_keys(tokens))
        self.pairs = self.pairs[self.pairs >= 0]
        self.word_idf = idf_of(self._word_counts(tokens))
        self.gram_idf = idf_of(self._gram_counts(tokens))
        return self

    def transform(self, texts: Sequence[str]) -> tuple[Sparse, Sparse]:
        """(n, words + pairs) and (n, grams), rows of length 1; n-grams never met in the corpus are ignored.

        A row's n-grams stand in an order that follows from its words alone, not in that of their columns.
        """
        return self.of_tokens(tokenise(texts))

    def of_tokens(self, tokens: Tokens) -> tuple[Sparse, Sparse]:
        """The same for texts that were split already."""
        return (
            weigh(self._word_counts(tokens), self.word_idf),
            weigh(self._gram_counts(tokens), self.gram_idf),
        )

    def common(self, most: int) -> list[str]:
        """The words that stand in most texts of the corpus, at most so many."""
        order = np.argsort(self.word_idf[: len(self.words)], kind="stable")[:most]
        return [self.words[at] for at in order.tolist()]

    def number(self, word: str) -> int:
        """Column of a folded word in the word block, -1 if unknown."""
        return self._word.get(word, -1)

    def pair(self, left: int, right: int) -> int:
        """Column of two neighbouring words, given by their own columns; -1 if unknown."""
        key = left * len(self.words) + right if min(left, right) >= 0 else -1
        at = int(np.searchsorted(self.pairs, key))
        known = key >= 0 and at < len(self.pairs) and int(self.pairs[at]) == key
        return len(self.words) + at if known else -1

    def gram(self, gram: str) -> int:
        """Column of a character n-gram, -1 if unknown."""
        return self._gram.get(gram, -1)

    def numbers(self, lexicon: Iterable[str]) -> Ints:
        """Columns of folded words in the word block, -1 where unknown."""
        return np.array([self._word.get(word, -1) for word in lexicon], dtype=np.int64)

    def word_columns(self, tokens: Tokens) -> Ints:
        """For each word its column in the word block, -1 where unknown."""
        known = self.numbers(tokens.lexicon)
        return np.asarray(known[tokens.ids]) if len(known) else tokens.ids

    def _pair_keys(self, tokens: Tokens) -> Ints:
        numbers = self.word_columns(tokens)
        keys = pair_key(numbers[:-1], numbers[1:], len(self.words))
        return np.asarray(np.where(tokens.rows[:-1] == tokens.rows[1:], keys, -1))

    def pair_columns(self, tokens: Tokens) -> Ints:
        """For each word but the last the column of it and the next, -1 where unknown or at the end of a text."""
        keys = self._pair_keys(tokens)
        at = np.searchsorted(self.pairs, keys)
        at[at == len(self.pairs)] = 0
        found = self.pairs[at] == keys if len(self.pairs) else np.zeros(len(keys), bool)
        return np.where(found & (keys >= 0), len(self.words) + at, -1)

    def _word_counts(self, tokens: Tokens) -> Sparse:
        rows = np.concatenate([tokens.rows, tokens.rows[:-1]])
        columns = np.concatenate([self.word_columns(tokens), self.pair_columns(tokens)])
        return counted(rows, columns, (tokens.texts, len(self.words) + len(self.pairs)))

    def _gram_counts(self, tokens: Tokens) -> Sparse:
        return tokens.counts @ self.spelling(tokens.lexicon)

    def spelling(self, lexicon: list[str]) -> Sparse:
        """(lexicon, grams); the words of the vocabulary are spelled once where many words are asked for."""
        from scipy.sparse import vstack

        if len(lexicon) < MANY:
            return self._spell(lexicon)
        if self._spelled is None:
            self._spelled = self._spell(self.words)
        numbers = self.numbers(lexicon)
        fresh = numbers < 0
        new = self._spell([lexicon[at] for at in np.flatnonzero(fresh).tolist()])
        stacked = vstack([self._spelled[numbers[~fresh]], new], format="csr")
        place = np.zeros(len(lexicon), dtype=np.int64)
        place[np.concatenate([np.flatnonzero(~fresh), np.flatnonzero(fresh)])] = np.arange(len(lexicon))
        return stacked[place]

    def _spell(self, lexicon: list[str]) -> Sparse:
        found = [[self._gram.get(gram, -1) for gram in word_grams(word)] for word in lexicon]
        rows = np.repeat(np.arange(len(found), dtype=np.int64), [len(grams) for grams in found])
        flat = np.array(list(itertools.chain.from_iterable(found)), dtype=np.int64)
        return counted(rows, flat, (len(lexicon), len(self.grams)))
