"""Does a code hide two? Its answers are parted in many ways, and each half is asked what it knows of the other.

    lead = how well a half tells its own unseen answers from answers without the code
           - how well it tells the other half's, less one standard error (mean of both halves)

How well: the probability that an answer of the half scores above one without the code (AUC). Halves of one broad
subject help to recognise each other; halves of two subjects do not, for other codes' answers lie between them. Plain
distance between halves is no sign of that: broad codes are wide. So all is done on `even` ground, where the answers
of all codes together spread alike in every direction.

Tried on four codebooks with planted pairs, and no better: the whole embedding or words beside it, taking away what other
codes say, a lead expected for the size (by regression, or of normal points), parting on and on, other codes' company of
the halves, two humps, the same parting on subsamples, all of these weighed together.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt

from coder.discovery.partition import partition

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

PARTS, FOLDS, SMALLEST = (2, 3, 4, 5, 6), 3, 5
MOST, MOST_OUTSIDE = 1_000, 600
"""Answers with and without the code that a parting is judged on."""


def even(points: Floats) -> Floats:
    """Directions of points (n, d) about their mean, turned and scaled to even spread; weak directions less so."""
    lengths = np.sqrt((points**2).sum(axis=1, keepdims=True))
    unit = points / np.where(lengths > 0, lengths, 1.0)
    centred = unit - unit.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
    return np.asarray(centred @ (vectors / np.sqrt(values.clip(0) + max(float(values.mean()), 1e-9))))


def halves(points: Floats, having: Mask, seed: int = 0) -> tuple[float, Mask] | None:
    """The parting of a code's answers with the greatest lead: (lead, which of them are in the second half).

    `points` are even. None where no parting leaves five answers on both sides, or every answer has the code.
    """
    rng = np.random.default_rng(seed)
    own, outside = points[having], points[~having]
    if not len(outside):
        return None
    judged = rng.permutation(len(own))[:MOST]
    others = outside[rng.permutation(len(outside))[:MOST_OUTSIDE]]
    sides = [side for side in _partings(own) if SMALLEST <= side[judged].sum() <= len(judged) - SMALLEST]
    leads = [_lead(own[judged], side[judged], others) for side in sides]
    best = max(range(len(sides)), key=lambda at: leads[at], default=0)
    return (leads[best], sides[best]) if sides else None


def _partings(points: Floats) -> list[Mask]:
    """Every way to put two to six groups of the points on two sides, each once."""
    found: dict[bytes, Mask] = {}
    for parts in PARTS:
        labels = partition(points - points.mean(axis=0), np.ones(len(points)), parts)[0]
        for size in range(1, parts // 2 + 1):
            for chosen in combinations(range(int(labels.max()) + 1), size):
                side = np.isin(labels, chosen)
                side = ~side if side[0] else side
                found.setdefault(side.tobytes(), side)
    return list(found.values())


def _lead(points: Floats, side: Mask, others: Floats) -> float:
    own, cross = np.array([_known(points, half, others) for half in (side, ~side)]).T
    size = np.array([side.sum(), (~side).sum()])
    sure = own.clip(0.02, 0.98)
    variance = sure * (1 - sure) / size + cross * (1 - cross) / size[::-1]
    return float((own - cross).mean() - np.sqrt(variance.mean()))


def _known(points: Floats, half: Mask, others: Floats) -> tuple[float, float]:
    """How well a part of the half tells the rest of the half, and the other half, from the others."""
    fold = np.arange(len(points)) % FOLDS
    found = []
    for held in (fold == number for number in range(FOLDS)):
        if not (half & ~held).any() or not (half & held).any() or not (~half & held).any():
            continue
        direction = points[half & ~held].mean(axis=0)
        outside = np.sort(others @ direction)
        found.append([_above(points[part & held] @ direction, outside) for part in (half, ~half)])
    own, cross = np.mean(found, axis=0) if found else (0.5, 0.5)
    return float(own), float(cross)


def _above(scores: Floats, outside: Floats) -> float:
    below, upto = np.searchsorted(outside, scores, "left"), np.searchsorted(outside, scores, "right")
    return float((below + upto).mean() / 2 / len(outside))
