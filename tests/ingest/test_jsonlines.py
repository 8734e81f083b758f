from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain import Problem
from coder.errors import FileProblem
from coder.ingest.jsonlines import read_json_lines

HERE = Path("responses.jsonl")


def test_columns_in_order_of_appearance_and_rows_by_line() -> None:
    table = read_json_lines(
        HERE, b'{"id": 1.0, "text": "a\\nb"}\n\n{"text": null, "more": ["x"], "ok": true}\n'
    )
    assert table.header == ["id", "text", "more", "ok"]
    assert table.rows == [(1, ["1", "a\nb", "", ""]), (3, ["", "", '["x"]', "true"])]


@pytest.mark.parametrize("line", ["not json", "[1, 2]", '"text"', "9" * 5000, "[" * 100_000, '{"a": 1'])
def test_a_line_that_is_no_object_is_told(line: str) -> None:
    table = read_json_lines(HERE, f'{{"text": "a"}}\n{line}\n{{"text": "b"}}\n'.encode())
    assert [number for number, _ in table.rows] == [1, 3]
    assert table.problems == [Problem(2, "", "not a JSON object", line[:80])]


def test_a_line_separator_inside_an_answer_is_no_new_line() -> None:
    assert read_json_lines(HERE, '{"text": "a\u2028b"}'.encode()).rows == [(1, ["a\u2028b"])]


def test_undecodable_bytes_are_told() -> None:
    table = read_json_lines(HERE, '{"text": "é è à"}\n'.encode() + b'{"text": "bro\xffken"}\n')
    assert [(problem.row, problem.column) for problem in table.problems] == [(2, "text")]


def test_a_file_without_one_object_is_a_sentence() -> None:
    with pytest.raises(FileProblem) as error:
        read_json_lines(HERE, b"id,text\n1,a\n")
    assert str(error.value) == (
        "responses.jsonl is not JSON Lines. It needs one JSON object {...} on each line."
    )
