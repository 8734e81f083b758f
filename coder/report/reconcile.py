"""Numbers of a report that a reader holds against one another, and what the data proves of their gaps.

A table of 43 and a list of 37 under a sentence that says 44 are errors that nobody finds by reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Name = Literal["received", "classified", "named", "anonymous", "coded"]
Numbers = dict[Name, int]
NAMES: tuple[Name, ...] = ("received", "classified", "named", "anonymous", "coded")
MEANING: dict[Name, str] = {
    "received": "responses received",
    "classified": "in the table of types",
    "named": "named in the list",
    "anonymous": "not to be named",
    "coded": "read and coded",
}

_PAIRS: tuple[tuple[Name, Name], ...] = (
    ("received", "classified"),
    ("received", "named"),
    ("classified", "named"),
)


@dataclass(frozen=True, slots=True)
class Reason:
    """What the data proves of a gap: `count` of it is because of `what` ("without a type")."""

    count: int
    what: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two numbers that should be one: `first` is `gap` more than `second`; `reasons` explain part of it."""

    first: int
    first_is: str
    second: int
    second_is: str
    reasons: tuple[Reason, ...] = ()

    @property
    def gap(self) -> int:
        """How much more the first is, negative where it is less."""
        return self.first - self.second

    @property
    def unexplained(self) -> int:
        """What is left of the gap after what the data proves."""
        return self.gap - sum(reason.count for reason in self.reasons)


Reasons = Mapping[tuple[Name, Name], tuple[Reason, ...]]
"""Of two names: why the second lacks some of the first."""


def reconcile(counted: Numbers, stated: Numbers, reasons: Reasons | None = None) -> list[Difference]:
    """Every pair of numbers that a reader will find different, whether explained or not.

    First the author's against the program's; then, among the numbers that are printed (the program's where
    it has one), received against classified, and both against named. Those not to be named are printed
    beside the list, so a gap of exactly their number is none, and no gap at all means that the list names
    them. Nothing for numbers that agree.
    """
    return [*_stated(counted, stated), *_among(stated | counted, reasons or {})]


def _stated(counted: Numbers, stated: Numbers) -> Iterator[Difference]:
    for name in NAMES:
        if name in counted and name in stated and counted[name] != stated[name]:
            meaning = MEANING[name]
            yield Difference(stated[name], f"{meaning}, as stated", counted[name], f"{meaning}, as counted")


def _among(printed: Numbers, reasons: Reasons) -> Iterator[Difference]:
    anonymous = printed.get("anonymous", 0)
    for first, second in _PAIRS:
        if first in printed and second in printed:
            known = reasons.get((first, second), ()) if printed[first] > printed[second] else ()
            found = Difference(printed[first], MEANING[first], printed[second], MEANING[second], known)
            if found.gap not in (0, anonymous if second == "named" else 0):
                yield found
    if anonymous and printed.get("received", -1) == printed.get("named"):
        both = printed["named"] + anonymous
        yield Difference(
            both, "named in the list or not to be named", printed["received"], MEANING["received"]
        )
