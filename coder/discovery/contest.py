"""Words handed out to groups one by one, each to the group where it wins most.

A text is won when its own group has more of its words than three others drawn at random; a tie is shared out. What a word
would win is known for all words and groups at once, and kept so while words are handed out: a word that
two groups say wins little for either, and one that stands beside words given before wins nothing.
"""

from __future__ import annotations

from math import comb

import numpy as np
import numpy.typing as npt

from coder.discovery.space import Sparse

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RIVALS = 3


class Contest:
    """`uses` (texts, words) is 1 where a word stands in a text, `own` the texts' groups; a single group has a silent rival.

    `gain` (words, groups): expected number of texts that a word would win, given to that group next.
    """

    def __init__(self, uses: Sparse, own: Ints, groups: int) -> None:
        others = max(2, groups) - 1
        self._by_text, self._by_word = uses.tocsr(), uses.tocsc()
        self._own, self._groups, self._chance = own, groups, _chances(others, min(RIVALS, others))
        self._shared = np.zeros((len(own), others + 1), dtype=np.int16)
        self._change = self._changes(np.arange(len(own)))
        self.gain: Floats = np.asarray(uses.T @ self._change)

    def give(self, word: int, group: int) -> None:
        """The word counts for that group from now on."""
        rows = self._by_word.indices[self._by_word.indptr[word] : self._by_word.indptr[word + 1]]
        self._shared[rows, group] += 1
        after = self._changes(rows)
        texts = self._by_text[rows]
        beside = np.unique(texts.indices)
        self.gain[beside] += texts[:, beside].T @ (after - self._change[rows])
        self._change[rows] = after

    def _changes(self, rows: Ints) -> Floats:
        """(rows, groups): how much likelier a text is won if the group shares one more word with it."""
        shared, at, own = self._shared[rows], np.arange(len(rows)), self._own[rows]
        mine = shared[at, own][:, None]
        below, level = (shared < mine).sum(axis=1), (shared == mine).sum(axis=1) - 1
        now = self._chance[below, level]
        caught = self._chance[np.maximum(below - 1, 0), np.minimum(level + 1, shared.shape[1] - 1)] - now
        passed = self._chance[below, np.maximum(level - 1, 0)] - now
        found = np.where(shared == mine - 1, caught[:, None], 0) + np.where(
            shared == mine, passed[:, None], 0
        )
        found[at, own] = self._chance[below + level, (shared == mine + 1).sum(axis=1)] - now
        return np.asarray(found[:, : self._groups])


def _chances(others: int, rivals: int) -> Floats:
    """[below, level]: chance to be picked among so many drawn rivals, if that many groups share fewer and as many words."""
    found = np.zeros((others + 1, others + 1))
    for below in range(others + 1):
        for level in range(others + 1 - below):
            ways = (comb(level, tied) * comb(below, rivals - tied) / (1 + tied) for tied in range(rivals + 1))
            found[below, level] = sum(ways) / comb(others, rivals)
    return found
