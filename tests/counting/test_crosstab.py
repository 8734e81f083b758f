from __future__ import annotations

import math

import numpy as np
import pytest

from coder.counting.crosstab import change, crosstab, together
from coder.counting.expansion import rows_of
from coder.counting.intervals import critical, difference, wilson
from coder.counting.prevalence import Estimate, estimate
from coder.counting.sample import prefix

N = 600
RANDOM = np.random.default_rng(0)
GROUP = RANDOM.integers(0, 3, N)
TRUTH = (RANDOM.random((N, 2)) < [0.3, 0.15]).astype(float)
SAMPLE = prefix(np.arange(N), np.arange(N) < 240)
Y = np.where(SAMPLE.chosen[:, None], TRUTH, np.nan)
ROWS = rows_of(N, group=GROUP)


def width(found: Estimate) -> float:
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def test_every_code_gets_its_groups_and_its_total() -> None:
    table = crosstab(Y, SAMPLE, rows=ROWS)
    assert [len(row) for row in table] == [4, 4]


def test_the_last_column_is_the_plain_count() -> None:
    assert crosstab(Y, SAMPLE, rows=ROWS)[1][-1].count == pytest.approx(estimate(Y[:, 1], SAMPLE).count)


def test_simultaneous_intervals_share_the_error_of_all_cells() -> None:
    """Eight intervals at .95 together: the total's normal width grows by z(1 - .025/8) / z(.975)."""
    alone, joint = (crosstab(Y, SAMPLE, rows=ROWS, simultaneous=each)[0][-1] for each in (False, True))
    assert width(joint) / width(alone) == pytest.approx(critical(1 - 0.05 / 8) / critical(0.95), rel=0.02)


def test_poststratified_cells_add_up_to_their_total() -> None:
    row = crosstab(Y, SAMPLE, rows=ROWS, poststratify=True)[0]
    assert math.fsum(cell.count for cell in row[:-1]) == row[-1].count


def test_each_code_may_have_its_own_sample() -> None:
    short = prefix(np.arange(N), np.arange(N) < 100)
    table = crosstab(
        np.column_stack([Y[:, 0], np.where(short.chosen, Y[:, 1], np.nan)]), [SAMPLE, short], rows=ROWS
    )
    assert [row[-1].n for row in table] == [240, 100]


def test_co_occurrence_compares_b_with_and_without_a() -> None:
    found = together(Y[:, 0], Y[:, 1], SAMPLE)
    a, b = Y[:240, 0] == 1, Y[:240, 1]
    assert found.gap == pytest.approx(b[a].mean() - b[~a].mean())


def test_co_occurrence_interval_is_newcombes_with_the_finite_population() -> None:
    found = together(Y[:, 0], Y[:, 1], SAMPLE)
    a, b = Y[:240, 0] == 1, Y[:240, 1]
    sides = [(b[side].mean(), *wilson(b[side].mean(), side.sum() / 0.6)) for side in (a, ~a)]
    assert (found.gap, found.low, found.high) == pytest.approx(difference(sides[0], sides[1]))


def test_the_joint_count_is_of_those_who_raise_both() -> None:
    found = together(TRUTH[:, 0], TRUTH[:, 1], SAMPLE)
    assert (found.both.how, found.both.count) == ("exact", (TRUTH.sum(axis=1) == 2).sum())


def test_two_fully_read_waves_differ_exactly() -> None:
    before, now = (Estimate(count, 100, count, count, "exact") for count in (20.0, 35.0))
    found = change(before, now)
    assert (round(found.gap, 9), found.low, found.exact) == (0.15, None, True)


def test_two_sampled_waves_differ_with_an_interval() -> None:
    """MOVER of (0.2; 0.1, 0.3) and (0.5; 0.4, 0.6): 0.3 +- sqrt(0.1^2 + 0.1^2)."""
    found = change(Estimate(20, 100, 10, 30, "sample"), Estimate(50, 100, 40, 60, "sample"))
    assert (found.low, found.high) == pytest.approx((0.3 - 0.02**0.5, 0.3 + 0.02**0.5))


def test_a_count_of_codings_cannot_be_compared() -> None:
    found = change(Estimate(20, 100, 10, 30, "sample"), Estimate(50, 100))
    assert found.low is None
