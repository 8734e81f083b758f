from pathlib import Path

import pytest
import xlsxwriter

from coder.errors import FileProblem, RequestError
from coder.interchange.rows import read_rows


def _file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        "id,code\nR1,staff\n",
        "id;code\r\nR1;staff\r\n",
        "id\tcode\nR1\tstaff",
        "\ufeffid|code\nR1|staff\n",
        "id,code\nR1,staff\n".encode("utf-16"),
    ],
)
def test_delimiters_and_encodings(tmp_path: Path, content: str | bytes) -> None:
    assert read_rows(_file(tmp_path, "a.csv", content))[1] == [(2, {"id": "R1", "code": "staff"})]


def test_cp1252_is_read_when_it_is_not_utf8(tmp_path: Path) -> None:
    assert read_rows(_file(tmp_path, "a.csv", b"id\nCaf\xe9\n"))[1] == [(2, {"id": "Café"})]


def test_a_guarded_formula_comes_back_as_it_was(tmp_path: Path) -> None:
    assert read_rows(_file(tmp_path, "a.csv", "quote\n'=1+1\n"))[1] == [(2, {"quote": "=1+1"})]


def test_a_line_separator_inside_a_cell_does_not_break_the_row(tmp_path: Path) -> None:
    assert len(read_rows(_file(tmp_path, "a.jsonl", '{"id": "a\u2028b"}\n'))[1]) == 1


def test_empty_rows_are_passed_over_but_counted(tmp_path: Path) -> None:
    assert [at for at, _ in read_rows(_file(tmp_path, "a.csv", "id,x\n,\nR1,\n"))[1]] == [3]


def test_numbers_of_a_workbook_read_as_they_look(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "start"])
        sheet.write_row(1, 0, ["R1", 4])
    assert read_rows(tmp_path / "a.xlsx")[1] == [(2, {"id": "R1", "start": "4"})]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="does not exist"):
        read_rows(tmp_path / "none.csv")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.jsonl", "a.parquet"])
def test_an_empty_file_is_a_problem_of_the_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileProblem, match="is empty or damaged"):
        read_rows(_file(tmp_path, name, ""))


def test_json_lines_that_are_no_objects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="is empty or damaged"):
        read_rows(_file(tmp_path, "a.jsonl", "[1]\n"))


def test_an_unknown_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no table that can be read"):
        read_rows(tmp_path / "a.png")
