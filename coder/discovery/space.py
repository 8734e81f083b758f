"""Texts -> points: an embedding and latent word use side by side, in the directions that carry most.

Rows come in an order of the caller's making; hand over distinct texts in sorted order, and neither the
order of a file nor its copies leave a trace in the last bit.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.embedding import words

Floats = npt.NDArray[np.float64]
Sparse = Any
"""A scipy CSR matrix of float64 (scipy has no types)."""

LATENT, WIDTH, SHARE, EVEN = 100, 50, 0.5, 0.15
"""Directions of word use; directions kept; length of word use beside the embedding's; how far weak directions are lifted."""

_NEGATIONS = "no not never none nor neither without cannot against nicht kein keine nie ohne"
NEGATIONS = frozenset(_NEGATIONS.split())


@lru_cache(maxsize=8)
def stop_words(language: str = "en") -> frozenset[str]:
    """Words without a subject of their own, negations left out of them; empty where spaCy has no list."""
    try:
        found = import_module(f"spacy.lang.{language.partition('_')[0]}.stop_words").STOP_WORDS
    except ImportError:
        return frozenset()
    return frozenset(itertools.chain.from_iterable(words(word) for word in found)) - NEGATIONS


def points(
    counts: Sparse,
    weights: Floats,
    vectors: npt.NDArray[Any] | None,
    *,
    width: int = WIDTH,
    seed: int = 0,
) -> Floats:
    """(n, at most `width`): centred, most telling direction first; `counts` are the `tfidf` of the texts.

    Word use enters with half the length of the embedding: measured on two corpora, it steadies the
    groups and costs the embedding nothing. Each direction is divided by its deviation ** .15: what few speak of
    is a weak direction, and a group all the same (agreement with human codes on six corpora: +.001 to +.004).
    """
    lexical = latent(counts, weights, seed)
    if vectors is None:
        return _evened(reduced(lexical, weights, width), weights)
    meaning = _centred(np.asarray(vectors, dtype=np.float32), weights)
    return _evened(reduced(np.hstack([meaning, SHARE * lexical]), weights, width), weights)


def _evened(rows: Floats, weights: Floats) -> Floats:
    deviation = np.sqrt((weights @ (rows * rows)) / (weights.sum() or 1.0))
    return np.asarray(rows / np.where(deviation > 0, deviation, 1.0) ** EVEN)


def reduced(rows: npt.NDArray[Any], weights: Floats, width: int) -> Floats:
    """Coordinates of the rows along the `width` strongest directions of their weighted second moments."""
    moments = np.zeros((rows.shape[1], rows.shape[1]))
    for start in range(0, len(rows), 8192):
        part = rows[start : start + 8192].astype(np.float64)
        moments += part.T @ (part * weights[start : start + 8192, None])
    values, vectors = np.linalg.eigh(moments)
    kept = [at for at in np.argsort(-values, kind="stable")[:width] if values[at] > 1e-9 * values[-1]]
    return np.asarray(rows.astype(np.float32) @ vectors[:, kept].astype(np.float32), dtype=np.float64)


def latent(counts: Sparse, weights: Floats, seed: int) -> npt.NDArray[np.float32]:
    """(n, at most 100): latent semantic coordinates of word TF-IDF, rows of length 1 (0 without known words)."""
    rng = np.random.default_rng(seed)
    basis = rng.standard_normal((counts.shape[1], min(LATENT, counts.shape[1])))
    for _ in range(3):
        basis = np.linalg.qr(counts.T @ ((counts @ basis) * weights[:, None]))[0]
    return _unit((counts @ basis).astype(np.float32))


def tfidf(texts: Sequence[str], stopped: frozenset[str]) -> Sparse:
    """(n, words) with rows of length 1; words in fewer than three texts say nothing about groups."""
    from scipy.sparse import csr_matrix

    split = [[word for word in words(text) if word not in stopped] for text in texts]
    often = Counter(itertools.chain.from_iterable(map(set, split)))
    least = min(3, 1 + len(texts) // 100)
    lexicon = {word: at for at, word in enumerate(sorted(word for word, n in often.items() if n >= least))}
    known = [Counter(lexicon[word] for word in found if word in lexicon) for found in split]
    pointers = np.cumsum([0, *(len(row) for row in known)])
    columns = np.fromiter(itertools.chain.from_iterable(known), dtype=np.int64)
    counts = np.fromiter(itertools.chain.from_iterable(row.values() for row in known), dtype=np.float64)
    idf = np.array([1 + np.log((1 + len(texts)) / (1 + often[word])) for word in lexicon])
    values = (1 + np.log(counts)) * idf[columns] if len(lexicon) else counts
    rows = np.repeat(np.arange(len(texts)), np.diff(pointers))
    lengths = np.sqrt(np.bincount(rows, values**2, minlength=len(texts)))
    return csr_matrix((values / lengths[rows], columns, pointers), shape=(len(texts), len(lexicon)))


def _centred(vectors: npt.NDArray[np.float32], weights: Floats) -> npt.NDArray[np.float32]:
    mean = (weights @ vectors.astype(np.float64)) / (weights.sum() or 1.0)
    return _unit(vectors - mean.astype(np.float32))


def _unit(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    lengths = np.sqrt((rows.astype(np.float64) ** 2).sum(axis=1, keepdims=True))
    return np.asarray(rows / np.where(lengths > 1e-6, lengths, 1.0), dtype=np.float32)
