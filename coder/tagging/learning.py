"""From examples to one linear function per code: ridge plus the codebook's prior, leave-one-out throughout.

    f(x, c) = k(x)' alpha_c + b_c + sum_j gamma_jc prior_j(x, c)
    gamma_jc = gamma_j + min(gamma_j, START_j) RARE / (RARE + positives of c)

For given gamma the best alpha is linear in it, and so is the leave-one-out value of the whole:
loo(Y - gamma P) + gamma P. Gamma_j is therefore an ordinary regression of the leave-one-out residuals of Y
on those of the priors, clipped at 0, common to all codes. That is what common codes ask for; one with few
positives leans on the codebook a little more (worth .01 of macro-F1 up to 400 labels). Codes whose readings had different scopes get a
factorisation for each distinct pattern of row weights; the penalty is chosen once, on the commonest one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coder.tagging.ridge import Factor, Solution, best_factor

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PENALTIES = (0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.4, 4.8)
SEARCH_ROWS = 400
"""The penalty is chosen on at most this many rows, evenly spaced: it hardly depends on their number."""

START = np.array([0.5, 0.5])
RARE = 5.0
"""A code with so many positives leans half as much more on the codebook as one without any does."""

CAUTION = 0.5
"""Weight, in squared units of prior, of the starting values of gamma against the labels."""


@dataclass(frozen=True)
class Learnt:
    """Dual coefficients (n, k), intercepts (k,), leave-one-out values (n, k), gamma (2, k) and the penalty."""

    alpha: Floats
    intercept: Floats
    loo: Floats
    gamma: Floats
    penalty: float


def learn(kernel: Floats, targets: Floats, weights: Floats, offsets: Floats) -> Learnt:
    """Fits all codes; `targets` and `weights` are (n, k), `offsets` (2, n, k), weight 0 means unknown."""
    if not len(targets):
        weight = np.repeat(START[:, None], targets.shape[1], axis=1)
        return Learnt(targets, np.zeros(targets.shape[1]), targets, weight, PENALTIES[-1])
    patterns, of_code = _patterns(weights)
    ready = _chosen(kernel, targets, patterns, of_code)
    penalty = ready.penalty if ready else PENALTIES[-3]
    goals = np.concatenate([targets[None], offsets])
    solved = _solve(kernel, goals, patterns, of_code, penalty, ready)
    left = [goal - part.loo for goal, part in zip(goals, solved, strict=True)]
    gamma = _gamma(left[0], left[1:], weights)
    rare = RARE / (RARE + (targets * weights).sum(axis=0))
    gamma = gamma[:, None] + np.outer(np.minimum(gamma, START), rare)
    ours = solved[0]
    for part, factor in zip(solved[1:], gamma, strict=True):
        ours = ours.minus(part, factor)
    return Learnt(
        ours.alpha, ours.intercept, ours.loo + (gamma[:, None] * offsets).sum(axis=0), gamma, penalty
    )


def _patterns(weights: Floats) -> tuple[Floats, Ints]:
    """The distinct columns of the weights, as rows, and which of them each code has."""
    if weights.shape[1] and (weights == weights[:, :1]).all():
        return weights[:, :1].T, np.zeros(weights.shape[1], np.int64)
    patterns, of_code = np.unique(weights.T, axis=0, return_inverse=True)
    return patterns, of_code.ravel()


def _chosen(kernel: Floats, targets: Floats, patterns: Floats, of_code: Ints) -> Factor | None:
    """The system of the commonest pattern's rows, or of some of them, with the best penalty; None for too few rows."""
    common = int(np.argmax(np.bincount(of_code, minlength=len(patterns)))) if len(of_code) else 0
    rows = np.flatnonzero(patterns[common] > 0) if len(patterns) else np.zeros(0, np.int64)
    if len(rows) < 3:
        return None
    rows = rows[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), SEARCH_ROWS)).astype(np.int64))]
    goal = targets[np.ix_(rows, np.flatnonzero(of_code == common))]
    return best_factor(kernel[np.ix_(rows, rows)], goal, patterns[common][rows], PENALTIES)


def _solve(
    kernel: Floats, goals: Floats, patterns: Floats, of_code: Ints, penalty: float, ready: Factor | None
) -> list[Solution]:
    """`ready` is the system of all rows where there is one pattern that knows them all."""
    whole = ready if len(patterns) == 1 and ready and len(ready.sums) == len(kernel) else None
    count, n, k = goals.shape
    alpha, loo, intercept = np.zeros((count, n, k)), np.zeros((count, n, k)), np.zeros((count, k))
    for number, pattern in enumerate(patterns):
        rows, columns = np.flatnonzero(pattern > 0), np.flatnonzero(of_code == number)
        if len(rows):
            some = np.ix_(np.arange(count), rows, columns)
            wide = goals[some].transpose(1, 0, 2).reshape(len(rows), -1)
            factor = whole or Factor(_part(kernel, rows), pattern[rows], penalty)
            found = factor.solve(wide)
            alpha[some] = found.alpha.reshape(len(rows), count, -1).transpose(1, 0, 2)
            loo[some] = found.loo.reshape(len(rows), count, -1).transpose(1, 0, 2)
            intercept[:, columns] = found.intercept.reshape(count, -1)
    return [Solution(alpha[i], intercept[i], loo[i]) for i in range(count)]


def _part(kernel: Floats, rows: Ints) -> Floats:
    return kernel if len(rows) == len(kernel) else np.asarray(kernel[np.ix_(rows, rows)])


def _gamma(left: Floats, priors: list[Floats], weights: Floats) -> Floats:
    normal = np.array([[(weights * one * other).sum() for other in priors] for one in priors])
    goal = np.array([(weights * left * one).sum() for one in priors])
    normal = normal + CAUTION * np.eye(len(priors))
    goal = goal + CAUTION * START
    both = np.linalg.solve(normal, goal)
    if (both >= 0).all():
        return np.asarray(both)
    single = [np.where(np.arange(2) == i, max(goal[i] / normal[i, i], 0.0), 0.0) for i in range(2)]
    return np.asarray(min(single, key=lambda g: g @ normal @ g - 2 * g @ goal))
