"""Opens a file that a user named: its bytes, what they really are, and text without guesses left open."""

from __future__ import annotations

import codecs
from pathlib import Path

from coder.errors import FileProblem, RequestError

DELIMITED = (".csv", ".tsv", ".tab", ".txt")
WORKBOOK = (".xlsx", ".xlsm")
JSON_LINES = (".jsonl", ".ndjson")
PARQUET = (".parquet", ".pq")
SPSS = (".sav", ".zsav")
READABLE = "CSV, TSV, XLSX, JSON Lines (.jsonl) and Parquet"

_AS_WELL = "So can SPSS (.sav), and a folder of documents (.txt, .md, .docx, .pdf)."
_UNPACK = "Unpack it first."
_SAVE = "Save its answers as CSV or XLSX."
_MAGIC = (
    (b"PAR1", "a Parquet file", "Rename it to end in .parquet."),
    (b"$FL2@(#)", "an SPSS file", "Rename it to end in .sav."),
    (b"$FL3@(#)", "a compressed SPSS file", "Rename it to end in .zsav."),
    (b"PK\x03\x04", "a zip archive", _UNPACK),
    (b"\x1f\x8b", "compressed (gzip)", _UNPACK),
    (b"BZh", "compressed (bzip2)", _UNPACK),
    (b"\xfd7zXZ\x00", "compressed (xz)", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "compressed (zstd)", _UNPACK),
    (b"%PDF-", "a PDF", _SAVE),
    (b"{\\rtf", "a rich text document", _SAVE),
    (b"\xd0\xcf\x11\xe0", "an old Office file, or one with a password", _SAVE),
    (b"SQLite format 3\x00", "a database, perhaps a coder project", "Export its answers as CSV."),
)
_OWN: tuple[tuple[tuple[str, ...], bytes, str], ...] = (
    (WORKBOOK, b"PK\x03\x04", "an Excel workbook"),
    (PARQUET, b"PAR1", "a Parquet file"),
    (SPSS, b"$FL", "an SPSS file"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def load(path: Path) -> bytes:
    """The whole file; FileProblem when it is missing, a folder, empty, of another kind, or not readable."""
    if not path.exists():
        raise FileProblem(path, "does not exist", "Check the spelling and the folder.")
    if path.is_dir():
        raise FileProblem(path, "is a folder", "Name a file in it.")
    if path.suffix.lower() not in (*DELIMITED, *WORKBOOK, *JSON_LINES, *PARQUET, *SPSS):
        raise FileProblem(path, "is of a kind that cannot be read", f"{READABLE} can. {_AS_WELL}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from error
    if not data.strip(b" \r\n\t\xef\xbb\xbf"):
        raise FileProblem(path, "is empty")
    _check_kind(path, data)
    return data


def decode(path: Path, data: bytes, encoding: str) -> tuple[str, str, bool]:
    """Text, the encoding's name, and whether some bytes could not be decoded (U+FFFD stands for them).

    Without a given encoding: the byte order mark, else UTF-16 by its pattern of zero bytes, else UTF-8,
    else cp1252; a file of which most multi-byte sequences are good UTF-8 stays UTF-8.
    """
    name = _known(encoding) if encoding else _guess(data)
    if not encoding and not name.startswith(("utf-16", "utf-32")) and _is_binary(data):
        raise FileProblem(path, "is a binary file, not text", f"{READABLE} can be read.")
    try:
        text, damaged = data.decode(name), False
    except UnicodeDecodeError:
        text, damaged = data.decode(name, "replace"), True
    return text.removeprefix("\ufeff"), name, damaged


def _check_kind(path: Path, data: bytes) -> None:
    own, kind = next(
        ((sign, kind) for suffixes, sign, kind in _OWN if path.suffix.lower() in suffixes), (b"", "")
    )
    if own and data.startswith(own):
        return
    _check_magic(path, data)
    if own:
        raise FileProblem(
            path, f"is not {kind}, whatever its name says", "If it is text, rename it to end in .csv."
        )


def _check_magic(path: Path, data: bytes) -> None:
    for magic, kind, hint in _MAGIC:
        if data.startswith(magic):
            if magic.startswith(b"PK") and b"xl/workbook" in data:
                kind, hint = "an Excel workbook", "Rename it to end in .xlsx."
            raise FileProblem(path, f"is {kind}, whatever its name says", hint)


def _known(encoding: str) -> str:
    try:
        "".encode(encoding)
    except (LookupError, ValueError):
        raise RequestError(
            f"There is no text encoding '{encoding}'. Try utf-8, utf-16, cp1252 or latin-1."
        ) from None
    return encoding


def _is_binary(data: bytes) -> bool:
    head = data[:65536]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > len(head) * 0.02


def _guess(data: bytes) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    zeros = _zero_pattern(data[:4096])
    if zeros:
        return zeros
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8" if _mostly_utf8(data) else "cp1252"
    return "utf-8"


def _zero_pattern(head: bytes) -> str:
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.6 and not head[::2].count(0):
        return "utf-16-le"
    if half and head[::2].count(0) > half * 0.6 and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for character in text if character > "\x7f") - bad
    return good > bad
