"""`coder memo` as a person types it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Desk


def listed(desk: Desk, *words: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(desk("memo", "list", *words, "--format", "json").out)
    return rows


@pytest.mark.parametrize(
    ("words", "about", "names"),
    [
        ((), "project", {"case": None, "code": None}),
        (("--code", "staff"), "code", {"case": None, "code": "staff"}),
        (("--source", "a1"), "source", {"id": "a1", "start": None}),
        (("--source", "a1", "--from", "0", "--to", "4"), "segment", {"id": "a1", "quote": "Open"}),
        (("--case", "a2"), "case", {"case": "a2", "code": None}),
        (("--case", "a2", "--code", "parking"), "case", {"case": "a2", "code": "access/parking"}),
    ],
)
def test_a_memo_is_added_and_listed(
    filled: Desk, words: tuple[str, ...], about: str, names: dict[str, object]
) -> None:
    assert filled("memo", "add", "[b]Why?[/b]", *words).status == 0
    (row,) = listed(filled, *words)
    assert (row["about"], row["memo"], row["coder"]) == (about, "[b]Why?[/b]", "ana")
    assert {name: row[name] for name in names} == names


def test_search_looks_in_all_of_them(filled: Desk) -> None:
    filled("memo", "add", "Ask the Board")
    filled("memo", "add", "Nothing", "--code", "staff")
    assert [row["memo"] for row in listed(filled, "--search", "board")] == ["Ask the Board"]


def test_edit_remove_and_undo_by_the_number_shown(filled: Desk) -> None:
    filled("memo", "add", "First")
    number = filled("memo", "list", "--format", "csv").out.splitlines()[1].partition(",")[0]
    filled("memo", "edit", number, "Second")
    filled("memo", "remove", number)
    assert listed(filled) == []
    filled("memo", "undo", number)
    assert [row["memo"] for row in listed(filled)] == ["Second"]


def test_a_memo_on_a_protected_respondent_is_shown_when_asked_for(filled: Desk) -> None:
    with filled.open() as project, project.store.transaction():
        project.memo("case", "a1", "Is the mayor", coder="ana")
        project.store.db.execute("UPDATE \"case\" SET privacy = 'anonymous' WHERE name = 'a1'")
    shy = filled("memo", "list", "--format", "json")
    assert ("mayor" in shy.out, "1 memo on respondents" in shy.err) == (False, True)
    assert [row["memo"] for row in listed(filled, "--privacy", "as is")] == ["Is the mayor"]


@pytest.mark.parametrize(
    "words",
    [
        ("--source", "a1", "--case", "a1"),
        ("--source", "a1", "--from", "2"),
        ("--from", "2", "--to", "3"),
        ("--code", "nonsense"),
    ],
)
def test_what_makes_no_sense_is_refused(filled: Desk, words: tuple[str, ...]) -> None:
    before = filled.dump()
    assert filled("memo", "add", "x", *words).status == 1
    assert filled.dump() == before


def test_the_memos_are_a_sheet_of_their_own(filled: Desk) -> None:
    from python_calamine import CalamineWorkbook

    filled("memo", "add", "=1+1", "--code", "staff")
    ran = filled("export", "out.xlsx")
    rows = CalamineWorkbook.from_path(filled.folder / "out.xlsx").get_sheet_by_name("memos").to_python()
    assert (rows[1][0], rows[1][4], rows[1][8]) == ("code", "staff", "=1+1")
    assert "memos" not in ran.err


def test_a_csv_of_answers_says_that_memos_stay_behind(filled: Desk) -> None:
    filled("memo", "add", "Ask", "--code", "staff")
    assert "1 memos, which have a table of their own" in filled("export", "out.csv").err
    filled("export", "memos.csv", "--table", "memos")
    assert "code,,,,staff,,,,Ask,ana," in (filled.folder / "memos.csv").read_text()


def test_a_project_without_memos_has_no_sheet_of_them(filled: Desk) -> None:
    from python_calamine import CalamineWorkbook

    filled("export", "out.xlsx")
    assert CalamineWorkbook.from_path(filled.folder / "out.xlsx").sheet_names == ["answers", "codings"]
