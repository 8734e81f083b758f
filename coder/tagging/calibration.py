"""Scores -> probabilities by Platt's logistic curve, fitted on leave-one-out scores.

    P(yes) = 1 / (1 + exp(-(slope * score + shift)))

fitted by Newton's method with the targets (m + 1) / (m + 2) and 1 / (n - m + 2) of Platt (1999). Slope and
shift are common to all codes; scores are already measured from each code's own threshold.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Platt:
    """A logistic curve; without data it says 1/2 at score 0 with a gentle slope."""

    def __init__(self, slope: float = 4.0, shift: float = 0.0) -> None:
        self.slope, self.shift = slope, shift

    def __call__(self, scores: Floats) -> Floats:
        """Probabilities in (0, 1), the shape of `scores`."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(self.slope * scores + self.shift, -35, 35))))

    def fit(self, scores: Floats, targets: Floats, weights: Floats) -> Platt:
        """Fits to leave-one-out scores; all three arrays have one shape."""
        x, w = scores.ravel(), weights.ravel()
        yes = float((targets.ravel() * w).sum())
        no = float(w.sum()) - yes
        if yes <= 0 or no <= 0:
            return self
        goal = targets.ravel() * (yes + 1) / (yes + 2) + (1 - targets.ravel()) / (no + 2)
        for _ in range(25):
            self._step(x, goal, w)
        return self

    def _step(self, x: Floats, goal: Floats, w: Floats) -> None:
        p = self(x)
        curve = w * p * (1 - p) + 1e-12
        left = w * (goal - p)
        design = np.stack([x, np.ones_like(x)])
        hessian = (design * curve) @ design.T + 1e-9 * np.eye(2)
        slope, shift = np.linalg.solve(hessian, design @ left)
        self.slope, self.shift = self.slope + float(slope), self.shift + float(shift)
