"""What the decision log adds up to: codings and readings, by one pure function.

Rows count in the order (at, id), whatever the order of arrival, so that the union of two logs is their
merge. Rows of one keystroke share a step; a step counts unless the last row that names it says undo.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from coder.domain import Coding, Decision, Origin, Reading, Stream

Place = tuple[str, str, str, int | None, int | None]
_ORIGIN: dict[str, Origin] = {"add": "added", "accept": "accepted"}


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """Sorted as they count: by time, ties by id."""
    return sorted(decisions, key=lambda row: (row.at, row.id))


def undone_steps(decisions: Iterable[Decision]) -> set[str]:
    """Steps that do not count at the end of the given rows."""
    undone: set[str] = set()
    for row in in_order(decisions):
        if row.act == "undo" and row.target:
            undone.add(row.target)
        elif row.act == "redo" and row.target:
            undone.discard(row.target)
    return undone


def fold(
    decisions: Iterable[Decision], merged: Mapping[str, str] | None = None
) -> tuple[list[Coding], list[Reading]]:
    """Codings and readings that remain; `merged` maps a code id to the one its codings now count as."""
    rows = in_order(decisions)
    undone, final = undone_steps(rows), merged or {}
    codings: dict[Place, Coding] = {}
    readings: list[Reading] = []
    for row in rows:
        if row.step in undone or row.source is None:
            continue
        if row.act in ("add", "accept"):
            coding, place = _coding(row, final), _place(row, final)
            # A person who gives a code to one answer says more than who gave it to many at once.
            if place not in codings or (codings[place].origin == "bulk" != coding.origin):
                codings[place] = coding
        elif row.act in ("remove", "reject"):
            codings.pop(_place(row, final), None)
        elif row.act in ("read", "uncodable"):
            readings.append(_reading(row))
    return list(codings.values()), readings


def _place(row: Decision, final: Mapping[str, str]) -> Place:
    code = row.code or ""
    return (row.source or "", row.coder, final.get(code, code), row.start, row.end)


def _coding(row: Decision, final: Mapping[str, str]) -> Coding:
    source, coder, code, start, end = _place(row, final)
    origin = cast(Origin, row.detail.get("origin", _ORIGIN[row.act]))
    confidence = cast("float | None", row.detail.get("confidence"))
    return Coding(source, code, coder, row.at, row.id, origin, start, end, confidence)


def _reading(row: Decision) -> Reading:
    scope = cast("list[str] | None", row.detail.get("scope"))
    return Reading(
        source=row.source or "",
        coder=row.coder,
        version=row.version or 0,
        at=row.at,
        decision=row.id,
        blind=bool(row.detail.get("blind", False)),
        stream=cast(Stream, row.detail.get("stream", "random")),
        scope=None if scope is None else frozenset(scope),
        outcome="uncodable" if row.act == "uncodable" else "read",
    )
