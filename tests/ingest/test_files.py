from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from coder.errors import FileProblem, RequestError
from coder.ingest.files import decode, load
from tests.ingest.making import csv_file, xlsx_file

ANSWER = "id,comment\n1,Caf\u00e9 \u2013 \u201cgood\u201d\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
def test_the_encoding_is_found(encoding: str, found: str) -> None:
    assert decode(Path("x.csv"), ANSWER.encode(encoding), "") == (ANSWER, found, False)


def test_utf_16_big_endian_with_its_mark() -> None:
    data = b"\xfe\xff" + ANSWER.encode("utf-16-be")
    assert decode(Path("x.csv"), data, "")[0] == ANSWER


def test_latin_1_on_request() -> None:
    assert decode(Path("x.csv"), "caf\u00e9 \u0093".encode("latin-1"), "latin-1")[0] == "caf\u00e9 \u0093"


def test_one_bad_byte_does_not_make_a_utf_8_file_cp1252() -> None:
    text, name, damaged = decode(Path("x.csv"), "é à ü ".encode() + b"\xe9", "")
    assert (text, name, damaged) == ("é à ü \ufffd", "utf-8", True)


def test_an_unknown_encoding_is_a_sentence() -> None:
    with pytest.raises(RequestError) as error:
        decode(Path("x.csv"), b"x", "utf-9")
    assert str(error.value) == "There is no text encoding 'utf-9'. Try utf-8, utf-16, cp1252 or latin-1."


def sentence(path: Path) -> str:
    with pytest.raises(FileProblem) as error:
        load(path)
    return str(error.value)


def test_a_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    assert sentence(path) == f"{path} does not exist. Check the spelling and the folder."


def test_a_folder(tmp_path: Path) -> None:
    assert sentence(tmp_path) == f"{tmp_path} is a folder. Name a file in it."


@pytest.mark.parametrize("text", ["", "\r\n \n", "\ufeff"])
def test_an_empty_file(tmp_path: Path, text: str) -> None:
    path = csv_file(tmp_path, text)
    assert sentence(path) == f"{path} is empty."


def test_another_kind_of_file(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "x", name="answers.docx")
    assert sentence(path) == (
        f"{path} is of a kind that cannot be read. CSV, TSV, XLSX, JSON Lines (.jsonl) and Parquet can. "
        "So can SPSS (.sav), and a folder of documents (.txt, .md, .docx, .pdf)."
    )


def test_a_workbook_that_is_called_csv(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [["id"]]).rename(tmp_path / "answers.csv")
    assert (
        sentence(path) == f"{path} is an Excel workbook, whatever its name says. Rename it to end in .xlsx."
    )


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"PAR1....", "is a Parquet file, whatever its name says. Rename it to end in .parquet."),
        (b"PK\x03\x04....", "is a zip archive, whatever its name says. Unpack it first."),
        (gzip.compress(b"id,text\n"), "is compressed (gzip), whatever its name says. Unpack it first."),
        (b"%PDF-1.7", "is a PDF, whatever its name says. Save its answers as CSV or XLSX."),
        (
            b"\xd0\xcf\x11\xe0....",
            "is an old Office file, or one with a password, whatever its name says. "
            "Save its answers as CSV or XLSX.",
        ),
        (
            b"SQLite format 3\x00",
            "is a database, perhaps a coder project, whatever its name says. Export its answers as CSV.",
        ),
    ],
)
def test_a_csv_that_is_something_else(tmp_path: Path, data: bytes, ending: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(data)
    assert sentence(path) == f"{path} {ending}"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("answers.xlsx", "an Excel workbook"),
        ("answers.parquet", "a Parquet file"),
        ("answers.sav", "an SPSS file"),
    ],
)
def test_a_text_file_that_is_called_something_else(tmp_path: Path, name: str, kind: str) -> None:
    path = csv_file(tmp_path, "id,text\n1,x\n", name=name)
    assert sentence(path) == (
        f"{path} is not {kind}, whatever its name says. If it is text, rename it to end in .csv."
    )


@pytest.mark.parametrize("data", [random.Random(1).randbytes(5000), b"\x00\x01\x02" * 400])
def test_a_binary_file(data: bytes) -> None:
    with pytest.raises(FileProblem) as error:
        decode(Path("x.csv"), data, "")
    assert str(error.value) == (
        "x.csv is a binary file, not text. CSV, TSV, XLSX, JSON Lines (.jsonl) and Parquet can be read."
    )


def test_one_nul_does_not_make_a_text_binary() -> None:
    assert decode(Path("x.csv"), b"id,comment\n" + b"1,fine\n" * 20 + b"2,a\x00b\n", "")[1] == "utf-8"
