"""Disclosure control: which cells of a published table stay empty, so that nobody can be worked out.

A release is a set of cells tied together by sums. Cells under the threshold are hidden, then further ones
(secondary suppression) until an attacker who solves everything published as a linear programme is left
with a range at least as wide as the threshold for every hidden cell. One hidden cell loses all its
numbers: count, share, interval, effective sample size, word, bar and place in a sorted list.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from coder.errors import RequestError

THRESHOLD = 10
"""Counts of persons under this are hidden, where a variable is protected and nothing else is set."""

Key = Hashable
WHOLE = ""
"""Group name of a table's total column."""


@dataclass(slots=True)
class Release:
    """Everything published about the same people: cells by key, and the sums that tie them.

    A key used by two tables is one cell, so linked tables belong in one Release. `derived` cells are never
    printed but follow from others (those who did not raise a code); `earlier` ones are out already.
    """

    values: dict[Key, float] = field(default_factory=dict)
    derived: set[Key] = field(default_factory=set)
    earlier: set[Key] = field(default_factory=set)
    slack: set[Key] = field(default_factory=set)
    sums: list[tuple[tuple[Key, ...], tuple[Key, ...]]] = field(default_factory=list)

    def add(self, key: Key, value: float, *, derived: bool = False, earlier: bool = False) -> Key:
        """A cell, known to anyone as not negative; a key that is there already stays as it was."""
        self.values.setdefault(key, value)
        if derived:
            self.derived.add(key)
        if earlier:
            self.earlier.add(key)
        return key

    def sum(self, total: Key, parts: Iterable[Key]) -> None:
        """`total` is the sum of `parts`, as every reader of the table knows."""
        self.sums.append(((total,), tuple(parts)))

    def at_most(self, lesser: Key, greater: Sequence[Key]) -> None:
        """`lesser` cannot exceed the sum of `greater`: a child its parent, a theme its codes together."""
        rest = ("slack", lesser, tuple(greater))
        self.values[rest] = sum(self.values[key] for key in greater) - self.values[lesser]
        self.slack.add(rest)
        self.sums.append(((lesser, rest), tuple(greater)))

    def nested(self, part: str, whole: str) -> None:
        """The people of one scope are some of another's (a filter, an earlier date): the rest count too."""
        for key in [key for key in self.values if isinstance(key, tuple) and key[0] == part]:
            other = (whole, *key[1:])
            if other in self.values and other not in self.derived:
                self._rest(key, other)

    def _rest(self, part: tuple[str, ...], whole: Key) -> None:
        """What is left of a cell, and of those without the code, once the part is taken away."""
        rest = self.add(("rest", part, whole), self.values[whole] - self.values[part], derived=True)
        self.sum(whole, (part, rest))
        everyone = (
            "rest",
            (part[0], "", *part[2:]),
            (whole[0], "", *part[2:]) if isinstance(whole, tuple) else "",
        )
        if part[1] and everyone in self.values:
            no = self.add(("no", rest), self.values[everyone] - self.values[rest], derived=True)
            self.sum(everyone, (rest, no))

    def table(
        self,
        scope: str,
        variable: str,
        counts: Mapping[str, Mapping[str, float]],
        sizes: Mapping[str, float],
        *,
        parents: Mapping[str, str] | None = None,
        earlier: bool = False,
    ) -> None:
        """A cross-tab: `counts[code][group]` of the people in `scope`, who number `sizes[group]`.

        Cell keys are (scope, code, variable, group); totals (scope, code, "", ""); sizes have code "".
        """
        for code, row in {"": sizes, **counts}.items():
            cells = [self.add((scope, code, variable, g), row[g], earlier=earlier) for g in sizes]
            whole = self.add((scope, code, WHOLE, WHOLE), sum(row[g] for g in sizes), earlier=earlier)
            self.sum(whole, cells)
        for code in counts:
            for place in [*((variable, g) for g in sizes), (WHOLE, WHOLE)]:
                self._complement(scope, code, place, (parents or {}).get(code))

    def _complement(self, scope: str, code: str, place: tuple[str, str], parent: str | None) -> None:
        yes, everyone = (scope, code, *place), (scope, "", *place)
        no = ("no", *yes)
        if no in self.values:
            return
        self.add(no, self.values[everyone] - self.values[yes], derived=True)
        self.sum(everyone, (yes, no))
        if parent is not None and (scope, parent, *place) in self.values:
            self.at_most(yes, [(scope, parent, *place)])


def protect(release: Release, threshold: float = THRESHOLD) -> set[Key]:
    """Keys of the cells to hide; what is left leaves every one of them a range of `threshold` or more.

    Raises RequestError when cells that are out already give a small count away.
    """
    hidden = {
        key
        for key, value in release.values.items()
        if value < threshold and key not in release.derived | release.slack | release.earlier
    }
    guarded = {key for key, value in release.values.items() if value < threshold and key not in release.slack}
    checked: dict[frozenset[Key], Key | None] = {}
    while True:
        weak = _weakest(release, hidden, guarded | hidden, threshold, checked)
        if weak is None:
            return hidden
        hidden.add(_companion(release, hidden, weak))


def attack(
    release: Release, hidden: set[Key], targets: Iterable[Key], *, whole: bool = False
) -> dict[Key, tuple[float, float]]:
    """What anyone can work out: the feasible range of each target, given everything published.

    Linear programmes over the sums; `whole` asks for whole numbers (integer programmes).
    """
    parts = _components(release, hidden)
    wanted = set(targets)
    ranges = {key: (release.values[key],) * 2 for key in wanted}
    for part in parts:
        solver = _Programme(release, part, whole)
        ranges |= {key: solver.range(key) for key in part if key in wanted}
    return ranges


def _weakest(
    release: Release,
    hidden: set[Key],
    guarded: set[Key],
    threshold: float,
    checked: dict[frozenset[Key], Key | None],
) -> Key | None:
    """The first guarded cell, smallest first, that can be narrowed below the threshold."""
    parts = _components(release, hidden)
    exposed = guarded - {key for part in parts for key in part}
    if exposed:
        return min(exposed, key=lambda key: (release.values[key], repr(key)))
    for part in parts:
        name = frozenset(part)
        if name not in checked:
            checked[name] = _narrow(_Programme(release, part), part, guarded, threshold)
        if checked[name] is not None:
            return checked[name]
    return None


def _narrow(solver: _Programme, part: Sequence[Key], guarded: set[Key], threshold: float) -> Key | None:
    for key in part:
        if key in guarded:
            low, high = solver.range(key)
            if high - low < threshold - 1e-6:
                return key
    return None


def _companion(release: Release, hidden: set[Key], weak: Key) -> Key:
    """The published cell to hide next: the smallest in a sum with the weak one, totals last."""
    near = {weak}
    while True:
        tied = [(left, right) for left, right in release.sums if near & {*left, *right}]
        totals = {left[0] for left, _ in tied if len(left) == 1}
        reached = near.union(*(left + right for left, right in tied))
        free = reached - hidden - release.derived - release.slack - release.earlier
        if free:
            return min(free, key=lambda key: (key in totals, release.values[key], repr(key)))
        if reached == near:
            raise RequestError(
                "What was published before gives a small count away together with this table. "
                "Leave this table out, or join its small groups."
            )
        near = reached


def _components(release: Release, hidden: set[Key]) -> list[list[Key]]:
    """Unknown cells that hang together through sums, each list in the order of the release."""
    unknown = hidden | release.derived | release.slack
    head: dict[Key, Key] = {key: key for key in release.values if key in unknown}

    def _find(key: Key) -> Key:
        while head[key] != key:
            head[key] = head[head[key]]
            key = head[key]
        return key

    for left, right in release.sums:
        tied = [key for key in left + right if key in unknown]
        for key in tied[1:]:
            head[_find(key)] = _find(tied[0])
    groups: dict[Key, list[Key]] = {}
    for key in head:
        groups.setdefault(_find(key), []).append(key)
    return [group for group in groups.values() if any(key in hidden for key in group)]


class _Programme:
    """The linear programme over one set of unknown cells: not negative, and all sums hold."""

    def __init__(self, release: Release, part: Sequence[Key], whole: bool = False) -> None:
        self.place = {key: number for number, key in enumerate(part)}
        self.whole = whole
        ties = [tie for tie in release.sums if self.place.keys() & {*tie[0], *tie[1]}]
        self.matrix, self.right = np.zeros((len(ties), len(part))), np.zeros(len(ties))
        for row, (left, right) in enumerate(ties):
            for key, sign in [*((key, 1.0) for key in left), *((key, -1.0) for key in right)]:
                if key in self.place:
                    self.matrix[row, self.place[key]] += sign
                else:
                    self.right[row] -= sign * release.values[key]

    def range(self, key: Key) -> tuple[float, float]:
        """Least and greatest value of one cell; infinite where nothing bounds it."""
        low, high = self._solve(key, 1.0), -self._solve(key, -1.0)
        return max(low, 0.0), high

    def _solve(self, key: Key, sign: float) -> float:
        from scipy.optimize import linprog

        cost = np.zeros(len(self.place))
        cost[self.place[key]] = sign
        found = linprog(
            cost,
            A_eq=self.matrix,
            b_eq=self.right,
            method="highs",
            integrality=int(self.whole) * np.ones_like(cost),
        )
        return float(found.fun) if found.status == 0 else -np.inf
