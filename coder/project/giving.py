"""Codings that no reading stands behind, into the log: from a list, from hits of a search, from the machine."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from coder.domain import Coder, Decision
from coder.store import content

if TYPE_CHECKING:
    from coder.project.project import Project


class Place(NamedTuple):
    """Where a code goes: ids of source and code, `[start, end)` of its text (None: all of it), how sure."""

    source: str
    code: str
    start: int | None = None
    end: int | None = None
    confidence: float | None = None


def give(project: Project, coder: Coder, origin: str, places: Iterable[Place]) -> str:
    """Saves all of them as one step, which one undo takes back; the step's id."""
    step, version = uuid.uuid4().hex, project.codebooks.version
    with project.store.transaction():
        content.put_coder(project.store.db, coder)
        at = project.store.now()
        project.store.append(
            Decision(
                uuid.uuid4().hex,
                step,
                at,
                coder.name,
                "add",
                *place[:4],
                version,
                detail={
                    "origin": origin,
                    **({} if place.confidence is None else {"confidence": place.confidence}),
                },
            )
            for place in places
        )
    return step
