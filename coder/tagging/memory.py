"""Features, priors and inner products of texts that were read, computed once and kept between refits.

After each decision one text is new: its row of the kernel is all that a refit has to add. Every number
depends on its own two texts only, so what was computed earlier is byte for byte what would be computed now.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.tagging.asked import Asked
from coder.tagging.prior import Prior
from coder.tagging.space import Block, Space, ordered
from coder.tagging.squares import Squares

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Memory:
    """Grows by text and is never wrong, since space and prior are frozen."""

    def __init__(self, space: Space, prior: Prior) -> None:
        self.space, self.prior = space, prior
        self._place: dict[tuple[str, str], int] = {}
        self._blocks = space.transform([])
        self._kernel: Floats = np.zeros((0, 0))
        self._offsets = prior(self._blocks)

    def rows(self, texts: Sequence[str], questions: Sequence[str] | None = None) -> Ints:
        """Row numbers of the texts, each an answer to its question, in what follows; unseen ones are computed first."""
        wanted = list(zip(texts, questions or [""] * len(texts), strict=True))
        new = [answer for answer in dict.fromkeys(wanted) if answer not in self._place]
        if new:
            self._add(new)
        return np.array([self._place[answer] for answer in wanted], dtype=np.int64)

    def kernel(self, rows: Ints) -> Floats:
        """(n, n) inner products."""
        return np.asarray(self._kernel[np.ix_(rows, rows)])

    def offsets(self, rows: Ints) -> Floats:
        """(2, n, k) prior values, own examples left out."""
        return np.asarray(self._offsets[:, rows])

    def blocks(self, rows: Ints) -> list[Block]:
        """The features themselves."""
        return [block[rows] for block in self._blocks]

    def _add(self, answers: list[tuple[str, str]]) -> None:
        texts = [text for text, _ in answers]
        fresh = ordered(self.space.transform(texts, [question for _, question in answers]))
        across = self.space.kernel(fresh, self._blocks)
        self._kernel = np.block([[self._kernel, across.T], [across, self.space.kernel(fresh, fresh)]])
        self._offsets = np.concatenate([self._offsets, self.prior.for_examples(fresh, texts)], axis=1)
        self._blocks = [_stacked(old, new) for old, new in zip(self._blocks, fresh, strict=True)]
        self._place |= {answer: len(self._place) + number for number, answer in enumerate(answers)}


def _stacked(old: Block, new: Block) -> Any:
    from scipy.sparse import vstack

    if isinstance(new, Squares | Asked):
        return old.joined(new)
    if isinstance(new, np.ndarray):
        return np.concatenate([old, new]) if len(old) else new
    return vstack([old, new], format="csr")
