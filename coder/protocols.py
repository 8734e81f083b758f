"""What the layers promise one another: tagger, queue and log, as types without code.

A review session holds one of each and knows nothing else of the program. `Project` hands them over;
tests hand over plain ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from coder.domain import Coding, Decision, Proposal, Reading, Source


class Tagger(Protocol):
    """Anything that proposes codes for texts."""

    name: str

    def propose(self, texts: Sequence[str], questions: Sequence[str] | None = None) -> list[list[Proposal]]:
        """For each text its proposals, strongest first; the same answer to a question always gets the same ones."""
        ...


class Queue(Protocol):
    """Decides which answer comes next, and under which stream it is then read."""

    def next(self, settled: Collection[str]) -> tuple[Source, str] | None:
        """The next source not in `settled` (ids) with its stream's name; None when all are done."""
        ...


class Log(Protocol):
    """The append-only decision log of one project, with what it adds up to."""

    def append(self, decisions: Iterable[Decision]) -> None:
        """Saves all rows and what follows from them, or nothing; durable when it returns."""
        ...

    def decisions(self, *, coder: str | None = None, source: str | None = None) -> list[Decision]:
        """Rows in the order that counts: (at, id)."""
        ...

    def codings(self, source: str, coder: str) -> list[Coding]:
        """What the coder's decisions on this source add up to."""
        ...

    def readings(self, source: str, coder: str) -> list[Reading]:
        """The coder's readings of the source that were not undone, oldest first."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside lands, or none of it; may be nested."""
        ...


class Progress(Protocol):
    """Called as long work advances; a front end draws it, a library caller leaves it out."""

    def __call__(self, done: int, total: int | None = None, what: str = "") -> None:
        """`done` of `total` units (None: unknown) of `what`."""
        ...
