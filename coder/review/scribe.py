"""Turns what a person decided into rows of the log: one step per keystroke, saved before it returns.

Times are strictly increasing even when the clock stalls or goes back. Identical answers get the same
rows in the same step, each with `detail.twin_of`, so that they are undone together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from coder.domain import Act, Code, Coding, Decision, Proposal, Source
from coder.protocols import Log
from coder.review.history import History, Step
from coder.review.view import View


@dataclass(frozen=True, slots=True)
class Mark:
    """A row before it has an id, a time and a source; `code` is a code id."""

    act: Act
    code: str | None = None
    start: int | None = None
    end: int | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


class Scribe:
    """Writes one coder's steps into the log and the history."""

    def __init__(
        self,
        log: Log,
        history: History,
        *,
        coder: str,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._log, self._history = log, history
        self._coder, self._clock, self._new_id = coder, clock, new_id

    def save(self, sources: Sequence[Source], marks: Sequence[Mark], version: int) -> None:
        """The marks on the first source, and again on its twins, as one step; nothing if there are none."""
        if not marks:
            return
        step, rows = self._new_id(), list[Decision]()
        for source in sources:
            for number, mark in enumerate(marks):
                twin = {"twin_of": rows[number].id} if source is not sources[0] else {}
                whole = source.text != sources[0].text
                rows.append(self._row(step, mark, source, version, twin, whole))
        self._commit(rows)

    def turn(self, act: Act, step: Step) -> None:
        """An undo or redo of the step."""
        name = self._new_id()
        self._commit(
            [Decision(self._new_id(), name, self._now(), self._coder, act, step.source, target=step.id)]
        )

    def note(self, source: Source, text: str, version: int) -> None:
        """A memo about the source."""
        detail = {"about": "source", "text": text}
        row = Decision(
            self._new_id(), self._new_id(), self._now(), self._coder, "memo", source.id,
            version=version, target=source.id, detail=detail,
        )  # fmt: skip
        self._commit([row])

    def flag(self, act: Act, source: Source, version: int) -> None:
        """A flag on the source, or its end."""
        row = Decision(
            self._new_id(), self._new_id(), self._now(), self._coder, act, source.id, version=version
        )  # fmt: skip
        self._commit([row])

    def _row(
        self, step: str, mark: Mark, source: Source, version: int, twin: Mapping[str, object], whole: bool
    ) -> Decision:
        return Decision(
            id=self._new_id(),
            step=step,
            at=self._now(),
            coder=self._coder,
            act=mark.act,
            source=source.id,
            code=mark.code,
            # A twin may differ in white space and signs: there, a part of the answer has no place.
            start=None if whole else mark.start,
            end=None if whole else mark.end,
            version=version,
            detail={**mark.detail, **twin},
        )

    def _commit(self, rows: list[Decision]) -> None:
        self._log.append(rows)
        self._history.add(rows)

    def _now(self) -> str:
        now = _stamp(self._clock())
        if now <= self._history.last_at:
            now = _stamp(datetime.fromisoformat(self._history.last_at) + timedelta(microseconds=1))
        self._history.last_at = now
        return now


def giving(act: Act, code: Code, part: tuple[int, int] | None, seen: Mapping[str, object]) -> Mark:
    """Gives the code to the whole answer (`part` None) or to `[start, end)` of it."""
    start, end = part or (None, None)
    return Mark(act, code.id, start, end, seen)


def taking(act: Act, code: str, coding: Coding | None, seen: Mapping[str, object]) -> Mark:
    """Takes one coding of the code id away; with None says no to a code that is not there."""
    return Mark(act, code, coding.start if coding else None, coding.end if coding else None, seen)


def seen(view: View) -> Mapping[str, object]:
    """What every decision on the view says of how it was made."""
    return {"stream": view.stream, "blind": view.blind, **({"second": True} if view.second else {})}


def strengths(proposals: Sequence[Proposal], ids: Mapping[str, str]) -> list[dict[str, object]]:
    """What was suggested on screen, as JSON data: code id, strength, probability."""
    return [
        {"code": ids[p.code], "strength": p.strength, "probability": p.probability}
        for p in proposals
    ]  # fmt: skip


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
