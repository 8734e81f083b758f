-- The .coder file, format 2. Every table STRICT; foreign keys on; WAL.
-- `decision` is append-only and is the truth; `reading` and `coding` are what it adds up to, kept by
-- the same transaction and rebuilt from it at any time (store/log.py).

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL                       -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE coder (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('human', 'machine'))
) STRICT, WITHOUT ROWID;

-- One row per file added. A wave is a stratum of the random order.
CREATE TABLE wave (
    id          INTEGER PRIMARY KEY,
    at          TEXT NOT NULL,
    file        TEXT NOT NULL,                -- base name only
    fingerprint TEXT NOT NULL,                -- sha256 of the file
    layout      TEXT NOT NULL                 -- JSON: which column meant what
) STRICT;

CREATE TABLE question (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    text     TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE variable (
    name      TEXT PRIMARY KEY,
    kind      TEXT NOT NULL CHECK (kind IN ('text', 'category', 'number', 'date', 'boolean')),
    level     TEXT NOT NULL CHECK (level IN ('case', 'source')),
    label     TEXT NOT NULL DEFAULT '',
    position  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE "case" (
    seq       INTEGER PRIMARY KEY,            -- order of arrival
    id        TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    privacy   TEXT NOT NULL CHECK (privacy IN ('public', 'anonymous', 'confidential')),
    wave      INTEGER NOT NULL REFERENCES wave (id),
    "values"  TEXT NOT NULL DEFAULT '{}',     -- JSON object, typed as `variable` says
    forgotten TEXT                            -- JSON tombstone: when, how many sources, codings, readings
) STRICT;

CREATE TABLE source (
    seq       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    "case"    TEXT NOT NULL REFERENCES "case" (id),
    question  TEXT NOT NULL REFERENCES question (id),
    wave      INTEGER NOT NULL REFERENCES wave (id),
    text      TEXT NOT NULL,
    key       TEXT NOT NULL,                  -- equal for identical answers to one question; '' for none
    "values"  TEXT NOT NULL DEFAULT '{}',
    changes   TEXT NOT NULL DEFAULT '[]'      -- JSON list: what was changed on the way in
) STRICT;
CREATE INDEX source_name ON source (name);
CREATE INDEX source_case ON source ("case");
CREATE INDEX source_key ON source (key);

-- Codebooks are kept whole, version by version; `code` is the current one, for joins.
CREATE TABLE codebook_version (
    version INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    coder   TEXT NOT NULL REFERENCES coder (name),
    digest  TEXT NOT NULL,                    -- sha256 of content
    content TEXT NOT NULL,                    -- JSON: the whole codebook with code ids
    note    TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE code (
    id       TEXT PRIMARY KEY,                -- given at birth, survives rename and move
    path     TEXT NOT NULL,
    codable  INTEGER NOT NULL CHECK (codable IN (0, 1)),
    position INTEGER NOT NULL,
    born     INTEGER NOT NULL REFERENCES codebook_version (version),
    merged   TEXT REFERENCES code (id),       -- its codings count as this code's
    retired  INTEGER REFERENCES codebook_version (version)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX code_path ON code (path) WHERE retired IS NULL AND merged IS NULL;

-- The log. Nothing updates or deletes a row, but `coder forget`, which blanks `detail`, and `coder merge`, which
-- renumbers `version` (a number of this file) and takes the row of one import that both files made.
CREATE TABLE decision (
    seq     INTEGER PRIMARY KEY,              -- order of arrival here; the order that counts is (at, id)
    id      TEXT NOT NULL UNIQUE,
    step    TEXT NOT NULL,                    -- rows of one keystroke, undone together
    at      TEXT NOT NULL,                    -- UTC, microseconds, strictly increasing per writer
    coder   TEXT NOT NULL REFERENCES coder (name),
    act     TEXT NOT NULL CHECK (act IN
            ('accept', 'reject', 'add', 'remove', 'read', 'uncodable', 'skip', 'undo', 'redo',
             'memo', 'flag', 'unflag', 'config', 'codebook', 'data', 'forget')),
    source  TEXT REFERENCES source (id),
    code    TEXT REFERENCES code (id),
    start   INTEGER,
    "end"   INTEGER,
    version INTEGER REFERENCES codebook_version (version),
    target  TEXT,                             -- the step that undo and redo speak of; a memo's object
    detail  TEXT NOT NULL DEFAULT '{}',       -- JSON: what was on screen, scope, stream, old and new value
    CHECK ((start IS NULL) = ("end" IS NULL)),
    CHECK (start IS NULL OR (0 <= start AND start <= "end"))
) STRICT;
CREATE INDEX decision_source ON decision (source, coder);
CREATE INDEX decision_at ON decision (at);
CREATE INDEX decision_step ON decision (step);
CREATE INDEX decision_target ON decision (target) WHERE target IS NOT NULL;

CREATE TRIGGER decision_stays BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END;

-- Derived. A coder may read a source more than once, each time with its own scope.
CREATE TABLE reading (
    decision TEXT PRIMARY KEY REFERENCES decision (id),
    source   TEXT NOT NULL REFERENCES source (id),
    coder    TEXT NOT NULL REFERENCES coder (name),
    version  INTEGER NOT NULL REFERENCES codebook_version (version),
    at       TEXT NOT NULL,
    blind    INTEGER NOT NULL CHECK (blind IN (0, 1)),
    stream   TEXT NOT NULL,
    scope    TEXT,                            -- JSON list of code ids; NULL: all codable ones of that version
    outcome  TEXT NOT NULL CHECK (outcome IN ('read', 'uncodable'))
) STRICT, WITHOUT ROWID;
CREATE INDEX reading_source ON reading (source, coder);

CREATE TABLE coding (
    source     TEXT NOT NULL REFERENCES source (id),
    code       TEXT NOT NULL REFERENCES code (id),
    coder      TEXT NOT NULL REFERENCES coder (name),
    at         TEXT NOT NULL,
    decision   TEXT NOT NULL REFERENCES decision (id),
    origin     TEXT NOT NULL CHECK (origin IN ('added', 'accepted', 'bulk', 'auto', 'imported')),
    start      INTEGER,
    "end"      INTEGER,
    confidence REAL
) STRICT;
CREATE INDEX coding_source ON coding (source, coder);
CREATE INDEX coding_code ON coding (code);

-- Suggestions of the current model: replaced by each `coder tag`, never codings.
CREATE TABLE proposal (
    source      TEXT NOT NULL REFERENCES source (id),
    code        TEXT NOT NULL REFERENCES code (id),
    origin      TEXT NOT NULL CHECK (origin IN ('tagger', 'prior', 'rule')),
    score       REAL NOT NULL,
    probability REAL,
    strength    TEXT NOT NULL CHECK (strength IN ('none', 'weak', 'medium', 'strong')),
    evidence    TEXT NOT NULL DEFAULT '[]',   -- JSON list of [start, end)
    PRIMARY KEY (source, code, origin)
) STRICT, WITHOUT ROWID;

-- Editions of the report that were signed off; the row of the log says who and when. JSON throughout.
CREATE TABLE edition (
    number   INTEGER PRIMARY KEY,
    decision TEXT NOT NULL REFERENCES decision (id),
    moment   TEXT NOT NULL,                   -- how far each table had come, and what its rows do not keep
    facts    TEXT NOT NULL,                   -- file name -> text of what people wrote for the report
    figures  TEXT NOT NULL,                   -- name -> number, text or null
    digest   TEXT NOT NULL                    -- sha256 of moment, facts and figures
) STRICT;

-- Vectors of distinct texts, by model; float16. With row ids: two of 1.5 kB share a page, without each would take one.
CREATE TABLE embedding (
    model  TEXT NOT NULL,
    text   TEXT NOT NULL,                     -- sha256 of the text
    vector BLOB NOT NULL,
    PRIMARY KEY (model, text)
) STRICT;
