"""Texts as points: rows of words, and no direction so strong that it speaks for all."""

from __future__ import annotations

import numpy as np
import pytest

from coder.discovery.space import points, stop_words, tfidf
from tests.discovery.answers import ANSWERS


def test_rows_of_word_use_have_length_one_or_none() -> None:
    lengths = np.sqrt(tfidf([*ANSWERS, "zyzzyva"], stop_words()).power(2).sum(axis=1)).A1
    assert np.allclose(lengths[:-1], 1)
    assert lengths[-1] == 0


def test_strong_directions_come_first_and_weak_ones_are_lifted() -> None:
    # Four times as many texts speak of the first: twice the deviation, before it is divided by its power .15.
    vectors = np.repeat([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]], [8, 8, 2, 2], axis=0)
    deviations = points(tfidf([""] * 20, frozenset()), np.ones(20), vectors).std(axis=0)
    assert deviations[0] / deviations[1] == pytest.approx(2**0.85)
