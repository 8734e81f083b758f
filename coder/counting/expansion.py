"""The arithmetic under an estimate: sums over S by stratum and cell, expanded to the whole.

A cell is a group; the last cell is the total over all groups, so every array here ends with it.
Strata are waves (or wave x group); a unit is what the random order draws (a case).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from coder.counting.intervals import hypergeometric, wilson
from coder.counting.sample import Bools, Floats, Ints, Sample

FEW = 5
"""Under this many positives or negatives in S the interval is exact hypergeometric."""
ENOUGH = 10
"""Under this many positives or negatives in S the machine's scores are not used."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What is counted: rows (cases, or answers within their case) and the cell each falls into.

    `unit` (R,) is the row's sampling unit, `weight` (R,) what it counts for (1; 1/copies to count
    distinct texts), `group` (R,) its cell, 0 to `groups` - 1.
    """

    unit: Ints
    weight: Floats
    group: Ints
    groups: int


def rows_of(
    units: int, *, unit: Ints | None = None, weight: Floats | None = None, group: Ints | None = None
) -> Rows:
    """Rows for N cases (default) or for answers in them; without `group` there is one cell."""
    inside = np.arange(units) if unit is None else unit
    cells = np.zeros(len(inside), dtype=np.int64) if group is None else group
    each = np.ones(len(inside)) if weight is None else weight
    return Rows(inside, each, cells, int(cells.max(initial=0)) + 1)


@dataclass(frozen=True, slots=True)
class Expanded:
    """Per cell: the total with its certain part and variance, and what S held.

    `positive` and `negative` count units by stratum and cell; `found` and `lacking` are weights by cell.
    """

    total: Floats
    certain: Floats
    variance: Floats
    positive: Floats
    negative: Floats
    found: Floats
    lacking: Floats


class Layout:
    """Where every row of one count lies: in S, read with certainty, or open; in which cell and stratum."""

    def __init__(self, sample: Sample, rows: Rows) -> None:
        self.sample, self.rows = sample, rows
        self.units = np.flatnonzero(sample.chosen & ~sample.certain)
        rank = np.full(len(sample), -1, dtype=np.int64)
        rank[self.units] = np.arange(len(self.units))
        self.row = np.flatnonzero(rank[rows.unit] >= 0)
        self.rank = rank[rows.unit[self.row]]
        self.open = ~sample.certain[rows.unit]
        self.strata = int(sample.stratum.max(initial=0)) + 1
        self.inside = (np.arange(self.strata)[:, None] == sample.stratum[self.units]).astype(float)
        self.size = self.sums(np.ones(len(self.row)))
        self.drawn = self.inside @ (self.size > 0)
        self.population = self._population()
        self.weight = self.cells(np.ones(len(rows.unit)), self.open)

    def sums(self, values: Floats) -> Floats:
        """Weighted sums of S's rows by unit and cell, (n, cells)."""
        rows, n = self.rows, len(self.units)
        place = self.rank * rows.groups + rows.group[self.row]
        flat = np.bincount(place, values * rows.weight[self.row], n * rows.groups)
        return with_total(flat.astype(float).reshape(n, rows.groups))

    def cells(self, values: Floats, where: Bools) -> Floats:
        """Weighted sums of all rows in `where` by cell."""
        rows = self.rows
        flat = np.bincount(rows.group[where], values[where] * rows.weight[where], rows.groups)
        return with_total(flat.astype(float))

    def _population(self) -> Floats:
        """Open units by stratum and cell: those with a row there, (H, cells)."""
        rows, stratum, certain = self.rows, self.sample.stratum, self.sample.certain
        stands = np.ones(len(self.sample)) if self.sample.stands is None else self.sample.stands
        pairs = rows.unit[self.open] * rows.groups + rows.group[self.open]
        if len(rows.unit) != len(self.sample):
            pairs = np.unique(pairs)
        place = stratum[pairs // rows.groups] * rows.groups + pairs % rows.groups
        cells = np.bincount(place, stands[pairs // rows.groups], self.strata * rows.groups)
        whole = np.bincount(stratum[~certain], stands[~certain], self.strata)
        return np.column_stack([cells.reshape(self.strata, rows.groups), whole])


def with_total(values: Floats) -> Floats:
    """Appends the sum over the last axis as one more cell."""
    both: Floats = np.concatenate([values, values.sum(axis=-1, keepdims=True)], axis=-1)
    return both


def trust(y: Floats, f: Floats, layout: Layout) -> float:
    """Omega: the slope of y on f within the strata of S, clipped to [0, 1].

    0 with under ten positive or ten negative units; units with an unknown row are left out.
    """
    labels, scores = layout.sums(y[layout.row])[:, -1], layout.sums(f[layout.row])[:, -1]
    known = ~np.isnan(labels)
    positive = (labels[known] > 0).sum()
    if min(positive, known.sum() - positive) < ENOUGH:
        return 0.0
    inside = layout.inside[:, known]
    labels, scores = _centred(labels[known], inside), _centred(scores[known], inside)
    n = np.maximum(inside.sum(axis=1), 2)
    importance = (layout.population[:, -1] ** 2 / (n * (n - 1))) @ inside
    spread = float(importance @ scores**2)
    return float(np.clip(importance @ (labels * scores) / spread, 0.0, 1.0)) if spread > 0 else 0.0


def expand(y: Floats, f: Floats, omega: float, layout: Layout, keep: Bools) -> Expanded:
    """T and Var(T) per cell; `y` must be known for the units of S in `keep` (n,) and for certain rows.

    Var = sum over strata of N^2 (1 - n/N) s^2 / n, s^2 with one degree of freedom less when omega is used.
    """
    found = layout.sums(y[layout.row])[keep]
    residual = found - omega * layout.sums(f[layout.row])[keep]
    inside, size = layout.inside[:, keep], layout.size[keep]
    n = inside.sum(axis=1)[:, None]
    ratio = np.divide(layout.population[:, -1:], n, out=np.zeros_like(n), where=n > 0)
    first, second = inside @ residual, inside @ residual**2
    spread = np.maximum(second - first**2 / np.maximum(n, 1), 0) / np.maximum(n - 1 - (omega > 0), 1)
    variance = (ratio * (ratio - 1) * n * spread).sum(axis=0)
    certain = layout.cells(np.nan_to_num(y), ~layout.open)
    total = certain + omega * layout.cells(f, layout.open) + (ratio * first).sum(axis=0)
    total[-1] = math.fsum(total[:-1])
    return Expanded(
        total,
        certain,
        variance,
        inside @ (found > 0),
        inside @ (found < size),
        found.sum(axis=0),
        (size - found).sum(axis=0),
    )


def _centred(values: Floats, inside: Floats) -> Floats:
    means = (inside @ values) / np.maximum(inside.sum(axis=1), 1)
    centred: Floats = values - means @ inside
    return centred


def exact_bounds(
    population: Floats, drawn: Floats, positive: Floats, amount: float, level: float
) -> tuple[float, float, float]:
    """(low, high, n_effective) of a total with few positive units, exact; arrays by stratum.

    Strata drawn at different rates are pooled at Kish's effective size, rounded outwards. `amount` is what
    a positive unit counts for.
    """
    if not drawn.sum():
        return 0.0, float(population.sum()) * amount, 1.0
    rate = np.where(drawn > 0, drawn / population, drawn.sum() / population.sum())
    whole, share = population.sum(), (positive / rate).sum() / population.sum()
    size = math.floor(round(float(whole**2 / (population / rate).sum()), 6))
    hits = round(float(share * size), 6)
    low = hypergeometric(int(whole), size, math.floor(hits), level)[0]
    high = hypergeometric(int(whole), size, min(math.ceil(hits), size), level)[1]
    return low * amount, high * amount, size / max(1 - size / whole, 1e-9)


def wilson_bounds(
    total: float, variance: float, out_of: float, level: float, freedom: float = math.inf
) -> tuple[float, float, float]:
    """(low, high, n_effective) of a total out of `out_of`, the share clamped inside (0, 1)."""
    share = min(max(total / out_of, 0.5 / out_of), 1 - 0.5 / out_of)
    n_effective = share * (1 - share) / max(variance / out_of**2, 1e-12)
    low, high = wilson(share, n_effective, level, freedom)
    return float(low * out_of), float(high * out_of), float(n_effective)
