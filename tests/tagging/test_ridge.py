"""Closed-form ridge: leave-one-out is exact, weights count copies."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from coder.tagging.ridge import Factor, Solution, best_factor

Floats = npt.NDArray[np.float64]


def example(n: int = 23, k: int = 3) -> tuple[Floats, Floats, Floats]:
    """Features, targets and weights that no symmetry makes easy."""
    random = np.random.default_rng(5)
    return random.normal(size=(n, 7)), random.normal(size=(n, k)), random.uniform(0.5, 3, n)


def refit_without(row: int, x: Floats, y: Floats, w: Floats, penalty: float) -> Floats:
    """The value for `row` of a model fitted from scratch on all the others."""
    rest = np.arange(len(x)) != row
    found = Factor(x[rest] @ x[rest].T, w[rest], penalty).solve(y[rest])
    return np.asarray(x[row] @ x[rest].T @ found.alpha + found.intercept)


def fitted(solution: Solution, kernel: Floats) -> Floats:
    """In-sample values."""
    return np.asarray(kernel @ solution.alpha + solution.intercept)


@pytest.mark.parametrize("penalty", [0.01, 1.0, 50.0])
def test_leave_one_out_equals_n_refits(penalty: float) -> None:
    x, y, w = example()
    expected = [refit_without(row, x, y, w, penalty) for row in range(len(x))]
    assert np.abs(Factor(x @ x.T, w, penalty).solve(y).loo - expected).max() < 1e-10


def test_a_weight_of_two_is_the_row_twice() -> None:
    x, y, w = example()
    twice = np.concatenate([x, x[:1]]), np.concatenate([y, y[:1]]), np.concatenate([w, w[:1]])
    w[0] *= 2
    once = fitted(Factor(x @ x.T, w, 1.0).solve(y), x @ x.T)
    double = fitted(Factor(twice[0] @ twice[0].T, twice[2], 1.0).solve(twice[1]), twice[0] @ twice[0].T)
    assert np.abs(once - double[:-1]).max() < 1e-10


def test_the_intercept_is_not_penalised() -> None:
    x, y, w = example()
    plain = Factor(x @ x.T, w, 1e9).solve(y)
    assert plain.intercept == pytest.approx(np.average(y, axis=0, weights=w), abs=1e-6)


def test_a_row_alone_has_no_leave_one_out_value() -> None:
    assert Factor(np.ones((1, 1)), np.ones(1), 1.0).solve(np.ones((1, 2))).loo.tolist() == [[0.0, 0.0]]


def test_penalty_is_large_where_features_say_nothing() -> None:
    random = np.random.default_rng(1)
    x, y = random.normal(size=(60, 5)), random.normal(size=(60, 2))
    assert best_factor(x @ x.T, y, np.ones(60), [0.1, 10.0, 1000.0]).penalty == 1000.0


def test_penalty_is_small_where_features_say_everything() -> None:
    x = np.random.default_rng(1).normal(size=(60, 5))
    assert best_factor(x @ x.T, x[:, :2], np.ones(60), [0.1, 10.0, 1000.0]).penalty == 0.1
