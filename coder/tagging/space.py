"""Texts -> feature blocks -> kernel: words, characters and, where there is one, an embedding.

Every block has rows of length 1 and blocks are summed as linear kernels with a weight each. Embedding
vectors are centred on the corpus, scaled to length 1 and rounded to multiples of 2^-14: products and
sums of such numbers are exact in float64, so a text scores the same bytes alone and among others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.tagging.features import Ngrams, text_key

Floats = npt.NDArray[np.float64]
Block = Any
"""A scipy CSR matrix (n-grams) or a dense array (embedding), one row per text."""

Embedder = Callable[[Sequence[str]], npt.NDArray[Any]]

EXACT = 2.0**14
EXACT_WEIGHT = 2.0**22


@dataclass
class Space:
    """Frozen features: n-gram vocabulary with IDF, embedding with its centre, weight of each block."""

    embedder: Embedder | None = None
    scales: dict[str, float] = field(
        default_factory=lambda: {"words": 1.0, "characters": 1.0, "embedding": 1.0}
    )
    ngrams: Ngrams = field(default_factory=Ngrams)
    centre: Floats | None = None

    @property
    def names(self) -> list[str]:
        """The blocks in use, in the order of everything below."""
        return ["words", "characters"] + (["embedding"] if self.embedder else [])

    def fit(self, texts: Iterable[str]) -> Space:
        """Freezes vocabulary, IDF and centre on the distinct texts of a corpus, coded or not."""
        distinct = sorted({text_key(text): text for text in sorted(texts, reverse=True)}.items())
        corpus = [text for key, text in distinct if key]
        self.ngrams = Ngrams().fit(corpus)
        if self.embedder and corpus:
            vectors = _unit(self.embedder(corpus))
            self.centre = np.rint(vectors.mean(axis=0) * EXACT) / EXACT
        return self

    def transform(self, texts: Sequence[str]) -> list[Block]:
        """One block per name; an embedding row is 0 for a text without words."""
        blocks: list[Block] = list(self.ngrams.transform(texts))
        if self.embedder:
            blocks.append(self._vectors(texts))
        return blocks

    def kernel(self, left: list[Block], right: list[Block]) -> Floats:
        """Weighted sum of the blocks' inner products, (rows of left, rows of right)."""
        total = np.zeros((left[0].shape[0], right[0].shape[0]))
        for name, one, other in zip(self.names, left, right, strict=True):
            product = one @ other.T
            total += self.scales[name] * (product if isinstance(product, np.ndarray) else product.toarray())
        return total

    def _vectors(self, texts: Sequence[str]) -> Floats:
        assert self.embedder is not None
        some = [row for row, text in enumerate(texts) if text_key(text)]
        found = _unit(self.embedder([texts[row] for row in some])) if some else np.zeros((0, self._width()))
        vectors = np.zeros((len(texts), found.shape[1]))
        vectors[some] = _unit(found - self.centre) if self.centre is not None else found
        return np.asarray(np.rint(vectors * EXACT) / EXACT)

    def _width(self) -> int:
        return 0 if self.centre is None else len(self.centre)


def weights_of(block: Block, coefficients: Floats) -> Floats:
    """Primal weights (features, k) of one block from dual coefficients (n, k)."""
    return rounded(block, np.asarray(block.T @ coefficients))


def rounded(block: Block, weights: Floats) -> Floats:
    """Weights of an embedding to multiples of 2^-22, which keeps scores exact (see above); others as they are."""
    return (
        np.asarray(np.rint(weights * EXACT_WEIGHT) / EXACT_WEIGHT)
        if isinstance(block, np.ndarray)
        else weights
    )


def _unit(vectors: npt.NDArray[Any]) -> Floats:
    vectors = np.asarray(vectors, dtype=np.float64)
    lengths = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    return np.asarray(np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0))
