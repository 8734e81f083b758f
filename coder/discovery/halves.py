"""Does a code hide two? Its answers are parted in many ways, and each half is asked what it knows of the other.

    lead = (how well a half tells its own unseen answers from answers without the code
            - how well it tells the other half's) - 1.5 / sqrt(answers of the smaller half)

How well: the probability that an answer of the half scores above one without the code (AUC). Halves of one broad
subject help to recognise each other; halves of two subjects do not, for other codes' answers lie between them. Plain
distance between halves is no sign of that: broad codes are wide. The last term is what chance does in few answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from coder.discovery.partition import partition

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

PARTS, FOLDS, SMALLEST, CAUTION = 5, 3, 5, 1.5
MOST, MOST_OUTSIDE = 1_000, 600
"""Answers with and without the code that a parting is judged on."""


@dataclass(frozen=True)
class Ground:
    """What all codes are judged on: centred unit `points` (n, d), their inverse shrunk moments (d, d), and `plain`.

    `plain` is what is left of the points when the mean effect of every code is taken away, evenly scaled: an
    answer with several codes is parted by what it says beside them.
    """

    points: Floats
    inverse: Floats
    plain: Floats

    @classmethod
    def of(cls, points: Floats, has: Floats) -> Ground:
        """From points of any length and codes as a 0/1 matrix (n, codes)."""
        lengths = np.sqrt((points**2).sum(axis=1, keepdims=True))
        unit = points / np.where(lengths > 0, lengths, 1.0)
        centred = unit - unit.mean(axis=0)
        known = np.hstack([has, np.ones((len(has), 1))])
        effects = np.linalg.solve(known.T @ known + np.eye(known.shape[1]), known.T @ centred)
        rest = centred - known @ effects
        values, vectors = np.linalg.eigh(rest.T @ rest / len(rest))
        moments = centred.T @ centred / len(centred)
        inverse = np.linalg.inv(
            moments + max(float(np.trace(moments)) / len(moments), 1e-9) * np.eye(len(moments))
        )
        return cls(
            centred, inverse, rest @ (vectors / np.sqrt(values.clip(0) + max(float(values.mean()), 1e-9)))
        )


def halves(ground: Ground, having: Mask, seed: int = 0) -> tuple[float, Mask] | None:
    """The parting of a code's answers with the greatest lead: (lead, which of them are in the second half).

    None where no parting leaves five answers on both sides, or every answer has the code.
    """
    rng = np.random.default_rng(seed)
    rows, outside = np.flatnonzero(having), np.flatnonzero(~having)
    if not len(outside):
        return None
    plain = ground.plain[rows]
    labels = partition(plain - plain.mean(axis=0), np.ones(len(rows)), PARTS)[0]
    judged = rng.permutation(len(rows))[:MOST]
    others = ground.points[rng.permutation(outside)[:MOST_OUTSIDE]]
    sides = [np.isin(labels, chosen) for chosen in _partings(int(labels.max()) + 1)]
    leads = [_lead(ground, ground.points[rows[judged]], side[judged], others) for side in sides]
    best = max(range(len(sides)), key=lambda at: leads[at], default=0)
    return (leads[best], sides[best]) if sides and leads[best] > -np.inf else None


def _partings(parts: int) -> Iterator[tuple[int, ...]]:
    for size in range(1, parts // 2 + 1):
        for chosen in combinations(range(parts), size):
            if 2 * size < parts or 0 in chosen:
                yield chosen


def _lead(ground: Ground, points: Floats, side: Mask, others: Floats) -> float:
    smaller = min(int(side.sum()), int((~side).sum()))
    if smaller < SMALLEST:
        return -np.inf
    gaps = [_gap(ground, points, half, others) for half in (side, ~side)]
    return float(np.average(gaps, weights=[side.sum(), (~side).sum()]) - CAUTION / np.sqrt(smaller))


def _gap(ground: Ground, points: Floats, half: Mask, others: Floats) -> float:
    fold = np.arange(len(points)) % FOLDS
    gaps = []
    for held in (fold == number for number in range(FOLDS)):
        if not (half & ~held).any() or not (half & held).any() or not (~half & held).any():
            continue
        direction = ground.inverse @ points[half & ~held].mean(axis=0)
        outside = np.sort(others @ direction)
        gaps.append(
            _above(points[half & held] @ direction, outside)
            - _above(points[~half & held] @ direction, outside)
        )
    return float(np.mean(gaps)) if gaps else 0.0


def _above(scores: Floats, outside: Floats) -> float:
    below, upto = np.searchsorted(outside, scores, "left"), np.searchsorted(outside, scores, "right")
    return float((below + upto).mean() / 2 / len(outside))
