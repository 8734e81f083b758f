"""`coder matrix` as a person types it."""

from __future__ import annotations

import csv
import io
import json

from tests.cli.conftest import Desk


def test_it_is_shown_as_a_table_of_cells(coded: Desk) -> None:
    coded("memo", "add", "By car", "--case", "a2", "--code", "parking")
    ran = coded("matrix", "--format", "csv", "--code", "access/parking")
    assert list(csv.reader(io.StringIO(ran.out))) == [["case", "access/parking"], ["a2", "By car"]]
    assert "1 respondent by 1 theme; 4 said nothing on them." in ran.err


def test_as_json_a_cell_has_its_quotes(coded: Desk) -> None:
    rows = json.loads(coded("matrix", "--case", "a3", "--format", "json").out)
    assert {(row["theme"], row["summary"], *row["quotes"]) for row in rows} == {
        ("access/opening hours", None, "Kind staff, closed too early"),
        ("staff", None, "Kind staff, closed too early"),
    }


def test_it_is_written_and_not_written_over(coded: Desk) -> None:
    assert coded("matrix", "out.xlsx").status == 0
    again = coded("matrix", "out.xlsx")
    assert (again.status, "would have asked: Replace out.xlsx?" in again.err) == (1, True)
    assert coded("matrix", "out.xlsx", "--yes").status == 0


def test_nothing_to_show(filled: Desk) -> None:
    assert "Nothing was coded or summed up." in filled("matrix").err
