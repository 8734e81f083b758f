"""Codings made elsewhere, read into plain records: a long table (one coding a row) or a wide one (0/1).

Long: `id` and `code`; `coder`, `start`, `end`, `quote`, `confidence`, `at`, `question`, `case` where the file
has them. A row without a code says that the answer was read and no code applies.
Wide: `id` and one column per code, 1 yes, 0 no, empty not judged.

Everybody who codes or judges an answer has read it, unless the row is a machine's or of origin bulk or auto.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coder.domain import Code, Coding, Problem, Reading, Source
from coder.errors import ColumnError
from coder.interchange.matching import CodeNames, NotMatched, SourceNames, place
from coder.interchange.rows import Row, read_rows
from coder.interchange.stamps import back

_CODE, _CODER, _AT = ("code", "path", "code path"), ("coder", "coded by", "user"), ("at", "time", "date")
_YES, _NO = {"1", "yes", "true", "x", "y"}, {"0", "no", "false", "n"}


@dataclass(frozen=True, slots=True)
class ImportedCodings:
    """What a file of codings says; `decision` is "" and `version` the one given, until a project takes them."""

    codings: tuple[Coding, ...]
    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...]


def read_codings(
    path: Path, sources: Iterable[Source], codes: Iterable[Code], *, coder: str, at: str, version: int
) -> ImportedCodings:
    """Codings of a file whose names are those of `sources` and `codes` (path, or a name that is unique).

    `coder` and `at` (ISO 8601) stand in where a row does not say. Raises ColumnError when the file has
    neither a code column nor a column named like a code.
    """
    columns, rows = read_rows(path, sheet="codings")
    import_ = _Import(SourceNames(sources), CodeNames(codes), coder, at, version)
    wide = {name: code for name in columns if (code := import_.codes.get(name))}
    if not any(name.casefold() in _CODE for name in columns):
        if not wide:
            raise ColumnError("code", columns, path)
        for row in rows:
            import_.wide(row, wide)
    else:
        for row in rows:
            import_.long(row)
    return import_.result()


class _Import:
    """Collects codings, readings and problems row by row."""

    def __init__(self, sources: SourceNames, codes: CodeNames, coder: str, at: str, version: int) -> None:
        self.sources, self.codes = sources, codes
        self.coder, self.at, self.version = coder, at, version
        self.codings: dict[Coding, None] = {}
        self.read: dict[tuple[str, str], Reading] = {}
        self.doubtful: set[tuple[str, str]] = set()
        self.problems: list[Problem] = []

    def result(self) -> ImportedCodings:
        """Readings of answers with an unknown code are withheld: what looks like "no" may be that code."""
        readings = tuple(reading for key, reading in self.read.items() if key not in self.doubtful)
        return ImportedCodings(tuple(self.codings), readings, tuple(self.problems))

    def long(self, row: Row) -> None:
        """One coding, or a reading without one."""
        at, cells = row[0], _lower(row[1])
        source = self._source(at, cells)
        if source is None:
            return
        key = (source.id, _first(cells, _CODER) or self.coder)
        when, path = back(_first(cells, _AT)) or self.at, _first(cells, _CODE)
        if path:
            self._code(at, path, source, key, when, cells)
        if _is_read(cells):
            outcome = "uncodable" if not path and cells.get("origin") == "uncodable" else "read"
            self.read.setdefault(
                key,
                Reading(*key, self.version, when, "", stream="import", outcome=outcome),  # type: ignore[arg-type]
            )

    def _code(
        self, at: int, path: str, source: Source, key: tuple[str, str], when: str, cells: dict[str, str]
    ) -> None:
        try:
            code = self.codes.find(path)
        except NotMatched as reason:
            self.doubtful.add(key)
            self.problems.append(Problem(at, "code", str(reason), path))
            return
        start, end, trouble = place(source.text, cells)
        if trouble:
            self.problems.append(Problem(at, "quote" if cells.get("quote") else "start", trouble, path))
        sure = _confidence(cells.get("confidence", ""))
        coding = Coding(source.id, code.id, key[1], when, "", "imported", start, end, sure)
        if coding in self.codings:
            self.problems.append(Problem(at, "code", "the same coding stands in an earlier row", path))
        self.codings[coding] = None

    def wide(self, row: Row, columns: dict[str, Code]) -> None:
        """A yes, no or nothing per code; the codes judged are the reading's scope."""
        at, cells = row[0], _lower(row[1])
        source = self._source(at, cells)
        if source is None:
            return
        coder, when = _first(cells, _CODER) or self.coder, back(_first(cells, _AT)) or self.at
        verdicts = self._verdicts(at, row[1], columns)
        for code in (code for code, yes in verdicts.items() if yes):
            self.codings[Coding(source.id, code, coder, when, "", "imported")] = None
        if verdicts:
            scope = None if len(verdicts) == self.codes.codable else frozenset(verdicts)
            reading = Reading(source.id, coder, self.version, when, "", stream="import", scope=scope)
            self.read.setdefault((source.id, coder), reading)

    def _verdicts(self, at: int, cells: dict[str, str], columns: dict[str, Code]) -> dict[str, bool]:
        found = {}
        for name, code in columns.items():
            word = cells.get(name, "").casefold()
            if word in _YES or word in _NO:
                found[code.id] = word in _YES
            elif word:
                self.problems.append(Problem(at, name, "is neither 1 nor 0", cells[name]))
        return found

    def _source(self, at: int, cells: dict[str, str]) -> Source | None:
        try:
            return self.sources.find(cells)
        except NotMatched as reason:
            self.problems.append(Problem(at, "id", str(reason), SourceNames.name(cells)))
            return None


def _lower(cells: dict[str, str]) -> dict[str, str]:
    return {name.casefold(): cell for name, cell in cells.items()}


def _first(cells: dict[str, str], names: Iterable[str]) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")


def _is_read(cells: dict[str, str]) -> bool:
    return cells.get("kind") != "machine" and cells.get("origin") not in ("bulk", "auto")


def _confidence(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
