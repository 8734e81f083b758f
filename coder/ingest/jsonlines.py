"""JSON Lines: one object per line; rows are numbered by line, columns in order of first appearance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from coder.domain import Problem
from coder.errors import FileProblem
from coder.ingest.batch import Table
from coder.ingest.cells import shown
from coder.ingest.delimited import unique
from coder.ingest.files import decode


def read_json_lines(path: Path, data: bytes, *, encoding: str = "") -> Table:
    """A line that is no JSON object becomes a Problem; FileProblem if there is not one."""
    text, name, damaged = decode(path, data, encoding)
    problems: list[Problem] = []
    objects: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            _read(number, line, objects, problems)
    if not objects:
        raise FileProblem(path, "is not JSON Lines", "It needs one JSON object {...} on each line.")
    columns = list(dict.fromkeys(key for _, found in objects for key in found))
    rows = [(number, [shown(found.get(key)) for key in columns]) for number, found in objects]
    table = Table(unique(columns), rows, problems, encoding=name)
    if damaged:
        table.mark_damage()
    return table


def _read(number: int, line: str, objects: list[tuple[int, dict[str, Any]]], problems: list[Problem]) -> None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        objects.append((number, found))
    else:
        problems.append(Problem(number, "", "not a JSON object", line[:80]))
