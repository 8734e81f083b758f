"""Tables on a narrow terminal: lines end between words as long as there is room for the words."""

from __future__ import annotations

import pytest

from coder.cli._columns import widths, wrapped
from coder.cli._options import Format
from coder.cli._show import show

CODES = ["code", "communication/information before the appointment"]
VALUES = ["alpha", "0.31 (-0.38 to 1.00)"]


def test_with_room_nothing_is_narrowed() -> None:
    assert widths([CODES, VALUES], 80, len) == [48, 20]


def test_the_widest_column_gives_first() -> None:
    assert widths([CODES, VALUES], 50, len) == [30, 20]


def test_no_column_is_narrower_than_its_longest_word_while_others_can_give() -> None:
    longest, number = len("communication/"), len("(-0.38")
    assert widths([CODES, VALUES], longest + number, len) == [longest, number]


def test_where_the_words_themselves_have_no_room_it_still_fits() -> None:
    assert sum(widths([CODES, VALUES], 12, len)) == 12


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("access/waiting time", ["access/", "waiting", "time"]),
        ("well-being", ["well-", "being"]),
        ("a -0.50 b", ["a -0.50", "b"]),
        ("2026-11-23 at noon", ["2026-11-23", "at noon"]),
        ("everywhere", ["everywhere"]),
        ("  deep below", ["  deep", "below"]),
        ("", [""]),
    ],
)
def test_lines_end_at_blanks_slashes_and_hyphens_between_letters(text: str, lines: list[str]) -> None:
    assert wrapped(text, 7, len).split("\n") == lines


ROW = {
    "code": "communication/information before the appointment",
    "kappa": "0.31 (-0.38 to 1.00)",
    "alpha": "0.25 (-0.50 to 1.00)",
    "note": "undefined in 2% of resamples",
}


def test_a_table_on_a_narrow_terminal_breaks_no_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "52")
    monkeypatch.setattr("coder.cli._show.sys.stdout.isatty", lambda: True)
    show([ROW], Format.table)
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 52
    words = {word for cell in ROW.values() for word in cell.replace("/", "/ ").split()}
    assert words - set(shown.split()) == set()


def test_many_columns_on_few_signs_lose_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "36")
    monkeypatch.setattr("coder.cli._show.sys.stdout.isatty", lambda: True)
    show([dict.fromkeys("abcdefgh", "xyzxyz")], Format.table)
    assert capsys.readouterr().out.count("x") == 16
