"""How many of N raise a theme: the difference estimator, its variance and its interval.

Per stratum, added over strata, with one omega for all cells of a table:

    T = sum_i omega f_i + (N/n) sum_{i in S} (y_i - omega f_i)

f is any score of the machine that was made without the unit's own label (cross-fitted); omega says how
much to trust it and is learnt on S. A useless or biased f costs width, never coverage. This is the
generalised regression estimator (Saerndal, Swensson & Wretman 1992, ch. 6), also known as PPI++.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from coder.counting.expansion import (
    FEW,
    Expanded,
    Layout,
    Rows,
    exact_bounds,
    expand,
    rows_of,
    trust,
    wilson_bounds,
)
from coder.counting.intervals import quantity, readings_needed
from coder.counting.sample import Floats, Ints, Sample

LATE = 0.05
"""Share of all units up to which strata without readings leave bounds instead of no interval."""

How = Literal["exact", "sample", "assisted", "codings"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A count out of `out_of` units with its interval, and how it was obtained.

    `how`: "exact" all are read; "sample" and "assisted" (by the machine's scores) come with an interval;
    "codings" counts what was coded, and has none. `n` is the size of S, `pending` its unsettled skips
    (low and high are then bounds over all they could be), `n_effective` p(1-p)/Var with the finite
    population in it, `needed` the readings for +-5 points. Counts of a cell may leave [0, out_of] a little:
    clamped ones would no longer add up.
    """

    count: float
    out_of: float
    low: float | None = None
    high: float | None = None
    how: How = "codings"
    n: int = 0
    positives: int = 0
    n_effective: float | None = None
    needed: int | None = None
    not_blind: int = 0
    pending: int = 0
    omega: float = 0.0

    @property
    def share(self) -> float:
        """`count / out_of` within [0, 1], nan for an empty cell."""
        return min(max(self.count / self.out_of, 0.0), 1.0) if self.out_of else math.nan

    @property
    def interval(self) -> tuple[float, float] | None:
        """Limits of the share; None without an interval."""
        if self.low is None or self.high is None or not self.out_of:
            return None
        return self.low / self.out_of, self.high / self.out_of

    @property
    def limits(self) -> tuple[float, float, float]:
        """(share, low, high); an exact count is its own interval, a count of codings is unbounded."""
        low, high = self.interval or ((self.share,) * 2 if self.how == "exact" else (0.0, 1.0))
        return self.share, low, high

    @property
    def word(self) -> str:
        """Most, many, some or few where both ends of the interval allow it; "" without an interval."""
        return "" if self.how == "codings" or not self.out_of else quantity(*self.limits[1:])


def estimate(
    y: Floats, sample: Sample, f: Floats | None = None, *, rows: Rows | None = None, level: float = 0.95
) -> Estimate:
    """The total over all rows; `y` (R,) is 1, 0 or nan for unknown, `f` (R,) a cross-fitted score."""
    return estimate_cells(y, sample, f, rows=rows or rows_of(len(sample)), level=level)[-1]


def estimate_drawn(
    y: Floats, sample: Sample, f: Floats | None, *, population: int, total: float = 0.0, level: float = 0.95
) -> Estimate:
    """The total over `population` units of which only those drawn at random are at hand, (n,).

    `total` is the sum of f over all of them. Equals `estimate` on arrays of the whole population.
    """
    everyone = np.zeros(len(y), dtype=np.int64)
    sizes, totals = np.array([float(population)]), np.array([total])
    return estimate_drawn_cells(y, sample, f, group=everyone, sizes=sizes, totals=totals, level=level)[-1]


def estimate_drawn_cells(
    y: Floats,
    sample: Sample,
    f: Floats | None,
    *,
    group: Ints,
    sizes: Floats,
    totals: Floats,
    level: float = 0.95,
) -> list[Estimate]:
    """One estimate per group and, last, their total, of units of which only those drawn are at hand, (n,).

    `group` (n,) is theirs; `sizes` and `totals` (G,) are all units of each group and the sum of f over them.
    Equals `estimate_cells` on arrays of the whole population.
    """
    rest = np.maximum(sizes - np.bincount(group, minlength=len(sizes)), 0)
    left = np.flatnonzero(rest)
    stands, unseen = np.append(np.ones(len(y)), rest[left]), np.zeros(len(left), dtype=np.int64)
    flags = (sample.chosen, sample.certain, sample.blind)
    chosen, certain, blind = (np.append(flag, unseen > 0) for flag in flags)
    wide = Sample(chosen, np.append(sample.stratum, unseen), certain, blind, stands)
    scores = (
        None if f is None else np.append(f, (totals - np.bincount(group, f, len(sizes)))[left] / rest[left])
    )
    rows = Rows(np.arange(len(stands)), stands, np.append(group, left), len(sizes))
    return estimate_cells(np.append(y, unseen + np.nan), wide, scores, rows=rows, level=level)


def estimate_cells(
    y: Floats, sample: Sample, f: Floats | None, *, rows: Rows, level: float = 0.95
) -> list[Estimate]:
    """One estimate per group and, last, their total; the counts add up to it exactly.

    Labels outside S enter nothing unless their whole stratum is read. Under ten positives or negatives
    in S, or without `f`, omega is 0.
    """
    layout = Layout(_closed(y, sample, rows), rows)
    omega = 0.0 if f is None else trust(y, f, layout)
    cells = _Cells(y, np.zeros(len(y)) if f is None else f, omega, layout, level)
    return [cells.estimate(g) for g in range(rows.groups + 1)]


def _closed(y: Floats, sample: Sample, rows: Rows) -> Sample:
    """Strata that need no estimate count as read with certainty: those known throughout, and small ones hardly begun.

    What is unknown in the latter (late answers, up to a twentieth of all) leaves bounds over all that it could be; to have
    no interval at all because of them would tell less than is known.
    """
    strata = int(sample.stratum.max(initial=0)) + 1
    unknown = np.isnan(y) & ~sample.certain[rows.unit]
    waiting = np.bincount(sample.stratum[rows.unit[unknown]], minlength=strata)
    settled = sample.chosen & (np.bincount(rows.unit[np.isnan(y)], minlength=len(sample)) == 0)
    hardly = (np.bincount(sample.stratum[settled], minlength=strata) < 2) & (waiting > 0)
    small = hardly[sample.stratum].sum() <= LATE * len(sample)
    closed = (waiting == 0) | (hardly & small)
    return replace(sample, certain=sample.certain | closed[sample.stratum])


class _Cells:
    """What the cells of one code share: the expanded sums, with unsettled skips as no and as yes."""

    def __init__(self, y: Floats, f: Floats, omega: float, layout: Layout, level: float) -> None:
        self.y, self.layout, self.omega, self.level = y, layout, omega, level
        known = ~np.isnan(layout.sums(y[layout.row])[:, -1])
        ends = [(fill, np.ones_like(known)) for fill in (0.0, 1.0)]
        self.middle, self.least, self.most = (
            expand(np.nan_to_num(y, nan=fill), f, omega, layout, keep) for fill, keep in [(0.0, known), *ends]
        )
        self.settled = layout.inside[:, known].sum(axis=1)
        self.out_of = layout.cells(np.ones(len(y)), np.ones(len(y), dtype=bool))
        inside = ~layout.open
        inside[layout.row] = True
        self.pending = layout.cells(np.isnan(y).astype(float), inside)
        self.not_blind = (layout.size > 0)[~layout.sample.blind[layout.units]].sum(axis=0)

    def estimate(self, cell: int) -> Estimate:
        """One cell; the last is the total."""
        population = self.layout.population[:, cell]
        if not population.any() and not self.pending[cell]:
            return self._exact(cell)
        if ((population > 0) & (self.settled < 2)).any():
            return self._codings(cell)
        low, _, n_effective = self._bounds(cell, self.least)
        high = self._bounds(cell, self.most)[1]
        n = int(self.layout.drawn[:, cell].sum())
        positives = int(self.middle.positive[:, cell].sum())
        total = float(self.middle.total[cell])
        share = (positives + 1) / (n + 2)
        return Estimate(
            total,
            float(self.out_of[cell]),
            float(min(low, total)),
            float(max(high, total)),
            "assisted" if self.omega else "sample",
            n,
            positives,
            n_effective if math.isfinite(n_effective) else None,
            readings_needed(share, n, n_effective, int(population.sum()), level=self.level) if n else None,
            int(self.not_blind[cell]),
            math.ceil(self.pending[cell]),
            self.omega,
        )

    def _exact(self, cell: int) -> Estimate:
        count, group = float(self.middle.total[cell]), self.layout.rows.group
        units = self.layout.rows.unit[(group == cell) | (cell == self.layout.rows.groups)]
        return Estimate(count, float(self.out_of[cell]), count, count, "exact", len(np.unique(units)))

    def _codings(self, cell: int) -> Estimate:
        coded = self.layout.cells((self.y == 1).astype(float), self.y == 1)[cell]
        n = int(self.layout.drawn[:, cell].sum())
        return Estimate(float(coded), float(self.out_of[cell]), n=n, not_blind=int(self.not_blind[cell]))

    def _bounds(self, cell: int, sums: Expanded) -> tuple[float, float, float]:
        """(low, high, n_effective), never outside what S and the certain rows already show."""
        certain, found, lacking = sums.certain[cell], sums.found[cell], sums.lacking[cell]
        open_ = self.layout.weight[cell]
        low, high, n_effective = self._open_bounds(cell, sums, open_)
        return (
            max(certain + low, certain + found),
            min(certain + high, certain + open_ - lacking),
            n_effective,
        )

    def _open_bounds(self, cell: int, sums: Expanded, open_: float) -> tuple[float, float, float]:
        if not open_:
            return 0.0, 0.0, math.inf
        where = self.layout.population[:, cell] > 0
        positive, negative = sums.positive[where, cell], sums.negative[where, cell]
        if (rarer := min(positive.sum(), negative.sum())) >= FEW:
            # The variance of n residuals with kurtosis 1/p is known as well as that of 2np normal ones.
            freedom = 2.0 * rarer if self.omega else math.inf
            total = sums.total[cell] - sums.certain[cell]
            return wilson_bounds(total, sums.variance[cell], open_, self.level, freedom)
        few, amount = (positive, sums.found) if positive.sum() < FEW else (negative, sums.lacking)
        each = amount[cell] / few.sum() if few.any() else open_ / self.layout.population[where, cell].sum()
        low, high, n_effective = exact_bounds(
            self.layout.population[where, cell], self.layout.drawn[where, cell], few, float(each), self.level
        )
        return (low, high, n_effective) if few is positive else (open_ - high, open_ - low, n_effective)
