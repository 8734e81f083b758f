"""Files for the tests, written with the programs' own writers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from coder.ingest import Batch, Layout, read


def csv_file(folder: Path, text: str, *, name: str = "responses.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def xlsx_file(folder: Path, rows: list[list[Any]], *, sheets: tuple[str, ...] = ("Answers",)) -> Path:
    """All sheets but the last stay empty."""
    import xlsxwriter

    path = folder / "responses.xlsx"
    options = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as book:
        for sheet in [book.add_worksheet(name) for name in sheets][-1:]:
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def batch_of(folder: Path, lines: str, /, **meanings: Any) -> Batch:
    """A CSV of these lines, read with `text="comment"` and `id="id"` unless the test says otherwise."""
    layout = Layout(**{"text": ("comment",), "id": "id"} | meanings)
    return read(csv_file(folder, lines), layout)


def told(batch: Batch) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.column, problem.reason) for problem in batch.problems]


DOCX_START = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
DOCX_END = "</w:body></w:document>"


def docx(body: str = "", *, xml: str = "", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A Word document with this body, or whose main part is this XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("word/document.xml", xml or DOCX_START + body + DOCX_END)
    return file.getvalue()


def docx_of(words: str) -> bytes:
    return docx(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")


def pdf_of(*pages: str, password: str = "") -> bytes:
    """A page for each text; "" makes one without any, as a scanner does."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for words in pages:
        _write(writer.add_blank_page(300, 300), words)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _write(page: Any, words: str) -> None:
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    def named(**entries: Any) -> DictionaryObject:
        return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})

    kind = {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"}
    font = named(**{name: NameObject(value) for name, value in kind.items()})
    page[NameObject("/Resources")] = named(Font=named(F1=font))
    drawn = DecodedStreamObject()
    drawn.set_data(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode())
    page[NameObject("/Contents")] = drawn
