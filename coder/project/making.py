"""Codes made while reading: into the codebook, and out again when the step that they were made for is undone."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from coder.codebook import Codebook
from coder.domain import Code

if TYPE_CHECKING:
    from coder.project.project import Project
    from coder.review.history import Step

_NOTE = "new code "


class CodeMaker:
    """Makes codes for one coder; every change is a version of the codebook, and in the log."""

    def __init__(self, project: Project, coder: str) -> None:
        self._project, self._coder = project, coder

    def make(self, path: str) -> tuple[Codebook, int]:
        """Puts a new code into the codebook; the codebook and its version. CodebookError for a bad path."""
        return self._save([*self._project.codebook.codes, Code(path)], f"{_NOTE}{path}")

    def undone(self, step: Step) -> tuple[Codebook, int] | None:
        """Takes the code of an undone step out again, if it was made while reading and nobody uses it."""
        current = self._project.codebook
        given = [code for code in current.codes if code.id in step.codes]
        gone = {id_ for code in given for id_ in self._made_with(code)}
        if not gone or self._are_needed(gone):
            return None
        kept = [code for code in current.codes if code.id not in gone]
        return self._save(kept, f"undo of {_NOTE}{listed_paths(given)}")

    def redone(self, step: Step) -> tuple[Codebook, int] | None:
        """Brings back, under their own ids, the codes of a step that is done again; None if all are there."""
        current = self._project.codebook
        missing = set(step.codes) - {code.id for code in current.codes}
        for version in range(self._project.codebooks.version, 0, -1):
            found = [code for code in self._project.codebooks.get(version).codes if code.id in missing]
            if found:
                back = {id_ for code in found for id_ in self._made_with(code)} | missing
                old = self._project.codebooks.get(version)
                there = {code.id for code in current.codes}
                again = [code for code in old.codes if code.id in back and code.id not in there]
                return self._save([*current.codes, *again], f"{_NOTE}{listed_paths(found)}")
        return None

    def _made_with(self, code: Code) -> set[str]:
        """Ids of the code and of the groups above that came with it; none if it was not made while reading."""
        books = self._project.codebooks
        for row in books.history():
            version = int(row["version"])
            if row["note"] == f"{_NOTE}{code.path}":
                before = {each.id for each in books.get(version - 1).codes}
                new = {each.id for each in books.get(version).codes} - before
                if code.id in new:
                    return new
        return set()

    def _are_needed(self, ids: Collection[str]) -> bool:
        project = self._project
        paths = {code.path for code in project.codebook.codes if code.id in ids}
        below = {c.id for path in paths for c in project.codebook.descendants(path)}
        named = {path for theme in project.codebook.themes for path in theme.codes}
        coded = any(coding.code in ids for coding in project.codings())
        return coded or bool(below - set(ids)) or bool(named & paths)

    def _save(self, codes: list[Code], note: str) -> tuple[Codebook, int]:
        old = self._project.codebook
        built = Codebook.build(codes, old.themes, old.title)
        self._project.load_codebook(built, coder=self._coder, note=note)
        return self._project.codebook, self._project.codebooks.version


def listed_paths(codes: Collection[Code]) -> str:
    """Their paths for a note."""
    return ", ".join(code.path for code in codes)
