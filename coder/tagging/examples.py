"""What was read, ready for learning: one row per distinct answer, with targets, weights and scope.

Copies (the same question, and the same text after folding) are one row whose weight is their number, so leaving that
row out leaves all copies out. Rows are sorted: the order in which answers were read leaves no trace.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.errors import RequestError, UnknownCodeError
from coder.tagging.features import text_key

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Scope = Collection[str] | None

MOST = 6000
"""Distinct texts that are learnt from; of more an evenly spaced part, since the kernel grows with the square."""


@dataclass(frozen=True)
class Examples:
    """`targets` in [0, 1] and `weights` >= 0 are (n, k); weight 0 says that the code was not judged."""

    texts: list[str]
    questions: list[str]
    targets: Floats
    weights: Floats
    row_of: Ints
    """For each text that was handed in its row, -1 where it has no words or was not needed (see MOST)."""

    @property
    def positives(self) -> Floats:
        """How many answers have each code, copies counted, (k,)."""
        return np.asarray((self.targets * self.weights).sum(axis=0))

    @property
    def judged(self) -> Floats:
        """How many answers were judged for each code, copies counted, (k,)."""
        return np.asarray(self.weights.sum(axis=0))

    def f1(self, yes: npt.NDArray[np.bool_]) -> tuple[float, float]:
        """Micro- and macro-F1 of decisions (n, k), copies counted; macro over codes that were used."""
        weight, human, used = self.weights, self.targets, self.positives > 0
        both = (weight * yes * human).sum(axis=0)
        total = (weight * yes).sum(axis=0) + (weight * human).sum(axis=0)
        if not used.any():
            return 0.0, 0.0
        return float(2 * both.sum() / total.sum()), float((2 * both[used] / total[used]).mean())


def gather(
    texts: Sequence[str],
    codes: Sequence[Collection[str]],
    paths: Sequence[str],
    *,
    questions: Sequence[str] | None = None,
    scopes: Sequence[Scope] | None = None,
    sample_weight: Sequence[float] | None = None,
) -> Examples:
    """Merges copies and turns sets of paths into targets; texts without words teach nothing and are left out.

    Raises RequestError where lengths differ or a weight is negative, UnknownCodeError for a path not in `paths`.
    """
    _check(texts, codes, questions, scopes, sample_weight)
    keys = [
        (text_key(text), asked) for text, asked in zip(texts, questions or [""] * len(texts), strict=True)
    ]
    distinct = _enough(sorted({key for key in keys if key[0]}))
    place = {key: row for row, key in enumerate(distinct)}
    row_of = np.array([place.get(key, -1) for key in keys], dtype=np.int64)
    given = np.ones(len(texts)) if sample_weight is None else np.asarray(sample_weight, dtype=float)
    weight = given[:, None] * _known(scopes, paths, len(texts))
    return Examples(
        _first(texts, row_of, len(distinct)),
        [asked for _, asked in distinct],
        *_merged(_matrix(codes, paths), weight, row_of, len(distinct)),
        row_of,
    )


def _enough(keys: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if len(keys) <= MOST:
        return keys
    return [keys[at] for at in np.linspace(0, len(keys) - 1, MOST).astype(np.int64)]


def _check(
    texts: Sequence[str],
    codes: Sequence[Collection[str]],
    questions: Sequence[str] | None,
    scopes: Sequence[Scope] | None,
    sample_weight: Sequence[float] | None,
) -> None:
    for what, values in (
        ("codes", codes),
        ("questions", questions),
        ("scopes", scopes),
        ("sample_weight", sample_weight),
    ):
        if values is not None and len(values) != len(texts):
            raise RequestError(f"There are {len(texts)} texts but {len(values)} entries in {what}.")
    if sample_weight is not None and not all(0 <= value < float("inf") for value in sample_weight):
        raise RequestError("A sample weight must be a finite number and not negative.")


def _matrix(sets: Sequence[Collection[str]], paths: Sequence[str]) -> Floats:
    place = {path: column for column, path in enumerate(paths)}
    matrix = np.zeros((len(sets), len(paths)))
    for row, found in enumerate(sets):
        for path in found:
            if path not in place:
                raise UnknownCodeError(path, known=paths)
            matrix[row, place[path]] = 1.0
    return matrix


def _known(scopes: Sequence[Scope] | None, paths: Sequence[str], count: int) -> Floats:
    everything = np.ones((count, len(paths)))
    if scopes is None:
        return everything
    for row, scope in enumerate(scopes):
        if scope is not None:
            everything[row] = [path in scope for path in paths]
    return everything


def _first(texts: Sequence[str], row_of: Ints, count: int) -> list[str]:
    found: list[str | None] = [None] * count
    for text, row in sorted(zip(texts, row_of.tolist(), strict=True)):
        if row >= 0 and found[row] is None:
            found[row] = text
    return [text or "" for text in found]


def _merged(targets: Floats, weights: Floats, row_of: Ints, count: int) -> tuple[Floats, Floats]:
    kept = row_of >= 0
    order = (
        np.lexsort((*(targets * weights)[kept].T[::-1], row_of[kept]))
        if kept.any()
        else np.zeros(0, np.int64)
    )
    rows = row_of[kept][order]
    total, yes = np.zeros((count, targets.shape[1])), np.zeros((count, targets.shape[1]))
    np.add.at(total, rows, weights[kept][order])
    np.add.at(yes, rows, (targets * weights)[kept][order])
    return np.divide(yes, total, out=np.zeros_like(yes), where=total > 0), total
