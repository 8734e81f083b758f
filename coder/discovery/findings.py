"""Clusters against a codebook: what no code explains, which codes say the same, which code says two things.

Codes come as one set per text, None for a text that nobody has read. A finding is a reason to look,
ranked within its kind; none changes a codebook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from coder.discovery.clusters import Cluster, Clusters
from coder.discovery.halves import even, halves
from coder.discovery.naming import phrases_of, suggested
from coder.text import fold

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Codes = Sequence[frozenset[str] | None]

LEAST_READ, LEAST_SHARED, LEAST_CODED = 5, 5, 20
EXPLAINED, ALIKE = 0.5, 0.2


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A cluster and the code that most of its read answers have; `share` of them do ("" and 0 for none)."""

    cluster: Cluster
    code: str
    share: float
    read: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two codes on the same answers: `shared` answers have both, `jaccard` of those that have either."""

    one: str
    other: str
    shared: int
    jaccard: float


@dataclass(frozen=True, slots=True)
class Several:
    """A code that may be two: how little its halves help to recognise each other (`apart`, with caution for few
    answers), their answers, copies counted, and what each speaks of."""

    code: str
    apart: float
    sizes: tuple[int, int]
    names: tuple[str, str]


def unexplained(clusters: Sequence[Cluster], codes: Codes) -> list[Unexplained]:
    """Clusters with five read answers or more of which no code covers half, least explained first.

    A code that is as common elsewhere explains nothing and does not count.
    """
    read = [given for given in codes if given is not None]
    overall = Counter(code for given in read for code in given)
    found = []
    for cluster in clusters:
        inside = [given for given in (codes[at] for at in cluster.members) if given is not None]
        counts = Counter(code for given in inside for code in sorted(given))
        special = {
            code: n / len(inside)
            for code, n in counts.items()
            if n / len(inside) > 1.2 * overall[code] / len(read) or n == overall[code]
        }
        best = max(sorted(special), key=lambda code: special[code], default="")
        share = special.get(best, 0.0)
        if len(inside) >= LEAST_READ and share < EXPLAINED:
            found.append(Unexplained(cluster, best, share, len(inside)))
    return sorted(found, key=lambda each: (each.share, -each.cluster.size))


def overlapping(codes: Codes, most: int = 10) -> list[Overlap]:
    """Pairs of codes that share five answers and a fifth of all they have, most alike first.

    By their Jaccard index, shrunk for few answers.
    """
    having = Counter(code for given in codes for code in given or ())
    both = Counter(pair for given in codes for pair in combinations(sorted(given or ()), 2))
    found = [
        Overlap(one, other, shared, shared / (having[one] + having[other] - shared))
        for (one, other), shared in both.items()
        if shared >= max(LEAST_SHARED, ALIKE * (having[one] + having[other] - shared))
    ]
    shrunk = {
        pair: pair.shared / (having[pair.one] + having[pair.other] - pair.shared + LEAST_SHARED)
        for pair in found
    }
    return sorted(found, key=lambda pair: (-shrunk[pair], pair.one, pair.other))[:most]


def several(clusters: Clusters, texts: Sequence[str], codes: Codes, most: int = 10) -> list[Several]:
    """Codes with 20 different answers or more that may be two, the clearest first; halves.py says how it is told.

    `clusters` was fitted on these texts.
    """
    read = _distinct(texts, codes)
    names = sorted({code for given, _ in read for code in given})
    if not names or not clusters.points_.shape[1]:
        return []
    points = even(clusters.points_[[places[0] for _, places in read]])
    found = []
    for code in names:
        having = np.array([code in given for given, _ in read])
        parted = halves(points, having) if having.sum() >= LEAST_CODED else None
        if parted and parted[0] > 0:
            own = [read[at][1] for at in np.flatnonzero(having)]
            names_of = _names(
                [texts[places[0]] for places in own], parted[1], points[having], clusters.language
            )
            second = sum(len(places) for places, other in zip(own, parted[1], strict=True) if other)
            found.append(Several(code, parted[0], (sum(map(len, own)) - second, second), names_of))
    return sorted(found, key=lambda each: (-each.apart, each.code))[:most]


def _distinct(texts: Sequence[str], codes: Codes) -> list[tuple[frozenset[str], list[int]]]:
    """Read answers that differ in words or codes, with their places; the order of the file leaves no trace."""
    found: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for at in sorted(range(len(texts)), key=lambda at: texts[at]):
        given = codes[at]
        if given is not None:
            found.setdefault((fold(texts[at]), tuple(sorted(given))), []).append(at)
    return [(frozenset(given), places) for (_, given), places in sorted(found.items())]


def _names(texts: list[str], side: Mask, points: Floats, language: str) -> tuple[str, str]:
    near = points @ np.stack([points[~side].mean(axis=0), points[side].mean(axis=0)]).T
    named = phrases_of(texts, side.astype(np.int64), near, language)
    return suggested(named[0]), suggested(named[1])
