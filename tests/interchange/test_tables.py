import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from python_calamine import CalamineWorkbook

from coder.domain import Memo, Theme, Variable
from coder.errors import RequestError
from coder.interchange.losses import Losses
from coder.interchange.tables import long_table, table_paths, wide_table, write_dataset

from .sample import AT, R1, R2, STAFF, code, dataset, reading, small, source, with_privacy


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sheet(path: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


def test_the_wide_table_has_variables_then_one_column_per_codable_code() -> None:
    names = [column.name for column in wide_table(small(), Losses()).columns]
    assert names == ["id", "case", "question", "text", "branch", "age", "staff", "waiting/queue"]


def test_yes_no_and_not_read_are_one_nought_and_empty(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.csv")
    assert [row["staff"] for row in _csv(tmp_path / "out.csv")] == ["1", "0", ""]


def test_answers_keep_newlines_and_emoji_in_csv(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.csv")
    assert _csv(tmp_path / "out.csv")[2]["text"] == "Nothing.\nReally 🙂 nothing."


def test_the_long_table_lies_beside_the_wide_one(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.csv")
    rows = _csv(tmp_path / "out-codings.csv")
    found = [(row["id"], row["code"], row["coder"], row["start"], row["end"], row["quote"]) for row in rows]
    assert found == [
        ("R1", "staff", "ana", "4", "9", "staff"),
        ("R1", "waiting/queue", "ben", "", "", R1.text),
        ("R2", "", "ana", "", "", ""),
    ]


def test_a_reading_without_a_code_has_a_row_that_says_so() -> None:
    *_, origin, _, at = list(long_table(small()).rows())[-1]
    assert (origin, at) == ("read", AT)


def test_an_answer_that_cannot_be_coded_says_so() -> None:
    table = long_table(dataset([R1], [STAFF], [], [replace(reading(R1), outcome="uncodable")]))
    assert [row[9] for row in table.rows()] == ["uncodable"]


def test_formulas_are_guarded_in_csv_and_counted(tmp_path: Path) -> None:
    losses = write_dataset(small(), tmp_path / "out.csv", table="wide")
    assert _csv(tmp_path / "out.csv")[1]["text"] == "'=1+1"
    assert losses.count("texts a spreadsheet would run, guarded with an apostrophe") == 1


def test_formulas_stay_text_in_xlsx_unguarded(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.xlsx")
    assert _sheet(tmp_path / "out.xlsx", "answers")[2][3] == "=1+1"


def test_xlsx_holds_both_tables_as_sheets(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "out.xlsx").sheet_names == ["answers", "codings"]
    assert len(_sheet(tmp_path / "out.xlsx", "codings")) == 4


def test_numbers_are_numbers_and_leading_noughts_text_in_xlsx(tmp_path: Path) -> None:
    data = dataset([source("007", "Fine.")], variables=[Variable("n", "number", "source")])
    write_dataset(replace(data, sources=(source("007", "Fine.", n=1.5),)), tmp_path / "out.xlsx")
    assert _sheet(tmp_path / "out.xlsx", "answers")[1] == ["007", "007", "good", "Fine.", 1.5]


def test_a_text_too_long_for_a_cell_is_cut_in_xlsx_and_counted(tmp_path: Path) -> None:
    losses = write_dataset(dataset([source("R1", "x" * 32_768)]), tmp_path / "out.xlsx", table="wide")
    assert losses.count("texts longer than a cell holds (32,767 characters), cut") == 1
    assert len(_sheet(tmp_path / "out.xlsx", "answers")[1][3]) == 32_767


def test_json_lines_hold_one_object_per_answer(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.jsonl")
    first, *_, last = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert (json.loads(first)["age"], json.loads(first)["staff"], json.loads(last)["staff"]) == (34, 1, None)


def test_parquet_codes_are_small_integers_with_nulls(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.parquet")
    column = pyarrow.parquet.read_table(tmp_path / "out.parquet").column("staff")
    assert (str(column.type), column.to_pylist()) == ("int8", [1, 0, None])


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_equal_data_gives_equal_bytes(tmp_path: Path, suffix: str) -> None:
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    write_dataset(small(), first)
    write_dataset(small(), second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_a_project_without_codings_can_leave(tmp_path: Path, suffix: str) -> None:
    write_dataset(dataset([]), tmp_path / f"out{suffix}")
    assert table_paths(tmp_path / f"out{suffix}")[-1].exists()


@pytest.mark.parametrize(
    ("which", "name", "files"),
    [
        ("both", "a.csv", ["a.csv", "a-codings.csv"]),
        ("both", "a.xlsx", ["a.xlsx"]),
        ("wide", "a.csv", ["a.csv"]),
        ("long", "a.jsonl", ["a.jsonl"]),
    ],
)
def test_which_files_are_made(which: Any, name: str, files: list[str]) -> None:
    assert [path.name for path in table_paths(Path(name), which)] == files


def test_the_long_table_alone_goes_to_the_name_given(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.csv", table="long")
    assert len(_csv(tmp_path / "out.csv")) == 3


def test_an_unknown_suffix_is_a_request_that_cannot_be_met(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="names no table format"):
        write_dataset(small(), tmp_path / "out.txt")


def test_a_variable_named_as_a_column_of_ours_is_told_apart_and_counted() -> None:
    losses = Losses()
    table = wide_table(
        dataset([source("R1", "x", Text=1.0)], variables=[Variable("Text", "number", "source")]), losses
    )
    assert [column.name for column in table.columns][-1] == "Text (2)"
    assert losses.count("column names already taken") == 1


def test_a_value_of_another_kind_makes_its_column_text() -> None:
    data = dataset([source("R1", "x", age=30.0), source("R2", "y", age="old")])
    table = wide_table(replace(data, variables=(Variable("age", "number", "source"),)), Losses())
    assert (table.columns[-1].kind, table.columns[-1].values) == ("text", ["30", "old"])


def test_what_a_table_has_no_place_for_is_listed(tmp_path: Path) -> None:
    data = replace(
        dataset([R2], [code("a", definition="What a is.")]),
        memos=(Memo("m", "project", "", "Look again", "ana", AT),),
        themes=(Theme("Access", ("a",)),),
    )
    losses = write_dataset(data, tmp_path / "out.jsonl")
    assert [(loss.kind, loss.example) for loss in losses] == [
        ("memos, which have a table of their own (memos)", "Look again"),
        ("themes", "Access"),
        ("code definitions", "a"),
    ]


def test_a_confidential_text_is_in_neither_table(tmp_path: Path) -> None:
    write_dataset(with_privacy("confidential"), tmp_path / "out.csv")
    assert "staff were" not in (tmp_path / "out.csv").read_text() + (tmp_path / "out-codings.csv").read_text()
