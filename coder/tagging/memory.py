"""Features, priors and inner products of texts that were read, computed once and kept between refits.

After each decision one text is new: its row of the kernel is all that a refit has to add. Every number
depends on its own two texts only, so what was computed earlier is byte for byte what would be computed now.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.tagging.prior import Prior
from coder.tagging.space import Block, Space, ordered
from coder.tagging.squares import Squares, joined

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Memory:
    """Grows by text and is never wrong, since space and prior are frozen."""

    def __init__(self, space: Space, prior: Prior) -> None:
        self.space, self.prior = space, prior
        self._place: dict[str, int] = {}
        self._blocks = space.transform([])
        self._kernel: Floats = np.zeros((0, 0))
        self._offsets = prior(self._blocks)

    def rows(self, texts: Sequence[str]) -> Ints:
        """Row numbers of the texts in what follows; unseen ones are computed first."""
        new = [text for text in dict.fromkeys(texts) if text not in self._place]
        if new:
            self._add(new)
        return np.array([self._place[text] for text in texts], dtype=np.int64)

    def kernel(self, rows: Ints) -> Floats:
        """(n, n) inner products."""
        return np.asarray(self._kernel[np.ix_(rows, rows)])

    def offsets(self, rows: Ints) -> Floats:
        """(2, n, k) prior values, own examples left out."""
        return np.asarray(self._offsets[:, rows])

    def blocks(self, rows: Ints) -> list[Block]:
        """The features themselves."""
        return [block[rows] for block in self._blocks]

    def _add(self, texts: list[str]) -> None:
        fresh = ordered(self.space.transform(texts))
        across = self.space.kernel(fresh, self._blocks)
        self._kernel = np.block([[self._kernel, across.T], [across, self.space.kernel(fresh, fresh)]])
        self._offsets = np.concatenate([self._offsets, self.prior.for_examples(fresh, texts)], axis=1)
        self._blocks = [_stacked(old, new) for old, new in zip(self._blocks, fresh, strict=True)]
        self._place |= {text: len(self._place) + number for number, text in enumerate(texts)}


def _stacked(old: Block, new: Block) -> Any:
    from scipy.sparse import vstack

    if isinstance(new, Squares):
        return joined(old, new)
    if isinstance(new, np.ndarray):
        return np.concatenate([old, new]) if len(old) else new
    return vstack([old, new], format="csr")
