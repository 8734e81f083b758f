"""Copies of a project for tests of merging: worked on in turn, merged in any order, and compared whole."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from coder import Project
from coder.codebook import Codebook
from coder.domain import Code
from coder.errors import CoderError
from coder.project.merging import Merged, merge
from coder.project.sheet import column, sheet, uncodable
from coder.store import content, sharing
from tests.project.reading import read

NUMBERS = itertools.count()
Work = Callable[[Project, str], object]
"""Something that a coder does with a copy."""


def copies(project: Project, count: int = 2) -> list[Path]:
    """Copies of the project as it is now."""
    project.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    paths = [project.path.with_name(f"copy{next(NUMBERS)}.coder") for _ in range(count)]
    for path in paths:
        shutil.copy(project.path, path)
    return paths


def worked(path: Path, coder: str, *works: Work) -> Path:
    """The copy after the coder did all that; what the program refuses is left undone."""
    with Project.open(path) as project:
        project.store.db.execute("PRAGMA synchronous = OFF")
        for work in works:
            with suppress(CoderError):
                work(project, coder)
    return path


def merged(first: Path, *others: Path) -> dict[str, Any]:
    """What a copy of the first holds when it has taken over the others."""
    into = first.with_name(f"merged{next(NUMBERS)}.coder")
    shutil.copy(first, into)
    with Project.open(into) as project:
        project.store.db.execute("PRAGMA synchronous = OFF")
        for other in others:
            merge(project, other)
        return whole(project)


def merging(first: Path, other: Path) -> tuple[Merged, dict[str, Any]]:
    """What is told when the first takes over the other, and what it then holds."""
    with Project.open(first) as project:
        done = merge(project, other)
        return done, whole(project)


def whole(project: Project) -> dict[str, Any]:
    """Everything that must not depend on who took over whom, numbers of versions and waves included."""
    db, cases, sources = project.store.db, project.cases(), project.sources()
    page = sheet(project)
    codes = "SELECT id, path, codable, born, merged, retired FROM code ORDER BY id"
    chosen = column(page, uncodable(), "case").sample.chosen
    names = list(dict.fromkeys(source.case.name for source in page.sources))
    return {
        "log": project.log(),
        "codings": sorted((c.source, c.code, c.coder, c.at, c.origin) for c in project.codings()),
        "readings": project.readings(),
        "codebook": project.codebook.to_json(),
        "versions": sharing.versions(db),
        "codes": [tuple(row) for row in db.execute(codes)],
        "waves": sorted(sharing.wave_keys(db).values()),
        "strata": content.case_waves(db),
        "questions": project.questions,
        "variables": project.variables,
        "settings": content.settings(db),
        "coders": project.coders,
        "cases": {case.id: (case.privacy, dict(case.values)) for case in cases},
        "sources": {id_: source.text for id_, source in sources.items()},
        "forgotten": {case: stone for case, (stone, _) in sharing.tombstones(db).items()},
        "order": sorted(zip(names, page.wave.tolist(), page.position.tolist(), strict=True)),
        "sample": sorted(name for name, drawn in zip(names, chosen, strict=True) if drawn),
        "resolved": project.resolved(),
        "assigned": project.assignments(),
    }


def reads(**codes: str) -> Work:
    """Reads the answers named, as far as they are there and their codes are, blind."""

    def _work(project: Project, coder: str) -> None:
        names = {source.name for source in project.sources().values()}
        paths = {code.path for code in project.codebook.codable()} | {"-", ""}
        read(project, coder, **{n: code for n, code in codes.items() if n in names and code in paths})

    return _work


def undoes(project: Project, coder: str) -> None:
    """Takes the last step back."""
    project.review(coder, proposals=False).undo()


def adds_code(path: str, definition: str = "") -> Work:
    """Puts a code into the codebook, or another definition."""

    def _work(project: Project, coder: str) -> None:
        old = project.codebook
        new = [replace(code, definition=definition) if code.path == path else code for code in old.codes] + [
            Code(path, definition=definition)
        ] * (path not in old.paths)
        project.load_codebook(Codebook.build(new, old.themes, old.title), coder=coder)

    return _work


def drops_code(path: str) -> Work:
    """Takes a code and those below it out of the codebook."""

    def _work(project: Project, coder: str) -> None:
        old = project.codebook
        kept = [code for code in old.codes if not f"{code.path}/".startswith(f"{path}/")]
        project.load_codebook(Codebook.build(kept, (), old.title), coder=coder)

    return _work


def renames(path: str, new: str) -> Work:
    """Gives a code another path, where that can be done."""

    def _work(project: Project, coder: str) -> None:
        if path in project.codebook.paths and new not in project.codebook.paths:
            project.rename_code(path, new, coder=coder)

    return _work


def joins(path: str, into: str) -> Work:
    """Makes two codes one, where both are there."""

    def _work(project: Project, coder: str) -> None:
        if {path, into} <= {code.path for code in project.codebook.codable()}:
            project.merge_codes([path], into, coder=coder)

    return _work


def adds_file(path: Path) -> Work:
    """Adds a file of answers."""
    return lambda project, coder: project.add(path, coder=coder)


def sets(key: str, value: str) -> Work:
    """Sets a setting."""
    return lambda project, coder: project.configure(key, value, coder=coder)


def forgets(case: str) -> Work:
    """Forgets a respondent, if known."""

    def _work(project: Project, coder: str) -> None:
        if case in {each.name for each in project.cases()}:
            project.forget(case, coder=coder)

    return _work


def notes(source: str, text: str) -> Work:
    """A memo on an answer, if it is there."""

    def _work(project: Project, coder: str) -> None:
        if source in {each.name for each in project.sources().values()}:
            project.memo("source", source, text, coder=coder)

    return _work


def assigns(project: Project, coder: str) -> None:
    """One more respondent for two people, the rest shared out."""
    project.assign(coder, "other", double=1, split=True, by=coder)


def settles(project: Project, coder: str) -> None:
    """The first difference of all who read, as the first of them said."""
    session = project.adjudicate(by=coder)
    if session.current:
        session.take(session.current.sides[0].coder)
        session.decide("so")


def worked_in_turn(paths: Sequence[Path], turns: Sequence[tuple[int, Work | int]]) -> None:
    """Each turn is done by the coder of that copy, so that times go to and fro between the copies.

    A number instead of work takes over what that copy has by then.
    """
    for number, work in turns:
        here = number % len(paths)
        other = paths[work % len(paths)] if isinstance(work, int) else None
        worked(paths[here], f"c{here}", work if not isinstance(work, int) else _takes(other or paths[here]))


def _takes(other: Path) -> Work:
    return lambda project, coder: merge(project, other)
