"""Small input files and the model that tags them, made for bulk runs in tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from coder.tagging.tagger import Tagger
from tests.tagging.conftest import BOOK, CODES, TEXTS

WORDS = " ".join(TEXTS).split()


def save_model(folder: Path) -> Path:
    """Learnt without an embedding from eight answers in the codes staff and wait; `queue*` is a rule of wait."""
    Tagger(BOOK, embedding=None).fit(TEXTS, CODES).save(folder)
    return folder


def texts(count: int, seed: int = 1, words: int = 6) -> list[str]:
    """Invented answers, some of them identical."""
    random = Random(seed)
    return [" ".join(random.choices(WORDS, k=random.randint(1, words))) for _ in range(count)]


def write_csv(path: Path, answers: Sequence[str], first: int = 0) -> Path:
    """Columns id and comment, every answer in quotation marks."""
    quoted = (answer.replace('"', '""') for answer in answers)
    lines = [f'a{number},"{answer}"\n' for number, answer in enumerate(quoted, start=first)]
    path.write_text("id,comment\n" + "".join(lines), encoding="utf-8")
    return path


def write_json_lines(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """One object per line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_parquet(path: Path, columns: dict[str, Any]) -> Path:
    """Columns as given, in row groups of 70."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), path, row_group_size=70)
    return path


def rows_of(out: Path) -> list[dict[str, Any]]:
    """All rows of all parts in order."""
    import pyarrow.parquet as pq

    return [row for part in sorted(out.glob("part-*")) for row in pq.read_table(part).to_pylist()]


def problems_of(out: Path) -> list[dict[str, Any]]:
    """The rows of problems.parquet."""
    import pyarrow.parquet as pq

    found: list[dict[str, Any]] = pq.read_table(out / "problems.parquet").to_pylist()
    return found


def bytes_of(out: Path) -> dict[str, bytes]:
    """Every file of an output folder by its path in it."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
