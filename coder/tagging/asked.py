"""What an answer means by its question: "nothing" is praise where one asks what to improve, and no answer elsewhere.

Where answers are to several questions, each question has an intercept and a direction of meaning of its own, beside
those that all questions share. A row is [r(x), r(x) u(x)] (see space.py) in the columns of its question; two
answers to different questions have nothing in common here. An answer to a question that was not there when the
space was made has a row of zeros. Rows are multiples of 2^-14 and weights of 2^-22, so sums are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.errors import RequestError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

EXACT_WEIGHT = 2.0**22


def numbers(asked: Sequence[str] | None, known: Sequence[str], texts: int) -> Ints:
    """For each text the place of its question among those known, -1 for any other and for None.

    Raises RequestError where there are not as many questions as texts.
    """
    if asked is not None and len(asked) != texts:
        raise RequestError(f"There are {texts} texts but {len(asked)} entries in questions.")
    place = {name: number for number, name in enumerate(known)}
    return np.array([place.get(name, -1) for name in asked or [""] * texts], dtype=np.int64)


@dataclass(frozen=True)
class Asked:
    """Rows (n, d), the question of each (n,) or -1, and of how many questions; stands for n rows of count * d features."""

    rows: Floats
    question: Ints
    count: int

    @property
    def shape(self) -> tuple[int, int]:
        """(n, count * d)."""
        return len(self.rows), self.count * self.rows.shape[1]

    def __getitem__(self, rows: Any) -> Asked:
        return Asked(self.rows[rows], self.question[rows], self.count)

    def kernel(self, other: Asked) -> Floats:
        """(n, m) inner products of the features."""
        same = (self.question[:, None] == other.question[None]) & (self.question >= 0)[:, None]
        return np.asarray(np.where(same, self.rows @ other.rows.T, 0.0))

    def weights(self, coefficients: Floats) -> Floats:
        """(count * d, k) primal weights from dual coefficients (n, k), rounded."""
        found = [self.rows[mine].T @ coefficients[mine] for mine in self._each()]
        return np.asarray(np.rint(np.concatenate(found) * EXACT_WEIGHT) / EXACT_WEIGHT)

    def __matmul__(self, weights: Floats) -> Floats:
        """(n, k) scores, or (n,) for one code's weights."""
        scores = np.zeros((len(self.rows), *weights.shape[1:]))
        for number, mine in enumerate(self._each()):
            scores[mine] = self.rows[mine] @ own(weights, number, self.count)
        return scores

    def joined(self, new: Asked) -> Asked:
        """The rows of both."""
        rows = np.concatenate([self.rows, new.rows]) if len(self.rows) else new.rows
        return Asked(rows, np.concatenate([self.question, new.question]), self.count)

    def _each(self) -> list[npt.NDArray[np.bool_]]:
        return [self.question == number for number in range(self.count)]


def own(weights: Floats, number: int, count: int) -> Floats:
    """(d, ...): the part of the weights that is one question's; 0 for -1."""
    parts = weights.reshape(count, -1, *weights.shape[1:])
    return parts[number] if number >= 0 else np.zeros_like(parts[0])
