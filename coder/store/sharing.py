"""SQL for uniting two copies of a project: what has a number of its own in each file gets one order for both.

Waves, codebook versions, positions of questions and variables are numbered as they arrive in one file.
Here they are known by what is the same in every copy: a wave by its file, layout and time, a version by its
time and content; the numbers are then given anew, so that every way of uniting gives the same ones.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from coder.domain import Code, Decision, Question, Source, Variable

WaveKey = tuple[str, str, str]
"""When, fingerprint of the file, and its layout as JSON: the same in every copy."""

_OF_VERSIONS = (
    ("decision", "version"),
    ("reading", "version"),
    ("code", "born"),
    ("code", "retired"),
)


def loosen(db: sqlite3.Connection) -> None:
    """References are checked when the transaction ends: until then numbers may change."""
    db.execute("PRAGMA defer_foreign_keys = ON")


def wave_keys(db: sqlite3.Connection) -> dict[int, WaveKey]:
    """Number here -> key of each wave."""
    found = db.execute("SELECT id, at, fingerprint, layout FROM wave ORDER BY at, fingerprint, layout")
    return {row[0]: (row[1], row[2], row[3]) for row in found}


def take_waves(db: sqlite3.Connection, other: sqlite3.Connection) -> dict[int, int]:
    """Adds the waves of another file; its numbers -> numbers here."""
    here = {key: id_ for id_, key in wave_keys(db).items()}
    found = {}
    for row in other.execute("SELECT * FROM wave ORDER BY id"):
        key = (row["at"], row["fingerprint"], row["layout"])
        if key not in here:
            made = db.execute(
                "INSERT INTO wave (at, file, fingerprint, layout) VALUES (?, ?, ?, ?) RETURNING id",
                (row["at"], row["file"], row["fingerprint"], row["layout"]),
            )
            here[key] = int(made.fetchone()[0])
        found[row["id"]] = here[key]
    return found


def waves_of(db: sqlite3.Connection, table: str) -> dict[str, int]:
    """Wave of each row of `case` or `source` by id, forgotten ones too."""
    assert table in ("case", "source")
    return dict(db.execute(f'SELECT id, wave FROM "{table}"').fetchall())


def put_wave(db: sqlite3.Connection, table: str, id_: str, wave: int) -> None:
    """Says that a case or source came with another wave."""
    assert table in ("case", "source")
    db.execute(f'UPDATE "{table}" SET wave = ? WHERE id = ?', (wave, id_))


def tombstones(db: sqlite3.Connection) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Forgotten case -> its stone as JSON, and (id, question) of its blank sources."""
    stones = dict(db.execute('SELECT id, forgotten FROM "case" WHERE forgotten IS NOT NULL').fetchall())
    found: dict[str, tuple[str, list[tuple[str, str]]]] = {
        case: (stone, []) for case, stone in stones.items()
    }
    for case, id_, question in db.execute('SELECT "case", id, question FROM source ORDER BY seq'):
        if case in found:
            found[case][1].append((id_, question))
    return found


def insert_tombstone(
    db: sqlite3.Connection, case: str, stone: str, wave: int, sources: Iterable[tuple[str, str, int]]
) -> None:
    """A case forgotten elsewhere, that this file never knew; `sources`: id, question, wave."""
    db.execute(
        'INSERT INTO "case" (id, name, privacy, wave, forgotten) '
        "VALUES (?, 'forgotten-' || ?, 'confidential', ?, ?)",
        (case, case, wave, stone),
    )
    db.executemany(
        'INSERT INTO source (id, name, "case", question, wave, text, key) '
        "VALUES (?, 'forgotten-' || ?, ?, ?, ?, '', '')",
        ((id_, id_, case, question, wave) for id_, question, wave in sources),
    )


def put_stone(db: sqlite3.Connection, case: str, stone: str) -> None:
    """The tombstone of a forgotten case."""
    db.execute('UPDATE "case" SET forgotten = ? WHERE id = ?', (stone, case))


def revive(db: sqlite3.Connection, sources: Iterable[Source]) -> None:
    """Words that another copy still has, so that forgetting finds them wherever they are quoted."""
    for source in sources:
        db.execute('UPDATE "case" SET forgotten = NULL WHERE id = ?', (source.case.id,))
        db.execute("UPDATE source SET text = ? WHERE id = ?", (source.text, source.id))


def put_coder_kind(db: sqlite3.Connection, name: str, kind: str) -> None:
    """Says what kind of coder one is."""
    db.execute("UPDATE coder SET kind = ? WHERE name = ?", (kind, name))


def config_rows(db: sqlite3.Connection) -> list[tuple[str, str, str, dict[str, Any]]]:
    """(at, id, coder, detail) of everything that was set or fixed for the project, in the order that counts."""
    found = db.execute("SELECT at, id, coder, detail FROM decision WHERE act = 'config' ORDER BY at, id")
    return [(row[0], row[1], row[2], json.loads(row[3])) for row in found]


def codebook_rows(db: sqlite3.Connection) -> list[tuple[str, str, int, dict[str, Any]]]:
    """(at, id, version, detail) of every change of the codebook by a person, in the order that counts."""
    found = db.execute(
        "SELECT at, id, version, detail FROM decision WHERE act = 'codebook' AND version IS NOT NULL "
        "ORDER BY at, id"
    )
    return [(row[0], row[1], row[2], json.loads(row[3])) for row in found]


def versions_used(db: sqlite3.Connection) -> set[int]:
    """Versions under which somebody decided something."""
    return {row[0] for row in db.execute("SELECT DISTINCT version FROM decision WHERE version IS NOT NULL")}


def versions(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Whole rows of codebook_version, by number."""
    return [dict(row) for row in db.execute("SELECT * FROM codebook_version ORDER BY version")]


def put_versions(
    db: sqlite3.Connection, rows: Iterable[Mapping[str, Any]], numbers: Mapping[int, int]
) -> None:
    """These versions and no others; `numbers`: those that are here -> what they are called now."""
    moves = [(new, old) for old, new in numbers.items() if new != old]
    for table, column in _OF_VERSIONS if moves else ():
        # Negative in between, for a number may go to one that another leaves.
        db.executemany(f"UPDATE {table} SET {column} = -? WHERE {column} = ?", moves)
        db.execute(f"UPDATE {table} SET {column} = -{column} WHERE {column} < 0")
    db.execute("DELETE FROM codebook_version")
    db.executemany(
        "INSERT INTO codebook_version (version, at, coder, digest, content, note) "
        "VALUES (:version, :at, :coder, :digest, :content, :note)",
        rows,
    )


def put_codes(
    db: sqlite3.Connection,
    codes: Iterable[Code],
    lives: Mapping[str, tuple[int, int]],
    current: Iterable[str],
    merged: Mapping[str, str],
) -> None:
    """Every code there ever was, in the order given; `lives`: the first and the last version of each."""
    alive = set(current)
    db.execute("UPDATE code SET retired = born")
    rows = [
        {
            "id": code.id,
            "path": code.path,
            "codable": int(code.codable),
            "position": place,
            "born": lives[code.id][0],
            "merged": merged.get(code.id),
            "retired": None if code.id in alive else lives[code.id][1] + 1,
        }
        for place, code in enumerate(codes)
    ]
    db.executemany(
        "INSERT INTO code VALUES (:id, :path, :codable, :position, :born, :merged, :retired) "
        "ON CONFLICT (id) DO UPDATE SET path = :path, codable = :codable, position = :position, "
        "born = :born, merged = :merged, retired = :retired",
        rows,
    )


def row_stamps(db: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """(at, step) of every row of the log by id."""
    return {row[0]: (row[1], row[2]) for row in db.execute("SELECT id, at, step FROM decision")}


def replace_row(db: sqlite3.Connection, row: Decision) -> None:
    """The same decision as another copy has it: the two took it over from one file at different times."""
    db.execute(
        "UPDATE decision SET step = ?, at = ?, version = ?, detail = ? WHERE id = ?",
        (row.step, row.at, row.version, json.dumps(dict(row.detail), ensure_ascii=False), row.id),
    )


def first_waves(db: sqlite3.Connection) -> tuple[dict[str, int], dict[str, int]]:
    """The oldest wave in which each question (by id) was asked, and in which each variable has a value."""
    rank = {id_: place for place, id_ in enumerate(wave_keys(db))}
    asked = db.execute("SELECT DISTINCT question, wave FROM source").fetchall()
    told = db.execute(
        'SELECT DISTINCT each.key, wave FROM "case", json_each("case"."values") AS each UNION '
        'SELECT DISTINCT each.key, wave FROM source, json_each(source."values") AS each'
    ).fetchall()
    questions, variables = dict[str, int](), dict[str, int]()
    for found, rows in ((questions, asked), (variables, told)):
        for name, wave in rows:
            found[name] = min(rank[wave], found.get(name, len(rank)))
    return questions, variables


def put_questions(db: sqlite3.Connection, questions: Iterable[Question]) -> None:
    """All questions in this order, with these wordings."""
    for place, question in enumerate(questions, start=1):
        db.execute(
            "INSERT INTO question VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET text = excluded.text, position = excluded.position",
            (question.id, question.name, question.text, place),
        )


def put_variables(db: sqlite3.Connection, variables: Iterable[Variable]) -> None:
    """All variables in this order, as they are described here."""
    for place, each in enumerate(variables, start=1):
        db.execute(
            "INSERT INTO variable VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
            "kind = excluded.kind, level = excluded.level, label = excluded.label, position = excluded.position",
            (each.name, each.kind, each.level, each.label, place),
        )
