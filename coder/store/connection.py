"""Opening, creating and recognising the .coder file; every SQLite refusal becomes a sentence.

A new file is made under a temporary name in the same folder and moved into place, so that a name
either holds a whole project or nothing.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from coder.errors import (
    CoderError,
    FileProblem,
    LockedProjectError,
    NewerProjectError,
    NotAProjectError,
    StorageError,
)

APPLICATION_ID = 0x434F4452  # "CODR"
FORMAT = 2
WAIT = 10.0
_MAGIC = b"SQLite format 3\x00"


def create(path: Path) -> None:
    """Writes an empty project at `path`; FileProblem if something is there already."""
    if path.exists():
        raise FileProblem(path, "exists already", "Choose another name, or open it with --project.")
    if not path.parent.is_dir():
        raise FileProblem(path.parent, "is not a folder", "Make it first, or choose another place.")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with saying(path):
        try:
            _write_schema(temporary)
            os.link(temporary, path)  # unlike a rename, never replaces what another process made
        except FileExistsError:
            raise FileProblem(path, "exists already", "Another program has just made it.") from None
        finally:
            for leftover in path.parent.glob(temporary.name + "*"):
                leftover.unlink()


def connect(path: Path, *, wait: float = WAIT) -> sqlite3.Connection:
    """An open connection to the project at `path`, checked to be one of ours and of this format."""
    _refuse_other_files(path)
    with saying(path, wait):
        db = _open(path, wait)
        try:
            _set_up(db)
            _refuse_other_databases(db, path)
        except BaseException:
            db.close()
            raise
    return db


def format_of(db: sqlite3.Connection) -> int:
    """The file's `user_version`."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


@contextlib.contextmanager
def saying(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Turns what SQLite and the disk refuse inside the block into errors that say what to do."""
    try:
        yield
    except CoderError:
        raise
    except sqlite3.DatabaseError as error:
        raise _translated(error, path, wait) from error
    except PermissionError as error:
        raise StorageError(
            path,
            "cannot be written here (no permission)",
            "Copy it to a folder of your own, or ask for write access.",
        ) from error
    except OSError as error:
        raise StorageError(path, f"the disk refused ({error.strerror})") from error


def _translated(error: sqlite3.DatabaseError, path: Path, wait: float) -> Exception:
    text = str(error)
    if "locked" in text or "busy" in text:
        return LockedProjectError(path, wait)
    if "full" in text or "disk I/O" in text:
        return StorageError(
            path,
            "the disk is full or refused a write; nothing of this step was saved",
            "Free some space and try again: everything saved before is still there.",
        )
    if "readonly" in text or "unable to open" in text:
        return StorageError(
            path,
            "cannot be written: the file or its folder is read-only",
            "Copy it to a folder of your own, or ask for write access.",
        )
    if "not a database" in text or "malformed" in text:
        return NotAProjectError(path, "is damaged or not a coder project")
    return error


def _write_schema(path: Path) -> None:
    schema = files("coder.store").joinpath("schema.sql").read_text(encoding="utf-8")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(f"BEGIN;\n{schema}\nCOMMIT;")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {FORMAT}")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _open(path: Path, wait: float) -> sqlite3.Connection:
    # Without write access to the folder SQLite cannot make its -shm file: read the file as it stands.
    mode = "mode=rw" if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK) else "immutable=1"
    uri = f"file:{quote(str(path.resolve()))}?{mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait)


def _set_up(db: sqlite3.Connection) -> None:
    """Here SQLite reads the file for the first time, and may refuse it."""
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA cache_size = -65536")


def _refuse_other_files(path: Path) -> None:
    if not path.exists():
        raise FileProblem(path, "does not exist", "'coder init' makes a new project.")
    if path.is_dir():
        raise FileProblem(path, "is a folder, not a project file")
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except PermissionError:
        raise FileProblem(path, "cannot be read (no permission)") from None
    if start != _MAGIC:
        raise NotAProjectError(path)


def _refuse_other_databases(db: sqlite3.Connection, path: Path) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotAProjectError(path, "is a database of another program, not a coder project")
    if format_of(db) > FORMAT:
        raise NewerProjectError(path, format_of(db), FORMAT)
