"""A project of another program into this one: its codes, respondents, answers, codings and memos.

Everything lands in one transaction or nothing does. Ids are made of names and of what decisions say, so
that the same file, or a later version of it, adds only what is new.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coder.domain import Decision, Memo, Theme, stable_id
from coder.interchange.losses import Losses
from coder.project import adding, exchange
from coder.store import content

if TYPE_CHECKING:
    from coder.codebook import Codebook
    from coder.domain import Code
    from coder.ingest import Batch
    from coder.interchange.dataset import Dataset
    from coder.project.project import Project


@dataclass(frozen=True, slots=True)
class ImportedProject:
    """What one import added, or would add. `positions` says how positions were read and how well that fits."""

    codes: int
    cases: int
    sources: int
    codings: int
    readings: int
    memos: int
    known: int
    producer: str
    positions: str
    losses: Losses


def import_qdpx(project: Project, path: Path, *, coder: str, dry_run: bool = False) -> ImportedProject:
    """Reads a .qdpx and adds what is new in it; a dry run only says what that is."""
    from coder.interchange.refi_read import read_qdpx

    found = read_qdpx(path)
    data, losses, old = found.dataset, found.losses, project.codebook
    new_codebook = joined(old, data.codes, data.themes)
    rows = _rows(project, data, _ids(project, data, new_codebook), losses, path)
    new = _new(project, rows)
    acts = [row.act for row in new]
    done = ImportedProject(
        codes=len(new_codebook.codes) - len(old.codes),
        cases=len({case.id for case in data.cases} - {case.id for case in project.cases()}),
        sources=len({source.id for source in data.sources} - set(project.sources())),
        codings=acts.count("add"),
        readings=acts.count("read") + acts.count("uncodable"),
        memos=acts.count("memo"),
        known=len(rows) - len(new),
        producer=found.producer,
        positions=str(found.positions),
        losses=losses,
    )
    if not dry_run:
        _save(project, data, new_codebook, new, path, coder)
    return done


def _new(project: Project, rows: list[Decision]) -> list[Decision]:
    """Rows that say what the project does not know yet, whoever made them, here or elsewhere."""
    there = {row.id.replace("-", "") for row in project.log()}
    said: set[tuple[object, ...]] = {
        ("add", c.source, c.code, c.coder, c.start, c.end) for c in project.codings()
    }
    said |= {(r.outcome, r.source, None, r.coder, None, None) for r in project.readings() if r.scope is None}
    return [
        row
        for row in rows
        if row.id.replace("-", "") not in there
        and (row.act, row.source, row.code, row.coder, row.start, row.end) not in said
    ]


def _save(
    project: Project, data: Dataset, codebook: Codebook, rows: list[Decision], path: Path, coder: str
) -> None:
    with project.store.transaction():
        if codebook.digest != project.codebook.digest:
            project.save_codebook(codebook, coder=coder, note=path.name)
        adding.add(project.store, _batch(data, path))
        for each in data.coders:
            content.put_coder(project.store.db, each)
        version = project.codebooks.version
        project.store.append([replace(row, version=version) for row in rows])
        project.record("data", coder, {"file": path.name, "decisions": len(rows)})


def joined(old: Codebook, codes: tuple[Code, ...], themes: tuple[Theme, ...]) -> Codebook:
    """The old codebook with what is new in another: a code of the same id or path is the same code."""
    from coder.codebook import Codebook

    ids, paths = {code.id for code in old.codes}, set(old.paths)
    fresh = [code for code in codes if code.id not in ids and code.path not in paths]
    here = {code.path: old.by_id(code.id).path for code in codes if code.id in ids}
    names = {theme.name for theme in old.themes}
    more = [
        replace(theme, codes=tuple(here.get(path, path) for path in theme.codes))
        for theme in themes
        if theme.name not in names
    ]
    return Codebook.build([*old.codes, *fresh], [*old.themes, *more], old.title)


def _ids(project: Project, data: Dataset, codebook: Codebook) -> dict[str, str]:
    """Code id in the file -> code id here: after merges, by id, else by path."""
    from coder.codebook.tree import tidy_path

    merged = project.codebooks.merged
    here = {code.id for code in codebook.codes}
    paths = {code.path: code.id for code in codebook.codes}
    found = {}
    for code in data.codes:
        id = merged.get(code.id, code.id)
        found[code.id] = id if id in here else paths.get(tidy_path(code.path), "")
    return found


def _batch(data: Dataset, path: Path) -> Batch:
    from coder.ingest import Batch, Layout

    return Batch(
        cases=data.cases,
        sources=data.sources,
        questions=data.questions,
        variables=data.variables,
        problems=(),
        layout=Layout(),
        file=path.name,
        fingerprint=hashlib.sha256(path.read_bytes()).hexdigest(),
        rows=len(data.sources),
        received=len(data.cases),
    )


def _rows(
    project: Project, data: Dataset, codes: dict[str, str], losses: Losses, path: Path
) -> list[Decision]:
    """Log rows for codings, readings and memos; those on an answer that reads differently here are lost."""
    from coder.interchange.codings import ImportedCodings

    here = project.sources()
    other = {s.id for s in data.sources if s.id in here and here[s.id].text != s.text}
    codings = [
        replace(coding, code=codes[coding.code])
        for coding in data.codings
        if coding.source not in other and codes.get(coding.code)
    ]
    losses.add("codings on answers whose text differs here", "", len(data.codings) - len(codings))
    readings = tuple(reading for reading in data.readings if reading.source not in other)
    step = stable_id("import", hashlib.sha256(path.read_bytes()).hexdigest())
    memos = [_memo(memo, codes, step) for memo in data.memos]
    return exchange.decisions(ImportedCodings(tuple(codings), readings, ()), step) + memos


def _memo(memo: Memo, codes: dict[str, str], step: str) -> Decision:
    source = memo.target.partition(":")[0] if memo.about in ("source", "segment") else None
    code = codes[memo.target] if memo.about == "code" else None
    detail = {"about": memo.about, "text": memo.text}
    target = code or memo.target or None
    return Decision(memo.id, step, memo.at, memo.coder, "memo", source, code, target=target, detail=detail)
