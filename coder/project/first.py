"""What people said before the machine's suggestions were shown to them: codings without second looks.

Training, the machine's verdicts and agreement use the first answer; counts and exports use the last.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from coder.domain import Coding

if TYPE_CHECKING:
    from coder.project.project import Project


def first_codings(project: Project) -> list[Coding]:
    """Everyone's codings, those of an answer that was looked at twice as they stood before the second look."""
    from coder.store import queries
    from coder.store.log import fold

    store = project.store
    with store.saying():
        pairs = set(queries.second_looks(store.db))
        looked_at: dict[str, list[str]] = defaultdict(list)
        for source, coder in pairs:
            looked_at[coder].append(source)
        rows = [
            row
            for coder, sources in looked_at.items()
            for row in queries.decisions_of_sources(store.db, coder, sources)
            if not row.detail.get("second")
        ]
    said = fold(rows, project.codebooks.merged)[0]
    return [coding for coding in project.codings() if (coding.source, coding.coder) not in pairs] + said
