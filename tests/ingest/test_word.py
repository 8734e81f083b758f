from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.ingest.cells import Unreadable
from coder.ingest.word import LARGEST, read_word
from tests.ingest.making import DOCX_END, DOCX_START, docx


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        read_word(data)
    return str(error.value)


def test_paragraphs_are_lines() -> None:
    body = "<w:p><w:r><w:t>Dear </w:t></w:r><w:r><w:t>council,</w:t></w:r></w:p><w:p><w:r><w:t>No.</w:t></w:r></w:p>"
    assert read_word(docx(body)) == "Dear council,\nNo."


def test_tabs_and_line_breaks_are_kept_and_tab_stops_are_none() -> None:
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>"
    )
    assert read_word(docx(body)) == "a\tb\nc"


def test_a_hyphen_that_holds_its_line_is_a_hyphen() -> None:
    body = "<w:p><w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t></w:r></w:p>"
    assert read_word(docx(body)) == "co-op"


def test_tables_are_read_cell_by_cell() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = f"<w:tbl><w:tr>{cell.format('one')}{cell.format('two')}</w:tr></w:tbl>"
    assert read_word(docx(body)) == "one\ntwo"


@pytest.mark.parametrize(
    "gone",
    [
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>",
        "<w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>",
        "<w:r><w:instrText>HYPERLINK gone</w:instrText></w:r>",
        "<!-- gone -->",
    ],
)
def test_what_the_reader_does_not_see_is_left_out(gone: str) -> None:
    assert read_word(docx(f"<w:p>{gone}<w:r><w:t>kept</w:t></w:r></w:p>")) == "kept"


def test_entities_of_words_are_words() -> None:
    assert (
        read_word(docx("<w:p><w:r><w:t>a &lt;b&gt; &amp; \U0001f620</w:t></w:r></w:p>"))
        == "a <b> & \U0001f620"
    )


def test_the_strict_format_is_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    xml = f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>yes</w:t></w:r></w:p></w:body></w:document>'
    assert read_word(docx(xml=xml)) == "yes"


BOMB = "<!DOCTYPE w [<!ENTITY a '{}'>{}]>".format(
    "ha" * 50,
    "".join(f"<!ENTITY {b} '{('&' + a + ';') * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
)
OUTSIDE = "<!DOCTYPE w [<!ENTITY i SYSTEM 'file:///etc/hostname'>]>"


@pytest.mark.parametrize("declared", [BOMB, OUTSIDE])
def test_entities_are_never_expanded(declared: str) -> None:
    xml = declared + DOCX_START + "<w:p><w:r><w:t>&i;</w:t></w:r></w:p>" + DOCX_END
    assert refused(docx(xml=xml)).startswith("damaged Word document")


def test_a_zip_bomb_is_not_unpacked() -> None:
    assert refused(docx(xml=" " * (LARGEST + 1))) == (
        "too large: more than 30,000,000 bytes of text and layout"
    )


def test_elements_nested_very_deeply_are_refused() -> None:
    assert refused(docx("<w:p>" * 5_000 + "</w:p>" * 5_000)) == "damaged Word document"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "damaged Word document"),
        (b"PK\x03\x04junk", "damaged Word document"),
        (b"\xd0\xcf\x11\xe0....", "protected by a password, or an old Word file"),
        (docx(xml="<w:document"), "damaged Word document"),
        (docx("<w:p/>")[:80], "damaged Word document"),
    ],
)
def test_what_is_no_sound_document_is_refused(data: bytes, reason: str) -> None:
    assert refused(data) == reason


def test_another_kind_of_archive_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../evil.txt", "x")
    assert refused(file.getvalue()) == "not a Word document"


def test_a_member_whose_bytes_were_changed_is_refused() -> None:
    data = bytearray(docx("<w:p><w:r><w:t>words</w:t></w:r></w:p>", method=zipfile.ZIP_STORED))
    data[data.index(b"words")] ^= 1
    assert refused(bytes(data)) == "damaged Word document"


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 400), st.integers(0, 255))
def test_one_changed_byte_is_read_or_refused(at: int, value: int) -> None:
    data = bytearray(docx("<w:p><w:r><w:t>words</w:t></w:r></w:p>"))
    data[at % len(data)] = value
    with suppress(Unreadable):
        assert read_word(bytes(data)) == "words"
