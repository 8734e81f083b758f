"""Comma-separated files and their relatives, as they come out of survey tools and spreadsheets.

The number of a row is the number of its record, blank lines counted, the header being record 1. A
quotation mark that is never closed costs its own line, not the rest of the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from coder.domain import Problem
from coder.errors import FileProblem, RequestError
from coder.guard import restore
from coder.ingest.batch import Table
from coder.ingest.files import decode
from coder.text import normalise

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_NONE = "\x1f"  # for a file of one column: splits nothing
_SAMPLE = 200
_MOST_RESTARTS = 50
_WIDEST = 2**31 - 1  # what csv.field_size_limit takes on every platform

Record = tuple[list[str], bool]
"""Cells, and whether the quotation marks of the record made sense."""


def read_delimited(path: Path, data: bytes, *, encoding: str = "", delimiter: str = "") -> Table:
    """Reads every record; a ragged one or one with undecodable bytes becomes a Problem."""
    text, name, damaged = decode(path, data, encoding)
    lines, said = _lines(text)
    before = csv.field_size_limit(_WIDEST)
    try:
        mark = _mark(delimiter) or said or _guess(lines)
        table = _table(path, _numbered(_records(lines, mark)))
    finally:
        csv.field_size_limit(before)
    table.encoding, table.delimiter = name, "" if mark == _NONE else mark
    if damaged:
        table.mark_damage()
    return table


def unique(names: list[str]) -> list[str]:
    """Column names without space around them, none empty ("column 3"), none twice ("text (2)")."""
    result: list[str] = []
    seen: set[str] = set()
    for position, raw in enumerate(names, start=1):
        name = base = " ".join(normalise(raw)[0].split()) or f"column {position}"
        copy = 1
        while name in seen:
            copy += 1
            name = f"{base} ({copy})"
        seen.add(name)
        result.append(name)
    return result


def _mark(delimiter: str) -> str:
    by_name = {name: mark for mark, name in DELIMITERS.items()}
    mark = by_name.get(delimiter, "\t" if delimiter == "\\t" else delimiter)
    if len(mark) > 1 or mark in ('"', "\n", "\r"):
        raise RequestError(f"'{delimiter}' cannot separate columns. Try comma, semicolon, tab or pipe.")
    return mark


def _lines(text: str) -> tuple[list[str], str]:
    """The lines with their ends; and the delimiter of Excel's first line `sep=;`, which is no record."""
    lines = list(io.StringIO(text, newline=""))
    found = re.fullmatch(r"sep=(.)\s*", lines[0]) if lines else None
    return (lines[1:], found[1]) if found else (lines, "")


def _guess(lines: list[str]) -> str:
    """The delimiter with which most records are as wide as the header, and the widest of those."""
    best = max(DELIMITERS, key=lambda mark: _fit(lines, mark))
    return best if _fit(lines, best)[1] else _NONE


def _fit(lines: list[str], mark: str) -> tuple[float, int]:
    widths = [len(cells) for cells, _ in _records(lines[:_SAMPLE], mark) if cells]
    if not widths or widths[0] == 1:
        return 0.0, 0
    return round(widths.count(widths[0]) / len(widths), 1), widths[0]


def _records(lines: list[str], mark: str) -> Iterator[Record]:
    """Strict parsing; where it fails within one line, that line's cells are taken as they come.

    Where it fails over several lines a quotation mark was left open: the first line is taken alone and
    parsing starts again behind it. After many such failures every line is taken alone.
    """
    start = restarts = 0
    while start < len(lines):
        alone = restarts > _MOST_RESTARTS
        reader = csv.reader(
            _from(lines, start, start + 1 if alone else len(lines)), delimiter=mark, strict=True
        )
        done = 0
        try:
            for cells in reader:
                done = reader.line_num
                yield cells, True
        except csv.Error:
            sound = reader.line_num - done == 1 and not alone
            restarts += not sound
            yield next(csv.reader([lines[start + done]], delimiter=mark)), sound
            done += 1
        start += done


def _from(lines: list[str], start: int, end: int) -> Iterator[str]:
    for index in range(start, end):
        yield lines[index]


def _numbered(records: Iterator[Record]) -> Iterator[tuple[int, list[str], bool]]:
    for number, (cells, sound) in enumerate(records, start=1):
        if any(cells):
            yield number, cells, sound


def _table(path: Path, records: Iterator[tuple[int, list[str], bool]]) -> Table:
    first = next(records, None)
    if first is None:
        raise FileProblem(path, "is empty")
    table = Table(unique(first[1]), [])
    for number, cells, sound in records:
        _keep(table, number, cells, sound)
    table.drop_unnamed(first[1])
    _unguard(table)
    return table


def _unguard(table: Table) -> None:
    """Takes away the apostrophe that exports put before what a spreadsheet would calculate."""
    guarded = [
        (cells, place)
        for _, cells in table.rows
        for place, cell in enumerate(cells)
        if cell[:1] == "'" and restore(cell) != cell
    ]
    for cells, place in guarded:
        cells[place] = restore(cells[place])
    if guarded:
        table.notes.append(
            f"{len(guarded):,} cells began with an apostrophe before a sign like = or +, as exports write it "
            "for spreadsheets; it was taken away."
        )


def _keep(table: Table, number: int, cells: list[str], sound: bool) -> None:
    width = len(table.header)
    extra = len(cells) - width
    if not sound:
        table.problems.append(
            Problem(number, "", "a quotation mark is never closed; its line was read alone")
        )
    if extra > 0 and not any(cells[width:]):
        del cells[width:]
    elif extra > 0:
        table.problems.append(
            Problem(number, "", f"ragged row: {len(cells)} cells for {width} columns; left out")
        )
        return
    elif extra < 0:
        table.problems.append(
            Problem(
                number, "", f"ragged row: {len(cells)} cells for {width} columns; the missing ones are empty"
            )
        )
        cells.extend([""] * -extra)
    table.rows.append((number, cells))
