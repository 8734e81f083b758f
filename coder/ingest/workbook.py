"""Excel workbooks: one sheet, rows numbered as Excel numbers them, the first filled one the header."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from coder.errors import FileProblem, RequestError, closest, listed
from coder.ingest.batch import Table
from coder.ingest.cells import shown
from coder.ingest.delimited import unique


def read_workbook(path: Path, data: bytes, *, sheet: str = "") -> Table:
    """The named sheet, else the first that holds anything; formulas count as the value last shown."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        name, rows = _sheet(path, book, sheet)
    except python_calamine.PasswordError:
        raise FileProblem(path, "is protected by a password", "Save it without one.") from None
    except python_calamine.CalamineError as error:
        raise FileProblem(path, f"is damaged: {error}", "Open it in Excel and save it again.") from None
    numbered = [(number, [shown(value) for value in row]) for number, row in enumerate(rows, start=1)]
    filled = [(number, cells) for number, cells in numbered if any(cells)]
    if not filled:
        raise FileProblem(path, "is empty")
    table = Table(unique(filled[0][1]), filled[1:], sheet=name)
    table.drop_unnamed(filled[0][1])
    others = [other for other in book.sheet_names if other != name]
    if others and not sheet:
        table.notes.append(f"The sheet '{name}' is read; there are others: {listed(others)}.")
    return table


def _sheet(path: Path, book: Any, wanted: str) -> tuple[str, list[list[Any]]]:
    names: list[str] = book.sheet_names
    if wanted and wanted not in names:
        guess = closest(wanted, names)
        hint = f"Did you mean '{guess}'?" if guess else f"Its sheets are: {listed(names)}."
        raise RequestError(f"There is no sheet '{wanted}' in {path}. {hint}")
    name, rows = "", list[list[Any]]()
    for name in [wanted] if wanted else names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if rows:
            break
    return name, rows
