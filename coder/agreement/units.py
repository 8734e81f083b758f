"""What agreement is computed on: distinct answers that two coders judged blind, code by code.

A unit is one distinct (question, text), or one sentence; copies are one decision and count once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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
    `asked` are the codes that the unit's question allows (None: all); the others say nothing of it.
    """

    unit: str
    case: str
    coder: str
    codes: frozenset[str]
    scope: frozenset[str] | None = None
    blind: bool = True
    at: str = ""
    asked: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Units:
    """`labels` (units, coders, codes) of YES, NO or UNKNOWN; `case` (units,) numbers the respondents.

    `asked` (units, codes): which codes a unit could get; None: all of them.
    """

    names: tuple[str, ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    case: NDArray[np.int64]
    labels: NDArray[np.int8]
    asked: NDArray[np.bool_] | None = None

    def of(self, coders: Sequence[str]) -> Units:
        """The same units seen by some of the coders; raises for a coder who is not here."""
        for name in coders:
            if name not in self.coders:
                raise UnknownNameError("coder", name, self.coders)
        places = [self.coders.index(name) for name in coders]
        return replace(self, coders=tuple(coders), labels=self.labels[:, places])

    def only(self, rows: NDArray[np.bool_]) -> Units:
        """Some of the units, (units,) of whether to keep each."""
        names = tuple(name for name, kept in zip(self.names, rows, strict=True) if kept)
        asked = None if self.asked is None else self.asked[rows]
        return replace(self, names=names, case=self.case[rows], labels=self.labels[rows], asked=asked)

    def whole(self) -> NDArray[np.bool_]:
        """(units, coders): whether the coder judged every code that was asked, so that the set is known."""
        known = self.labels != UNKNOWN
        if self.asked is not None:
            known |= ~self.asked[:, None]
        every: NDArray[np.bool_] = known.all(axis=2)
        return every


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
    first = {row.unit: row for row in reversed(rows)}
    _, case = np.unique([first[name].case for name in names], return_inverse=True)
    asked = _asked([first[name].asked for name in names], codes)
    return Units(tuple(names), tuple(coders), tuple(codes), case.astype(np.int64), labels, asked)


def _asked(sets: Sequence[frozenset[str] | None], codes: Sequence[str]) -> NDArray[np.bool_]:
    """(units, codes): whether each code is in the unit's set."""
    rows = {asked: [asked is None or code in asked for code in codes] for asked in set(sets)}
    return np.array([rows[asked] for asked in sets], dtype=bool).reshape(len(sets), len(codes))


def _fill(labels: NDArray[np.int8], row: Judged, place: dict[str, int]) -> None:
    """Enters what a reading judged and no earlier one did."""
    judged = np.full(len(labels), row.scope is None)
    judged[[place[code] for code in row.scope or () if code in place]] = True
    new = np.full(len(labels), NO, dtype=np.int8)
    new[[place[code] for code in row.codes if code in place]] = YES
    open_ = judged & (labels == UNKNOWN)
    labels[open_] = new[open_]
