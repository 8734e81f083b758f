"""Saturation: does reading on still bring new codes? Curve, and chance that the next answer does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saturation:
    """`new` codes first seen in each full or last step of `step` readings, and the Good-Turing chance.

    `once` codes were found in exactly one of the `readings` (copies of a text count once);
    `chance` = once / readings, nan before the first reading.
    """

    step: int
    readings: int
    codes: int
    once: int
    new: tuple[int, ...]

    @property
    def chance(self) -> float:
        """Estimated chance that the next answer needs a code not seen yet (Good 1953, incidence form)."""
        return min(1.0, self.once / self.readings) if self.readings else float("nan")


def saturation(codes: Sequence[Collection[str]], keys: Sequence[str], *, step: int = 50) -> Saturation:
    """Saturation of S: the codes of each reading in the order drawn, and a key equal for copies of a text.

    A key of "" (nothing left after folding) is nobody's copy.
    """
    seen: Counter[str] = Counter()
    texts: set[str] = set()
    new: list[int] = []
    readings = 0
    for found, key in zip(codes, keys, strict=True):
        if key and key in texts:
            continue
        texts.add(key)
        if readings % step == 0:
            new.append(0)
        new[-1] += sum(code not in seen for code in set(found))
        seen.update(set(found))
        readings += 1
    return Saturation(step, readings, len(seen), sum(times == 1 for times in seen.values()), tuple(new))
