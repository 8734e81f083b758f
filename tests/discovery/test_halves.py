"""Whether a code hides two: halves that do not help to recognise each other."""

from __future__ import annotations

import numpy as np
import pytest

from coder.discovery.halves import even, halves

RNG = np.random.default_rng(7)
SUBJECT = np.repeat(np.arange(6), 60)
POINTS = even(np.eye(12)[SUBJECT] + RNG.normal(0, 0.2, (360, 12)))
"""Six subjects, each around a direction of its own."""


def test_answers_spread_alike_in_every_direction() -> None:
    uneven = RNG.normal(0, 1, (4000, 3)) * np.array([9.0, 6.0, 3.0])
    spread = even(uneven).std(axis=0)
    assert spread.max() / spread.min() < 1.5


def test_a_point_without_length_is_one_of_many() -> None:
    points = np.vstack([np.zeros(12), np.eye(12)])
    assert np.isfinite(even(points)).all()


def test_two_subjects_under_one_code_are_parted() -> None:
    having = SUBJECT < 2
    found = halves(POINTS, having)
    assert found is not None
    assert found[0] > 0.1
    assert abs(found[1][:60].mean() - found[1][60:].mean()) > 0.95


def test_one_subject_is_not_two() -> None:
    having = SUBJECT == 0
    found = halves(POINTS, having)
    assert found is not None
    assert found[0] < 0


def test_few_answers_need_a_clearer_difference() -> None:
    few = np.isin(np.arange(360), [*range(8), *range(60, 68)])
    many = SUBJECT < 2
    leads = [found[0] for having in (few, many) if (found := halves(POINTS, having))]
    assert leads[0] < leads[1]


@pytest.mark.parametrize("having", [np.ones(360, dtype=bool), np.arange(360) < 9])
def test_nothing_is_said_without_others_or_without_five_on_both_sides(having: np.ndarray) -> None:
    assert halves(POINTS, having) is None
