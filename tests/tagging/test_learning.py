"""The whole learner: leave-one-out with prior and scopes against refits, thresholds, calibration."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from coder.tagging.calibration import Platt, logistic
from coder.tagging.learning import RARE, START, learn
from coder.tagging.ridge import Factor
from coder.tagging.thresholds import NEVER, matched, thresholds

Floats = npt.NDArray[np.float64]


def problem(n: int = 30, k: int = 3) -> tuple[Floats, Floats, Floats, Floats]:
    """Kernel, targets, weights with two scopes, offsets."""
    random = np.random.default_rng(2)
    x = random.normal(size=(n, 6))
    weights = np.ones((n, k))
    weights[:10, 2] = 0
    return x @ x.T, np.where(random.random((n, k)) < 0.4, 1.0, 0.0), weights, random.normal(size=(2, n, k))


def test_leave_one_out_with_prior_and_scopes_equals_refits() -> None:
    kernel, targets, weights, offsets = problem()
    found = learn(kernel, targets, weights, offsets)
    prior = (found.gamma[:, None] * offsets).sum(axis=0)
    rest = np.array([row for row in range(10, 30) if row != 17])
    factor = Factor(kernel[np.ix_(rest, rest)], np.ones(len(rest)), found.penalty)
    part = factor.solve((targets - prior)[rest, 2:])
    value = kernel[17, rest] @ part.alpha + part.intercept + prior[17, 2]
    assert value == pytest.approx(found.loo[17, 2:], abs=1e-10)


def test_rows_out_of_scope_have_no_say() -> None:
    kernel, targets, weights, offsets = problem()
    assert not learn(kernel, targets, weights, offsets).alpha[:10, 2].any()


def test_a_prior_that_is_the_truth_is_believed() -> None:
    kernel, targets, weights, offsets = problem(n=120)
    offsets[0] = targets
    found = learn(kernel, targets, weights, offsets).gamma
    assert found.tolist() == [pytest.approx([1] * 3, abs=0.1), pytest.approx([0] * 3, abs=0.1)]


def test_a_rare_code_leans_more_on_the_codebook() -> None:
    """Five positives: half of what a code without any gets on top, at most START."""
    kernel, targets, weights, offsets = problem(n=120)
    offsets[0] = targets
    targets[:, 0] = np.arange(120) < 5
    common, rare = learn(kernel, targets, weights, offsets).gamma[0, [1, 0]]
    more = RARE / (RARE + targets[:, 1].sum())
    assert rare - common == pytest.approx(START[0] * (0.5 - more))


def test_a_prior_that_is_noise_is_dropped() -> None:
    kernel, targets, weights, offsets = problem(n=300)
    assert learn(kernel, targets, weights, offsets).gamma.max() < 0.1


def test_a_prior_that_is_the_contrary_gets_no_negative_weight() -> None:
    kernel, targets, weights, _ = problem(n=120)
    assert learn(kernel, targets, weights, np.stack([-targets, -targets])).gamma.tolist() == [[0] * 3] * 2


def test_a_threshold_lets_through_what_is_expected() -> None:
    scores = np.array([0.9, 0.1, 0.5, 0.4])
    assert (scores > matched(scores, np.ones(4), 2)).tolist() == [True, False, True, False]


def test_a_common_code_has_its_own_threshold() -> None:
    random = np.random.default_rng(0)
    loo = random.random((400, 1))
    targets = np.where(random.random((400, 1)) < 0.3, 1.0, 0.0)
    yes = (loo > thresholds(loo, targets, np.ones((400, 1)))).sum()
    assert yes == pytest.approx(1.03 * targets.sum(), abs=2)


def test_a_code_without_a_positive_is_never_a_yes() -> None:
    assert thresholds(np.zeros((5, 2)), np.eye(5, 2) * [1, 0], np.ones((5, 2)))[1] == NEVER


def test_unknown_answers_do_not_move_a_threshold() -> None:
    loo, targets = np.random.default_rng(0).random((50, 2)), np.tile([1.0, 0.0], (50, 1))
    weights = np.ones((50, 2))
    weights[40:, 0] = 0
    other = loo.copy()
    other[40:, 0] = 9
    assert thresholds(loo, targets, weights)[0] == thresholds(other, targets, weights)[0]


def test_calibration_recovers_a_known_curve() -> None:
    random = np.random.default_rng(0)
    scores = random.normal(size=(20000, 2)) * 0.3
    truth = logistic(np.array([4.0, 8.0]) * scores + np.array([-1.0, 0.5]))
    found = Platt().fit(scores, np.where(random.random(truth.shape) < truth, 1.0, 0.0), np.ones(truth.shape))
    assert found.slope == pytest.approx([4, 8], rel=0.1)
    assert found.shift == pytest.approx([-1, 0.5], abs=0.1)


def test_a_code_without_a_positive_is_rare_and_not_impossible() -> None:
    scores = np.stack([np.random.default_rng(0).normal(size=100), np.full(100, -3.0)], axis=1)
    targets = np.stack([np.where(scores[:, 0] > 0, 1.0, 0.0), np.zeros(100)], axis=1)
    found = Platt().fit(scores, targets, np.ones((100, 2)))
    assert found(scores)[0, 1] == pytest.approx(1 / 202)
