"""Rows of a small table made elsewhere (csv, xlsx, JSON Lines, Parquet) as text by column name.

For codings and codebooks only; answers come in through `coder.ingest`, which guesses, types and samples.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from coder.errors import FileProblem, RequestError
from coder.guard import restore
from coder.interchange.grid import number

Row = tuple[int, dict[str, str]]
"""The row's number as the file's user counts (header is 1) and its cells, stripped and NFC, by header."""


def read_rows(path: Path, sheet: str = "") -> tuple[list[str], list[Row]]:
    """The header and all rows that hold anything; `sheet` is preferred where a workbook has one of that name.

    Raises FileProblem for a file that is missing, empty or not what its suffix says.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise RequestError(f"'{path.name}' is no table that can be read. Use one of {', '.join(_READERS)}.")
    try:
        header, *rows = reader(path, sheet)
    except FileNotFoundError as error:
        raise FileProblem(path, "does not exist") from error
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        raise FileProblem(path, "is empty or damaged", "Is its suffix right?") from error
    names = [_clean(str(name)) for name in header]
    return names, [found for found in _numbered(names, rows) if any(found[1].values())]


def _numbered(names: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[Row]:
    for at, row in enumerate(rows, 2):
        yield at, dict(zip(names, (_clean(_text(cell)) for cell in row), strict=False))


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(number(cell))
    return "" if cell is None else str(cell)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


def _csv(path: Path, _: str) -> list[Sequence[object]]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    text = _decoded(path.read_bytes())
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [[restore(cell) for cell in row] for row in rows]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _xlsx(path: Path, sheet: str) -> list[Sequence[object]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        name = sheet if sheet in book.sheet_names else book.sheet_names[0]
        return list(book.get_sheet_by_name(name).to_python())
    except CalamineError as error:
        raise ValueError(str(error)) from error


def _jsonl(path: Path, _: str) -> list[Sequence[object]]:
    records = [json.loads(line) for line in _decoded(path.read_bytes()).split("\n") if line.strip()]
    if not records or not all(isinstance(record, dict) for record in records):
        raise ValueError("no objects")
    names = list(dict.fromkeys(name for record in records for name in record))
    return [names, *([record.get(name) for name in names] for record in records)]


def _parquet(path: Path, _: str) -> list[Sequence[object]]:
    from pyarrow import parquet

    frame = parquet.read_table(path)
    return [frame.column_names, *(list(row.values()) for row in frame.to_pylist())]


_READERS: dict[str, Callable[[Path, str], list[Sequence[object]]]] = {
    ".csv": _csv, ".tsv": _csv, ".txt": _csv, ".xlsx": _xlsx, ".jsonl": _jsonl, ".parquet": _parquet,
}  # fmt: skip
