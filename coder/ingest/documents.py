"""A folder of letters as a table: one file, one row; what could not be read becomes a Problem.

The file's path inside the folder names the case: it is unique, and stays the same when others are added.
Links are not followed and hidden files not opened, so that nothing outside the folder comes in.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from coder.domain import Problem
from coder.errors import FileProblem
from coder.ingest.batch import Survey, Table, reasons
from coder.ingest.cells import Unreadable
from coder.ingest.files import decode
from coder.ingest.pdf import read_pdf
from coder.ingest.word import read_word
from coder.text import normalise

LARGEST = 100_000_000
"""Bytes of one file."""
MOST_FILES = 20_000
MOST_CHARACTERS = 200_000_000
"""Of a whole folder."""

QUESTION = "document"
_NAME = "file"


def fingerprint(folder: Path) -> str:
    """The sha256 of all files' names and contents, in the order of their names."""
    total = hashlib.sha256()
    for name, path in _files(folder, []):
        total.update(name.encode("utf-8", "surrogateescape") + b"\0")
        try:
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            continue
    return total.hexdigest()


def read_folder(folder: Path, question: str = QUESTION) -> Table:
    """Columns `file` and `question`; FileProblem where not one document can be read."""
    table = Table([_NAME, question], [], survey=Survey("", id=_NAME, text=(question,)))
    room = MOST_CHARACTERS
    for name, path in _files(folder, table.problems):
        text, missing = _read(path, room)
        room -= len(text)
        table.problems += [_problem(name, reason) for reason in missing]
        if text:
            table.rows.append((len(table.rows) + 1, [name, text]))
    if not table.rows:
        found = ", ".join(reasons(table.problems)) or "it is empty"
        hint = f"Documents end in {', '.join(_READERS)}."
        raise FileProblem(folder, f"holds no document that can be read ({found})", hint)
    return table


def _files(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """Name and path of every file that may be opened, in order of name; the others are told."""
    found = 0
    for root, folders, files in os.walk(folder, onerror=lambda error: _denied(folder, error, problems)):
        within = Path(root)
        folders[:] = [name for name in sorted(folders) if _told(folder, within / name, problems)]
        for name in sorted(files):
            found += 1
            if found > MOST_FILES:
                raise FileProblem(folder, f"holds more than {MOST_FILES:,} files", "Name a smaller folder.")
            if _told(folder, within / name, problems):
                yield (within / name).relative_to(folder).as_posix(), within / name


def _denied(folder: Path, error: OSError, problems: list[Problem]) -> None:
    name = os.path.relpath(error.filename or folder, folder)
    problems.append(_problem(name, f"cannot be opened: {error.strerror}"))


def _told(folder: Path, path: Path, problems: list[Problem]) -> bool:
    """Whether the file or folder is one to open; a Problem says why not."""
    reason = _refused(path)
    if reason:
        problems.append(_problem(path.relative_to(folder).as_posix(), reason))
    return not reason


def _refused(path: Path) -> str:
    if path.name.startswith((".", "~$")):
        return "hidden"
    if path.is_symlink():
        return "a link: links are not followed"
    if path.is_dir():
        return ""
    if not path.is_file():
        return "not a file"
    suffix = path.suffix.lower()
    return "" if suffix in _READERS else f"not a document: {suffix or 'no suffix'}"


def _read(path: Path, room: int) -> tuple[str, list[str]]:
    """The text, "" when there is none to keep, and what has to be said about it."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            return "", [f"too large: more than {LARGEST:,} bytes"]
        text, missing = _READERS[path.suffix.lower()](data)
    except (OSError, Unreadable) as error:
        return "", [f"cannot be opened: {error.strerror}" if isinstance(error, OSError) else str(error)]
    if len(text) > room:
        return "", [f"left out: the folder holds more than {MOST_CHARACTERS:,} characters"]
    return (text, missing) if normalise(text)[0] else ("", ["empty document"])


def _plain(data: bytes) -> tuple[str, list[str]]:
    try:
        text, _, damaged = decode(Path(), data, "")
    except FileProblem:
        raise Unreadable("not text, whatever its name says") from None
    return text, ["undecodable bytes; \ufffd stands for them"] if damaged else []


def _problem(name: str, reason: str) -> Problem:
    """The file stands where a table's column would: it is what the user has to look for."""
    return Problem(None, name, reason)


_READERS: dict[str, Callable[[bytes], tuple[str, list[str]]]] = {
    ".txt": _plain,
    ".md": _plain,
    ".docx": lambda data: (read_word(data), []),
    ".pdf": read_pdf,
}
