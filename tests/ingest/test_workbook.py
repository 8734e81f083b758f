from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from coder.errors import FileProblem, RequestError
from coder.ingest.workbook import read_workbook
from tests.ingest.making import xlsx_file

ROWS: list[list[object]] = [
    ["id", "comment", "when", "score"],
    [1.0, "=1+1 is what I paid\r\nline two", date(2024, 1, 2), 4.5],
    [],
    ["007", "_x000D_ as text", "soon", True],
]


def test_cells_as_excel_shows_them_under_its_row_numbers(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, ROWS)
    table = read_workbook(path, path.read_bytes())
    assert table.header == ["id", "comment", "when", "score"]
    assert table.rows == [
        (2, ["1", "=1+1 is what I paid\r\nline two", "2024-01-02", "4.5"]),
        (4, ["007", "_x000D_ as text", "soon", "true"]),
    ]


def test_a_table_that_starts_further_down(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [[], [], ["id"], ["a"]])
    table = read_workbook(path, path.read_bytes())
    assert (table.header, table.rows) == (["id"], [(4, ["a"])])


def test_the_first_sheet_with_anything_in_it_is_read_and_said(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, ROWS, sheets=("Cover", "Answers"))
    table = read_workbook(path, path.read_bytes())
    assert table.sheet == "Answers"
    assert table.notes == ["The sheet 'Answers' is read; there are others: Cover."]


def test_an_unknown_sheet_is_a_sentence(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, ROWS, sheets=("Cover", "Answers"))
    with pytest.raises(RequestError) as error:
        read_workbook(path, path.read_bytes(), sheet="Answer")
    assert str(error.value) == f"There is no sheet 'Answer' in {path}. Did you mean 'Answers'?"


def test_an_empty_sheet_is_an_empty_file(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [])
    with pytest.raises(FileProblem, match="is empty"):
        read_workbook(path, path.read_bytes())


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_workbook_is_a_sentence(tmp_path: Path, share: float) -> None:
    path = xlsx_file(tmp_path, ROWS)
    data = path.read_bytes()
    with pytest.raises(FileProblem, match=r"is damaged: .* Open it in Excel and save it again\.$"):
        read_workbook(path, data[: int(len(data) * share)])
