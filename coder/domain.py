"""The records everything else passes around: small, frozen, and ignorant of files.

One row of a survey is a Case; each open Question it answers is a Source; its other columns are
Variables. A Tagger makes Proposals; a Coder's Decisions make Codings; a Reading says that a Source
was read, so that silence means "no". Positions are half-open `[start, end)` Unicode code points.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

Value = str | float | bool | None
"""A closed answer: text, number, yes/no, an ISO 8601 date as text, or None for no answer."""

Privacy = Literal["public", "anonymous", "confidential"]
Kind = Literal["text", "category", "number", "date", "boolean"]
Level = Literal["case", "source"]
Stream = Literal[
    "random",
    "certain",
    "active",
    "code",
    "search",
    "cluster",
    "hardest",
    "disagreement",
    "flagged",
    "outdated",
    "split",
    "adjudication",
    "import",
]
Act = Literal[
    "accept",
    "reject",
    "add",
    "remove",
    "read",
    "uncodable",
    "skip",
    "undo",
    "redo",
    "memo",
    "flag",
    "unflag",
    "config",
    "codebook",
    "data",
    "forget",
]
Origin = Literal["added", "accepted", "bulk", "auto", "imported"]
Strength = Literal["none", "weak", "medium", "strong"]

_NAMESPACE = bytes.fromhex("6f0a3f1e5d0c5b529d2e7a6b0c0de400")


@lru_cache(maxsize=1 << 18)
def stable_id(kind: str, *names: str) -> str:
    """The same UUID (version 5) for the same thing in every copy of a project.

    Two people who add the same file get the same ids, so their logs can be united.
    """
    # uuid.uuid5 by hand: a third of the time, and sources ask for their id often.
    made = bytearray(hashlib.sha1(_NAMESPACE + "\x1f".join((kind, *names)).encode()).digest()[:16])
    made[6], made[8] = made[6] & 0x0F | 0x50, made[8] & 0x3F | 0x80
    text = made.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked; `name` is the column or label, `text` the wording where it is known."""

    name: str
    text: str = ""

    @property
    def id(self) -> str:
        """Stable UUID made from the name."""
        return stable_id("question", self.name)


@dataclass(frozen=True, slots=True)
class Variable:
    """A closed answer or attribute. `level` is "source" where it varies between one case's answers."""

    name: str
    kind: Kind = "text"
    level: Level = "case"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A respondent."""

    name: str
    privacy: Privacy = "public"
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Stable UUID made from the name."""
        return stable_id("case", self.name)


@dataclass(frozen=True, slots=True)
class Source:
    """One answer of one case to one question; `text` is NFC and never changes once it was read.

    `key` is equal for identical answers: same question, same text after folding case, white space
    and punctuation; "" when nothing is left after folding.
    `changes` says what was done to the text on the way in ("nfc", "newlines", "control", ...).
    """

    name: str
    case: Case
    question: Question
    text: str
    values: Mapping[str, Value] = field(default_factory=dict)
    key: str = ""
    changes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Stable UUID made from case, question and name."""
        return stable_id("source", self.case.name, self.question.name, self.name)


@dataclass(frozen=True, slots=True)
class Segment:
    """Part of a source, `[start, end)` in code points."""

    source: Source
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The words themselves."""
        return self.source.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Code:
    """A label with a meaning. `path` is its place in the tree: `waiting/queue`.

    `id` is given once, at birth, and survives renames and moves ("" until a project gives it).
    `codable=False` makes it a group. `questions` empty means that it applies to all of them.
    """

    path: str
    name: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    colour: str = ""
    codable: bool = True
    stance: bool = False
    questions: tuple[str, ...] = ()
    id: str = ""

    @property
    def parent(self) -> str:
        """Path of the code above, "" at the top."""
        return self.path.rpartition("/")[0]

    @property
    def label(self) -> str:
        """`name`, else the last part of the path."""
        return self.name or self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Theme:
    """A finding named by a person: a case raises it if it has any of its codes."""

    name: str
    codes: tuple[str, ...]
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Coder:
    """Who codes: a person, or a machine under its own name (`tagger@<model>`)."""

    name: str
    kind: Literal["human", "machine"] = "human"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A machine's suggestion: never a coding. `score` is the decision value (threshold at 0).

    `probability` is calibrated where that could be proved, else None; `origin` says whether the
    learner, the codebook's wording alone (nothing learnt yet) or a written rule made it. `segment` is
    the sentence it speaks of where the machine works by sentences, else None: the whole answer.
    """

    code: str
    score: float
    probability: float | None = None
    origin: Literal["tagger", "prior", "rule"] = "tagger"
    evidence: tuple[tuple[int, int], ...] = ()
    strength: Strength = "none"
    segment: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the append-only log: the truth that codings and readings are derived from.

    Rows of one keystroke share a `step` and are undone together; `undo` and `redo` name the step in
    `target`. `code` is a code id. `detail` is JSON data: what was on screen, scope, old and new value.
    """

    id: str
    step: str
    at: str
    coder: str
    act: Act
    source: str | None = None
    code: str | None = None
    start: int | None = None
    end: int | None = None
    version: int | None = None
    target: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A coder has read a source under a codebook version.

    `scope` holds the ids of the codes that were judged (all codable codes of that version for that
    question when None). `blind`: nothing of the machine or of other coders was on screen.
    `outcome` "uncodable" settles the answer without judging any code.
    """

    source: str
    coder: str
    version: int
    at: str
    decision: str
    blind: bool = False
    stream: Stream = "random"
    scope: frozenset[str] | None = None
    outcome: Literal["read", "uncodable"] = "read"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code applied by someone to a source or to part of it (`start`, `end` None: the whole)."""

    source: str
    code: str
    coder: str
    at: str
    decision: str
    origin: Origin = "added"
    start: int | None = None
    end: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Memo:
    """A note on a code, source, segment, case or the project."""

    id: str
    about: Literal["code", "source", "segment", "case", "project"]
    target: str
    text: str
    coder: str
    at: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Trouble in the user's data that cost a row or a value, never the run.

    `row` counts as the file's user would: the header is row 1.
    """

    row: int | None
    column: str
    reason: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """What an export or import could not carry: `kind`, how many, and one example."""

    kind: str
    count: int
    example: str = ""
