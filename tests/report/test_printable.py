"""Signs that XML cannot hold become visible ones, in place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from coder.report.printable import pieces, printable, right_to_left

from .documents import ANY


@given(ANY)
def test_every_text_fits_xml_sign_for_sign(text: str) -> None:
    element = etree.Element("text")
    element.text = printable(text)
    assert len(printable(text)) == len(text)


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("\x00", "␀"),
        ("\x1b[31m", "␛[31m"),
        ("\x7f", "␡"),
        ("a\tb\r\nc", "a\tb\r\nc"),
        ("\ud800", "\ufffd"),
        ("\u202eabc", "\ufffdabc"),
        ("🙂 שלום e\u0301", "🙂 שלום e\u0301"),
    ],
)
def test_control_characters_become_their_pictures(raw: str, seen: str) -> None:
    assert printable(raw) == seen


@pytest.mark.parametrize(
    ("text", "right"),
    [("שלום the library", True), ("the مكتبة", False), ("123 – مكتبة", True), ("123", False), ("", False)],
)
def test_the_first_letter_decides_the_direction(text: str, right: bool) -> None:
    assert right_to_left(text) is right


@pytest.mark.parametrize(
    ("marks", "cut"),
    [
        ((), [("open longer", False)]),
        (((0, 4),), [("open", True), (" longer", False)]),
        (((0, 6), (4, 11)), [("open longer", True)]),
        (((5, 99),), [("open ", False), ("longer", True)]),
        (((0, 1), (10, 11)), [("o", True), ("pen longe", False), ("r", True)]),
    ],
)
def test_marks_may_touch_overlap_and_reach_beyond(
    marks: tuple[tuple[int, int], ...], cut: list[tuple[str, bool]]
) -> None:
    assert pieces("open longer", marks) == cut


@given(ANY, st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6))
def test_pieces_together_are_the_text(text: str, marks: list[tuple[int, int]]) -> None:
    assert "".join(piece for piece, _ in pieces(text, tuple(marks))) == text
