"""CSV and JSON Lines row by row: what can be read is, what cannot is said with its row."""

from __future__ import annotations

import io
from typing import Any

import pytest

from coder.bulk import lines
from coder.bulk.lines import NOT_UTF8, OPEN, TOO_LONG, Delimited, json_lines
from coder.errors import FileProblem


def csv_rows(data: bytes) -> list[tuple[int, Any, str]]:
    return list(Delimited(io.BytesIO(data), "answers.csv").rows())


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows may have 100 bytes, and come in blocks of 7."""
    monkeypatch.setattr(lines, "MOST", 100)
    monkeypatch.setattr(lines, "_BLOCK", 7)


@pytest.mark.parametrize(
    ("data", "header", "first"),
    [
        (b"id,text\n1,yes\n", ["id", "text"], ["1", "yes"]),
        (b"\xef\xbb\xbfid;text\r\n1;a,b\r\n", ["id", "text"], ["1", "a,b"]),
        (b"id\ttext\n1\t\n", ["id", "text"], ["1", ""]),
        (b'text\n"a, b"\n', ["text"], ["a, b"]),
        (b"\n\nid,id\n1,2", ["id", "id (2)"], ["1", "2"]),
        (b"sep=;\r\nid;a,b,c\r\n1;yes\r\n", ["id", "a,b,c"], ["1", "yes"]),
        (b"sep=\n1", ["sep="], ["1"]),
    ],
)
def test_the_delimiter_is_that_of_the_header(data: bytes, header: list[str], first: list[str]) -> None:
    source = Delimited(io.BytesIO(data), "answers.csv")
    assert source.header == header
    assert [cells for _, cells, _ in source.rows()] == [first]


def test_a_cell_may_span_lines() -> None:
    assert csv_rows(b'id,text\n1,"a\nb ""q"", c"\n2,d\n') == [
        (2, ["1", 'a\nb "q", c'], ""),
        (3, ["2", "d"], ""),
    ]


def test_blank_lines_count() -> None:
    assert csv_rows(b"id,text\n\n1,a\n\n\n2,b") == [(3, ["1", "a"], ""), (6, ["2", "b"], "")]


def test_missing_cells_are_empty_and_surplus_ones_a_problem() -> None:
    assert csv_rows(b"id,text\n1\n2,b,\n3,c,d\n") == [
        (2, ["1", ""], ""),
        (3, ["2", "b"], ""),
        (4, "", "has 3 cells for 2 columns"),
    ]


def test_an_open_quotation_mark_costs_its_own_line() -> None:
    assert csv_rows(b'id,text\n1,"open\n2,b\n3,"c"\n') == [
        (2, "", OPEN),
        (3, ["2", "b"], ""),
        (4, ["3", "c"], ""),
    ]


def test_a_mark_within_a_cell_opens_nothing() -> None:
    assert csv_rows(b'id,text\n1,a 5" screen\n2,b\n') == [(2, ["1", 'a 5" screen'], ""), (3, ["2", "b"], "")]


@pytest.mark.parametrize("cell", [b"caf\xe9", b'"caf\xe9, bar"', b'"a\ncaf\xe9"'])
def test_bytes_that_are_not_utf8_cost_their_row(cell: bytes) -> None:
    found = csv_rows(b"id,text\n1," + cell + b"\n2,caf\xc3\xa9\n")
    assert found == [(2, "", NOT_UTF8), (3, ["2", "café"], "")]


@pytest.mark.usefixtures("short")
def test_a_row_that_is_too_long_is_passed_over() -> None:
    assert csv_rows(b"id,text\n1," + b"x" * 150 + b"\n2,b\n3," + b"y" * 150) == [
        (2, "", TOO_LONG),
        (3, ["2", "b"], ""),
        (4, "", TOO_LONG),
    ]


@pytest.mark.usefixtures("short")
def test_a_cell_that_never_ends_is_given_up() -> None:
    found = csv_rows(b'id,text\n1,"' + b"word, \n" * 40 + b"2,b\n")
    assert found[0] == (2, "", OPEN)
    assert found[-1] == (42, ["2", "b"], "")


def test_a_file_in_utf16_is_refused() -> None:
    with pytest.raises(FileProblem, match="is not a CSV file in UTF-8"):
        csv_rows("id,text\n1,a".encode("utf-16"))


def test_an_empty_file_has_no_header() -> None:
    assert Delimited(io.BytesIO(b""), "answers.csv").header == []


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        (b'{"text": "caf\xe9"}', NOT_UTF8),
        (b'{"text": "\\ud800"}', NOT_UTF8),
        (b'{"text": ', "is not a JSON object"),
        (b'["text"]', "is not a JSON object"),
        (b"[" * 100_000, "is not a JSON object"),
    ],
)
def test_a_line_that_is_no_object_costs_its_row(line: bytes, trouble: str) -> None:
    assert list(json_lines(io.BytesIO(line + b'\n\n{"text": "\\ud83d\\ude00"}'))) == [
        (1, "", trouble),
        (3, {"text": "😀"}, ""),
    ]
