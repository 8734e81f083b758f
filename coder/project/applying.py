"""Giving a code to many answers at once, from a list or the grid: codings of origin `bulk` and no Reading.

They never enter training, counts or agreement. What a person judged for the code stays as it is. All
that one call gives is one step of the log, taken back by one undo.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coder.domain import Code, Coder, Coding, Decision, Proposal, Source, Strength
from coder.errors import RequestError
from coder.project.giving import Place, give
from coder.project.part import Part

if TYPE_CHECKING:
    from coder.project.project import Project, Where

AT_LEAST: tuple[Strength, ...] = ("weak", "medium", "strong")


@dataclass(frozen=True, slots=True)
class Applied:
    """What giving a code in bulk did, or in a dry run would do.

    `given` get it; `had` it already from this coder; `read` were judged for it by a person and stay as they
    are; to `unasked` the code does not apply. `step` names it in the log, "" where nothing was saved.
    """

    code: str
    given: tuple[Source, ...]
    had: tuple[Source, ...]
    read: tuple[Source, ...]
    unasked: tuple[Source, ...]
    step: str = ""

    def told(self) -> list[tuple[str, int]]:
        """What becomes of the answers chosen, and of how many; without what becomes of none."""
        kinds = (
            (f"To be given {self.code}", self.given),
            ("Have it from you already", self.had),
            ("Read with it in question, stay as they are", self.read),
            ("Not meant for their question", self.unasked),
        )
        return [(words, len(found)) for words, found in kinds if found]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of the grid as its coder may see it: own codes, and what the machine suggests.

    `bulk` are those of the codes that were given in bulk; `read`: this coder has read the answer.
    """

    source: Source
    codes: tuple[str, ...]
    bulk: frozenset[str]
    read: bool
    suggested: Mapping[str, Strength]


class Applying(Part):
    """The verbs of a Project that give a code to many answers."""

    def bulk_apply(
        self, code: str, sources: Iterable[Source], *, coder: str, dry_run: bool = False
    ) -> Applied:
        """Gives a code to these answers in one step; RequestError for a group of codes."""
        project, found = self._whole, self._whole.codebook.find(code)
        if not found.codable:
            raise RequestError(f"'{found.path}' is a group: give one of the codes below it.")
        planned = _sorted_out(project, found, sources, coder)
        if dry_run or not planned.given:
            return planned
        places = (Place(source.id, found.id) for source in planned.given)
        step = give(project, Coder(coder), "bulk", places)
        return replace(planned, step=step)

    def fitting(
        self, code: str, *, at_least: Strength | None = None, search: str = "", where: Where | None = None
    ) -> list[Source]:
        """Answers with the words of `search` for which the code is suggested at least so strongly.

        Without `at_least` suggestions do not matter; the words are found as by `find`.
        """
        project, path = self._whole, self._whole.codebook.find(code).path
        if search:
            hits = project.find(search, where=where)
            found = {source.id: source for source, _ in hits}
        else:
            found = project.sources(where)
        if at_least is None:
            return list(found.values())
        wanted = AT_LEAST[AT_LEAST.index(at_least) :]
        strong = {
            id_
            for id_, proposals in self.fresh_proposals().items()
            if any(each.code == path and each.strength in wanted for each in proposals)
        }
        return [source for id_, source in found.items() if id_ in strong]

    def fresh_proposals(self) -> Mapping[str, list[Proposal]]:
        """The stored suggestions, made anew if there are none or answers were read since."""
        project = self._whole
        stored = project.proposals()
        if not stored or any(reading.source in stored for reading in project.readings()):
            project.tag()
            stored = project.proposals()
        return stored

    def grid(self, coder: str, *, where: Where | None = None) -> list[Row]:
        """The answers with this coder's codes and the machine's suggestions, in order of arrival."""
        project = self._whole
        paths = {code.id: code.path for code in project.codebook.codes}
        given: dict[str, list[Coding]] = {}
        for coding in project.store.codings(coder=coder):
            if coding.code in paths:
                given.setdefault(coding.source, []).append(coding)
        read = {reading.source for reading in project.store.readings(coder=coder)}
        proposals = self.fresh_proposals()
        return [
            Row(
                source,
                tuple(dict.fromkeys(paths[c.code] for c in given.get(id_, ()))),
                frozenset(paths[c.code] for c in given.get(id_, ()) if c.origin == "bulk"),
                id_ in read,
                {p.code: p.strength for p in proposals.get(id_, ()) if p.strength != "none"},
            )
            for id_, source in project.sources(where).items()
        ]

    def undo_bulk(self, coder: str) -> tuple[str, int] | None:
        """Takes back this coder's last bulk step that still stands: the code's path and how many answers."""
        from coder.store.log import undone_steps

        project = self._whole
        rows = project.store.decisions(coder=coder)
        undone = undone_steps(project.log())
        steps = [row.step for row in rows if row.detail.get("origin") == "bulk" and row.step not in undone]
        if not steps:
            return None
        taken = [row for row in rows if row.step == steps[-1]]
        at = project.store.now()
        project.store.append(
            [Decision(uuid.uuid4().hex, uuid.uuid4().hex, at, coder, "undo", target=steps[-1])]
        )
        paths = {code.id: code.path for code in project.codebook.codes}
        return paths.get(taken[0].code or "", ""), len({row.source for row in taken})


def _sorted_out(project: Project, code: Code, sources: Iterable[Source], coder: str) -> Applied:
    answers, codebook = project.resolved(), project.codebook
    has = {coding.source for coding in project.store.codings(coder=coder) if coding.code == code.id}
    parts: dict[str, list[Source]] = defaultdict(list)
    for source in {source.id: source for source in sources}.values():
        answer = answers.get(source.id)
        judged = answer is not None and (answer.uncodable or code.id in answer.known)
        asked = codebook.applies(code, source.question.name)
        kind = "read" if judged else "had" if source.id in has else "given" if asked else "unasked"
        parts[kind].append(source)
    given, had, read, unasked = (tuple(parts[kind]) for kind in ("given", "had", "read", "unasked"))
    return Applied(code.path, given, had, read, unasked)
