"""Scores -> probabilities by logistic curves fitted on leave-one-out scores (Platt 1999).

    P(yes | s, c) = 1 / (1 + exp(-(slope_c s + shift_c))),   s measured from the code's threshold

One curve is fitted to all codes together, then one per code that is drawn to it: the common slope and shift
are the mean of a normal prior of precision PRIOR (that of the common curve: COMMON), so a code with few keeps the common
curve. Newton's method; everything in (0, 1). A code without a positive in n readings has the common slope, and
at its mean score the odds 1 : 2n + 1 (Jeffreys' rule): rare is not impossible.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SLOPE, SHIFT = 5.0, 0.0
COMMON = 5.0
PRIOR = 0.2
STEPS = 12


class Platt:
    """`slope` and `shift` are (k,); a gentle curve with 1/2 at the threshold where nothing is known."""

    def __init__(self, slope: Floats | None = None, shift: Floats | None = None) -> None:
        self.slope = np.array([SLOPE]) if slope is None else slope
        self.shift = np.array([SHIFT]) if shift is None else shift

    def __call__(self, scores: Floats) -> Floats:
        """Probabilities of (n, k) scores."""
        return logistic(self.slope * scores + self.shift)

    def fit(self, scores: Floats, targets: Floats, weights: Floats) -> Platt:
        """Fits to (n, k) leave-one-out scores; weight 0 means that nobody judged."""
        start = np.array([[SLOPE], [SHIFT]])
        seen = (targets * weights).sum(axis=0) > 0
        x, y, w = (part.reshape(-1, 1) for part in (scores, targets, weights * seen))
        together = newton(x, y, w, start, COMMON)
        each = np.where(seen, newton(scores, targets, weights, together, PRIOR), together)
        self.slope = np.maximum(each[0], 0.1)
        self.shift = np.where(seen, each[1], self._unseen(scores, weights))
        return self

    def _unseen(self, scores: Floats, weights: Floats) -> Floats:
        judged = weights.sum(axis=0)
        middle = (weights * scores).sum(axis=0) / np.maximum(judged, 1e-12)
        return np.asarray(-np.log(2 * judged + 1) - self.slope * middle)


def logistic(values: Floats) -> Floats:
    """1 / (1 + e^-v), kept inside (0, 1)."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -35, 35))))


def newton(x: Floats, y: Floats, w: Floats, start: Floats, strength: float) -> Floats:
    """Slopes and shifts (2, k) with the largest posterior density for each column of (n, k) data.

    The prior is normal around `start` (2, 1), of precision `strength` for scores divided by their spread, so that
    it means the same at every scale.
    """
    spread = np.sqrt((w * x**2).sum(axis=0) / np.maximum(w.sum(axis=0), 1e-12))
    spread = np.where(spread > 0, spread, 1.0)
    z, unit = x / spread, np.stack([spread, np.ones_like(spread)])
    centre = start * unit
    found = centre.copy()
    for _ in range(STEPS):
        p = logistic(found[0] * z + found[1])
        left, curve = w * (y - p), np.maximum(w * p * (1 - p), 1e-9)
        gradient = np.stack([(left * z).sum(axis=0), left.sum(axis=0)]) - strength * (found - centre)
        a, b = (curve * z * z).sum(axis=0) + strength, (curve * z).sum(axis=0)
        d = curve.sum(axis=0) + strength
        step = np.stack([d * gradient[0] - b * gradient[1], a * gradient[1] - b * gradient[0]]) / (
            a * d - b * b
        )
        found = found + np.clip(step, -2, 2)
    return np.asarray(found / unit)
