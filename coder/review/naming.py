"""Codes by path and by id in one codebook: what may be given to an answer, and what a row of the log means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coder.codebook import Codebook
from coder.domain import Code, Coding, Source
from coder.errors import RequestError, UnknownCodeError, listed


class Names:
    """The codes of one codebook version, by either name."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook

    def code(self, path: str, question: str) -> Code:
        """The code, if answers to the question can get it; else an error that says why not."""
        code = self.codebook.code(path)
        if not code.codable:
            below = [each.path for each in self.codebook.descendants(path) if each.codable]
            raise RequestError(
                f"'{path}' is a group and cannot be given itself. Use one of: {listed(below)}."
            )
        if not self.codebook.applies(code, question):
            raise RequestError(f"The code '{path}' is not meant for the question '{question}'.")
        return code

    def path(self, code: str) -> str:
        """The path of a code id; the id itself when the code has left the codebook."""
        try:
            return self.codebook.by_id(code).path
        except UnknownCodeError:
            return code

    def id(self, path: str) -> str:
        """The id of a path; the path itself when it is the id of a code that has left."""
        return self.codebook.code(path).id if path in self.codebook.paths else path

    def with_path(self, coding: Coding) -> Coding:
        """The coding as a front end shows it."""
        return replace(coding, code=self.path(coding.code))

    def check_part(self, part: tuple[int, int] | None, source: Source) -> None:
        """RequestError unless `[start, end)` holds something of the answer."""
        length = len(source.text)
        if part and not 0 <= part[0] < part[1] <= length:
            raise RequestError(f"Signs {part[0]} to {part[1]} are no part of this answer of {length} signs.")

    def asked(self, question: str, scope: Sequence[str] | None) -> set[str]:
        """Paths that can be given to answers to the question, those in the scope only."""
        codable = {code.path for code in self.codebook.codable(question)}
        return codable if scope is None else codable & set(scope)
