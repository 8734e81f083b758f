from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import hypergeom

from coder.counting.intervals import (
    difference,
    hypergeometric,
    plan_audit,
    quantity,
    readings_needed,
    shared_level,
    wilson,
)
from coder.errors import RequestError


def test_wilson_as_published() -> None:
    """Newcombe (1998) Stat. Med. 17, 857-872, Table I, method 3: 81 of 263 gives 0.2553 to 0.3662."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_few_degrees_of_freedom_take_students_quantile() -> None:
    """t(10) = 2.228 instead of 1.960: at share 1/2 and large n the half width grows by 2.228 / 1.960."""
    ends = [wilson(0.5, 1e6, freedom=freedom)[1] - 0.5 for freedom in (10, float("inf"))]
    assert ends[0] / ends[1] == pytest.approx(2.228 / 1.960, abs=1e-3)


def test_difference_as_published() -> None:
    """Newcombe (1998) Stat. Med. 17, 873-890, Table II, method 10: 56/70 - 48/80 gives 0.0524 to 0.3339."""
    first, second = (56 / 70, *wilson(56 / 70, 70)), (48 / 80, *wilson(48 / 80, 80))
    assert difference(first, second) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize(("total", "drawn", "found"), [(200, 50, 0), (200, 50, 3), (90, 30, 28), (40, 40, 7)])
def test_hypergeometric_bounds_invert_the_distribution(total: int, drawn: int, found: int) -> None:
    """Every total inside leaves at least 2.5 % in either tail, the next ones outside do not."""
    low, high = hypergeometric(total, drawn, found)
    inside = [
        hypergeom.cdf(found, total, k, drawn) > 0.025 and hypergeom.sf(found - 1, total, k, drawn) > 0.025
        for k in range(found, total - (drawn - found) + 1)
    ]
    assert (low, high) == (found + inside.index(True), found + len(inside) - 1 - inside[::-1].index(True))


def test_hypergeometric_bounds_cover_whatever_the_truth() -> None:
    bounds = [hypergeometric(120, 30, x) for x in range(31)]
    chances = np.array([hypergeom.pmf(range(31), 120, truth, 30) for truth in range(121)])
    covered = np.array([[low <= truth <= high for low, high in bounds] for truth in range(121)])
    assert (chances * covered).sum(axis=1).min() >= 0.95


def test_all_drawn_leaves_no_doubt() -> None:
    assert hypergeometric(40, 40, 7) == (7, 7)


def test_readings_needed_for_five_points() -> None:
    """Cochran (1977) 4.4: n0 = 1.96^2 .25 / .05^2 = 384, and n0 / (1 + n0 / N) in a population of 1,000."""
    n = 100
    found = readings_needed(0.5, n, n / (1 - n / 1000), 1000)
    assert found == math.ceil(384.15 / (1 + 384.15 / 1000))


def test_shared_level_is_bonferroni() -> None:
    assert shared_level(0.95, 10) == pytest.approx(0.995)


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (0.51, 0.9, "most"),
        (0.3, 0.45, "many"),
        (0.06, 0.2, "some"),
        (0.0, 0.04, "few"),
        (0.45, 0.6, "between 45% and 60%"),
        (0.04, 0.06, "between 4% and 6%"),
    ],
)
def test_a_word_holds_at_both_ends_of_the_interval(low: float, high: float, word: str) -> None:
    assert quantity(low, high) == word


def test_an_audit_is_the_smallest_that_proves_its_claim() -> None:
    audit = plan_audit(1000, 20)
    chance = [hypergeom.pmf(0, 1000, 21, size) for size in (audit.size - 1, audit.size)]
    assert chance[0] > 0.05 >= chance[1]


def test_an_audit_that_found_nothing_keeps_its_promise() -> None:
    assert plan_audit(1000, 20).bound(0) == 20


def test_finds_raise_the_bound_of_an_audit() -> None:
    audit = plan_audit(1000, 20)
    worst = audit.bound(3)
    assert hypergeom.cdf(3, 1000, worst, audit.size) > 0.05 >= hypergeom.cdf(3, 1000, worst + 1, audit.size)


def test_two_looks_share_the_error() -> None:
    audit = plan_audit(1000, 20, looks=2)
    assert hypergeom.pmf(0, 1000, 21, audit.size) <= 0.025


def test_nothing_missed_means_reading_all() -> None:
    assert plan_audit(50, 0).size == 48


def test_an_audit_needs_a_look() -> None:
    with pytest.raises(RequestError):
        plan_audit(10, 1, looks=0)
