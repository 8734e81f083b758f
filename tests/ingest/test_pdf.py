from __future__ import annotations

import logging
import sys
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.ingest.cells import Unreadable
from coder.ingest.pdf import LARGEST, MOST_PAGES, read_pdf
from tests.ingest.making import pdf_of

LETTER = pdf_of("Dear council, I object")


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        read_pdf(data)
    return str(error.value)


def test_pages_are_read_in_order() -> None:
    assert read_pdf(pdf_of("Dear council,", "I object.")) == ("Dear council,\n\nI object.", [])


def test_pages_without_text_are_told() -> None:
    assert read_pdf(pdf_of("One", "", "Three", "")) == (
        "One\n\nThree",
        ["pages without text, perhaps scanned: 2, 4"],
    )


def test_a_scanned_letter_is_refused() -> None:
    assert refused(pdf_of("", "")) == "no text in it: perhaps its pages are scanned"


def test_a_password_is_told() -> None:
    assert refused(pdf_of("Secret", password="x")) == "protected by a password"


def test_too_many_pages_are_told() -> None:
    assert refused(pdf_of(*[""] * (MOST_PAGES + 1))) == "too long: more than 2,000 pages"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 junk", LETTER[:300], LETTER[200:]])
def test_a_damaged_file_is_told(data: bytes) -> None:
    assert refused(data).startswith("damaged PDF: ")


def test_a_page_that_unpacks_to_very_much_is_told() -> None:
    packed = zlib.compress(b" " * 200_000_000)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    assert refused(one_page(stream)).startswith("damaged PDF: ")


def test_a_drawing_that_unpacks_to_much_is_told() -> None:
    packed = zlib.compress(b"q Q " * (LARGEST // 4 + 1))
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    assert refused(one_page(stream)) == "too large: more than 20,000,000 bytes of drawing"


def test_a_page_tree_that_contains_itself_is_told() -> None:
    data = one_page(b"<<>>stream\n\nendstream").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")
    assert refused(data).startswith(("damaged PDF: ", "no text in it: "))


def test_nothing_is_said_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert refused(LETTER[:300])
    assert caplog.records == []


def test_without_pypdf_the_reason_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert refused(LETTER) == "PDF needs pypdf: install it with pip install 'themecoder[pdf]'"


@settings(deadline=None, derandomize=True)
@given(st.integers(0, len(LETTER) - 1), st.binary(min_size=1, max_size=4))
def test_changed_bytes_are_read_or_refused(at: int, junk: bytes) -> None:
    with suppress(Unreadable):
        assert read_pdf(LETTER[:at] + junk + LETTER[at + len(junk) :])[0]


def one_page(stream: bytes) -> bytes:
    """Written by hand: what the program that writes sound files refuses to write."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<<>>>>/Contents 4 0 R>>",
        stream,
    ]
    objects = b"".join(b"%d 0 obj%s endobj\n" % (n, part) for n, part in enumerate(parts, start=1))
    return b"%PDF-1.4\n" + objects + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF"
