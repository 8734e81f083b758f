"""Files for the tests, written with the programs' own writers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coder.ingest import Batch, Layout, read


def csv_file(folder: Path, text: str, *, name: str = "responses.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def xlsx_file(folder: Path, rows: list[list[Any]], *, sheets: tuple[str, ...] = ("Answers",)) -> Path:
    """All sheets but the last stay empty."""
    import xlsxwriter

    path = folder / "responses.xlsx"
    options = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as book:
        for sheet in [book.add_worksheet(name) for name in sheets][-1:]:
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def batch_of(folder: Path, lines: str, /, **meanings: Any) -> Batch:
    """A CSV of these lines, read with `text="comment"` and `id="id"` unless the test says otherwise."""
    layout = Layout(**{"text": ("comment",), "id": "id"} | meanings)
    return read(csv_file(folder, lines), layout)


def told(batch: Batch) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.column, problem.reason) for problem in batch.problems]
