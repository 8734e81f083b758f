"""CSV and JSON Lines as streams of rows: a row that cannot be read is said and left out, the rest goes on.

Flat memory whatever the file holds: a line, or a cell of several lines, longer than MOST bytes is passed over.
"""

from __future__ import annotations

import csv
import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO

from coder.errors import FileProblem
from coder.ingest.delimited import DELIMITERS, unique

MOST = 2_000_000
"""Bytes of the longest row, or Parquet cell, that is read; a longer one is a problem. About 350,000 words."""

TOO_LONG = f"is longer than {MOST:,} bytes"
NOT_UTF8 = "is not valid UTF-8"
OPEN = "a quotation mark is never closed"
_BLOCK = 1 << 20
_MOST_RESTARTS = 50

Row = tuple[int, Any, str]
"""Its number in the file, its cells (a list or an object), or "" and what is wrong with it."""


def lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Lines without their ends; None for one that is too long."""
    rest, skipping = b"", False
    while block := file.read(_BLOCK):
        first, *others = block.split(b"\n")
        if not skipping:
            rest += first
        if len(rest) > MOST:
            rest, skipping = b"", True
        if others:
            yield None if skipping else rest
            *whole, rest = others
            yield from whole
            skipping = False
    if skipping or rest:
        yield None if skipping else rest


def json_lines(file: BinaryIO) -> Iterator[Row]:
    """One object per line; blank lines are passed over but counted."""
    for number, line in enumerate(lines(file), start=1):
        if line is None:
            yield number, "", TOO_LONG
        elif line.strip():
            yield _object(number, line.removeprefix(b"\xef\xbb\xbf"))


def _object(number: int, line: bytes) -> Row:
    try:
        text = line.decode()
        found = json.loads(text)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeError:
        return number, "", NOT_UTF8
    except (ValueError, RecursionError):
        found = None
    return (number, found, "") if isinstance(found, dict) else (number, "", "is not a JSON object")


class Delimited:
    """A CSV file: `header`, then its rows. The delimiter is that of the header, or of a line `sep=;` before it."""

    def __init__(self, file: BinaryIO, path: str) -> None:
        self._lines = lines(file)
        self._ahead: deque[bytes | None] = deque()
        self._restarts = 0
        self.mark, self.header = "", list[str]()
        for line in self._source():
            if line is None:
                raise FileProblem(path, "has a first line of more than 2 million bytes", "Is it a CSV file?")
            line = line.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r")
            if not self.mark and re.fullmatch(rb"sep=[,;|\t:^~]", line):
                self.mark = line[4:].decode()
            elif line.strip():
                self._head(line, path)
                break

    def rows(self) -> Iterator[Row]:
        """Rows by number of record, the header being 1, as people count; blank lines count too."""
        width, number = len(self.header), 1
        for line in self._source():
            number += 1
            if line is None:
                yield number, "", TOO_LONG
            elif line.strip():
                cells, trouble = self._cells(line)
                yield (number, "", trouble) if trouble else _fitted(number, cells, width)

    def _head(self, line: bytes, path: str) -> None:
        if line[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in line:
            raise FileProblem(
                path, "is not a CSV file in UTF-8", "Save it again as CSV UTF-8, or name its --encoding."
            )
        text = line.decode("utf-8", "replace")
        self.mark = self.mark or max(
            DELIMITERS, key=lambda mark: len(next(csv.reader([text], delimiter=mark)))
        )
        self.header = unique(next(csv.reader([text], delimiter=self.mark)))

    def _source(self) -> Iterator[bytes | None]:
        while True:
            if self._ahead:
                yield self._ahead.popleft()
                continue
            try:
                yield next(self._lines)
            except StopIteration:
                return

    def _cells(self, line: bytes) -> tuple[list[str], str]:
        quotes = line.count(b'"')
        if not quotes:
            return _split(line, self.mark)
        taken = [line]
        source = self._text(taken) if quotes % 2 else iter([_ended(line)])
        try:
            cells = next(csv.reader(source, delimiter=self.mark, strict=True))
        except (csv.Error, StopIteration):
            self._restarts += quotes % 2
            self._ahead.extendleft(reversed(taken[1:]))
            return [], OPEN
        return cells, "" if all(map(_is_utf8, taken)) else NOT_UTF8

    def _text(self, taken: list[bytes]) -> Iterator[str]:
        """The first line and, for as long as the reader asks, the lines after it; `taken` remembers them."""
        yield _ended(taken[0])
        size = len(taken[0])
        for line in self._source() if self._restarts <= _MOST_RESTARTS else ():
            if line is None or size > MOST:
                self._ahead.appendleft(line)
                return
            taken.append(line)
            size += len(line)
            yield _ended(line)


def _ended(line: bytes) -> str:
    return line.decode("utf-8", "replace") + "\n"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _split(line: bytes, mark: str) -> tuple[list[str], str]:
    try:
        return line.decode().rstrip("\r").split(mark), ""
    except UnicodeDecodeError:
        return [], NOT_UTF8


def _fitted(number: int, cells: list[str], width: int) -> Row:
    if len(cells) == width:
        return number, cells, ""
    if len(cells) > width and any(cells[width:]):
        return number, "", f"has {len(cells)} cells for {width} columns"
    return number, cells[:width] + [""] * (width - len(cells)), ""
