"""A decision log in a list: the promise of `protocols.Log` without a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from coder.domain import Coding, Decision, Reading
from coder.store.log import fold, in_order


class MemoryLog:
    """Keeps rows in order of arrival; everything else is folded from them when asked."""

    def __init__(self) -> None:
        self.rows: list[Decision] = []

    def append(self, decisions: Iterable[Decision]) -> None:
        self.rows.extend(decisions)

    def decisions(self, *, coder: str | None = None, source: str | None = None) -> list[Decision]:
        rows = [row for row in self.rows if coder in (None, row.coder) and source in (None, row.source)]
        return in_order(rows)

    def codings(self, source: str, coder: str) -> list[Coding]:
        found, _ = fold(self.rows)
        return [coding for coding in found if (coding.source, coding.coder) == (source, coder)]

    def readings(self, source: str, coder: str) -> list[Reading]:
        _, found = fold(self.rows)
        return [reading for reading in found if (reading.source, reading.coder) == (source, coder)]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        before = list(self.rows)
        try:
            yield
        except BaseException:
            self.rows[:] = before
            raise
