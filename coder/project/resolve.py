"""Who said what in the end: readings and codings of several coders -> yes, no or unknown per code.

The resolved coding is the consensus's, else the lead coder's, else that of the earliest complete blind
reading, else of the earliest reading; asked code by code, since a reading may judge only some of them.
A code is "no" only where a reading had it in scope: a code added later is unknown to older readings;
after a merge it is "no" only where all that went into it were judged; after a split the parts are unknown.
Training, counts and exports all ask here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from coder.domain import Coding, Reading

CONSENSUS = "consensus"
Codable = Callable[[int, str], frozenset[str]]
"""(codebook version, source id) -> ids of the codes that version lets one apply to that source."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one source: code id -> yes/no (absent: unknown), and whose word it is.

    `coder` is the first in rank; `blind` and `stream` are those of the first reading of the first in rank
    who is not the consensus;
    `uncodable` when the reading that counts said so.
    """

    known: Mapping[str, bool]
    coder: str
    blind: bool
    stream: str
    uncodable: bool = False

    @property
    def codes(self) -> frozenset[str]:
        """Ids of the codes that apply."""
        return frozenset(code for code, yes in self.known.items() if yes)


def resolve(
    readings: Iterable[Reading],
    codings: Iterable[Coding],
    codable: Codable,
    *,
    lead: str = "",
    merged: Mapping[str, str] | None = None,
) -> dict[str, Answer]:
    """Source id -> what is known of it, for every source that someone has read."""
    by_source: dict[str, dict[str, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    for reading in readings:
        by_source[reading.source][reading.coder].append(reading)
    given: dict[tuple[str, str], set[str]] = defaultdict(set)
    for coding in codings:
        if coding.origin != "bulk":
            given[coding.source, coding.coder].add(coding.code)
    return {
        source: _answer(
            by_coder, {coder: given[source, coder] for coder in by_coder}, codable, lead, merged or {}
        )
        for source, by_coder in by_source.items()
    }


def rolled_up(
    known: Mapping[str, bool],
    code: str,
    below: Iterable[str],
    *,
    codable: bool,
    groups: Collection[str] = (),
) -> bool | None:
    """A code with all below it: yes if it or any of them is, no only if all are known no, else None.

    A code that was split (no longer `codable`) stays "no" where it was judged whole, though its parts
    are unknown. `groups` are the codes below that nobody can give: where one was never judged, the codes
    below it say all.
    """
    own = known.get(code)
    parts = [known.get(part) for part in below if part in known or part not in groups]
    if not parts:
        return own
    if own or any(parts):
        return True
    if own is False and not codable:
        return False
    settled = [*parts, own] if codable else parts
    return False if settled and all(part is False for part in settled) else None


def judged(reading: Reading, codable: Codable, merged: Mapping[str, str]) -> frozenset[str]:
    """Ids (as they count now) of the codes that this reading settled either way."""
    if reading.outcome == "uncodable":
        return frozenset()
    offered = codable(reading.version, reading.source)
    scope = offered if reading.scope is None else reading.scope
    if not merged:
        return scope
    unjudged = {merged.get(code, code) for code in offered - scope}
    return frozenset(merged.get(code, code) for code in scope) - unjudged


def ranked(by_coder: Mapping[str, list[Reading]], lead: str) -> list[str]:
    """Coders of one source, the one whose word counts first."""

    def rank(coder: str) -> tuple[bool, bool, bool, str, str]:
        complete = [r.at for r in by_coder[coder] if r.blind and r.scope is None]
        first = min(complete) if complete else min(r.at for r in by_coder[coder])
        return (coder != CONSENSUS, coder != lead, not complete, first, coder)

    return sorted(by_coder, key=rank)


def _answer(
    by_coder: Mapping[str, list[Reading]],
    given: Mapping[str, set[str]],
    codable: Codable,
    lead: str,
    merged: Mapping[str, str],
) -> Answer:
    known: dict[str, bool] = {}
    order = ranked(by_coder, lead)
    for coder in reversed(order):  # the first in rank has the last word
        settled = frozenset[str]().union(*(judged(r, codable, merged) for r in by_coder[coder]))
        known |= dict.fromkeys(settled, False) | dict.fromkeys(given[coder], True)
    # What the consensus settled was read by others before: how, is theirs.
    reader = next((coder for coder in order if coder != CONSENSUS), CONSENSUS)
    first = min(by_coder[reader], key=lambda reading: (reading.at, reading.decision))
    last = max(by_coder[order[0]], key=lambda reading: (reading.at, reading.decision))
    return Answer(known, order[0], first.blind, first.stream, last.outcome == "uncodable")
