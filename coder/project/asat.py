"""A project as it was: what had arrived by then, under the settings and codebook of then.

The decision log is the truth, so nothing but the point it had reached needs to be kept. A copy of the file
is wound back to it and opened as a project of its own; what was decided, undone or added later is not there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.store import editions

if TYPE_CHECKING:
    from coder.project.project import Project


@dataclass(frozen=True, slots=True)
class Moment:
    """How far a project had come.

    `arrived`: table -> last row by order of arrival; `kept`: small tables as they stood; `answers`: digest
    of the texts and values, which a later `coder add --update` may replace.
    """

    arrived: dict[str, int]
    kept: dict[str, list[list[Any]]]
    answers: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Why a moment cannot be had again: cases forgotten since (their tombstones), answers replaced since."""

    forgotten: tuple[dict[str, Any], ...]
    replaced: bool

    def __bool__(self) -> bool:
        return bool(self.forgotten) or self.replaced


def moment(project: Project) -> Moment:
    """Where the project stands now."""
    with project.store.saying():
        arrived, kept = editions.arrived(project.store.db), editions.kept(project.store.db)
        return Moment(arrived, kept, _answers(project, arrived, kept))


@contextmanager
def as_of(project: Project, then: Moment) -> Iterator[Project]:
    """The project as it was at that moment, in a temporary copy that nobody else sees; without proposals."""
    from coder.project.project import Project

    with tempfile.TemporaryDirectory(prefix="coder-") as folder:
        path = Path(folder) / project.path.name
        with project.store.saying():
            editions.copy(project.store.db, path)
        with Project.open(path) as copy:
            with copy.store.saying():
                editions.wind_back(copy.store.db, then.arrived, then.kept)
            copy.store.rebuild()
            yield copy


def gone(project: Project, then: Moment, at: str) -> Gone:
    """What the project no longer knows of the moment, reached at the log time `at`."""
    with project.store.saying():
        stones = editions.forgotten_since(project.store.db, then.arrived, at)
        same = _answers(project, then.arrived, then.kept) == then.answers
    return Gone(tuple(stones), not stones and not same)


def _answers(project: Project, arrived: dict[str, int], kept: dict[str, list[list[Any]]]) -> str:
    names = [str(row[0]) for row in kept["variable"]]
    return editions.digest_of_answers(project.store.db, arrived, names)
