"""Bringing an older .coder file to this version's format, after copying it.

A migration is a list of SQL statements under the format it leads to. A test holds what they make equal to
schema.sql.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from coder.store.connection import FORMAT, format_of

MIGRATIONS: Mapping[int, Sequence[str]] = {
    2: [
        "CREATE TABLE edition (number INTEGER PRIMARY KEY, decision TEXT NOT NULL REFERENCES decision (id), "
        "moment TEXT NOT NULL, facts TEXT NOT NULL, figures TEXT NOT NULL, digest TEXT NOT NULL) STRICT"
    ]
}


def upgrade(
    db: sqlite3.Connection,
    path: Path,
    *,
    steps: Mapping[int, Sequence[str]] = MIGRATIONS,
    target: int = FORMAT,
) -> Path | None:
    """Runs what is missing in one transaction; returns the copy made before, None if nothing was due."""
    now = format_of(db)
    if now >= target:
        return None
    copy = backup(db, path, now)
    db.execute("BEGIN IMMEDIATE")
    try:
        for version in range(now + 1, target + 1):
            for statement in steps[version]:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {target}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    return copy


def backup(db: sqlite3.Connection, path: Path, version: int) -> Path:
    """A whole, consistent copy beside the file: NAME.format1.coder, numbered if that is taken."""
    copy = path.with_suffix(f".format{version}.coder")
    number = 2
    while copy.exists():
        copy = path.with_suffix(f".format{version}-{number}.coder")
        number += 1
    db.execute("VACUUM INTO ?", (str(copy),))
    return copy
