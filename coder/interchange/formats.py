"""Tables to csv, xlsx, JSON Lines and Parquet (SPSS: see sav.py); people's words stay words in each of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from coder.domain import Value
from coder.guard import guard, is_formula
from coder.interchange.grid import Column, Table, number
from coder.interchange.losses import Losses
from coder.interchange.sav import write_sav

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Writer = Callable[[Sequence[Table], Sequence[Path], Losses], None]
_GUARDED = "texts a spreadsheet would run, guarded with an apostrophe"
_CUT = "texts longer than a cell holds (32,767 characters), cut"
_ROWS, _COLUMNS = "rows beyond what a sheet holds", "columns beyond what a sheet holds"
_CREATED = datetime(2000, 1, 1)  # xlsxwriter would take the clock: equal data must give equal bytes
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def write_csv(tables: Sequence[Table], paths: Sequence[Path], losses: Losses) -> None:
    """UTF-8 without BOM, comma, LF; formulas guarded; true/false for yes/no; 1/0/empty for codes."""
    for table, path in zip(tables, paths, strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow([guard(column.name) for column in table.columns])
            out.writerows(zip(*(_cells(column, losses) for column in table.columns), strict=True))


def _cells(column: Column, losses: Losses) -> Sequence[object]:
    if column.kind in ("code", "boolean"):
        words = (0, 1) if column.kind == "code" else ("false", "true")
        return ["" if value is None else words[bool(value)] for value in column.values]
    return [_cell(value, losses) for value in column.values]


def _cell(value: Value, losses: Losses) -> object:
    if isinstance(value, str):
        if is_formula(value):
            losses.add(_GUARDED, value)
            return guard(value)
        return value
    return "" if value is None else _plain(value)


def _plain(value: Value) -> Value:
    if isinstance(value, str | bool) or value is None:
        return value
    return number(value)


def write_jsonl(tables: Sequence[Table], paths: Sequence[Path], losses: Losses) -> None:
    """One object per row; codes as 1, 0 or null."""
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    for table, path in zip(tables, paths, strict=True):
        names = [column.name for column in table.columns]
        columns = [_json_cells(column) for column in table.columns]
        with path.open("w", encoding="utf-8", newline="") as file:
            for row in zip(*columns, strict=True):
                file.write(encode(dict(zip(names, row, strict=True))) + "\n")


def _json_cells(column: Column) -> list[Value]:
    if column.kind == "code":
        return [None if value is None else int(bool(value)) for value in column.values]
    return [_plain(value) for value in column.values]


def write_parquet(tables: Sequence[Table], paths: Sequence[Path], losses: Losses) -> None:
    """Typed columns: string, double, bool, and int8 for codes; null for not known."""
    import pyarrow
    from pyarrow import parquet

    types = {"number": pyarrow.float64(), "boolean": pyarrow.bool_(), "code": pyarrow.int8()}
    for table, path in zip(tables, paths, strict=True):
        arrays = [
            pyarrow.array(_json_cells(column), types.get(column.kind, pyarrow.string()))
            for column in table.columns
        ]
        frame = pyarrow.Table.from_arrays(arrays, names=[column.name for column in table.columns])
        parquet.write_table(frame, path, compression="zstd")


def write_xlsx(tables: Sequence[Table], paths: Sequence[Path], losses: Losses) -> None:
    """One sheet per table; every text is a string cell, never a formula, link or number."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": None,
    }
    with xlsxwriter.Workbook(str(paths[0]), options) as book:
        book.set_properties({"created": _CREATED})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            _fill(sheet, table, losses)


def _fill(sheet: Worksheet, table: Table, losses: Losses) -> None:
    columns = table.columns[:_LAST_COLUMN]
    losses.add(_COLUMNS, table.name, len(table.columns) - len(columns))
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name)
    cells = [_json_cells(column) for column in columns]
    for at, row in enumerate(zip(*cells, strict=True), 1):
        if at >= _LAST_ROW:
            losses.add(_ROWS, str(row[0]))
            continue
        _row(sheet, at, row, losses)


def _row(sheet: Worksheet, at: int, row: Sequence[Value], losses: Losses) -> None:
    for place, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            if sheet.write_string(at, place, value) == -2:
                losses.add(_CUT, value)
        elif isinstance(value, bool):
            sheet.write_boolean(at, place, value)
        else:
            sheet.write_number(at, place, value)


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        ".csv": write_csv,
        ".xlsx": write_xlsx,
        ".jsonl": write_jsonl,
        ".parquet": write_parquet,
        ".sav": write_sav,
    }
)
"""Suffix -> function(tables, one path each (one path for .xlsx), losses)."""
