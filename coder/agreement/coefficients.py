"""Percent agreement, Cohen's kappa, Krippendorff's alpha, Gwet's AC1, and the MASI distance.

Every coefficient takes values (units, coders): category numbers from 0, -1 where a coder did not judge the
unit. 1 is perfect agreement, 0 what chance would give, below 0 worse than chance; nan where undefined.
Each is a Formula: columns per unit, and the value of their sums, so that a bootstrap sums them once.

References: Cohen (1960) Educ. Psychol. Meas. 20, 37-46. Krippendorff (2011) Computing Krippendorff's
Alpha-Reliability. Gwet (2008) Br. J. Math. Stat. Psychol. 61, 29-48. Passonneau (2006) LREC, 831-836.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]
Distance = NDArray[np.floating[Any]]
_ROWS = 512


@dataclass(frozen=True, slots=True)
class Formula:
    """`columns` (units, k) of values, and `value` of their sums (..., k)."""

    columns: Callable[[Values], Floats]
    value: Callable[[Floats], Floats]

    def __call__(self, values: Values) -> float:
        """The coefficient of all units."""
        return float(self.value(self.columns(values).sum(axis=0)))


def percent(values: Values) -> float:
    """Mean over units of the share of coder pairs that agree, 0 to 1; nan when no unit has two values."""
    return PERCENT(values)


def cohen_kappa(values: Values) -> float:
    """(p_o - p_e) / (1 - p_e) of exactly two coders, chance from each coder's own shares.

    Units that one of them did not judge are left out. nan when both use one and the same category
    throughout. Low prevalence pulls it down: read it beside AC1.
    """
    return KAPPA(values)


def gwet_ac1(values: Values) -> float:
    """(p_a - p_e) / (1 - p_e), chance = sum over the q categories of pi (1 - pi) / (q - 1).

    Any number of coders, gaps allowed. Stable where almost everybody says no. The categories are those
    that occur, and at least two (yes and no).
    """
    return AC1(values)


def krippendorff_alpha(values: Values, distance: Distance | None = None) -> float:
    """1 - observed / expected disagreement; any number of coders, gaps allowed.

    `distance` (categories, categories) is nominal (0 or 1) when None. Units with one value say nothing.
    nan when there is no unit with two values, or no disagreement could have been expected.
    """
    return alpha_with(distance)(values)


def masi_distance(a: Collection[str], b: Collection[str]) -> float:
    """1 - Jaccard x {1 equal, 2/3 one holds the other, 1/3 they overlap, 0 disjoint}, 0 to 1.

    Two empty sets are 0 apart, an empty and another 1.
    """
    first, second = set(a), set(b)
    if first == second:
        return 0.0
    shared = len(first & second)
    nested = shared == min(len(first), len(second))
    return 1 - shared / len(first | second) * (2 / 3 if nested else 1 / 3) if shared else 1.0


def masi_matrix(sets: NDArray[np.bool_], others: NDArray[np.bool_]) -> NDArray[np.float32]:
    """`masi_distance` of each of n sets (n, codes) to each of V others (V, codes), float32 (n, V)."""
    one, two = sets.astype(np.float32), others.astype(np.float32)
    return _masi(one @ two.T, one.sum(axis=1)[:, None], two.sum(axis=1))


def _masi_pairs(one: NDArray[np.bool_], two: NDArray[np.bool_]) -> NDArray[np.float32]:
    shared, first, second = ((each.sum(axis=1)).astype(np.float32) for each in (one & two, one, two))
    return _masi(shared, first, second)


def _masi(
    shared: NDArray[np.float32], first: NDArray[np.float32], second: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Distance from the sizes of two sets and of what they share."""
    nested = shared == np.minimum(first, second)
    thirds = nested.astype(np.float32) + (nested & (first == second)) + np.float32(1)
    union = first + second - shared
    apart: NDArray[np.float32] = 1 - thirds * shared / (3 * np.maximum(union, 1))
    apart[union == 0] = 0
    return apart


def _percent_columns(values: Values) -> Floats:
    counts = _counts(values)
    m = counts.sum(axis=1)
    agreeing = (counts * (counts - 1)).sum(axis=1) / np.maximum(m * (m - 1), 1)
    return np.column_stack([agreeing, m > 1])


def _percent_value(sums: Floats) -> Floats:
    return _divide(sums[..., 0], sums[..., 1])


def _kappa_columns(values: Values) -> Floats:
    both: NDArray[np.bool_] = np.all(values >= 0, axis=1, keepdims=True)
    first, second = (both & np.equal(values[:, [coder]], np.arange(_categories(values))) for coder in (0, 1))
    return np.column_stack([both, (first & second).any(axis=1), first, second]).astype(float)


def _kappa_value(sums: Floats) -> Floats:
    n, observed = sums[..., 0], sums[..., 1]
    first, second = np.split(sums[..., 2:], 2, axis=-1)
    chance = _divide((first * second).sum(axis=-1), n**2)
    return _beyond(_divide(observed, n), chance)


def _ac1_columns(values: Values) -> Floats:
    counts = _counts(values)
    m = counts.sum(axis=1)
    return np.column_stack([_percent_columns(values), m > 0, counts / np.maximum(m, 1)[:, None]])


def _ac1_value(sums: Floats) -> Floats:
    pi = _divide(sums[..., 3:], sums[..., 2:3])
    chance = (pi * (1 - pi)).sum(axis=-1) / (pi.shape[-1] - 1)
    return _beyond(_percent_value(sums), chance)


def alpha_with(distance: Distance | None = None) -> Formula:
    """Krippendorff's alpha with a distance between categories, (V, V); nominal when None."""

    def _far(counts: Floats) -> Floats:
        apart = (1 - np.eye(counts.shape[-1])) if distance is None else distance
        pairs: Floats = ((counts @ apart) * counts).sum(axis=-1)
        return pairs

    def _columns(values: Values) -> Floats:
        counts = _counts(values, 0 if distance is None else len(distance))
        m = counts.sum(axis=1)
        return np.column_stack([_far(counts) / np.maximum(m - 1, 1), counts * (m > 1)[:, None]])

    def _value(sums: Floats) -> Floats:
        totals = sums[..., 1:]
        return 1 - _divide(sums[..., 0] * (totals.sum(axis=-1) - 1), _far(totals))

    return Formula(_columns, _value)


def masi_alpha(values: Values, sets: NDArray[np.bool_]) -> Formula:
    """Krippendorff's alpha with the MASI distance between V sets of codes, `sets` (V, codes).

    Beyond some hundred sets no (V, V) array is kept: the value of `values` stays exact, and for a resample
    the expected disagreement is taken to first order in the counts (relative error about 1 / units).
    """
    if len(sets) <= _ROWS:
        return alpha_with(masi_matrix(sets, sets))
    return _masi_alpha_of_many(values, sets)


def _masi_alpha_of_many(values: Values, sets: NDArray[np.bool_]) -> Formula:
    several = (values >= 0).sum(axis=1) > 1
    totals = np.bincount(values[several].ravel() + 1, minlength=len(sets) + 1)[1:].astype(float)
    pull = _pull(sets, totals)
    expected = float(totals @ pull)

    def _columns(values: Values) -> Floats:
        given = values >= 0
        m = given.sum(axis=1)
        far = np.zeros(len(values))
        for i in range(1, values.shape[1]):
            for j in range(i):
                pair = given[:, i] & given[:, j]
                far[pair] += 2 * _masi_pairs(sets[values[pair, i]], sets[values[pair, j]])
        near = (np.append(pull, 0.0)[values] * given).sum(axis=1)
        return np.column_stack([far / np.maximum(m - 1, 1), m * (m > 1), near * (m > 1)])

    def _value(sums: Floats) -> Floats:
        return 1 - _divide(sums[..., 0] * (sums[..., 1] - 1), 2 * sums[..., 2] - expected)

    return Formula(_columns, _value)


def _pull(sets: NDArray[np.bool_], totals: Floats) -> Floats:
    """`masi_matrix(sets, sets) @ totals`, (V,), without the matrix: sets of one size are taken together.

    For sets of sizes a and b that share s, 1 - distance is s / (a + b - s) / 3, more only where s = min(a, b).
    """
    size = sets.sum(axis=1)
    members = {int(a): np.flatnonzero(size == a) for a in np.unique(size)}
    ones = {a: sets[rows].astype(np.float32) for a, rows in members.items()}
    weights = {a: totals[rows].astype(np.float32) for a, rows in members.items()}
    near = np.zeros(len(sets))
    near[members.get(0, [])] = weights[0].sum() if 0 in weights else 0
    for a, rows in members.items():
        for start in range(0, len(rows) if a else 0, _ROWS):
            part = slice(start, start + _ROWS)
            for b in members.keys() - {0}:
                near[rows[part]] += _near(ones[a][part] @ ones[b].T, a, b) @ weights[b]
    return float(totals.sum()) - near


def _near(shared: NDArray[np.float32], a: int, b: int) -> NDArray[np.float32]:
    """1 - MASI distance of sets of sizes a and b that share so many codes, all over 0."""
    table = np.array([float(s) / (a + b - s) / 3 for s in range(min(a, b) + 1)], dtype=np.float32)
    table[-1] *= 3 if a == b else 2
    found: NDArray[np.float32] = table[shared.astype(np.intp)]
    return found


PERCENT = Formula(_percent_columns, _percent_value)
KAPPA = Formula(_kappa_columns, _kappa_value)
AC1 = Formula(_ac1_columns, _ac1_value)
ALPHA = alpha_with()


def _counts(values: Values, categories: int = 0) -> Floats:
    """How many coders gave each category, (units, categories)."""
    total = np.zeros((len(values), categories or _categories(values)))
    for category in range(total.shape[1]):
        total[:, category] = (values == category).sum(axis=1)
    return total


def _categories(values: Values) -> int:
    return max(2, int(values.max(initial=-1)) + 1)


def _divide(top: Floats, bottom: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: Floats = np.where(bottom > 0, np.divide(top, bottom), np.nan)
    return ratio


def _beyond(observed: Floats, chance: Floats) -> Floats:
    return _divide(observed - chance, np.where(chance < 1 - 1e-9, 1 - chance, 0.0))
