"""The words of a PDF through pypdf, page by page; what holds no text is told, never guessed at."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.ingest.cells import Unreadable

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_PAGES = 2_000
LARGEST = 20_000_000
"""Bytes of unpacked page content in one PDF; a hundred pages of print have some 500,000."""


def read_pdf(data: bytes) -> tuple[str, list[str]]:
    """The text and what is missing from it; Unreadable for a PDF that is locked, scanned or damaged."""
    try:
        from pypdf import PdfReader
    except ImportError:
        raise Unreadable("PDF needs pypdf: install it with pip install 'themecoder[pdf]'") from None
    # Its complaints about damaged files would stand between our own sentences.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    try:
        pages = _pages(PdfReader(io.BytesIO(data)))
    except Unreadable:
        raise
    except Exception as error:
        # pypdf lets through whatever its parser stumbles upon in a broken file.
        raise Unreadable(f"damaged PDF: {type(error).__name__}") from None
    return _told(pages)


def _pages(reader: PdfReader) -> list[str]:
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("protected by a password")
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable(f"too long: more than {MOST_PAGES:,} pages")
    return [page.extract_text() for page in _bounded(reader)]


def _bounded(reader: PdfReader) -> Iterator[PageObject]:
    """The pages, as long as what draws them stays small: one drawing may serve all pages of a hostile file."""
    size = 0
    for page in reader.pages:
        drawing = page.get_contents()
        size += 0 if drawing is None else len(drawing.get_data())
        if size > LARGEST:
            raise Unreadable(f"too large: more than {LARGEST:,} bytes of drawing")
        yield page


def _told(pages: list[str]) -> tuple[str, list[str]]:
    empty = [str(number) for number, page in enumerate(pages, start=1) if not page.strip()]
    if len(empty) == len(pages):
        raise Unreadable("no text in it: perhaps its pages are scanned")
    missing = [f"pages without text, perhaps scanned: {', '.join(empty)}"] if empty else []
    return "\n\n".join(page.strip() for page in pages if page.strip()), missing
