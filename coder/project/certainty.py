"""Campaigns read with certainty: which respondents left the random order, decided from sizes alone.

A template that hundreds sent makes a random sample of respondents lumpy. Read whole, it adds nothing to the
error; it is one decision, and what its senders added is read answer by answer. Which campaigns these are
must be fixed before any of them is coded, else what was found would decide what is counted how.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.errors import RequestError

if TYPE_CHECKING:
    from coder.project.project import Project

LEAST = 20
"""Fewer respondents than this are as well off in the random order."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was fixed: campaigns, their respondents, and the distinct answers that there are to read."""

    campaigns: int
    cases: int
    answers: int


def certain(project: Project) -> frozenset[str]:
    """Ids of the respondents who are read with certainty, by everything that was fixed so far."""
    found: set[str] = set()
    for row in project.log():
        act = row.detail.get("certain")
        if row.act == "config" and isinstance(act, list):
            found.update(act)
    return frozenset(found)


def fix(project: Project, *, least: int = LEAST, kept: float = 0.55, coder: str) -> Fixed:
    """Takes every campaign of `least` respondents or more out of the random order, for good.

    RequestError where there is none, or where one of these respondents was already read.
    """
    found, sources = project.campaigns(least=least, kept=kept)
    known = certain(project)
    new, campaigns = set[str](), 0
    for campaign in found:
        cases = {sources[place].case.id for place in campaign.answers}
        if len(cases) >= least and cases - known:
            new |= cases - known
            campaigns += 1
    if not new:
        raise RequestError(f"No campaign of {least} respondents or more is left to be read with certainty.")
    theirs = [source for source in sources if source.case.id in new]
    _refuse_read(project, {source.id: source.case.name for source in theirs})
    project.record("config", coder, {"certain": sorted(new)})
    distinct = {(source.question.name, source.key or source.id) for source in theirs}
    return Fixed(campaigns, len(new), len(distinct))


def _refuse_read(project: Project, names: dict[str, str]) -> None:
    read = sorted({names[reading.source] for reading in project.readings() if reading.source in names})
    if read:
        raise RequestError(
            f"{len(read):,} respondents of these campaigns were read already ('{read[0]}' for one), and what is read "
            "with certainty must be fixed before any of it is coded. Counts hold without it: these campaigns stay "
            "in the random order."
        )
