"""Where "yes" begins: per-code thresholds from leave-one-out scores, matched to the estimated prevalence.

A code's own threshold lets through as many answers as have the code; the global one lets through as many
codings as there are. With m positives the two are mixed as (m * own + PULL * global) / (m + PULL): a code
with three positives mostly keeps the common threshold, one with a hundred has its own.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

PULL = 8.0
NEVER = 2.0
"""Threshold of a code without a positive: its scores rank, and are never a yes."""


def matched(scores: Floats, weights: Floats, expected: float) -> float:
    """The value that lets through a weight of `expected`: halfway between the two scores around that point."""
    order = np.argsort(-scores, kind="stable")
    passed = np.cumsum(weights[order])
    count = int(np.searchsorted(passed, expected - 1e-9)) + 1
    if expected <= 0 or not len(order):
        return NEVER
    above = scores[order[min(count, len(order)) - 1]]
    below = scores[order[count]] if count < len(order) else above - 1.0
    return float((above + below) / 2)


def thresholds(loo: Floats, targets: Floats, weights: Floats, pull: float = PULL) -> Floats:
    """One threshold per code, (k,), from leave-one-out scores, targets and weights, all (n, k)."""
    positives = (targets * weights).sum(axis=0)
    common = matched(loo.ravel(), weights.ravel(), float(positives.sum()))
    own = np.array([matched(loo[:, c], weights[:, c], positives[c]) for c in range(loo.shape[1])])
    mixed = (positives * own + pull * common) / (positives + pull)
    return np.where(positives > 0, mixed, NEVER)
