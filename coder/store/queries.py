"""Every SQL statement on the log and its derived tables, named after the question it answers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from coder.domain import Coding, Decision, Reading

Pair = tuple[str, str]
_CHUNK = 500


def insert_decisions(db: sqlite3.Connection, decisions: Iterable[Decision]) -> None:
    """Appends rows; one already there (by id) stays as it is, so that a merge may be repeated."""
    db.executemany(
        'INSERT INTO decision (id, step, at, coder, act, source, code, start, "end", version, target, detail) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (
            (
                row.id,
                row.step,
                row.at,
                row.coder,
                row.act,
                row.source,
                row.code,
                row.start,
                row.end,
                row.version,
                row.target,
                json.dumps(dict(row.detail), ensure_ascii=False),
            )
            for row in decisions
        ),
    )


def decisions_of(
    db: sqlite3.Connection, coder: str | None = None, source: str | None = None, last: int | None = None
) -> list[Decision]:
    """Rows by coder and source in the order that counts; `last` keeps the newest few."""
    asked = [f"{column} = :{column}" for column, value in (("coder", coder), ("source", source)) if value]
    found = db.execute(
        f"SELECT * FROM (SELECT * FROM decision WHERE {' AND '.join(asked) or 'true'} "
        "ORDER BY at DESC, id DESC LIMIT :last) ORDER BY at, id",
        {"coder": coder, "source": source, "last": -1 if last is None else last},
    )
    return [decision(row) for row in found]


def decisions_of_sources(db: sqlite3.Connection, coder: str, sources: Sequence[str]) -> list[Decision]:
    """What bears on one coder's codings of these sources, undo and redo of its steps included (maybe twice)."""
    found = db.execute(
        "WITH theirs AS (SELECT * FROM decision WHERE coder = :coder "
        "AND source IN (SELECT value FROM json_each(:sources))) SELECT * FROM theirs UNION ALL "
        "SELECT * FROM decision WHERE act IN ('undo', 'redo') AND target IN (SELECT step FROM theirs)",
        {"coder": coder, "sources": json.dumps(sources)},
    )
    return [decision(row) for row in found]


def memo_decisions(db: sqlite3.Connection) -> list[Decision]:
    """Rows of memos, and the undo and redo rows that speak of them, in the order that counts."""
    found = db.execute(
        "WITH theirs AS (SELECT * FROM decision WHERE act = 'memo') SELECT * FROM theirs UNION ALL "
        "SELECT * FROM decision WHERE act IN ('undo', 'redo') AND target IN (SELECT step FROM theirs) "
        "ORDER BY at, id"
    )
    return [decision(row) for row in found]


def size_of_step(db: sqlite3.Connection, step: str) -> int:
    """How many rows share it."""
    return int(db.execute("SELECT count(*) FROM decision WHERE step = ?", (step,)).fetchone()[0])


def pairs_of_steps(db: sqlite3.Connection, steps: Iterable[str]) -> set[Pair]:
    """(source, coder) that the named steps touch."""
    pairs: set[Pair] = set()
    for chunk in _chunks(list(steps)):
        marks = ",".join("?" * len(chunk))
        pairs.update(
            (row[0], row[1])
            for row in db.execute(
                f"SELECT DISTINCT source, coder FROM decision WHERE step IN ({marks}) AND source IS NOT NULL",
                chunk,
            )
        )
    return pairs


def second_looks(db: sqlite3.Connection) -> list[Pair]:
    """(source, coder) of the answers whose codes may have been changed with the suggestions on screen."""
    found = db.execute(
        "SELECT DISTINCT source, coder FROM decision WHERE source IS NOT NULL "
        "AND instr(detail, '\"second\": true') AND act IN ('add', 'accept', 'remove', 'reject')"
    )
    return [(row[0], row[1]) for row in found]


def latest_time(db: sqlite3.Connection) -> str:
    """`at` of the newest row, "" in an empty log."""
    return str(db.execute("SELECT coalesce(max(at), '') FROM decision").fetchone()[0])


def clear_derived_of(db: sqlite3.Connection, coder: str, sources: Sequence[str]) -> None:
    """Takes away what stood for these sources and this coder, before what the log now adds up to."""
    for table in ("coding", "reading"):
        db.execute(
            f"DELETE FROM {table} WHERE coder = ? AND source IN (SELECT value FROM json_each(?))",
            (coder, json.dumps(sources)),
        )


def insert_derived(db: sqlite3.Connection, codings: Iterable[Coding], readings: Iterable[Reading]) -> None:
    """Adds derived rows."""
    db.executemany(
        'INSERT INTO coding (source, code, coder, at, decision, origin, start, "end", confidence) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (c.source, c.code, c.coder, c.at, c.decision, c.origin, c.start, c.end, c.confidence)
            for c in codings
        ),
    )
    db.executemany(
        "INSERT INTO reading (decision, source, coder, version, at, blind, stream, scope, outcome) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                r.decision,
                r.source,
                r.coder,
                r.version,
                r.at,
                int(r.blind),
                r.stream,
                None if r.scope is None else json.dumps(sorted(r.scope)),
                r.outcome,
            )
            for r in readings
        ),
    )


def clear_derived(db: sqlite3.Connection) -> None:
    """Empties both derived tables, before they are rebuilt."""
    db.execute("DELETE FROM coding")
    db.execute("DELETE FROM reading")


def codings(
    db: sqlite3.Connection, source: str | None = None, coder: str | None = None, code: str | None = None
) -> list[Coding]:
    """Codings by source, coder and code (ids), in the order they were made."""
    found = db.execute(
        "SELECT * FROM coding WHERE (:source IS NULL OR source = :source) AND (:coder IS NULL OR coder = :coder) "
        "AND (:code IS NULL OR code = :code) ORDER BY at, decision, code",
        {"source": source, "coder": coder, "code": code},
    )
    return [coding(row) for row in found]


def codings_of_pair(db: sqlite3.Connection, source: str, coder: str) -> list[Coding]:
    """One coder's codings of one source, by the index."""
    found = db.execute(
        "SELECT * FROM coding WHERE source = ? AND coder = ? ORDER BY at, decision", (source, coder)
    )
    return [coding(row) for row in found]


def readings(db: sqlite3.Connection, coder: str | None = None) -> list[Reading]:
    """All readings, or one coder's, oldest first."""
    found = db.execute(
        "SELECT * FROM reading WHERE (:coder IS NULL OR coder = :coder) ORDER BY at, decision",
        {"coder": coder},
    )
    return [reading(row) for row in found]


def readings_of_pair(db: sqlite3.Connection, source: str, coder: str) -> list[Reading]:
    """One coder's readings of one source, oldest first."""
    found = db.execute(
        "SELECT * FROM reading WHERE source = ? AND coder = ? ORDER BY at, decision", (source, coder)
    )
    return [reading(row) for row in found]


def decision(row: sqlite3.Row) -> Decision:
    """A log row as a record."""
    return Decision(
        row["id"],
        row["step"],
        row["at"],
        row["coder"],
        row["act"],
        row["source"],
        row["code"],
        row["start"],
        row["end"],
        row["version"],
        row["target"],
        json.loads(row["detail"]),
    )


def coding(row: sqlite3.Row) -> Coding:
    """A derived coding as a record."""
    return Coding(
        row["source"],
        row["code"],
        row["coder"],
        row["at"],
        row["decision"],
        row["origin"],
        row["start"],
        row["end"],
        row["confidence"],
    )


def reading(row: sqlite3.Row) -> Reading:
    """A derived reading as a record."""
    scope = None if row["scope"] is None else frozenset(json.loads(row["scope"]))
    return Reading(
        row["source"],
        row["coder"],
        row["version"],
        row["at"],
        row["decision"],
        bool(row["blind"]),
        row["stream"],
        scope,
        row["outcome"],
    )


def _chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
