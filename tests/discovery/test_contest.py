"""What a word wins: counted by hand on texts of a few words, and kept up while words are handed out."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest
from scipy.sparse import csr_matrix

from coder.discovery.contest import Contest

Floats = npt.NDArray[np.float64]
RNG = np.random.default_rng(2)
USES = RNG.integers(0, 2, (40, 6)).astype(float)
OWN = np.arange(40) % 5
GIVEN = [(0, 0), (1, 3), (0, 3), (4, 2), (5, 2), (2, 0)]


def won(given: list[tuple[int, int]]) -> float:
    """Expected wins, every draw of three rivals gone through."""
    shared = np.zeros((len(USES), 5))
    for word, group in given:
        shared[:, group] += USES[:, word]
    total = 0.0
    for counts, own in zip(shared, OWN.tolist(), strict=True):
        draws = list(itertools.combinations([group for group in range(5) if group != own], 3))
        for draw in draws:
            best = max(counts[[own, *draw]])
            total += (counts[own] == best) / (counts[[own, *draw]] == best).sum() / len(draws)
    return total


@pytest.mark.parametrize("given", [GIVEN[:0], GIVEN[:2], GIVEN])
@pytest.mark.parametrize(("word", "group"), [(3, 0), (3, 2), (1, 4)])
def test_gain_is_what_one_more_word_wins(given: list[tuple[int, int]], word: int, group: int) -> None:
    contest = Contest(csr_matrix(USES), OWN, 5)
    for each in given:
        contest.give(*each)
    assert contest.gain[word, group] == pytest.approx(won([*given, (word, group)]) - won(given))


def test_a_group_alone_wins_over_silence() -> None:
    contest = Contest(csr_matrix([[1.0, 0.0], [1.0, 1.0]]), np.zeros(2, dtype=np.int64), 1)
    contest.give(0, 0)
    assert contest.gain.tolist() == [[0.0], [0.0]]
    assert Contest(csr_matrix([[1.0], [1.0]]), np.zeros(2, dtype=np.int64), 1).gain.tolist() == [[1.0]]


def test_nothing_to_hand_out() -> None:
    assert Contest(csr_matrix((0, 0)), np.zeros(0, dtype=np.int64), 0).gain.shape == (0, 0)
