"""SQL on editions that were signed off, and on winding a copy of the file back to where they were made.

Every table grows in the order of arrival and loses no row, so that a few numbers say how far each had come.
Small tables whose rows are overwritten are kept whole. What nobody keeps are values and texts of answers
that were replaced; a digest tells.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

GROWING = {"decision": "seq", "source": "seq", "case": "seq", "wave": "id", "codebook_version": "version"}
"""Tables in the order in which rows may be dropped, with the column that counts arrivals."""
KEPT = ("setting", "coder", "question", "variable", "code")
Rows = Mapping[str, Sequence[Sequence[Any]]]


def arrived(db: sqlite3.Connection) -> dict[str, int]:
    """Table -> number of its last row, 0 for none."""
    return {
        table: int(db.execute(f'SELECT coalesce(max({column}), 0) FROM "{table}"').fetchone()[0])
        for table, column in GROWING.items()
    }


def kept(db: sqlite3.Connection) -> dict[str, list[list[Any]]]:
    """Table -> all its rows."""
    return {table: [list(row) for row in db.execute(f"SELECT * FROM {table}")] for table in KEPT}


def digest_of_answers(db: sqlite3.Connection, upto: Mapping[str, int], variables: Sequence[str]) -> str:
    """Sha256 of privacy, texts and these variables' values of what had arrived, without forgotten cases."""
    digest = hashlib.sha256()
    found = db.execute(
        'SELECT id, privacy, "values" FROM "case" WHERE forgotten IS NULL AND seq <= :case UNION ALL '
        'SELECT source.id, text, source."values" FROM source JOIN "case" ON "case".id = "case" '
        "WHERE forgotten IS NULL AND source.seq <= :source ORDER BY 1",
        dict(upto),
    )
    for id_, words, values in found:
        held = json.loads(values)
        line = [id_, words, {name: held[name] for name in variables if held.get(name) is not None}]
        digest.update(json.dumps(line, sort_keys=True).encode())
    return digest.hexdigest()


def copy(db: sqlite3.Connection, path: Path) -> None:
    """The whole file as it stands, at `path`; works beside writers and on read-only files."""
    target = sqlite3.connect(path)
    try:
        db.backup(target)
    finally:
        target.close()


def wind_back(db: sqlite3.Connection, upto: Mapping[str, int], rows: Rows) -> None:
    """Drops all that came later, for a copy only; `Store.rebuild` must follow. Proposals are lost."""
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    (guard,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'decision_stays'").fetchone()
    db.execute("DROP TRIGGER decision_stays")
    _drop_values(db, {row[0] for row in rows["variable"]})
    for table in ("coding", "reading", "proposal", *KEPT):
        db.execute(f"DELETE FROM {table}")
    for table, column in GROWING.items():
        db.execute(f'DELETE FROM "{table}" WHERE {column} > ?', (upto[table],))
    db.execute("DELETE FROM edition WHERE decision NOT IN (SELECT id FROM decision)")
    for table, content in ((table, content) for table, content in rows.items() if content):
        marks = ", ".join("?" * len(content[0]))
        db.executemany(f"INSERT INTO {table} VALUES ({marks})", content)
    db.execute(guard)
    db.execute("COMMIT")
    db.execute("PRAGMA foreign_keys = ON")


def _drop_values(db: sqlite3.Connection, known: set[str]) -> None:
    """Takes away what later files added to earlier cases, where they brought new variables."""
    if {row[0] for row in db.execute("SELECT name FROM variable")} <= known:
        return
    for table in ("case", "source"):
        for seq, values in db.execute(f'SELECT seq, "values" FROM "{table}"').fetchall():
            left = {name: value for name, value in json.loads(values).items() if name in known}
            new = json.dumps(left, ensure_ascii=False)
            db.execute(f'UPDATE "{table}" SET "values" = ? WHERE seq = ?', (new, seq))


def forgotten_since(db: sqlite3.Connection, upto: Mapping[str, int], at: str) -> list[dict[str, Any]]:
    """Tombstones of cases that had arrived by then and were forgotten after `at`."""
    found = db.execute(
        'SELECT forgotten FROM "case" WHERE forgotten IS NOT NULL AND seq <= ? ORDER BY seq', (upto["case"],)
    )
    stones = [json.loads(row[0]) for row in found]
    return [stone for stone in stones if stone["at"] > at]


def insert_edition(
    db: sqlite3.Connection, number: int, decision: str, content: Mapping[str, Any], digest: str
) -> None:
    """Keeps an edition; `content` is moment, facts and figures, as JSON can hold them."""
    texts = [json.dumps(content[name], ensure_ascii=False) for name in ("moment", "facts", "figures")]
    db.execute("INSERT INTO edition VALUES (?, ?, ?, ?, ?, ?)", (number, decision, *texts, digest))


def editions(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """number, at, coder, moment, facts, figures (decoded) and digest of each, by number."""
    found = db.execute(
        "SELECT number, at, coder, moment, facts, figures, digest FROM edition "
        "JOIN decision ON decision.id = decision ORDER BY number"
    )
    return [
        {**dict(row), **{name: json.loads(row[name]) for name in ("moment", "facts", "figures")}}
        for row in found
    ]
