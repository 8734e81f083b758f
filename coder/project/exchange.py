"""Coded data out of a project and codings made elsewhere into it.

`dataset` is the whole project as plain records; every exporter works on it. Imported codings are
decisions like any other, under their coder's name, with ids made of what they say: importing the same
file again, or one that overlaps with it, adds only what is new.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coder.domain import Decision, Memo, Problem, Source, stable_id
from coder.errors import RequestError
from coder.interchange.dataset import Dataset, Known
from coder.interchange.privacy import about
from coder.project.resolve import rolled_up
from coder.store.store import later

if TYPE_CHECKING:
    from coder.interchange.codings import ImportedCodings
    from coder.project.project import Project, Where


@dataclass(frozen=True, slots=True)
class Imported:
    """What one import added; `known` counts codings and readings that were there already."""

    codings: int
    readings: int
    known: int
    coders: tuple[str, ...]
    problems: tuple[Problem, ...]


def dataset(project: Project, where: Where | None = None) -> Dataset:
    """The project, or the answers `where` keeps, with everyone's codings and the resolved ones."""
    sources = project.sources(where)
    settings = project.config()
    cases = {source.case.id: source.case for source in sources.values()}
    asked = {source.question.name for source in sources.values()}
    codebook = project.codebook
    return Dataset(
        title=settings["title"] or project.path.stem,
        cases=tuple(cases.values()),
        sources=tuple(sources.values()),
        questions=tuple(question for question in project.questions if question.name in asked),
        variables=tuple(project.variables),
        codes=codebook.codes,
        themes=codebook.themes,
        coders=tuple(project.coders),
        codings=tuple(coding for coding in project.codings() if coding.source in sources),
        readings=tuple(reading for reading in project.readings() if reading.source in sources),
        memos=tuple(memos(project, sources)),
        known=known(project, sources),
    )


def memos(project: Project, sources: Mapping[str, Source]) -> Iterator[Memo]:
    """Everyone's memos in their last wording, on what is in the data set."""
    there = {*sources, *(source.case.id for source in sources.values())}
    for memo in project.memos():
        if memo.about in ("code", "project") or about(memo) in there:
            yield memo


def known(project: Project, sources: Mapping[str, Source]) -> Known:
    """(source id, code id) -> the resolved coding, a code with all below it; None for not known.

    Where nobody has read the answer with the code in scope, a coding made in bulk or by a machine counts.
    """
    codebook = project.codebook
    below = {code.id: [each.id for each in codebook.descendants(code.path)] for code in codebook.codes}
    family = {code: frozenset((code, *parts)) for code, parts in below.items()}
    codable = {code.id: code.codable for code in codebook.codes}
    groups = frozenset(code for code, can in codable.items() if not can)
    answers = project.resolved(sources)
    given: dict[str, set[str]] = defaultdict(set)
    for coding in project.codings():
        given[coding.source].add(coding.code)

    def answer(source: str, code: str) -> bool | None:
        if source in answers:
            said = rolled_up(answers[source].known, code, below[code], codable=codable[code], groups=groups)
            if said is not None:
                return said
        codes = given.get(source)
        return True if codes and codes & family[code] else None

    return answer


def import_codings(
    project: Project, path: Path, *, coder: str, blind: bool = False, dry_run: bool = False
) -> Imported:
    """Takes over codings from a long or wide table; `blind` says that they were made without suggestions."""
    from coder.interchange.codings import read_codings

    if not project.codebook.codes:
        raise RequestError(
            "There is no codebook yet, so no code of the file means anything here. "
            "Load one first: 'coder codebook load FILE'."
        )
    found = read_codings(
        path,
        project.sources().values(),
        project.codebook.codes,
        coder=coder,
        at=project.store.now(),
        version=project.codebooks.version,
    )
    step = stable_id("import", hashlib.sha256(path.read_bytes()).hexdigest())
    rows = decisions(found, step, blind=blind)
    new = unsaid(project, rows)
    if new and not dry_run:
        with project.store.transaction():
            project.store.append(new)
            project.record("data", coder, {"file": path.name, "decisions": len(new)})
    readings = sum(row.act != "add" for row in new)
    names = tuple(sorted({row.coder for row in rows}))
    return Imported(len(new) - readings, readings, len(rows) - len(new), names, found.problems)


def decisions(found: ImportedCodings, step: str, *, blind: bool = False) -> list[Decision]:
    """Log rows in one step for the whole file; a reading follows the codings that were made in it."""
    last: dict[tuple[str, str], str] = {}
    for coding in found.codings:
        pair = (coding.source, coding.coder)
        last[pair] = max(coding.at, last.get(pair, ""))
    codings = [
        Decision(
            "",
            step,
            coding.at,
            coding.coder,
            "add",
            coding.source,
            coding.code,
            coding.start,
            coding.end,
            detail={"origin": "imported", "confidence": coding.confidence},
        )
        for coding in found.codings
    ]
    readings = [
        Decision(
            "",
            step,
            max(reading.at, later(last.get((reading.source, reading.coder), reading.at))),
            reading.coder,
            "uncodable" if reading.outcome == "uncodable" else "read",
            reading.source,
            version=reading.version,
            detail={
                "blind": blind,
                "stream": reading.stream,
                "scope": None if reading.scope is None else sorted(reading.scope),
            },
        )
        for reading in found.readings
    ]
    return [replace(row, id=stable_id("decision", *_facts(row))) for row in codings + readings]


def _facts(row: Decision) -> tuple[str, ...]:
    scope = str(row.detail.get("scope"))
    return ("imported", row.coder, row.act, row.source or "", row.code or "", f"{row.start}-{row.end}", scope)


def unsaid(project: Project, rows: list[Decision]) -> list[Decision]:
    """Rows that say what the project does not know yet, whoever made them, here or elsewhere."""
    there = {row.id.replace("-", "") for row in project.log()}
    said = {_said("add", c.source, c.code, c.coder, (c.start, c.end)) for c in project.codings()}
    said |= {_said(r.outcome, r.source, None, r.coder, r.scope) for r in project.readings()}
    return [row for row in rows if row.id.replace("-", "") not in there and _saying(row) not in said]


def _saying(row: Decision) -> tuple[object, ...]:
    scope = row.detail.get("scope")
    judged = frozenset(scope) if isinstance(scope, list) else None
    return _said(
        row.act, row.source, row.code, row.coder, (row.start, row.end) if row.act == "add" else judged
    )


def _said(act: str, source: str | None, code: str | None, coder: str, what: object) -> tuple[object, ...]:
    return act, source, code, coder, what
