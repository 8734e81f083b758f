"""What a front end draws: the answer under review with all that may be seen of it, and the tally.

Codes are paths here; the log holds their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from coder.domain import Coding, Proposal, Question, Source, Strength

MOST_SHOWN = 9
_FILLED_UP_TO = 5
_ORDER: tuple[Strength, ...] = ("strong", "medium", "weak")


@dataclass(frozen=True, slots=True)
class Tally:
    """How far this coder is: answers settled, left in this queue and skipped; settled per stream."""

    read: int
    left: int
    skipped: int
    streams: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class View:
    """One answer as its coder may see it now.

    `blind`: `proposals` is empty and nothing of the machine or of other coders may be drawn.
    `preselected` are the proposals that `done` accepts; `codings` are this coder's own, `rejected` the
    codes this coder said no to; `scope` the codes in question (None: all); `copies` how many identical
    answers the decisions hold for, this one included; `outcome` what was said of it before, if it was;
    `flagged` whether this coder marked it to be looked at again; `second`: it was read blind just now, and
    what the machine says may correct it.
    """

    source: Source
    stream: str
    blind: bool
    proposals: tuple[Proposal, ...]
    preselected: frozenset[str]
    codings: tuple[Coding, ...]
    rejected: frozenset[str]
    scope: tuple[str, ...] | None
    copies: int
    outcome: Literal["read", "uncodable"] | None
    tally: Tally
    flagged: bool = False
    second: bool = False

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.source.question

    @property
    def codes(self) -> tuple[str, ...]:
        """Paths of the codes given, each once, in the order they were given."""
        return tuple(dict.fromkeys(coding.code for coding in self.codings))

    def segment(self, path: str) -> tuple[int, int] | None:
        """The sentence that the proposal of this code speaks of; None for the whole answer."""
        return next((each.segment for each in self.proposals if each.code == path), None)


def worth_showing(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """At most nine, strongest first: all that have a strength, filled up to five with the best others."""
    ranked = sorted(proposals, key=lambda proposal: (-proposal.score, proposal.code))
    with_strength = [each for strength in _ORDER for each in ranked if each.strength == strength]
    others = [proposal for proposal in ranked if proposal.strength == "none"]
    return tuple((with_strength + others[: max(0, _FILLED_UP_TO - len(with_strength))])[:MOST_SHOWN])
