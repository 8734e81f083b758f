"""What one coder did, step by step: what can be undone or redone, what is settled, what is unfinished.

Made from the coder's rows of the log and kept up to date with the rows a session appends, so that a
session that was killed goes on where it stopped. Undo goes back over the coder's own review steps, in
any session; imports, machine codings and changes of the project are not undone here.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, TypeVar

from coder.domain import Decision

Kind = Literal["read", "uncodable", "skip", "code"]
_KINDS: dict[str, Kind] = {
    "read": "read",
    "uncodable": "uncodable",
    "skip": "skip",
    "accept": "code",
    "reject": "code",
    "add": "code",
    "remove": "code",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One keystroke on the answer `source`, under a stream, blind or not; `kind` sums it up.

    `settles` holds the ids of all sources it finished (identical answers too), `codes` the ids it gave;
    `second`: it was made with the suggestions on screen, after a blind reading.
    """

    id: str
    source: str
    kind: Kind
    stream: str
    blind: bool
    settles: tuple[str, ...]
    codes: tuple[str, ...]
    bulk: bool
    second: bool = False


class History:
    """The steps of one coder, oldest first in `done`; those in `undone` wait to be redone."""

    def __init__(
        self, decisions: Iterable[Decision], scope: AbstractSet[str] | None = None, again: bool = False
    ) -> None:
        """`scope` holds the code ids now asked for (None: all): readings that judged less do not settle.

        With `again` nothing in `decisions` settles: every answer is asked for once more.
        """
        self._scope = scope
        self._settled: dict[str, int] = {}
        self._void: set[str] = set()
        self._finished: dict[str, list[Step]] = {}
        self._skips: Counter[str] = Counter()
        self._uses: dict[str, list[str]] = {}
        self._numbers: dict[str, int] = {}
        self._order = itertools.count()
        self.streams: Counter[str] = Counter()
        self.flagged: set[str] = set()
        self.looked_twice: set[str] = set()
        self.done: dict[str, Step] = {}
        self.undone: dict[str, Step] = {}
        self.last_at = ""
        steps: dict[str, list[Decision]] = {}
        for row in decisions:
            steps.setdefault(row.step, []).append(row)
        for rows in steps.values():
            self.add(rows)
        if again:
            self._settled.clear()

    def add(self, rows: list[Decision]) -> None:
        """Takes in the rows of one step, in order."""
        self.last_at = max(self.last_at, rows[-1].at)
        if rows[0].act == "undo":
            self._undo(rows[0].target or "")
        elif rows[0].act == "redo":
            self._redo(rows[0].target or "")
        elif rows[0].act in ("flag", "unflag"):
            (self.flagged.add if rows[0].act == "flag" else self.flagged.discard)(rows[0].source or "")
        else:
            self._do(rows)

    def counts(self, step: str) -> bool:
        """Whether the last word on the step is not undo."""
        return step not in self._void

    @property
    def settled(self) -> AbstractSet[str]:
        """Ids of the sources that were read, or found uncodable, and need no further reading."""
        return self._settled.keys()

    def readings(self) -> list[Step]:
        """The steps that finished an answer, oldest first; of several on one answer the last."""
        last = [steps[-1] for steps in self._finished.values()]
        return sorted(last, key=lambda step: self._numbers[step.id])

    def reading_of(self, source: str) -> Step | None:
        """The last step that finished this answer."""
        return self._finished[source][-1] if source in self._finished else None

    def unfinished(self) -> Step | None:
        """The latest step that judged a code on an answer which was then neither read nor skipped."""
        closed = set(self._settled)
        for step in reversed(self.done.values()):
            if step.kind == "code" and not step.bulk and step.source not in closed:
                return step
            closed.add(step.source)
        return None

    def recent_codes(self) -> list[str]:
        """Ids of the codes this coder gave, last used first, each once."""
        return sorted(self._uses, key=lambda code: -self._numbers[self._uses[code][-1]])

    def frequent_codes(self) -> list[str]:
        """Ids of the codes this coder gave, most often used first."""
        return sorted(self._uses, key=lambda code: (-len(self._uses[code]), code))

    def skipped(self) -> set[str]:
        """Answers that were skipped and have not been settled since."""
        return set(self._skips) - self._settled.keys()

    def _do(self, rows: list[Decision]) -> None:
        rows = [row for row in rows if row.act in _KINDS and row.source]
        if not rows:
            return
        if _is_own(rows[0]):
            step = _step(rows, tuple(row.source or "" for row in rows if self._settles(row)))
            self.undone.clear()
            self.looked_twice.update({step.source} if step.second else ())
            self._put(step)
        else:
            self._settled.update((row.source or "", 1) for row in rows if self._settles(row))

    def _settles(self, row: Decision) -> bool:
        if row.act == "uncodable":
            return True
        judged = row.detail.get("scope")
        if row.act != "read" or judged is None:
            return row.act == "read"
        return self._scope is not None and isinstance(judged, list) and self._scope <= set(judged)

    def _undo(self, target: str) -> None:
        self._void.add(target)
        if step := self.done.pop(target, None):
            self.undone[target] = step
            self._take_out(step)

    def _redo(self, target: str) -> None:
        self._void.discard(target)
        if step := self.undone.pop(target, None):
            self._put(step)

    def _put(self, step: Step) -> None:
        self._numbers[step.id] = next(self._order)
        self.done[step.id] = step
        for code in step.codes:
            self._uses.setdefault(code, []).append(step.id)
        if step.kind == "skip":
            self._skips[step.source] += 1
        if step.kind in ("read", "uncodable"):
            self._tell(step.source, -1)
            self._finished.setdefault(step.source, []).append(step)
            self._tell(step.source, 1)
        self._count(step, 1)

    def _take_out(self, step: Step) -> None:
        for code in step.codes:
            _drop(self._uses, code, step.id)
        if step.kind == "skip":
            self._skips -= Counter([step.source])
        if step.kind in ("read", "uncodable"):
            self._tell(step.source, -1)
            _drop(self._finished, step.source, step)
            self._tell(step.source, 1)
        self._count(step, -1)

    def _tell(self, source: str, times: int) -> None:
        """Counts the answers that the last reading of this one settled, under its stream."""
        if step := self.reading_of(source):
            self.streams[step.stream] += times * len(step.settles)

    def _count(self, step: Step, times: int) -> None:
        for source in step.settles:
            self._settled[source] = self._settled.get(source, 0) + times
            if self._settled[source] <= 0:
                del self._settled[source]


T = TypeVar("T")


def _drop(stacks: dict[str, list[T]], key: str, item: T) -> None:
    """Takes the item, nearly always the last, off its stack; an empty stack goes."""
    stack = stacks[key]
    if stack[-1] == item:
        stack.pop()
    else:
        stack.remove(item)
    if not stack:
        del stacks[key]


def rejected(rows: Iterable[Decision]) -> set[str]:
    """Code ids whose last word, among the rows of one answer, is no."""
    last = {row.code: row.act for row in rows if row.code}
    return {code for code, act in last.items() if act == "reject"}


def _is_own(row: Decision) -> bool:
    """Made in a review; imported and machine codings are nobody's keystrokes."""
    return row.detail.get("origin") not in ("auto", "imported") and row.detail.get("stream") != "import"


def _step(rows: list[Decision], settles: tuple[str, ...]) -> Step:
    last = rows[-1]
    kinds = [_KINDS[row.act] for row in rows]
    return Step(
        id=last.step,
        source=rows[0].source or "",
        kind=next((kind for kind in kinds if kind != "code"), "code"),
        stream=str(last.detail.get("stream", "random")),
        blind=bool(last.detail.get("blind", False)),
        settles=settles,
        codes=tuple(dict.fromkeys(row.code for row in rows if row.act in ("accept", "add") and row.code)),
        bulk=last.detail.get("origin") == "bulk",
        second=bool(last.detail.get("second", False)),
    )
