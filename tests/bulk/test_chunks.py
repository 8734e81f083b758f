"""Files of every kind as chunks in one schema, cut in the same places whoever reads them."""

from __future__ import annotations

import bz2
import gzip
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from coder.bulk import chunks, inputs
from coder.bulk.lines import MOST
from coder.bulk.schema import Schema, Types, check_columns, types_of, unified
from coder.bulk.work import Chunk, names
from coder.domain import Problem
from coder.errors import ColumnError, FileProblem
from tests.bulk.making import texts, write_csv, write_json_lines, write_parquet

ANSWERS = texts(200)


def types_in(*paths: Path) -> dict[str, Types]:
    return {file.path: types_of(file)[0] for file in inputs.find(paths, Path("out"))}


def schema_of(*paths: Path) -> Schema:
    return unified(types_in(*paths))


def read(*paths: Path, rows: int = 30) -> list[Chunk]:
    return list(chunks.read(inputs.find(paths, Path("out")), schema_of(*paths), rows))


def column(found: list[Chunk], name: str) -> list[Any]:
    return [value for chunk in found for value in chunk.table.column(name).to_pylist()]


def as_csv(folder: Path, answers: Sequence[str] = ANSWERS) -> Path:
    return write_csv(folder / "answers.csv", answers)


def as_gzip(folder: Path) -> Path:
    path = folder / "answers.csv.gz"
    path.write_bytes(gzip.compress(as_csv(folder).read_bytes()))
    return path


def as_bz2(folder: Path) -> Path:
    path = folder / "answers.jsonl.bz2"
    path.write_bytes(bz2.compress(as_json_lines(folder).read_bytes()))
    return path


def as_json_lines(folder: Path, answers: Sequence[str] = ANSWERS) -> Path:
    return write_json_lines(folder / "answers.jsonl", [{"comment": answer} for answer in answers])


def as_parquet(folder: Path, answers: Sequence[str] = ANSWERS) -> Path:
    return write_parquet(folder / "answers.parquet", {"comment": answers})


@pytest.mark.parametrize("make", [as_csv, as_gzip, as_bz2, as_json_lines, as_parquet])
def test_every_format_comes_in_the_same_chunks(make: Callable[[Path], Path], tmp_path: Path) -> None:
    found = read(make(tmp_path))
    assert [len(chunk.table) for chunk in found] == [30] * 6 + [20]
    assert [chunk.number for chunk in found] == list(range(7))
    assert column(found, "comment") == ANSWERS


@pytest.mark.parametrize(("make", "first"), [(as_csv, 2), (as_parquet, 2), (as_json_lines, 1)])
def test_rows_are_numbered_as_people_count(make: Callable[[Path], Path], first: int, tmp_path: Path) -> None:
    second = read(make(tmp_path))[1]
    assert second.first_row == second.rows[0].as_py() == first + 30
    assert names(second)[0].as_py() == f"answers-{first + 30}"


def test_a_chunk_counts_the_rows_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(b"id,comment\n1,a\n2,\xff\n3,c\n4,d\n")
    first, second = read(path, rows=3)
    assert first.rows.to_pylist() == [2, 4]
    assert first.problems == (Problem(3, "", "is not valid UTF-8"),)
    assert second.rows.to_pylist() == [5]


def test_a_chunk_never_spans_two_files(tmp_path: Path) -> None:
    one, two = write_csv(tmp_path / "a.csv", ANSWERS[:40]), write_csv(tmp_path / "b.csv", ANSWERS[40:60])
    assert [(chunk.number, chunk.name, len(chunk.table)) for chunk in read(one, two)] == [
        (0, "a", 30),
        (1, "a", 10),
        (2, "b", 20),
    ]


def test_a_folder_stands_for_the_data_below_it(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden.csv").write_text("comment\nx\n")
    (tmp_path / "readme.txt").write_text("not data")
    paths = [write_csv(tmp_path / "b" / "x.csv", ["a"]), write_csv(tmp_path / "c.csv", ["b"])]
    assert [file.path for file in inputs.find([tmp_path], Path("out"))] == [str(path) for path in paths]


def test_a_pattern_stands_for_what_it_matches(tmp_path: Path) -> None:
    for name in ("2026-02.csv", "2026-01.csv", "2025-12.csv"):
        write_csv(tmp_path / name, ["a"])
    found = inputs.find([str(tmp_path / "2026-*.csv")], Path("out"))
    assert [Path(file.path).name for file in found] == ["2026-01.csv", "2026-02.csv"]


def test_a_file_anywhere_fsspec_reaches(tmp_path: Path) -> None:
    import fsspec

    with fsspec.open("memory://survey/answers.csv", "wb") as file:
        file.write(as_csv(tmp_path).read_bytes())
    found = inputs.find(["memory://survey/*.csv"], Path("out"))
    remote = list(chunks.read(found, unified({f.path: types_of(f)[0] for f in found}), 30))
    assert [chunk.file for chunk in remote] == ["memory:///survey/answers.csv"] * 7
    assert column(remote, "comment") == ANSWERS


@pytest.mark.parametrize(
    ("name", "reason"),
    [("gone.csv", "does not exist"), ("book.xlsx", "does not end like"), ("memory://gone.csv", "not exist")],
)
def test_what_cannot_be_read_is_said(name: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").touch()
    path = name if "://" in name else str(tmp_path / name)
    with pytest.raises(FileProblem, match=reason):
        inputs.find([path], Path("out"))


def test_a_damaged_parquet_file_is_said_before_the_run(tmp_path: Path) -> None:
    path = as_parquet(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FileProblem, match="is damaged"):
        schema_of(path)


@pytest.mark.parametrize("make", [as_gzip, as_bz2])
def test_a_packed_file_that_is_cut_off_is_said(make: Callable[[Path], Path], tmp_path: Path) -> None:
    path = make(tmp_path)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(FileProblem, match="cannot be read"):
        read(path)


def test_equal_stems_give_way_to_paths(tmp_path: Path) -> None:
    for name in ("jan", "feb"):
        (tmp_path / name).mkdir()
        write_csv(tmp_path / name / "answers.csv", ["a"])
    found = read(tmp_path / "jan", tmp_path / "feb")
    assert [chunk.name for chunk in found] == [str(tmp_path / m / "answers.csv") for m in ("jan", "feb")]


def test_columns_that_a_file_lacks_are_empty_there(tmp_path: Path) -> None:
    one = write_parquet(tmp_path / "one.parquet", {"comment": ["a"], "age": [31]})
    two = write_csv(tmp_path / "two.csv", ["b"])
    found = read(one, two)
    assert column(found, "age") == [31, None]
    assert column(found, "id") == [None, "a0"]
    assert schema_of(one, two).notes == (
        f"The column 'age' is not in {two}; it is empty there.",
        f"The column 'id' is not in {one}; it is empty there.",
    )


def test_types_that_differ_become_text(tmp_path: Path) -> None:
    one = write_parquet(tmp_path / "one.parquet", {"comment": ["a"], "age": [31]})
    two = write_parquet(tmp_path / "two.parquet", {"comment": ["b"], "age": [[1, 2]]})
    three = write_parquet(tmp_path / "three.parquet", {"comment": ["c"], "age": ["old"]})
    assert column(read(one, two, three), "age") == ["31", "[1, 2]", "old"]
    (note,) = schema_of(one, two, three).notes
    assert "'age' is int64 in" in note
    assert note.endswith("it is kept as string.")


def test_small_and_large_numbers_stay_numbers(tmp_path: Path) -> None:
    one = write_parquet(tmp_path / "one.parquet", {"x": pa.array([1], pa.int8())})
    two = write_parquet(tmp_path / "two.parquet", {"x": pa.array([2.5], pa.float64())})
    assert column(read(one, two), "x") == [1.0, 2.5]


def test_json_keeps_what_only_its_last_line_has(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"comment": "a", "n": 1},
        {"comment": "b", "n": 2**70},
        {"comment": "c", "more": {"x": [1]}},
    ]
    found = read(write_json_lines(tmp_path / "a.jsonl", rows), rows=1)
    assert column(found, "n") == ["1", str(2**70), None]
    assert column(found, "more") == [None, None, '{"x": [1]}']


@pytest.mark.parametrize(
    ("values", "type_"),
    [
        ([1, None], "int64"),
        ([1, 2.5], "double"),
        ([True, False], "bool"),
        ([True, 1], "string"),
        ([None], "string"),
    ],
)
def test_json_has_the_types_it_shows(values: list[object], type_: str, tmp_path: Path) -> None:
    path = write_json_lines(tmp_path / "a.jsonl", [{"x": value} for value in values])
    assert str(schema_of(path).types["x"]) == type_


@pytest.mark.parametrize(
    ("make", "lengths"), [(as_csv, [7, 7, 6]), (as_json_lines, [8, 8, 4]), (as_parquet, [100, 50])]
)
def test_a_chunk_of_long_answers_ends_earlier(
    make: Callable[[Path, Sequence[str]], Path],
    lengths: list[int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of Parquet with the hundred rows that go beyond the limit."""
    monkeypatch.setattr(chunks, "BYTES", 700)
    found = read(make(tmp_path, ["long word " * 10] * sum(lengths)), rows=200)
    assert [len(chunk.table) for chunk in found] == lengths


def test_a_file_without_the_text_column_is_named(tmp_path: Path) -> None:
    one = write_csv(tmp_path / "one.csv", ["a"])
    two = write_parquet(tmp_path / "two.parquet", {"coment": ["a"]})
    with pytest.raises(ColumnError, match=r"no column 'comment' in .*two.parquet. Did you mean 'coment'"):
        check_columns(schema_of(one, two), types_in(one, two), "comment", None)


def test_an_empty_file_is_noted(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    found = schema_of(write_csv(tmp_path / "one.csv", ["a"]), tmp_path / "empty.csv")
    assert found.notes == (f"{tmp_path / 'empty.csv'} is empty.",)


def huge_csv(folder: Path, cell: str) -> Path:
    return write_csv(folder / "huge.csv", ["a", cell, "b"])


def huge_json_lines(folder: Path, cell: str) -> Path:
    return write_json_lines(folder / "huge.jsonl", [{"comment": each} for each in ("a", cell, "b")])


def huge_parquet(folder: Path, cell: str) -> Path:
    return write_parquet(folder / "huge.parquet", {"comment": ["a", cell, "b"]})


@pytest.mark.parametrize(("make", "row"), [(huge_csv, 3), (huge_json_lines, 2), (huge_parquet, 3)])
def test_a_cell_of_100_megabytes_is_a_problem(
    make: Callable[[Path, str], Path], row: int, tmp_path: Path
) -> None:
    (found,) = read(make(tmp_path, "word " * 20_000_000))
    assert column([found], "comment") == ["a", "b"]
    assert [(problem.row, problem.reason) for problem in found.problems] == [
        (row, "is longer than 2,000,000 bytes")
    ]


def test_a_cell_just_short_enough_is_read(tmp_path: Path) -> None:
    (found,) = read(huge_parquet(tmp_path, "x" * MOST))
    assert found.problems == ()


def test_parquet_with_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    broken = pa.array([b"a", b"caf\xe9", b"c"], pa.binary()).view(pa.string())
    (found,) = read(write_parquet(tmp_path / "a.parquet", {"n": [1, 2, 3], "comment": broken}))
    assert found.problems == (Problem(3, "comment", "is not valid UTF-8"),)
    assert column([found], "n") == [1, 3]


def test_categories_are_read_as_what_they_stand_for(tmp_path: Path) -> None:
    values = pa.array(["a", "b", "a", None], pa.large_string()).dictionary_encode()
    (found,) = read(write_parquet(tmp_path / "a.parquet", {"comment": values}))
    assert found.table.schema.field("comment").type == pa.string()
    assert column([found], "comment") == ["a", "b", "a", None]


def test_a_chunk_travels_without_its_neighbours(tmp_path: Path) -> None:
    first = read(as_parquet(tmp_path), rows=3)[0]
    sent = pickle.dumps(first)
    assert len(sent) < 2_000
    assert pickle.loads(sent) == first
