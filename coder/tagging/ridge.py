"""Kernel ridge regression in closed form, with an unpenalised intercept and exact leave-one-out.

For a kernel K (n, n), targets Y (n, k) and row weights w the minimiser of

    sum_i w_i (y_i - f(x_i) - b)^2 + lam |f|^2

solves the bordered system [[K + lam / w, 1], [1', 0]] [alpha; b] = [Y; 0]. With G the inverse of
K + lam / w, g its row sums and s the sum of g, the upper left block of the bordered inverse is
M = G - g g' / s, alpha = M Y, b = g' Y / s, and leaving row i out gives exactly

    loo_i = y_i - alpha_i / M_ii                                   (Cawley & Talbot 2004; Rifkin 2007)

so that no row is ever judged by a model that has seen it. Costs n^3 once for all codes together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Solution:
    """Dual coefficients (n, k), intercepts (k,) and leave-one-out values (n, k)."""

    alpha: Floats
    intercept: Floats
    loo: Floats

    def minus(self, other: Solution, factor: Floats) -> Solution:
        """The solution for targets `Y - factor * other's Y`: everything here is linear in Y."""
        return Solution(
            self.alpha - factor * other.alpha,
            self.intercept - factor * other.intercept,
            self.loo - factor * other.loo,
        )


class Factor:
    """The factorised system of one kernel, one weight per row (> 0) and one penalty; solves many targets."""

    def __init__(self, kernel: Floats, weights: Floats, penalty: float) -> None:
        self.penalty = penalty
        self.inverse = _inverse(kernel + np.diag(penalty / weights))
        self.sums = self.inverse.sum(axis=1)
        self.total = float(self.sums.sum())
        self.diagonal = np.diag(self.inverse) - self.sums**2 / self.total

    def solve(self, targets: Floats) -> Solution:
        """Fits (n, k) targets. A row that was alone has no leave-one-out value: 0 is reported."""
        intercept = self.sums @ targets / self.total
        alpha = self.inverse @ targets - np.outer(self.sums, intercept)
        if len(targets) == 1:
            return Solution(alpha, intercept, np.zeros_like(targets))
        return Solution(alpha, intercept, targets - alpha / self.diagonal[:, None])

    def moved_by(self, row: int, solution: Solution) -> Solution:
        """What `row` adds to a solution: that minus this is exactly the fit without the row (no `loo` in it)."""
        column = self.inverse[:, row] - self.sums * (self.sums[row] / self.total)
        share = solution.alpha[row] / self.diagonal[row]
        return Solution(np.outer(column, share), self.sums[row] / self.total * share, np.zeros((0, 0)))


def best_factor(kernel: Floats, targets: Floats, weights: Floats, penalties: Sequence[float]) -> Factor:
    """The system with the least weighted leave-one-out squared error, summed over targets, among those penalties.

    Walks downhill from the middle of the sorted penalties, so that half of them are hardly ever tried.
    """
    factors: dict[int, Factor] = {}
    errors: dict[int, float] = {}

    def error(at: int) -> float:
        """Of the penalty in that place, computed once."""
        if at not in errors:
            factors[at] = Factor(kernel, weights, penalties[at])
            loo = factors[at].solve(targets).loo
            errors[at] = float((weights[:, None] * (targets - loo) ** 2).sum())
        return errors[at]

    here = len(penalties) // 2
    while True:
        near = [at for at in (here, here - 1, here + 1) if 0 <= at < len(penalties)]
        best = min(near, key=error)
        if best == here:
            return factors[here]
        here = best


def _inverse(matrix: Floats) -> Floats:
    from scipy.linalg.lapack import dpotrf, dpotri

    upper, failed = dpotrf(matrix, lower=0, clean=1)
    if failed:
        return np.asarray(np.linalg.pinv(matrix, hermitian=True))
    half, _ = dpotri(upper, lower=0)
    whole = half + half.T
    np.fill_diagonal(whole, np.diag(half))
    return np.asarray(whole)
