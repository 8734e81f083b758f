"""Coders compared: per code and overall, with intervals; what they mix up; where they differ.

Intervals are percentile bootstraps over respondents. Resamples in which a coefficient is undefined are
dropped and their share is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from coder.agreement.coefficients import (
    AC1,
    ALPHA,
    KAPPA,
    PERCENT,
    Formula,
    Values,
    masi_alpha,
)
from coder.agreement.units import NO, UNKNOWN, YES, Units
from coder.errors import RequestError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A value with its interval; nan with the reason where it is undefined.

    `dropped` is the share of resamples in which it was undefined.
    """

    value: float
    low: float
    high: float
    dropped: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """One code: `n` units that two or more coders judged, `prevalence` = share of yes among their values.

    `kappa` is Cohen's with two coders, else None.
    """

    code: str
    n: int
    prevalence: float
    percent: Coefficient
    alpha: Coefficient
    ac1: Coefficient
    kappa: Coefficient | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of some coders: per code, and over whole sets of codes by alpha with the MASI distance.

    `used` is the same over the units in which someone used a code (`n_used`).
    """

    coders: tuple[str, ...]
    codes: tuple[CodeAgreement, ...]
    n: int
    overall: Coefficient
    n_used: int
    used: Coefficient


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A unit and code on which coders differ, with who said what."""

    unit: str
    code: str
    yes: tuple[str, ...]
    no: tuple[str, ...]


def compare(units: Units, *, resamples: int = 1000, seed: int = 0, level: float = 0.95) -> Agreement:
    """Agreement of all coders in `units`; the same seed gives the same intervals. Raises under two coders."""
    if len(units.coders) < 2:
        raise RequestError("Agreement needs two coders. Name them: coder agreement ana ben.")
    draw = _Bootstrap(units.case, resamples, seed, level)
    values = [units.labels[:, :, code] for code in range(len(units.codes))]
    formulas = [PERCENT, ALPHA, AC1, *([KAPPA] if len(units.coders) == 2 else [])]
    found = draw([(formula, each) for each in values for formula in formulas])
    rows = [found[start : start + len(formulas)] for start in range(0, len(found), len(formulas))]
    sets, members = _sets(units)
    used = np.where((units.labels == YES).any(axis=(1, 2))[:, None], sets, -1)
    overall, of_used = draw([(masi_alpha(each, members), each) for each in (sets, used)])
    return Agreement(
        units.coders,
        tuple(_of_code(code, each, row) for code, each, row in zip(units.codes, values, rows, strict=True)),
        _double(sets),
        overall,
        _double(used),
        of_used,
    )


def beside(
    units: Units, machine: str, *, resamples: int = 1000, seed: int = 0
) -> tuple[list[Agreement], list[Agreement]]:
    """Every pair of people, and the machine with every person, on the units that the machine judged too."""
    people = [name for name in units.coders if name != machine]
    every = units.of([*people, machine])
    judged = (every.labels[:, -1] != UNKNOWN).any(axis=1)
    shared = every.only(judged)
    pairs = [*combinations(people, 2)], [(name, machine) for name in people]
    human, mixed = (
        [compare(shared.of(pair), resamples=resamples, seed=seed) for pair in side] for side in pairs
    )
    return human, mixed


def confusion(units: Units, first: str, second: str) -> NDArray[np.int64]:
    """(codes + 1, codes + 1): row = code only the first coder used, column = one only the second used.

    The diagonal counts units where both used the code; the last row and column stand for "nothing else".
    """
    pair = units.of([first, second])
    whole = pair.whole().all(axis=1)
    one, two = (pair.labels[whole, coder] == YES for coder in (0, 1))
    only_one, only_two = one & ~two, two & ~one
    table = np.diag(np.append((one & two).sum(axis=0), 0)).astype(np.int64)
    return table + _with_nothing(only_one, only_two).T @ _with_nothing(only_two, only_one)


def disagreements(units: Units) -> list[Disagreement]:
    """All units and codes with both a yes and a no, in the order of unit and code."""
    split = (units.labels == YES).any(axis=1) & (units.labels == NO).any(axis=1)
    return [
        Disagreement(
            units.names[unit],
            units.codes[code],
            *(_who(units, units.labels[unit, :, code] == side) for side in (YES, NO)),
        )
        for unit, code in np.argwhere(split)
    ]


class _Bootstrap:
    """Resamples of respondents, drawn once and used for every coefficient."""

    def __init__(self, case: NDArray[np.int64], resamples: int, seed: int, level: float) -> None:
        cases = int(case.max(initial=-1)) + 1
        random = np.random.default_rng(seed)
        self.tails = (1 - level) / 2, (1 + level) / 2
        self.times = np.empty((resamples, len(case)), dtype=np.float32)
        for row in self.times:
            row[:] = np.bincount(random.integers(0, max(cases, 1), cases), minlength=cases)[case]

    def __call__(self, wanted: list[tuple[Formula, Values]]) -> list[Coefficient]:
        """One coefficient for each formula and its values, from a single product with the resamples."""
        columns = [formula.columns(values) for formula, values in wanted]
        sums = self.times @ np.column_stack(columns).astype(np.float32)
        ends = np.cumsum([column.shape[1] for column in columns])[:-1]
        parts = np.split(sums.astype(float), ends, axis=1)
        return [
            self._coefficient(formula(values), formula.value(part), values)
            for (formula, values), part in zip(wanted, parts, strict=True)
        ]

    def _coefficient(self, value: float, found: Floats, values: Values) -> Coefficient:
        if np.isnan(value):
            return Coefficient(value, value, value, 1.0, _reason(values))
        defined = found[~np.isnan(found)]
        low, high = np.quantile(defined, self.tails) if len(defined) else (np.nan, np.nan)
        return Coefficient(value, float(low), float(high), 1 - len(defined) / max(len(found), 1))


def _of_code(code: str, values: Values, found: list[Coefficient]) -> CodeAgreement:
    double = values[(values != UNKNOWN).sum(axis=1) > 1]
    judged = double[double != UNKNOWN]
    prevalence = float(judged.mean()) if len(judged) else float("nan")
    agreed, alpha, ac1, *kappa = found
    return CodeAgreement(code, len(double), prevalence, agreed, alpha, ac1, kappa[0] if kappa else None)


def _sets(units: Units) -> tuple[Values, NDArray[np.bool_]]:
    """Number of each coder's set of codes, (units, coders), -1 where not all was judged; and the sets."""
    whole = units.whole()
    packed = np.packbits(units.labels[whole] == YES, axis=1)
    nothing = np.zeros_like(packed, shape=(1, packed.shape[1]))
    distinct, number = np.unique(np.vstack([nothing, packed]), axis=0, return_inverse=True)
    sets = np.full(whole.shape, -1, dtype=np.int64)
    sets[whole] = number.ravel()[1:]
    return sets, np.unpackbits(distinct, axis=1, count=len(units.codes)).astype(bool)


def _double(values: Values) -> int:
    return int(((values >= 0).sum(axis=1) > 1).sum())


def _reason(values: Values) -> str:
    judged = values[(values >= 0).sum(axis=1) > 1]
    if not len(judged):
        return "no unit was judged by two coders"
    return "all coders said the same everywhere: there is nothing to agree on by more than chance"


def _who(units: Units, where: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(name for name, said in zip(units.coders, where, strict=True) if said)


def _with_nothing(only: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.int64]:
    """A further column: this coder used nothing of their own where the other did."""
    nothing = other.any(axis=1) & ~only.any(axis=1)
    return np.column_stack([only, nothing]).astype(np.int64)
