from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.domain import Problem
from coder.errors import FileProblem, RequestError
from coder.guard import guard
from coder.ingest.delimited import read_delimited, unique

HERE = Path("responses.csv")
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\ufffd"), max_size=20)
CELLS = st.lists(CELL | st.sampled_from(["\U0001f44d\U0001f3fd", 'he said "no"', "a\r\nb", "e\u0301", "a,b;c\td|e"]),
                 min_size=3, max_size=3)  # fmt: skip


def rows_of(text: str, delimiter: str = "") -> list[tuple[int, list[str]]]:
    return read_delimited(HERE, text.encode(), delimiter=delimiter).rows


@settings(deadline=None, derandomize=True)
@given(st.lists(CELLS.filter(any), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_what_was_written_is_read(rows: list[list[str]], delimiter: str) -> None:
    file = io.StringIO(newline="")
    guarded = [[guard(cell) for cell in row] for row in rows]
    csv.writer(file, delimiter=delimiter).writerows([["id", "text", "more"], *guarded])
    found = read_delimited(HERE, file.getvalue().encode(), encoding="utf-8", delimiter=delimiter)
    assert [cells for _, cells in found.rows] == rows


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    text = 'id,comment,score\n1,"a; b | c\td, e",3\n2,fine,4\n'.replace(",", mark).replace(
        f"d{mark} e", "d, e"
    )
    table = read_delimited(HERE, text.encode())
    assert (table.delimiter, table.rows[0][1]) == (mark, ["1", "a; b | c\td, e", "3"])


def test_the_line_that_excel_takes_for_the_delimiter_is_no_row() -> None:
    table = read_delimited(HERE, b"sep=;\r\nid;comment\r\n1;a, b\r\n")
    assert (table.header, table.rows) == (["id", "comment"], [(2, ["1", "a, b"])])


def test_one_column_is_split_by_nothing() -> None:
    assert rows_of("comment\nFine, thanks\nNo; not | at all\n") == [
        (2, ["Fine, thanks"]),
        (3, ["No; not | at all"]),
    ]


def test_a_delimiter_may_be_given_by_name() -> None:
    assert rows_of("a;b\n1;2,3\n", delimiter="semicolon") == [(2, ["1", "2,3"])]


def test_an_impossible_delimiter_is_a_sentence() -> None:
    with pytest.raises(RequestError) as error:
        rows_of("a,b\n", delimiter="::")
    assert str(error.value) == "'::' cannot separate columns. Try comma, semicolon, tab or pipe."


def test_rows_are_counted_by_record_with_blank_lines_and_the_header() -> None:
    assert [number for number, _ in rows_of('id,comment\n1,"two\nlines"\n\n3,x\n')] == [2, 4]


def test_a_short_row_is_filled_and_told() -> None:
    table = read_delimited(HERE, b"id,comment,score\n1,fine\n2,good,5\n")
    assert table.rows[0] == (2, ["1", "fine", ""])
    assert table.problems == [Problem(2, "", "ragged row: 2 cells for 3 columns; the missing ones are empty")]


def test_a_long_row_is_left_out_and_told() -> None:
    table = read_delimited(HERE, b"id,comment\n1,kind, but slow\n2,good\n")
    assert table.rows == [(3, ["2", "good"])]
    assert table.problems == [Problem(2, "", "ragged row: 3 cells for 2 columns; left out")]


def test_empty_cells_beyond_the_header_are_no_trouble() -> None:
    table = read_delimited(HERE, b"id,comment\n1,kind,,\n2,good,,\n")
    assert (table.rows, table.problems) == ([(2, ["1", "kind"]), (3, ["2", "good"])], [])


@pytest.mark.parametrize("later", ["2,good", '2,"good, really"', '2,"two\nlines"'])
def test_an_open_quotation_mark_costs_its_own_line_only(later: str) -> None:
    table = read_delimited(HERE, f'id,comment\n1,"never closed\n{later}\n3,last\n'.encode())
    assert [cells[0] for _, cells in table.rows] == ["1", "2", "3"]
    assert table.problems == [Problem(2, "", "a quotation mark is never closed; its line was read alone")]


def test_a_file_full_of_open_quotation_marks_is_read_line_by_line() -> None:
    text = "id,comment\n" + "".join(f'{i},"open {i}\n' for i in range(500))
    assert len(rows_of(text)) == 500


def test_marks_inside_a_quoted_cell_are_taken_as_they_come() -> None:
    table = read_delimited(HERE, b'id,comment\n1,"he said "no" twice"\n2,good\n')
    assert (table.rows, table.problems) == ([(2, ["1", 'he said no" twice"']), (3, ["2", "good"])], [])


def test_a_very_long_cell_is_read_and_the_limit_put_back() -> None:
    before = csv.field_size_limit()
    assert len(rows_of("id,comment\n1," + "long " * 400_000 + "\n")[0][1][1]) == 2_000_000
    assert csv.field_size_limit() == before


def test_bytes_that_cannot_be_decoded_cost_a_mark_and_are_told() -> None:
    data = "id,comment\n1,caf\u00e9\n2,na\u00efve\n3,bro".encode() + b"\xff" + b"ken\n4,last\n"
    table = read_delimited(HERE, data)
    assert table.rows[2] == (4, ["3", "bro\ufffdken"])
    assert table.problems == [
        Problem(4, "comment", "undecodable bytes; \ufffd stands for them", "bro\ufffdken")
    ]
    assert table.damaged == {(4, "comment")}


def test_names_of_columns_are_told_apart() -> None:
    assert unique([" a\n b ", "a b", "", "x", "x", "x"]) == [
        "a b",
        "a b (2)",
        "column 3",
        "x",
        "x (2)",
        "x (3)",
    ]


@pytest.mark.parametrize("data", [b"\n\n", b"\xef\xbb\xbf\n", "\ufeff\n".encode("utf-16"), b",,\n,,\n"])
def test_nothing_but_separators_is_an_empty_file(data: bytes) -> None:
    with pytest.raises(FileProblem, match=r"^responses\.csv is empty\.$"):
        read_delimited(HERE, data)


def test_a_column_without_name_and_cells_is_dropped_and_one_with_cells_kept() -> None:
    table = read_delimited(HERE, b",id,,comment,\n1,a,,x,\n2,b,,y,\n")
    assert (table.header, table.rows[0][1]) == (["column 1", "id", "comment"], ["1", "a", "x"])


def test_a_guard_against_formulas_is_taken_away_and_told(tmp_path: Path) -> None:
    path = tmp_path / "guarded.csv"
    path.write_text("id,comment\na,'=1+1\nb,'quoted' words\nc,'-5\n", encoding="utf-8")
    table = read_delimited(path, path.read_bytes())
    assert [cells[1] for _, cells in table.rows] == ["=1+1", "'quoted' words", "-5"]
    assert table.notes[-1].startswith("2 cells began with an apostrophe")
