"""Forgetting a case: the one thing that rewrites history, and how little it leaves.

Blanked: the case's name and values, its sources' names, texts and values, quotes and memos in the log,
proposals, vectors that only its texts had, examples in codebooks that are its words, and its names and
answers in what was written for a signed-off report. What stays is a tombstone with counts, and the log's bare rows. The id stays too (a hash of the name), so that
adding the same file again does not bring the case back.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable
from typing import Any

_QUOTE = 12
"""Characters from which an example that equals an answer's words is a quote and not a coincidence."""
_NAME = 4
"""Characters from which a respondent's name is more than a number."""


def forget(db: sqlite3.Connection, case: str, at: str) -> dict[str, Any]:
    """Blanks everything of the case with this id inside the caller's transaction; returns the tombstone."""
    sources = [row[0] for row in db.execute('SELECT id FROM source WHERE "case" = ?', (case,))]
    stone = {"at": at, **_counts(db, case)}
    _drop_vectors(db, case)
    _drop_examples(db, case)
    _drop_mentions(db, case)
    for table in ("proposal", "coding", "reading"):
        db.executemany(f"DELETE FROM {table} WHERE source = ?", ((source,) for source in sources))
    db.executemany("UPDATE decision SET detail = '{}' WHERE source = ?", ((source,) for source in sources))
    db.execute(
        "UPDATE decision SET detail = '{}' WHERE act = 'memo' AND (target = :case OR target GLOB :case || ':*')",
        {"case": case},
    )
    db.execute(
        "UPDATE source SET name = 'forgotten-' || seq, text = '', key = '', \"values\" = '{}', changes = '[]' "
        'WHERE "case" = ?',
        (case,),
    )
    db.execute(
        "UPDATE \"case\" SET name = 'forgotten-' || seq, privacy = 'confidential', \"values\" = '{}', "
        "forgotten = ? WHERE id = ?",
        (json.dumps(stone), case),
    )
    return stone


def scrub(db: sqlite3.Connection) -> None:
    """Rewrites the file so that no byte of what was blanked is left in free pages or in the WAL."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _counts(db: sqlite3.Connection, case: str) -> dict[str, int]:
    row = db.execute(
        'SELECT (SELECT count(*) FROM source WHERE "case" = :case) AS sources, '
        '(SELECT count(*) FROM coding JOIN source ON source.id = coding.source WHERE "case" = :case) AS codings, '
        '(SELECT count(*) FROM reading JOIN source ON source.id = reading.source WHERE "case" = :case) AS readings',
        {"case": case},
    ).fetchone()
    return dict(row)


def _drop_vectors(db: sqlite3.Connection, case: str) -> None:
    only_here = db.execute(
        'SELECT DISTINCT text FROM source WHERE "case" = :case EXCEPT '
        'SELECT text FROM source WHERE "case" <> :case',
        {"case": case},
    )
    digests = [(hashlib.sha256(row[0].encode("utf-8")).hexdigest(),) for row in only_here]
    db.executemany("DELETE FROM embedding WHERE text = ?", digests)


def _drop_examples(db: sqlite3.Connection, case: str) -> None:
    """Takes examples that quote the case out of every codebook version; rules and names stay."""
    said = [row[0] for row in db.execute('SELECT text FROM source WHERE "case" = ?', (case,))]
    for version, content in db.execute("SELECT version, content FROM codebook_version").fetchall():
        codebook = json.loads(content)
        quoting = [
            code for code in codebook["codes"] if any(_quotes(e, said) for e in code.get("examples", ()))
        ]
        for code in quoting:
            code["examples"] = [example for example in code["examples"] if not _quotes(example, said)]
        if quoting:
            kept = json.dumps(codebook, sort_keys=True, separators=(",", ":"))
            db.execute("UPDATE codebook_version SET content = ? WHERE version = ?", (kept, version))


def _drop_mentions(db: sqlite3.Connection, case: str) -> None:
    """Takes the case's names and answers out of what was written for the editions that were signed off."""
    names = db.execute(
        'SELECT name FROM "case" WHERE id = :case UNION SELECT name FROM source WHERE "case" = :case '
        'UNION SELECT text FROM source WHERE "case" = :case',
        {"case": case},
    )
    said = sorted((row[0] for row in names if len(row[0]) >= _NAME), key=len, reverse=True)
    if not said:
        return
    words = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in said))
    for number, facts in db.execute("SELECT number, facts FROM edition").fetchall():
        kept = {file: words.sub("(forgotten)", text) for file, text in json.loads(facts).items()}
        written = json.dumps(kept, ensure_ascii=False)
        db.execute("UPDATE edition SET facts = ? WHERE number = ?", (written, number))


def _quotes(example: str, said: Iterable[str]) -> bool:
    return len(example) >= _QUOTE and any(
        example in text or text in example for text in said if len(text) >= _QUOTE
    )
