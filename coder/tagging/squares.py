"""Products of directions of meaning: what "parking" and "cost" say together and neither says alone.

An embedding is projected to its D widest directions over the corpus, z = E'u. The block's features are all products
z_i z_j, so its kernel is (z'z)^2, a homogeneous polynomial kernel of degree two: still one weight per feature, and still
a sum that can be taken apart. They are never written out: a row is z, a code's weights are a D x D matrix A, and
the score is z'Az. Worth .01 of F1 with many labels on three data sets and nothing at few; the static table gains
nothing by it.

z is rounded to multiples of 2^-12 and A to 2^-20, so sums are exact and a text scores the same alone and in a crowd.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

WIDTH = 96
LEAST = 4 * WIDTH
"""Fewer distinct texts than this do not tell which directions are wide."""

EXACT = 2.0**12
EXACT_WEIGHT = 2.0**20
_CHUNK = 256


def directions(units: Floats, meant: int | None = None) -> Floats | None:
    """(width, D) orthogonal columns that hold most of the rows of `units`; None for too few rows or a narrow embedding.

    Only the first `meant` columns are looked at (None: all), and such parts of the rows have length 1 on average.
    Signs are fixed, entries are multiples of 2^-14.
    """
    some = units[:, :meant]
    if len(some) < LEAST or some.shape[1] < WIDTH:
        return None
    found = np.linalg.eigh(some.T @ some)[1][:, ::-1][:, :WIDTH]
    signs = np.sign(found[np.abs(found).argmax(axis=0), np.arange(WIDTH)])
    longer = 1 / np.sqrt(max(float((some**2).sum(axis=1).mean()), 1e-9))
    basis = np.zeros((units.shape[1], WIDTH))
    basis[: some.shape[1]] = np.rint(found * signs * longer * 2.0**14) / 2.0**14
    return basis


@dataclass(frozen=True)
class Squares:
    """Rows z (n, D), standing for n rows of D * D features; the operations that a block needs."""

    rows: Floats

    @classmethod
    def of(cls, embedded: Floats, lengths: Floats, basis: Floats) -> Squares:
        """From embedding rows of the given lengths r: the products then have length r times that of (E'u)(E'u)'."""
        z = (embedded @ basis) / np.sqrt(lengths)[:, None]
        return cls(np.asarray(np.rint(z * EXACT) / EXACT))

    @property
    def shape(self) -> tuple[int, int]:
        """(n, D * D)."""
        return len(self.rows), self.rows.shape[1] ** 2

    def __getitem__(self, rows: Any) -> Squares:
        return Squares(self.rows[rows])

    def kernel(self, other: Squares) -> Floats:
        """(n, m) inner products of the features."""
        return np.asarray((self.rows @ other.rows.T) ** 2)

    def weights(self, coefficients: Floats) -> Floats:
        """(D * D, k) primal weights from dual coefficients (n, k), rounded."""
        total = np.zeros((self.rows.shape[1], self.rows.shape[1] * coefficients.shape[1]))
        for start in range(0, len(self.rows), _CHUNK):
            z, some = self.rows[start : start + _CHUNK], coefficients[start : start + _CHUNK]
            total += z.T @ (z[:, :, None] * some[:, None, :]).reshape(len(z), -1)
        return np.asarray(np.rint(total.reshape(self.shape[1], -1) * EXACT_WEIGHT) / EXACT_WEIGHT)

    def __matmul__(self, weights: Floats) -> Floats:
        """(n, k) scores, or (n,) for one code's weights."""
        width, codes = self.rows.shape[1], weights.size // max(self.shape[1], 1)
        by_row = weights.reshape(width, width * codes)
        scores = np.zeros((len(self.rows), codes))
        for start in range(0, len(self.rows), _CHUNK):
            z = self.rows[start : start + _CHUNK]
            scores[start : start + _CHUNK] = np.einsum(
                "ni,nik->nk", z, (z @ by_row).reshape(len(z), width, codes)
            )
        return scores if weights.ndim == 2 else scores[:, 0]

    def joined(self, new: Squares) -> Squares:
        """The rows of both."""
        return Squares(np.concatenate([self.rows, new.rows])) if len(self.rows) else new

    def along(self, weight: Floats) -> Floats:
        """(n, D): the direction in which one code's score grows, whose product with z is that score."""
        width = self.rows.shape[1]
        return np.asarray(self.rows @ weight.reshape(width, width))
