"""What agreement is computed on: distinct answers that two coders judged blind, code by code.

A unit is one distinct (question, text), or one sentence; copies are one decision and count once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coder.errors import UnknownNameError

YES, NO, UNKNOWN = 1, 0, -1


@dataclass(frozen=True, slots=True)
class Judged:
    """One coder's reading of one unit: the codes in `scope` (None: all) were judged, `codes` were applied.

    `unit` is equal for identical answers to one question. `blind` is False where the machine's or another
    coder's codes were on screen; for a machine it says that the unit was not in its training data.
    `at` orders several readings of the same unit by one coder: the first one counts.
    """

    unit: str
    case: str
    coder: str
    codes: frozenset[str]
    scope: frozenset[str] | None = None
    blind: bool = True
    at: str = ""


@dataclass(frozen=True, slots=True)
class Units:
    """`labels` (units, coders, codes) of YES, NO or UNKNOWN; `case` (units,) numbers the respondents."""

    names: tuple[str, ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    case: NDArray[np.int64]
    labels: NDArray[np.int8]

    def of(self, coders: Sequence[str]) -> Units:
        """The same units seen by some of the coders; raises for a coder who is not here."""
        for name in coders:
            if name not in self.coders:
                raise UnknownNameError("coder", name, self.coders)
        places = [self.coders.index(name) for name in coders]
        return Units(self.names, tuple(coders), self.codes, self.case, self.labels[:, places])

    def whole(self) -> NDArray[np.bool_]:
        """(units, coders): whether the coder judged every code, so that the set of codes is known."""
        known: NDArray[np.bool_] = (self.labels != UNKNOWN).all(axis=2)
        return known


def make_units(judged: Iterable[Judged], *, coders: Sequence[str], codes: Sequence[str]) -> Units:
    """Arrays from records; readings that were not blind are left out, of several the first counts.

    Units come in the order of their names, so that the order of the records changes nothing.
    """
    wanted = set(coders)
    rows = sorted(
        (row for row in judged if row.blind and row.coder in wanted),
        key=lambda row: (row.unit, row.at, row.case),
    )
    names = sorted({row.unit for row in rows})
    place = {name: number for number, name in enumerate(names)}
    code_place = {code: number for number, code in enumerate(codes)}
    labels = np.full((len(names), len(coders), len(codes)), UNKNOWN, dtype=np.int8)
    for row in rows:
        _fill(labels[place[row.unit], list(coders).index(row.coder)], row, code_place)
    case_of = {row.unit: row.case for row in reversed(rows)}
    _, case = np.unique([case_of[name] for name in names], return_inverse=True)
    return Units(tuple(names), tuple(coders), tuple(codes), case.astype(np.int64), labels)


def _fill(labels: NDArray[np.int8], row: Judged, place: dict[str, int]) -> None:
    """Enters what a reading judged and no earlier one did."""
    judged = np.full(len(labels), row.scope is None)
    judged[[place[code] for code in row.scope or () if code in place]] = True
    new = np.full(len(labels), NO, dtype=np.int8)
    new[[place[code] for code in row.codes if code in place]] = YES
    open_ = judged & (labels == UNKNOWN)
    labels[open_] = new[open_]
