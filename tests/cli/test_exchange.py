"""`coder export` and `coder import`: what the files hold, and what coming back twice adds."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import python_calamine

from tests.cli.conftest import Desk

CODES = ("access/opening hours", "access/parking", "staff", "children")
VERDICTS = {
    "a1": (1, 0, 0, 0),
    "a2": (0, 1, 0, 0),
    "a3": (1, 0, 1, 0),
    "a4": (0, 0, 0, 0),
    "a5": (None, None, None, None),
}


def from_csv(path: Path) -> dict[str, tuple[int | None, ...]]:
    with path.open(newline="", encoding="utf-8") as file:
        return {
            row["id"]: tuple(int(row[code]) if row[code] else None for code in CODES)
            for row in csv.DictReader(file)
        }


def from_json_lines(path: Path) -> dict[str, tuple[int | None, ...]]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["id"]: tuple(row[code] for code in CODES) for row in rows}


def from_parquet(path: Path) -> dict[str, tuple[int | None, ...]]:
    rows = pd.read_parquet(path, dtype_backend="pyarrow").to_dict("records")
    return {
        str(row["id"]): tuple(None if pd.isna(row[code]) else int(row[code]) for code in CODES)
        for row in rows
    }


def from_workbook(path: Path) -> dict[str, tuple[int | None, ...]]:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    header, *rows = book.get_sheet_by_name("answers").to_python(skip_empty_area=False)
    at = [header.index(code) for code in CODES]
    return {str(row[0]): tuple(None if row[i] == "" else int(str(row[i])[0]) for i in at) for row in rows}


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("out.csv", from_csv),
        ("out.jsonl", from_json_lines),
        ("out.parquet", from_parquet),
        ("out.xlsx", from_workbook),
    ],
)
def test_yes_is_1_no_is_0_and_unread_is_empty(
    coded: Desk, name: str, read: Callable[[Path], dict[str, tuple[int | None, ...]]]
) -> None:
    assert coded("export", name).status == 0
    assert read(coded.folder / name) == VERDICTS


def test_the_wide_table_has_the_variables(coded: Desk) -> None:
    coded("export", "out.csv")
    rows = (coded.folder / "out.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "id,case,question,text,branch,visits,access/opening hours,access/parking,staff,children"
    assert rows[3] == 'a3,a3,comment,"Kind staff, closed too early",South,,1,0,1,0'


def test_the_long_table_has_a_row_per_coding_and_one_for_a_reading_without(coded: Desk) -> None:
    coded("export", "out.csv")
    with (coded.folder / "out-codings.csv").open(newline="") as file:
        rows = [(r["id"], r["code"], r["coder"], r["kind"], r["origin"]) for r in csv.DictReader(file)]
    assert sorted(rows) == [
        ("a1", "access/opening hours", "ana", "human", "imported"),
        ("a2", "access/parking", "ana", "human", "imported"),
        ("a3", "access/opening hours", "ana", "human", "imported"),
        ("a3", "staff", "ana", "human", "imported"),
        ("a4", "", "ana", "human", "read"),
    ]


def test_only_the_answers_asked_for(coded: Desk) -> None:
    coded("export", "out.csv", "--where", "branch=South", "--where", "visits=7", "--table", "wide")
    assert list(from_csv(coded.folder / "out.csv")) == ["a4"]
    assert not (coded.folder / "out-codings.csv").exists()


def test_what_is_not_carried_is_said(coded: Desk) -> None:
    assert coded("export", "out.csv").err.splitlines() == [
        "  not carried: 3 code definitions (for example 'access/opening hours')",
        "Wrote out.csv and out-codings.csv.",
    ]


def test_what_is_not_carried_as_data(coded: Desk) -> None:
    [loss] = json.loads(coded("export", "out.csv", "--format", "json").out)
    assert loss == {"kind": "code definitions", "count": 3, "example": "access/opening hours"}


def test_a_table_that_is_there_is_not_replaced_unasked(coded: Desk) -> None:
    coded.write("out-codings.csv", "mine")
    ran = coded("export", "out.csv")
    assert ran.err == (
        "coder: This would have asked: Replace out-codings.csv? Run it again with --yes to agree.\n"
    )
    assert (coded.folder / "out-codings.csv").read_text() == "mine"


@pytest.fixture
def private(empty: Desk) -> Desk:
    """Three respondents: public, anonymous, confidential; all under one code."""
    empty.write(
        "private.csv",
        "id,comment,privacy,job\nAnna,Fine,public,cook\nBert,Bad,anonymous,smith\nCleo,Secret,confidential,vet\n",
    )
    empty.write("one.yaml", "codes:\n  - path: staff\n")
    empty.write("given.csv", "id,code\nAnna,staff\nBert,staff\nCleo,staff\n")
    empty("add", "private.csv", "--text", "comment", "--id", "id", "--privacy", "privacy")
    empty("codebook", "load", "one.yaml", "--yes")
    empty("import", "given.csv")
    return empty


def test_exports_honour_privacy(private: Desk) -> None:
    private("export", "out.csv")
    rows = (private.folder / "out.csv").read_text().splitlines()[1:]
    assert rows == [
        "Anna,Anna,comment,Fine,cook,1",
        "anonymous-1-1,anonymous-1,comment,Bad,smith,1",
        "confidential-1-1,confidential-1,comment,,vet,1",
    ]


def test_exports_can_leave_people_out(private: Desk) -> None:
    private("export", "out.csv", "--privacy", "leave out")
    assert (private.folder / "out.csv").read_text().splitlines()[1:] == ["Anna,Anna,comment,Fine,cook,1"]


def test_quotes_honour_privacy(private: Desk) -> None:
    rows = json.loads(private("quotes", "staff", "--format", "json").out)
    assert [(row["case"], row["quote"]) for row in rows] == [
        ("Anna", "Fine"),
        ("anonymous-1", "Bad"),
        ("confidential-1", ""),
    ]


def test_quotes_on_screen_name_nobody_who_asked_not_to_be(private: Desk) -> None:
    shown = private("quotes", "staff").out
    assert ("Anna" in shown, "Bert" in shown, "Cleo" in shown, "Secret" in shown) == (
        True,
        False,
        False,
        False,
    )


def test_importing_twice_adds_nothing(coded: Desk) -> None:
    before = coded.dump()
    assert coded("import", "codings.csv").err == (
        "Took over 0 codings and 0 readings of ana; 8 were there already.\n"
    )
    assert coded.dump() == before


def test_a_dry_run_saves_nothing(filled: Desk) -> None:
    before = filled.dump()
    filled.write("codings.csv", "id,code\na1,staff\n")
    assert filled("import", "codings.csv", "--dry-run").err == (
        "Would take over 1 coding and 1 reading of ana; 0 were there already.\n"
    )
    assert filled.dump() == before


def test_rows_that_fit_nothing_are_named(filled: Desk) -> None:
    filled.write("codings.csv", "id,code\na1,staff\na9,staff\na2,nonsense\n")
    ran = filled("import", "codings.csv")
    assert [line.partition(":")[0] for line in ran.err.splitlines()] == [
        "  row 3, id",
        "  row 4, code",
        "Took over 1 coding and 1 reading of ana; 0 were there already.",
    ]


def test_what_left_can_come_back(coded: Desk) -> None:
    coded("export", "out.csv")
    coded.write("library2.yaml", coded("codebook", "show", "--yaml").out)
    words = ["--project", "second.coder"]
    coded("init", "second.coder")
    coded("add", "responses.csv", "--text", "comment", "--id", "id", *words)
    coded("codebook", "load", "library2.yaml", "--yes", *words)
    coded("import", "out-codings.csv", *words)
    coded("export", "again.csv", *words)
    assert (coded.folder / "again.csv").read_bytes() == (coded.folder / "out.csv").read_bytes()
