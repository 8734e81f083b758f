"""What the groups of verbs of a Project have in common: each is mixed into Project and speaks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from coder.project.project import Project


class Part:
    """Some verbs of a Project; `_whole` is the Project they belong to."""

    @property
    def _whole(self) -> Project:
        return cast("Project", self)
