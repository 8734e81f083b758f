"""Texts -> feature blocks -> kernel: words, characters and, where there are, an embedding, its squares and questions.

Every block has rows of length 1 and blocks are summed as linear kernels with a weight each. A long answer
says more things, and a row of length 1 would make each of them fainter: rows are multiplied by

    r(x) = ((1 + words of x) / (geometric mean of the corpus)) ^ LENGTH

Embedding vectors are centred on the corpus, scaled, and rounded to multiples of 2^-14: products and sums of
such numbers are exact in float64, so a text scores the same bytes alone and among others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.embedding import Embedder, Static, layers
from coder.tagging.asked import Asked, numbers
from coder.tagging.features import MANY, Ngrams, Tokens, scaled, text_key, tokenise
from coder.tagging.squares import Squares, directions

Floats = npt.NDArray[np.float64]
Block = Any
"""A scipy CSR matrix (n-grams), a dense array (embedding), Squares of it, or Asked; one row per text."""

EXACT = 2.0**14
EXACT_WEIGHT = 2.0**22

KEPT = 10_000
"""Words whose vectors are kept, 2 kB each."""

LENGTH = 0.2
"""0 keeps every answer at length 1, .5 is near no normalisation; .15 to .3 is best on three data sets."""


@dataclass
class Space:
    """Frozen features: n-gram vocabulary with IDF, embedding with its centre, weight of each block."""

    embedder: Embedder | None = None
    scales: dict[str, float] = field(
        default_factory=lambda: {
            "words": 1.0,
            "characters": 1.0,
            "embedding": 1.0,
            "squares": 1.0,
            "question": 0.25,
        }
    )
    ngrams: Ngrams = field(default_factory=Ngrams)
    centre: Floats | None = None
    basis: Floats | None = None
    typical: float = 1.0
    """Geometric mean of one plus the words of a text."""

    about: dict[str, float] = field(default_factory=dict)
    """What the corpus is like, see `about`."""

    questions: list[str] = field(default_factory=list)
    """The questions that are told apart; none where all answers are to one."""

    _known: tuple[dict[str, int], Floats] | None = field(default=None, init=False, repr=False, compare=False)
    """Where the commonest words stand in the table of their vectors, which is made when it pays."""

    @property
    def names(self) -> list[str]:
        """The blocks in use, in the order of everything below."""
        own = ["embedding"] + (["squares"] if self.basis is not None else []) if self.embedder else []
        return ["words", "characters", *own, *(["question"] if self.questions else [])]

    def fit(self, texts: Iterable[str], questions: Iterable[str] = ()) -> Space:
        """Freezes vocabulary, IDF and centre on the distinct texts of a corpus, coded or not, and its questions."""
        asked = sorted(set(questions) - {""})
        self.questions = asked if len(asked) > 1 else []
        distinct = sorted({text_key(text): text for text in sorted(texts, reverse=True)}.items())
        corpus = [text for key, text in distinct if key]
        self.ngrams, self._known = Ngrams().fit(corpus), None
        tokens = tokenise(corpus)
        self.typical = float(np.exp(np.log1p(tokens.lengths()).mean())) if corpus else 1.0
        self.about = about(tokens)
        if self.embedder and corpus:
            vectors = self._embedded(corpus, tokens)
            self.centre = np.rint(vectors.mean(axis=0) * EXACT) / EXACT
            if not isinstance(self.embedder, Static):
                meant = getattr(self.embedder, "width", None)
                self.basis = directions(np.rint(_unit(vectors - self.centre) * EXACT) / EXACT, meant)
        return self

    def transform(self, texts: Sequence[str], questions: Sequence[str] | None = None) -> list[Block]:
        """One block per name, rows of length r(x); an embedding row is 0 for a text without words."""
        tokens = tokenise(texts)
        lengths = np.asarray(((1.0 + tokens.lengths()) / self.typical) ** LENGTH, dtype=np.float64)
        blocks = self._blocks(texts, tokens, lengths)
        asked = numbers(questions, self.questions, len(texts))
        if self.questions:
            shared = [np.rint(lengths * EXACT)[:, None] / EXACT, *(blocks[2:3] if self.embedder else [])]
            blocks.append(Asked(np.hstack(shared), asked, len(self.questions)))
        return blocks

    def unit(self, texts: Sequence[str]) -> list[Block]:
        """The same with rows of length 1, in order (see `ordered`), and to no question."""
        return ordered(self._blocks(texts, tokenise(texts), np.ones(len(texts))))

    def _blocks(self, texts: Sequence[str], tokens: Tokens, lengths: Floats) -> list[Block]:
        blocks: list[Block] = [scaled(block, lengths) for block in self.ngrams.of_tokens(tokens)]
        if self.embedder:
            vectors = np.rint(self._centred(texts, tokens) * lengths[:, None] * EXACT) / EXACT
            blocks.append(vectors)
            if self.basis is not None:
                blocks.append(Squares.of(vectors, lengths, self.basis))
        return blocks

    def kernel(self, left: list[Block], right: list[Block]) -> Floats:
        """Weighted sum of the blocks' inner products, (rows of left, rows of right)."""
        total = np.zeros((left[0].shape[0], right[0].shape[0]))
        for name, one, other in zip(self.names, left, right, strict=False):
            total += self.scales[name] * _products(one, other)
        return total

    def _centred(self, texts: Sequence[str], tokens: Tokens) -> Floats:
        vectors = self._embedded(texts, tokens)
        if self.centre is not None:
            vectors = _unit(vectors - self.centre)
        blank = np.ones(len(texts), dtype=bool)
        blank[tokens.rows] = False
        vectors[blank] = 0.0
        return vectors

    def _embedded(self, texts: Sequence[str], tokens: Tokens) -> Floats:
        """Rows of length 1; the static table is asked once per distinct word, any other once per text."""
        if isinstance(self.embedder, Static):
            return _unit(tokens.counts @ self._table(self.embedder, tokens.lexicon))
        assert self.embedder is not None
        width = 0 if self.centre is None else len(self.centre)
        return _unit(layers(self.embedder)(texts)) if len(texts) else np.zeros((0, width))

    def _table(self, static: Static, lexicon: list[str]) -> Floats:
        """(lexicon, width): `static.table`, with the vectors of common words looked up once."""
        if len(lexicon) < MANY:
            return static.table(lexicon)
        if self._known is None:
            common = self.ngrams.common(KEPT)
            self._known = {word: place for place, word in enumerate(common)}, static.table(common)
        place, vectors = self._known
        at = np.array([place.get(word, -1) for word in lexicon], dtype=np.int64)
        fresh = [word for word, found in zip(lexicon, at.tolist(), strict=True) if found < 0]
        table = np.empty((len(lexicon), static.width))
        table[at >= 0], table[at < 0] = vectors[at[at >= 0]], static.table(fresh)
        return table


def ordered(blocks: list[Block]) -> list[Block]:
    """The blocks with every row's columns in order: only then has an inner product the same bytes both ways."""
    for block in blocks:
        if hasattr(block, "sort_indices"):
            block.sort_indices()
    return blocks


def about(tokens: Tokens) -> dict[str, float]:
    """Texts, their words (mean and median), and the chance that the next word is one not met before.

    That chance is the share of words met once (Good 1953); later texts may be compared with it.
    """
    if not tokens.texts or not len(tokens.ids):
        return {"texts": tokens.texts, "words": 0.0, "median_words": 0.0, "new_words": 1.0}
    lengths = tokens.lengths()
    once = float((np.bincount(tokens.ids) == 1).sum())
    return {
        "texts": tokens.texts,
        "words": float(lengths.mean()),
        "median_words": float(np.median(lengths)),
        "new_words": once / len(tokens.ids),
    }


def weights_of(block: Block, coefficients: Floats, more: Floats | float = 0.0) -> Floats:
    """Primal weights (features, k) of one block from dual coefficients (n, k), plus `more`."""
    if isinstance(block, Squares | Asked):
        return block.weights(coefficients)
    return rounded(block, np.asarray(block.T @ coefficients) + more)


def linear(blocks: list[Block]) -> list[Block]:
    """Without the squares, which say nothing about a codebook's few sentences."""
    return [block for block in blocks if not isinstance(block, Squares)]


def _products(one: Block, other: Block) -> Floats:
    if isinstance(one, Squares | Asked):
        return one.kernel(other)
    product = one @ other.T
    return np.asarray(product if isinstance(product, np.ndarray) else product.toarray())


def rounded(block: Block, weights: Floats) -> Floats:
    """Weights of an embedding to multiples of 2^-22, which keeps scores exact (see above); others as they are."""
    return (
        np.asarray(np.rint(weights * EXACT_WEIGHT) / EXACT_WEIGHT)
        if isinstance(block, np.ndarray)
        else weights
    )


def _unit(vectors: npt.NDArray[Any]) -> Floats:
    vectors = np.asarray(vectors, dtype=np.float64)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return np.asarray(np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0))
