"""Labels per unit, and S: the unbroken prefix of the random order that may stand for the rest.

Labels are float arrays: 1 yes, 0 no, nan unknown (not read, or read without this code in scope).
Everything here is a pure function of arrays; who was read, and when, is the caller's business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coder.errors import RequestError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sample:
    """What the draw says of N sampling units (cases), as arrays of length N.

    `chosen` is S; `stratum` numbers the waves from 0; `certain` marks units that left the random order
    because all of them are read (campaigns); `blind` is False where the machine was on screen.
    `stands` is how many units an entry stands for (None: itself alone).
    """

    chosen: Bools
    stratum: Ints
    certain: Bools
    blind: Bools
    stands: Floats | None = None

    def __len__(self) -> int:
        return len(self.chosen)

    def crossed(self, group: Ints) -> Sample:
        """The sample with strata of (wave, group): post-stratification. Raises under two readings in one."""
        _, stratum = np.unique(np.column_stack([self.stratum, group]), axis=0, return_inverse=True)
        stratum = stratum.ravel().astype(np.int64)
        open_units = np.bincount(stratum[~self.certain], minlength=stratum.max() + 1)
        read = np.bincount(stratum[self.chosen], minlength=len(open_units))
        if ((read < 2) & (read < open_units)).any():
            raise RequestError(
                "Post-stratification needs two readings of the random sample in every group. "
                "Join small groups, or count without --poststratify."
            )
        return replace(self, stratum=stratum)


def prefix(
    position: Ints,
    settled: Bools,
    *,
    stratum: Ints | None = None,
    skipped: Bools | None = None,
    certain: Bools | None = None,
    blind: Bools | None = None,
) -> Sample:
    """S from the random order: per stratum its longest prefix that is settled throughout.

    `position` (N,) is each unit's place in its stratum's order; `settled` says that it was read with the
    code in scope, or found uncodable, whatever stream read it. A skip neither ends S nor settles anything:
    its unknown label later widens the interval to bounds. Skips after the last reading are left out.
    """
    none = np.zeros(len(position), dtype=bool)
    strata = np.zeros(len(position), dtype=np.int64) if stratum is None else stratum
    out = none if certain is None else certain
    passes = settled | (none if skipped is None else skipped)
    chosen = none.copy()
    for number in np.unique(strata):
        inside = np.flatnonzero((strata == number) & ~out)
        inside = inside[np.argsort(position[inside], kind="stable")]
        run = np.logical_and.accumulate(passes[inside])
        reach = np.flatnonzero(run & settled[inside])
        chosen[inside[: reach[-1] + 1 if len(reach) else 0]] = True
    return Sample(chosen, strata, out, ~none if blind is None else blind)


def any_of(labels: Floats) -> Floats:
    """Label of a parent, theme or case from its parts, (n, k) -> (n,): yes if any is, no only if all are."""
    unknown = np.where(np.isnan(labels).any(axis=1), np.nan, 0.0)
    return np.where((labels == 1).any(axis=1), 1.0, unknown)


def all_of(labels: Floats) -> Floats:
    """Joint label, (n, k) -> (n,): yes if all are, no if any is a known no, else unknown."""
    return 1.0 - any_of(1.0 - labels)


def any_by_unit(labels: Floats, unit: Ints, units: int) -> Floats:
    """`any_of` over the rows of each unit: answers (rows,) -> cases (units,); nan for a unit without rows."""
    yes = np.bincount(unit[labels == 1], minlength=units) > 0
    unknown = np.bincount(unit[np.isnan(labels)], minlength=units) > 0
    rows = np.bincount(unit, minlength=units) > 0
    return np.where(yes, 1.0, np.where(unknown | ~rows, np.nan, 0.0))
