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
from coder.discovery.naming import phrases_of, suggested
from coder.discovery.partition import nearness, partition

Ints = npt.NDArray[np.int64]
Codes = Sequence[frozenset[str] | None]

LEAST_READ, LEAST_SHARED, LEAST_CODED = 5, 5, 20
EXPLAINED = 0.5


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
    """A code whose answers fall into two groups: how far `apart` they are, and what each half speaks of."""

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
    """Pairs of codes on five common answers or more, most alike first (Jaccard, shrunk for few answers)."""
    having = Counter(code for given in codes for code in given or ())
    both = Counter(pair for given in codes for pair in combinations(sorted(given or ()), 2))
    found = [
        Overlap(one, other, shared, shared / (having[one] + having[other] - shared))
        for (one, other), shared in both.items()
        if shared >= LEAST_SHARED
    ]
    shrunk = {
        pair: pair.shared / (having[pair.one] + having[pair.other] - pair.shared + LEAST_SHARED)
        for pair in found
    }
    return sorted(found, key=lambda pair: (-shrunk[pair], pair.one, pair.other))[:most]


def several(clusters: Clusters, texts: Sequence[str], codes: Codes, most: int = 10) -> list[Several]:
    """Codes with 20 answers or more, the one whose two halves lie furthest apart, each close, first.

    `clusters` was fitted on these texts. Apart = (length of the halves' mean directions) / 2 - their cosine.
    """
    rows: dict[str, list[int]] = {}
    for at, given in enumerate(codes):
        for code in given or ():
            rows.setdefault(code, []).append(at)
    found = [
        _halves(code, clusters, texts, np.array(rows[code]))
        for code in sorted(rows)
        if len(rows[code]) >= LEAST_CODED
    ]
    return sorted((each for each in found if each), key=lambda each: (-each.apart, each.code))[:most]


def _halves(code: str, clusters: Clusters, texts: Sequence[str], rows: Ints) -> Several | None:
    # In the order of the words, so that the order of the file leaves no trace.
    rows = np.array(sorted((int(at) for at in rows), key=lambda at: (texts[at], at)))
    place = clusters.points_[rows]
    lengths = np.sqrt((place**2).sum(axis=1, keepdims=True))
    unit = place / np.where(lengths > 0, lengths, 1.0)
    centred = unit - unit.mean(axis=0)
    labels, centres = partition(centred, np.ones(len(rows)), 2)
    if len(centres) < 2:
        return None
    one, other = (unit[labels == side].mean(axis=0) for side in (0, 1))
    norms = float(np.linalg.norm(one)), float(np.linalg.norm(other))
    apart = (norms[0] + norms[1]) / 2 - float(one @ other) / (norms[0] * norms[1] or 1.0)
    named = phrases_of([texts[at] for at in rows], labels, nearness(centred, centres), clusters.language)
    names = suggested(named[0]), suggested(named[1])
    return Several(code, apart, (int((labels == 0).sum()), int((labels == 1).sum())), names)
