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
    losses, old = found.losses, project.codebook
    data = _remembered(project, found.dataset, losses)
    codebook = joined(old, data.codes, data.themes, losses)
    fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()
    rows = _rows(project, data, codebook, stable_id("import", fingerprint), losses)
    new = exchange.unsaid(project, rows)
    acts = [row.act for row in new]
    done = ImportedProject(
        codes=len(codebook.codes) - len(old.codes),
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
        with project.store.transaction():
            if codebook.digest != old.digest:
                project.save_codebook(codebook, coder=coder, note=path.name)
            adding.add(project.store, _batch(data, path.name, fingerprint))
            for each in data.coders:
                content.put_coder(project.store.db, each)
            version = project.codebooks.version
            project.store.append([replace(row, version=version) for row in new])
            project.record("data", coder, {"file": path.name, "decisions": len(new)})
    return done


def _remembered(project: Project, data: Dataset, losses: Losses) -> Dataset:
    """Without what hangs on respondents this project was told to forget."""
    gone = set(content.forgotten(project.store.db))
    lost = {source.id for source in data.sources if source.case.id in gone}
    losses.add("answers of respondents who are forgotten here", "", len(lost))
    return replace(
        data,
        cases=tuple(case for case in data.cases if case.id not in gone),
        sources=tuple(source for source in data.sources if source.id not in lost),
        codings=tuple(coding for coding in data.codings if coding.source not in lost),
        readings=tuple(reading for reading in data.readings if reading.source not in lost),
        memos=tuple(memo for memo in data.memos if memo.target.partition(":")[0] not in lost | gone),
    )


def joined(old: Codebook, codes: tuple[Code, ...], themes: tuple[Theme, ...], losses: Losses) -> Codebook:
    """The old codebook with what is new in another: a code of the same id or path is the same code."""
    from coder.codebook import Codebook

    ids = {code.id: code for code in old.codes}
    paths = {code.path: code for code in old.codes}
    same = {code.path: ids.get(code.id) or paths.get(code.path) for code in codes}
    fresh = [code for code in codes if same[code.path] is None]
    other = [code.path for code in codes if (mine := same[code.path]) and replace(mine, id=code.id) != code]
    losses.add("codes that are described differently here, left as they are", "".join(other[:1]), len(other))
    here = {path: code.path for path, code in same.items() if code}
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


def _batch(data: Dataset, file: str, fingerprint: str) -> Batch:
    from coder.ingest import Batch, Layout

    return Batch(
        cases=data.cases,
        sources=data.sources,
        questions=data.questions,
        variables=data.variables,
        problems=(),
        layout=Layout(),
        file=file,
        fingerprint=fingerprint,
        rows=len(data.sources),
        received=len(data.cases),
    )


def _rows(project: Project, data: Dataset, codebook: Codebook, step: str, losses: Losses) -> list[Decision]:
    """Log rows for codings, readings and memos; those on an answer that reads differently here are lost."""
    from coder.interchange.codings import ImportedCodings

    codes, here = _ids(project, data, codebook), project.sources()
    other = {s.id for s in data.sources if s.id in here and here[s.id].text != s.text}
    codings = tuple(
        replace(coding, code=codes[coding.code])
        for coding in data.codings
        if coding.source not in other and codes.get(coding.code)
    )
    losses.add("codings on answers whose text differs here", "", len(data.codings) - len(codings))
    judged = frozenset(codes[code.id] for code in data.codes if code.codable and codes[code.id])
    scope = None if judged == {code.id for code in codebook.codes if code.codable} else judged
    readings = tuple(
        replace(reading, scope=scope) for reading in data.readings if reading.source not in other
    )
    memos = [_memo(memo, codes, step) for memo in data.memos]
    return exchange.decisions(ImportedCodings(codings, readings, ()), step) + memos


def _memo(memo: Memo, codes: dict[str, str], step: str) -> Decision:
    thing, colon, rest = memo.target.partition(":")
    source = thing if memo.about in ("source", "segment") else None
    code = codes.get(memo.target if memo.about == "code" else rest) or None
    detail = {"about": memo.about, "text": memo.text}
    target = code if memo.about == "code" else f"{thing}{colon}{code or rest}"
    return Decision(memo.id, step, memo.at, memo.coder, "memo", source, code, target=target, detail=detail)
