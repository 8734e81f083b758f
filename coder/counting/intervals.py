"""Intervals for a count in a finite population: Wilson at an effective sample size, exact hypergeometric.

Also what follows from them before anything is read: readings needed for a width, and the recall audit
that fixes its size first.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from coder.errors import RequestError

MANY_WORDS = (("most", 0.5, 1.0), ("many", 0.25, 0.5), ("some", 0.05, 0.25), ("few", 0.0, 0.05))
"""Word, over this share, up to this share: printed wherever a word is used."""


def critical(level: float) -> float:
    """Two-sided normal quantile, 1.96 at 0.95."""
    return NormalDist().inv_cdf((1 + level) / 2)


def shared_level(level: float, intervals: int) -> float:
    """Level of each of several intervals so that all hold together at `level` (Bonferroni)."""
    return 1 - (1 - level) / max(intervals, 1)


def wilson(
    share: float, n_effective: float, level: float = 0.95, freedom: float = math.inf
) -> tuple[float, float]:
    """Score interval of a share in [0, 1] (Wilson 1927) at an effective sample size over 0.

    With `n_effective` = p(1-p)/Var(p) it carries design, model and finite population. `freedom` is what
    the variance was estimated with: Student's quantile takes the place of the normal one.
    """
    z = critical(level) if freedom == math.inf else _student(level, freedom)
    middle = (share + z * z / (2 * n_effective)) / (1 + z * z / n_effective)
    spread = share * (1 - share) / n_effective + (z / (2 * n_effective)) ** 2
    half = z * math.sqrt(spread) / (1 + z * z / n_effective)
    return max(0.0, middle - half), min(1.0, middle + half)


@lru_cache(maxsize=4096)
def hypergeometric(total: int, drawn: int, found: int, level: float = 0.95) -> tuple[int, int]:
    """Exact bounds of the positives among `total` when `drawn` without replacement held `found`.

    Equal tails, by inverting the hypergeometric distribution: never under the level.
    """
    tail = (1 - level) / 2
    least, most = found, total - (drawn - found)
    low = _first(least, most, lambda k: 1 - _at_most(found - 1, total, k, drawn) > tail)
    high = _first(least, most + 1, lambda k: k > most or _at_most(found, total, k, drawn) <= tail) - 1
    return low, max(high, low)


def readings_needed(
    share: float, n: int, n_effective: float, total: int, *, half: float = 0.05, level: float = 0.95
) -> int:
    """Random readings for an interval of +- `half`, if each goes on saying as much as the `n` did so far.

    State it after 100 readings and keep it: stopping when the interval looks good breaks the guarantee.
    """
    each = share * (1 - share) * n / n_effective / max(1 - n / total, 1e-9) if total > n else 0.0
    wanted = (half / critical(level)) ** 2
    return min(total, max(n if total == n else 1, math.ceil(each / (wanted + each / total))))


def difference(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float, float]:
    """first - second of two independent (share, low, high), with its interval (MOVER).

    Zou & Donner (2008): the distances of each share from its own limits, added in squares.
    """
    gap = first[0] - second[0]
    below = math.hypot(first[0] - first[1], second[2] - second[0])
    above = math.hypot(first[2] - first[0], second[0] - second[1])
    return gap, max(-1.0, gap - below), min(1.0, gap + above)


def quantity(low: float, high: float) -> str:
    """Word for a share that holds at both ends of its interval, else "between x % and y %"."""
    for word, over, upto in MANY_WORDS:
        if high <= upto and (low > over or not over):
            return word
    return f"between {low:.0%} and {high:.0%}"


@dataclass(frozen=True, slots=True)
class Audit:
    """A recall audit: draw `size` of `remainder` uncoded units once, at random, and read them all.

    With nothing found, at most `at_most` of the remainder raise the code, at the level of this look.
    """

    remainder: int
    size: int
    at_most: int
    level: float

    def bound(self, found: int) -> int:
        """Most units of the remainder (the found ones included) that can raise the code."""
        return _upper(self.remainder, self.size, found, self.level)


def plan_audit(remainder: int, at_most: int, *, level: float = 0.95, looks: int = 1) -> Audit:
    """Smallest audit that can show "at most K missed"; `looks` draws planned share the error (1 - level).

    Raises RequestError for K under 0 or no look.
    """
    if at_most < 0 or looks < 1 or remainder < 0:
        raise RequestError("An audit needs --at-most 0 or more and at least one look.")
    each = shared_level(level, looks)
    size = _first(0, remainder, lambda m: _upper(remainder, m, 0, each) <= at_most)
    return Audit(remainder, size, at_most, each)


def _student(level: float, freedom: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + level) / 2))


def _upper(total: int, drawn: int, found: int, level: float) -> int:
    most = total - (drawn - found)
    return _first(found, most + 1, lambda k: k > most or _at_most(found, total, k, drawn) <= 1 - level) - 1


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Smallest number in [low, high] for which a monotone condition holds (`high` if none below)."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _at_most(found: int, total: int, positives: int, drawn: int) -> float:
    """P(X <= found), X hypergeometric."""
    if found >= min(positives, drawn):
        return 1.0
    least = max(0, drawn - (total - positives))
    terms = np.arange(least, found + 1)
    log = (
        _choose(positives, terms)
        + _choose(total - positives, drawn - terms)
        - _choose(total, np.array([drawn]))
    )
    return float(min(1.0, np.exp(log).sum()))


def _choose(
    n: int, k: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    from scipy.special import gammaln

    value: np.ndarray[tuple[int], np.dtype[np.float64]] = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return value
