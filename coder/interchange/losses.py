"""What an export or import could not carry, counted by kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coder.domain import Loss


class Losses:
    """Losses in order of first appearance, one per kind, each with its first example."""

    def __init__(self, losses: Iterable[Loss] = ()) -> None:
        self._found: dict[str, Loss] = {}
        self.merge(losses)

    def add(self, kind: str, example: str = "", count: int = 1) -> None:
        """Counts `count` more of a kind; nothing happens at 0, so callers need not ask."""
        if count:
            old = self._found.get(kind, Loss(kind, 0, _short(example)))
            self._found[kind] = Loss(kind, old.count + count, old.example)

    def merge(self, losses: Iterable[Loss]) -> None:
        """Adds the counts of others to these."""
        for loss in losses:
            self.add(loss.kind, loss.example, loss.count)

    def rows(self) -> list[dict[str, str | int]]:
        """One mapping per kind (`kind`, `count`, `example`), for a table or JSON."""
        return [{"kind": loss.kind, "count": loss.count, "example": loss.example} for loss in self]

    def count(self, kind: str) -> int:
        """How many of this kind; 0 when there was none."""
        return self._found[kind].count if kind in self._found else 0

    def __iter__(self) -> Iterator[Loss]:
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Losses) and self._found == other._found

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Losses({list(self)!r})"


def _short(example: str, most: int = 80) -> str:
    flat = " ".join(example.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
