"""Does a code hide two? Its answers are parted in many ways, and each half is asked what it knows of the other.

    gap  = how well a half tells its own answers from answers without the code
           - how well it tells the other half's (mean of both halves)
    lead = the best of (gap - 1.5 standard errors) - half of the median gap

How well: the probability that an answer of the half scores above one without the code (AUC), left out while it is
judged. Halves of one broad subject help to recognise each other; halves of two subjects do not, for other codes' answers
lie between them. Plain distance between halves is no sign of that: broad codes are wide, in whatever way they are
parted, and so the gap must stand out among the gaps of other partings. All is done on `even` ground, where the answers of
all codes together spread alike in every direction.

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

PARTS, SMALLEST, CAUTION, USUAL = (2, 3, 4, 5, 6), 5, 1.5, 0.5
MOST = 500
"""Answers with the code, and without it, that a parting is judged on."""


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
    others = outside[rng.permutation(len(outside))[:MOST]]
    sides = [side for side in _partings(own) if SMALLEST <= side[judged].sum() <= len(judged) - SMALLEST]
    if not sides:
        return None
    inside, across = own[judged] @ own[judged].T, own[judged] @ others.T
    gaps, errors = np.array([_gap(side[judged], inside, across) for side in sides]).T
    leads = gaps - CAUTION * errors
    best = int(leads.argmax())
    return float(leads[best] - USUAL * np.median(gaps)), sides[best]


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


def _gap(side: Mask, inside: Floats, across: Floats) -> tuple[float, float]:
    """The gap between two sides and its standard error (of shares, which is more than that of ranks)."""
    own, cross = np.array([_known(half, inside, across) for half in (side, ~side)]).T
    size = np.array([side.sum(), (~side).sum()])
    sure = own.clip(0.02, 0.98)
    variance = sure * (1 - sure) / size + cross * (1 - cross) / size[::-1]
    return float((own - cross).mean()), float(np.sqrt(variance.mean()))


def _known(half: Mask, inside: Floats, across: Floats) -> tuple[float, float]:
    """How well the sum of a half tells its own answers, each left out in turn, and the other half's, from the others.

    `inside` are products of the code's answers (n, n), `across` of them with others (n, m).
    """
    scores, others = inside @ half, half @ across
    without = (scores[half] - inside.diagonal()[half])[:, None] > others - across[half]
    below = np.searchsorted(np.sort(others), scores[~half])
    return float(without.mean()), float(below.mean() / len(others))
