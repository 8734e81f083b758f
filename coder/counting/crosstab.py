"""Codes by the values of a variable, codes beside codes, and one wave beside another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coder.counting.expansion import Rows, rows_of
from coder.counting.intervals import difference, shared_level, wilson
from coder.counting.prevalence import Estimate, estimate, estimate_cells
from coder.counting.sample import Floats, Sample, all_of


def crosstab(
    y: Floats,
    sample: Sample | Sequence[Sample],
    f: Floats | None = None,
    *,
    rows: Rows,
    level: float = 0.95,
    simultaneous: bool = False,
    poststratify: bool = False,
) -> list[list[Estimate]]:
    """Estimates of C codes by G groups, each row ending with its total; `y` and `f` are (R, C).

    `sample` is one for all codes or one per code (scopes differ). `simultaneous` makes all intervals hold
    together at `level` (Bonferroni); `poststratify` expands within groups, which must not cut through a case.
    """
    codes = y.shape[1]
    samples = [sample] * codes if isinstance(sample, Sample) else list(sample)
    if poststratify:
        samples = [each.crossed(_group_of_unit(rows, len(each))) for each in samples]
    each_level = shared_level(level, codes * (rows.groups + 1)) if simultaneous else level
    return [
        estimate_cells(y[:, c], samples[c], None if f is None else f[:, c], rows=rows, level=each_level)
        for c in range(codes)
    ]


@dataclass(frozen=True, slots=True)
class Together:
    """Two codes in one unit: the count of both, and how much likelier b is where a is.

    `gap` = share of b among those in S who raise a minus its share among the others, with its interval
    (None when all are read, or when nobody in S is on one side).
    """

    both: Estimate
    with_a: float
    without_a: float
    gap: float
    low: float | None
    high: float | None


def together(
    a: Floats, b: Floats, sample: Sample, f: Floats | None = None, *, level: float = 0.95
) -> Together:
    """Co-occurrence of two codes over N units; `f` scores the joint label, never a product of two scores."""
    joint = all_of(np.column_stack([a, b]))
    both = estimate(joint, sample, f, rows=rows_of(len(sample)), level=level)
    known = ~np.isnan(a) & ~np.isnan(b) & (sample.chosen | sample.certain | (both.how == "exact"))
    rest = 1 - known.sum() / len(known)
    inside, outside = (_rate(b[known & (a == side)], rest, level) for side in (1.0, 0.0))
    gap, low, high = difference(inside, outside)
    none = both.how in ("exact", "codings") or np.isnan(gap)
    return Together(both, inside[0], outside[0], gap, None if none else low, None if none else high)


@dataclass(frozen=True, slots=True)
class Change:
    """Share now minus share before; no interval when both are exact (`exact`) or one has none."""

    gap: float
    low: float | None
    high: float | None
    exact: bool


def change(before: Estimate, now: Estimate) -> Change:
    """Two waves (or two post-strata) compared: independent samples, each with its own estimate."""
    gap, low, high = difference(now.limits, before.limits)
    exact = before.how == now.how == "exact"
    none = exact or "codings" in (before.how, now.how)
    return Change(gap, None if none else low, None if none else high, exact)


def _rate(labels: Floats, rest: float, level: float) -> tuple[float, float, float]:
    """(share, low, high) of a known part; `rest` is the share of the population that is unread."""
    if not len(labels):
        return np.nan, np.nan, np.nan
    share = float(labels.mean())
    return (share, *wilson(share, len(labels) / max(rest, 1e-9), level))


def _group_of_unit(rows: Rows, units: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    group = np.zeros(units, dtype=np.int64)
    group[rows.unit] = rows.group
    return group
