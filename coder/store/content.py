"""SQL on what was put into a project: questions, variables, cases, sources, codebooks, settings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from coder.domain import Case, Code, Coder, Proposal, Question, Source, Variable


def settings(db: sqlite3.Connection) -> dict[str, Any]:
    """All settings, decoded."""
    return {row["key"]: json.loads(row["value"]) for row in db.execute("SELECT * FROM setting ORDER BY key")}


def put_setting(db: sqlite3.Connection, key: str, value: object) -> None:
    """Sets one setting to any JSON value."""
    db.execute(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, json.dumps(value, ensure_ascii=False)),
    )


def coders(db: sqlite3.Connection) -> list[Coder]:
    """Everyone who ever decided something, by name."""
    return [Coder(row["name"], row["kind"]) for row in db.execute("SELECT * FROM coder ORDER BY name")]


def put_coder(db: sqlite3.Connection, coder: Coder) -> None:
    """Adds a coder; one that is known keeps its kind."""
    db.execute("INSERT INTO coder VALUES (?, ?) ON CONFLICT DO NOTHING", (coder.name, coder.kind))


def insert_wave(db: sqlite3.Connection, at: str, file: str, fingerprint: str, layout: object) -> int:
    """A new wave's number."""
    found = db.execute(
        "INSERT INTO wave (at, file, fingerprint, layout) VALUES (?, ?, ?, ?) RETURNING id",
        (at, file, fingerprint, json.dumps(layout, ensure_ascii=False)),
    )
    return int(found.fetchone()[0])


def waves(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Files added, oldest first: id, at, file, fingerprint, layout."""
    return [
        {**dict(row), "layout": json.loads(row["layout"])}
        for row in db.execute("SELECT * FROM wave ORDER BY at, id")
    ]


def questions(db: sqlite3.Connection) -> list[Question]:
    """In the order they were first asked."""
    return [
        Question(row["name"], row["text"])
        for row in db.execute("SELECT * FROM question ORDER BY position, name")
    ]


def put_question(db: sqlite3.Connection, question: Question) -> None:
    """Adds a question; a wording that is given replaces an empty one."""
    db.execute(
        "INSERT INTO question SELECT ?, ?, ?, coalesce(max(position), 0) + 1 FROM question WHERE true "
        "ON CONFLICT (id) DO UPDATE SET text = excluded.text WHERE excluded.text <> ''",
        (question.id, question.name, question.text),
    )


def variables(db: sqlite3.Connection) -> list[Variable]:
    """In the order of the file they came from."""
    return [
        Variable(row["name"], row["kind"], row["level"], row["label"])
        for row in db.execute("SELECT * FROM variable ORDER BY position, name")
    ]


def put_variable(db: sqlite3.Connection, variable: Variable) -> None:
    """Adds a variable or changes its kind and level."""
    db.execute(
        "INSERT INTO variable SELECT ?, ?, ?, ?, coalesce(max(position), 0) + 1 FROM variable WHERE true "
        "ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, level = excluded.level",
        (variable.name, variable.kind, variable.level, variable.label),
    )


def insert_cases(db: sqlite3.Connection, cases: Iterable[Case], wave: int) -> None:
    """Adds cases that are not there yet."""
    db.executemany(
        'INSERT INTO "case" (id, name, privacy, wave, "values") VALUES (?, ?, ?, ?, ?)',
        ((case.id, case.name, case.privacy, wave, _json(case.values)) for case in cases),
    )


def update_case(db: sqlite3.Connection, case: Case) -> None:
    """Replaces values and privacy of a case."""
    db.execute(
        'UPDATE "case" SET "values" = ?, privacy = ? WHERE id = ?',
        (_json(case.values), case.privacy, case.id),
    )


def insert_sources(db: sqlite3.Connection, sources: Iterable[Source], wave: int) -> None:
    """Adds sources that are not there yet."""
    db.executemany(
        'INSERT INTO source (id, name, "case", question, wave, text, key, "values", changes) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                s.id,
                s.name,
                s.case.id,
                s.question.id,
                wave,
                s.text,
                s.key,
                _json(s.values),
                json.dumps(s.changes),
            )
            for s in sources
        ),
    )


def update_source(db: sqlite3.Connection, source: Source) -> None:
    """Replaces text and values of a source that nobody has read."""
    db.execute(
        'UPDATE source SET text = ?, key = ?, "values" = ?, changes = ? WHERE id = ?',
        (source.text, source.key, _json(source.values), json.dumps(source.changes), source.id),
    )


def cases(db: sqlite3.Connection) -> dict[str, Case]:
    """By id, in order of arrival, without forgotten ones."""
    return {
        row["id"]: Case(row["name"], row["privacy"], json.loads(row["values"]))
        for row in db.execute('SELECT * FROM "case" WHERE forgotten IS NULL ORDER BY seq')
    }


def case_waves(db: sqlite3.Connection, *, forgotten: bool = False) -> dict[str, int]:
    """Wave in which each case first came, by case id, `forgotten` ones too; waves count from 1 by age.

    A file that several people added in the same way is one wave, whatever its rows here are numbered.
    """
    found = db.execute(
        "WITH first AS (SELECT fingerprint, layout, min(at) AS at FROM wave GROUP BY fingerprint, layout), "
        "numbered AS (SELECT *, row_number() OVER (ORDER BY at, fingerprint, layout) AS number FROM first) "
        'SELECT "case".id, number FROM "case" JOIN wave ON wave.id = "case".wave '
        "JOIN numbered USING (fingerprint, layout) WHERE :all OR forgotten IS NULL ORDER BY seq",
        {"all": forgotten},
    )
    return dict(found.fetchall())


def forgotten(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Tombstones by case id."""
    return {
        row["id"]: json.loads(row["forgotten"])
        for row in db.execute('SELECT id, forgotten FROM "case" WHERE forgotten IS NOT NULL ORDER BY seq')
    }


def sources(db: sqlite3.Connection) -> Iterator[tuple[str, Source]]:
    """(id, source) in order of arrival, without those of forgotten cases."""
    by_case, asked = cases(db), {question.id: question for question in questions(db)}
    decoded = cache(json.loads)  # few distinct ones
    found = db.execute(
        'SELECT id, name, "case", question, text, "values", key, changes FROM source ORDER BY seq'
    )
    for id_, name, case, question, text, values, key, changes in found:
        if case in by_case:
            changed = tuple(decoded(changes))
            yield id_, Source(name, by_case[case], asked[question], text, decoded(values), key, changed)


def source_names(db: sqlite3.Connection) -> dict[str, str]:
    """Name by id; those of forgotten cases are called so."""
    return dict(db.execute("SELECT id, name FROM source").fetchall())


def sources_of_cases(db: sqlite3.Connection, cases: Iterable[str]) -> list[str]:
    """Ids of the sources of these cases, forgotten ones too."""
    found = db.execute(
        'SELECT id FROM source WHERE "case" IN (SELECT value FROM json_each(?))', (json.dumps(list(cases)),)
    )
    return [row["id"] for row in found]


def source_named(db: sqlite3.Connection, name: str) -> list[Source]:
    """Sources with this name or id; several when two questions' answers share a name."""
    found = db.execute(
        'SELECT source.*, "case".name AS case_name, privacy, "case"."values" AS case_values, '
        "question.name AS question_name, question.text AS question_text FROM source "
        'JOIN "case" ON "case".id = source."case" JOIN question ON question.id = source.question '
        "WHERE (source.name = :name OR source.id = :name) AND forgotten IS NULL ORDER BY source.seq",
        {"name": name},
    )
    return [
        _source(
            row,
            Case(row["case_name"], row["privacy"], json.loads(row["case_values"])),
            Question(row["question_name"], row["question_text"]),
        )
        for row in found
    ]


def insert_codebook(
    db: sqlite3.Connection, version: int, at: str, coder: str, digest: str, content: str, note: str
) -> None:
    """Keeps one version whole."""
    db.execute(
        "INSERT INTO codebook_version VALUES (?, ?, ?, ?, ?, ?)", (version, at, coder, digest, content, note)
    )


def codebook_versions(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Version, at, coder, digest, note of each, oldest first."""
    return [
        dict(row)
        for row in db.execute(
            "SELECT version, at, coder, digest, note FROM codebook_version ORDER BY version"
        )
    ]


def codebook_content(db: sqlite3.Connection, version: int | None = None) -> tuple[int, str] | None:
    """(version, JSON) of one version or the newest; None when there is none."""
    row = db.execute(
        "SELECT version, content FROM codebook_version WHERE :version IS NULL OR version = :version "
        "ORDER BY version DESC LIMIT 1",
        {"version": version},
    ).fetchone()
    return None if row is None else (row["version"], row["content"])


def replace_codes(
    db: sqlite3.Connection, codes: Iterable[Code], version: int, merged: dict[str, str]
) -> None:
    """Makes `code` show the new version; codes no longer in it are retired, merged ones point on."""
    current = list(codes)
    db.execute("UPDATE code SET retired = ? WHERE retired IS NULL", (version,))
    for position, code in enumerate(current):
        db.execute(
            "INSERT INTO code VALUES (?, ?, ?, ?, ?, NULL, NULL) ON CONFLICT (id) DO UPDATE SET "
            "path = excluded.path, codable = excluded.codable, position = excluded.position, retired = NULL",
            (code.id, code.path, int(code.codable), position, version),
        )
    for old, new in merged.items():
        db.execute("UPDATE code SET merged = ? WHERE id = ? OR merged = ?", (new, old, old))


def merged_codes(db: sqlite3.Connection) -> dict[str, str]:
    """Old code id -> the id its codings now count as."""
    return {row[0]: row[1] for row in db.execute("SELECT id, merged FROM code WHERE merged IS NOT NULL")}


def code_ids(db: sqlite3.Connection) -> set[str]:
    """Every code id that was ever given."""
    return {row[0] for row in db.execute("SELECT id FROM code")}


def replace_proposals(db: sqlite3.Connection, proposals: Iterable[tuple[str, str, Proposal]]) -> None:
    """Forgets the last run's and keeps (source id, code id, proposal)."""
    db.execute("DELETE FROM proposal")
    db.executemany(
        "INSERT INTO proposal VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (source, code, p.origin, p.score, p.probability, p.strength, json.dumps(p.evidence))
            for source, code, p in proposals
        ),
    )


def proposals(db: sqlite3.Connection) -> Iterator[tuple[str, str, Proposal]]:
    """(source id, code id, proposal), strongest first within a source."""
    for row in db.execute("SELECT * FROM proposal ORDER BY source, score DESC, code"):
        spans = tuple((start, end) for start, end in json.loads(row["evidence"]))
        yield (
            row["source"],
            row["code"],
            Proposal(row["code"], row["score"], row["probability"], row["origin"], spans, row["strength"]),
        )


def vectors(db: sqlite3.Connection, model: str, texts: Iterable[str]) -> dict[str, bytes]:
    """Float16 vectors of one model by sha256 of the text, of those that are kept."""
    wanted = json.dumps(list(texts))
    found = db.execute(
        "SELECT text, vector FROM embedding WHERE model = ? AND text IN (SELECT value FROM json_each(?))",
        (model, wanted),
    )
    return {row["text"]: row["vector"] for row in found}


def put_vectors(db: sqlite3.Connection, model: str, found: Mapping[str, bytes]) -> None:
    """Keeps vectors; those that are there stay."""
    db.executemany(
        "INSERT INTO embedding VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        ((model, text, vector) for text, vector in found.items()),
    )


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many cases, sources, forgotten cases, sources read by anyone, codings and proposals there are."""
    found = db.execute(
        """
        SELECT (SELECT count(*) FROM "case" WHERE forgotten IS NULL) AS cases,
               (SELECT count(*) FROM source JOIN "case" ON "case".id = source."case"
                WHERE forgotten IS NULL) AS sources,
               (SELECT count(*) FROM "case" WHERE forgotten IS NOT NULL) AS forgotten,
               (SELECT count(DISTINCT source) FROM reading) AS read,
               (SELECT count(*) FROM coding) AS codings,
               (SELECT count(*) FROM proposal) AS proposals
        """
    )
    return dict(found.fetchone())


def work_by_coder(db: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Sources read and codings made, by coder's name, for those who did either."""
    found = db.execute(
        """
        SELECT coder.name, (SELECT count(DISTINCT source) FROM reading WHERE reading.coder = coder.name) AS read,
               (SELECT count(*) FROM coding WHERE coding.coder = coder.name) AS codings
        FROM coder ORDER BY coder.name
        """
    )
    return {
        row["name"]: {"read": row["read"], "codings": row["codings"]}
        for row in found
        if row["read"] or row["codings"]
    }


def _source(row: sqlite3.Row, case: Case, question: Question) -> Source:
    return Source(
        row["name"],
        case,
        question,
        row["text"],
        json.loads(row["values"]),
        row["key"],
        tuple(json.loads(row["changes"])),
    )


def _json(values: object) -> str:
    return json.dumps(dict(values), ensure_ascii=False)  # type: ignore[call-overload]
