from pathlib import Path

import pytest

from coder.errors import ColumnError
from coder.interchange.codings import ImportedCodings, read_codings
from coder.interchange.tables import write_dataset

from .sample import AT, QUEUE, R1, R2, R3, STAFF, WAITING, small


def _read(path: Path, content: str) -> ImportedCodings:
    path.write_text(content, encoding="utf-8")
    return _from(path)


def _from(path: Path) -> ImportedCodings:
    return read_codings(path, [R1, R2, R3], [STAFF, WAITING, QUEUE], coder="cy", at=AT, version=2)


def test_a_long_row_is_a_coding_by_its_coder(tmp_path: Path) -> None:
    (coding,) = _read(tmp_path / "a.csv", "id,code,coder,start,end\nR1,staff,ana,4,9\n").codings
    found = (coding.source, coding.code, coding.coder, coding.start, coding.end, coding.origin)
    assert found == (R1.id, STAFF.id, "ana", 4, 9, "imported")


def test_a_row_without_a_code_is_a_reading(tmp_path: Path) -> None:
    found = _read(tmp_path / "a.csv", "id,code\nR2,\n")
    assert [(reading.source, reading.coder, reading.version) for reading in found.readings] == [
        (R2.id, "cy", 2)
    ]
    assert found.codings == ()


def test_a_coded_answer_was_read_once(tmp_path: Path) -> None:
    found = _read(tmp_path / "a.csv", "id,code\nR1,staff\nR1,queue\n")
    assert len(found.readings) == 1


def test_a_bulk_coding_is_no_reading(tmp_path: Path) -> None:
    assert _read(tmp_path / "a.csv", "id,code,origin\nR1,staff,bulk\n").readings == ()


def test_an_answer_with_an_unknown_code_counts_as_coded_but_not_as_read(tmp_path: Path) -> None:
    found = _read(tmp_path / "a.csv", "id,code\nR1,staff\nR1,parking\n")
    assert (len(found.codings), found.readings) == (1, ())


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("R9,staff,,,", "id", "no answer here has this id"),
        ("R1,parking,,,", "code", "no code here has this path or name"),
        ("R1,waiting,,,", "code", "is a group of codes"),
        ("R1,staff,4,400,", "start", "outside the answer"),
        ("R1,staff,,,dragons", "quote", "the quote is not in the answer"),
    ],
)
def test_problems_name_row_column_and_reason(tmp_path: Path, row: str, column: str, reason: str) -> None:
    (problem,) = _read(tmp_path / "a.csv", f"id,code,start,end,quote\n{row}\n").problems
    assert (problem.row, problem.column) == (2, column)
    assert reason in problem.reason


def test_a_repeated_row_is_taken_once_and_reported(tmp_path: Path) -> None:
    found = _read(tmp_path / "a.csv", "id,code\nR1,staff\nR1,staff\n")
    assert (len(found.codings), found.problems[0].row) == (1, 3)


def test_wide_columns_are_yes_no_and_not_judged(tmp_path: Path) -> None:
    found = _read(tmp_path / "a.csv", "id,branch,staff,waiting/queue\nR1,North,1,\nR2,South,0,0\nR3,,,\n")
    assert [(coding.source, coding.code) for coding in found.codings] == [(R1.id, STAFF.id)]
    assert [(reading.source, reading.scope) for reading in found.readings] == [
        (R1.id, frozenset({STAFF.id})),
        (R2.id, None),
    ]


def test_a_cell_that_is_neither_yes_nor_no_is_a_problem(tmp_path: Path) -> None:
    found = _read(tmp_path / "a.csv", "id,staff\nR1,perhaps\n")
    assert [(problem.column, problem.value) for problem in found.problems] == [("staff", "perhaps")]


def test_a_file_without_any_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="There is no column 'code'"):
        _read(tmp_path / "a.csv", "id,branch\nR1,North\n")


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.parquet", "out.xlsx"])
def test_what_we_wrote_comes_back_with_codings_and_readings(tmp_path: Path, name: str) -> None:
    before = small()
    write_dataset(before, tmp_path / name, table="long")
    after = _from(tmp_path / name)
    assert [(c.source, c.code, c.coder, c.start, c.end, c.at) for c in after.codings] == [
        (c.source, c.code, c.coder, c.start, c.end, c.at) for c in before.codings
    ]
    assert {(r.source, r.coder) for r in after.readings} == {(R1.id, "ana"), (R1.id, "ben"), (R2.id, "ana")}
    assert after.problems == ()


def test_a_header_without_rows_holds_nothing(tmp_path: Path) -> None:
    assert _read(tmp_path / "a.csv", "id,code\n") == ImportedCodings((), (), ())
