"""Where "yes" begins: per-code thresholds from leave-one-out scores, matched to the estimated prevalence.

A code's own threshold lets through as many answers as have the code, the common one as many codings as
there are (times OVER). With m positives the two are mixed as (m own + PULL common) / (m + PULL): a code with
three positives mostly keeps the common threshold, one with a hundred has its own.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

PULL = 4.0
OVER = 1.03
NEVER = 3.0
"""Threshold of a code without a positive: its scores rank, and are never a yes."""


def matched(scores: Floats, weights: Floats, expected: float) -> float:
    """The value that lets through a weight of `expected` (to the nearest row): halfway between the two scores around that point."""
    order = np.argsort(-scores, kind="stable")
    if expected <= 0 or not len(order):
        return NEVER
    passed = np.cumsum(weights[order])
    last = min(int(np.searchsorted(passed, expected - 0.5)), len(order) - 1)
    below = scores[order[last + 1]] if last + 1 < len(order) else scores[order[last]] - 1.0
    return float((scores[order[last]] + below) / 2)


def thresholds(loo: Floats, targets: Floats, weights: Floats, pull: float = PULL) -> Floats:
    """One threshold per code, (k,), from leave-one-out scores, targets and weights, all (n, k)."""
    positives = (targets * weights).sum(axis=0)
    known = weights > 0
    common = matched(loo[known], weights[known], OVER * float(positives.sum()))
    own = np.array(
        [
            matched(loo[known[:, c], c], weights[known[:, c], c], OVER * positives[c])
            for c in range(loo.shape[1])
        ]
    )
    mixed = (positives * own + pull * common) / (positives + pull)
    return np.where(positives > 0, mixed, NEVER)
