"""What a review test needs on the table: a codebook, answers, proposals, a clock that stands still."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from coder.codebook import Codebook
from coder.domain import Case, Code, Proposal, Question, Source, Strength, stable_id
from coder.protocols import Log
from coder.review.queue import ListQueue, Queue
from coder.review.session import ReviewSession
from coder.review.view import View

CODES = (
    Code("access/waiting time", definition="How long it took to be seen."),
    Code("access/parking"),
    Code("staff/kindness", definition="Warm, patient, caring."),
    Code("staff/attitude"),
    Code("food", questions=("improve",)),
    Code("night opening", stance=True),
)
SCORES: Mapping[Strength, float] = {"strong": 2.0, "medium": 1.0, "weak": -0.5, "none": -2.0}
MakeLog = Callable[[Codebook, Sequence[Source]], Log]


def codebook() -> Codebook:
    """Built from CODES, with the ids that a project would give."""
    built = Codebook.build(CODES)
    return replace(built, codes=tuple(replace(c, id=stable_id("code", c.path)) for c in built.codes))


def answer(number: int, text: str, question: str = "best", key: str = "") -> Source:
    """One answer of respondent `number`."""
    return Source(f"{number}-{question}", Case(f"R{number:03}"), Question(question), text, key=key)


def answers(*texts: str) -> list[Source]:
    """One answer each of so many respondents."""
    return [answer(number, text) for number, text in enumerate(texts, start=1)]


def proposal(code: str, strength: Strength) -> Proposal:
    """A suggestion whose score fits its strength."""
    return Proposal(code, SCORES[strength], probability=0.5, strength=strength)


def code_id(path: str) -> str:
    """The id under which the log knows the code."""
    return codebook().code(path).id


def on_screen(session: ReviewSession) -> View:
    """The view, where there must be one."""
    assert session.current is not None
    return session.current


@dataclass
class Desk:
    """A log with the sessions that are opened on it, one after the other."""

    log: Log
    sources: list[Source]
    queue: Queue
    proposals: Mapping[str, Sequence[Proposal]] | None = None
    twins: Mapping[str, Sequence[Source]] = field(default_factory=dict)
    scope: Iterable[str] | None = None
    again: bool = False
    second_look: bool = False
    coder: str = "ana"
    codebook: Codebook = field(default_factory=codebook)
    ids: Iterator[int] = field(default_factory=itertools.count)

    def open(self) -> ReviewSession:
        """A new session, as after a restart of the program."""
        by_id = {source.id: source for source in self.sources}
        proposals = self.proposals
        return ReviewSession(
            self.log,
            self.queue,
            coder=self.coder,
            codebook=self.codebook,
            version=1,
            find=by_id.get,
            tagger_proposals=None if proposals is None else lambda s: list(proposals.get(s.name, ())),
            twins=lambda source: list(self.twins.get(source.name, ())),
            scope=self.scope,
            again=self.again,
            second_look=self.second_look,
            clock=lambda: datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
            new_id=lambda: f"{next(self.ids):032x}",
        )

    def codes(self, source: Source) -> list[str]:
        """Paths of the codings that the log adds up to."""
        found = self.log.codings(source.id, self.coder)
        return [codebook().by_id(coding.code).path for coding in found]

    def outcomes(self, source: Source) -> list[str]:
        """Outcomes of the readings that the log adds up to."""
        return [reading.outcome for reading in self.log.readings(source.id, self.coder)]


def listed(make_log: MakeLog, sources: list[Source], stream: str = "code", **settings: object) -> Desk:
    """A desk whose queue is the list itself."""
    log = make_log(codebook(), sources)
    return Desk(log, sources, ListQueue(sources, stream), **settings)  # type: ignore[arg-type]
