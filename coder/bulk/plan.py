"""The plan of a run, made before the first answer is scored: everything that decides what comes out.

The same call with the same files, model and versions makes the same plan, and every part carries its fingerprint.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from coder.bulk import inputs
from coder.bulk.chunks import sample
from coder.bulk.columns import guess
from coder.bulk.manifest import Input, Manifest
from coder.bulk.schema import Schema, check_columns, types_of, unified
from coder.bulk.tagged import kept_name
from coder.bulk.work import Task
from coder.errors import NoUsableRowsError, RequestError, listed


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller asked for; None where it is to be found out."""

    text: str | None
    id: str | None
    question: str
    evidence: bool
    rows: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The manifest as it is before the run, the schema of all files, the task of every worker."""

    manifest: Manifest
    schema: Schema
    task: Task
    rows: int

    @property
    def total(self) -> int | None:
        """Rows to be read, None where a file does not say; lines where it has no better."""
        rows = [file.rows for file in self.manifest.inputs]
        return None if None in rows else sum(row or 0 for row in rows)


def make(files: Sequence[Input], model: Mapping[str, str], wish: Wish) -> Plan:
    """Looks at every file once; `model` is its name and sha256.

    ColumnError and RequestError where the columns do not fit the wish.
    """
    if wish.rows < 1:
        raise RequestError("A chunk needs at least one row: --chunk-rows 1 or more.")
    found = {file.path: types_of(file) for file in files}
    types = {path: columns for path, (columns, _) in found.items()}
    schema = unified(types)
    files = [_counted(file, found[file.path][1]) for file in files]
    text, id_column = _columns(files, schema, wish)
    check_columns(schema, types, text, id_column)
    encoding = next((file.encoding for file in files if file.encoding), "utf-8")
    options = {
        "text": text,
        "id": id_column,
        "encoding": encoding,
        "question": wish.question,
        "evidence": wish.evidence,
        "chunk_rows": wish.rows,
    }
    run = _fingerprint([asdict(file) for file in files], model, options, versions())
    columns = {"text": kept_name(text, id_column, list(schema.types)), "id": "id"}
    plan = Manifest(run, tuple(files), model, options, versions(), columns, schema.notes)
    return Plan(plan, schema, Task(run, text, id_column, wish.evidence, wish.question), wish.rows)


def versions() -> dict[str, str]:
    """Of everything that could move a byte."""
    from coder import __version__

    found = {name: version(name) for name in ("numpy", "pyarrow", "scipy")}
    return {"coder": __version__, "python": ".".join(platform.python_version_tuple()[:2]), **found}


def refuse_changes(folder: Path, old: Manifest, new: Manifest) -> None:
    """RequestError that says what is not as it was when the run in the folder was started."""
    if old.run == new.run:
        return
    changes = [
        *_files(old.inputs, new.inputs),
        *_model(old.model, new.model),
        *_settings(old.options, new.options),
        *_settings(old.versions, new.versions),
    ]
    raise RequestError(
        f"{folder} holds a run that was made differently: {listed(changes)}. Nothing was changed. "
        "Name another folder with --out, or start over with --force."
    )


def _counted(file: Input, rows: int | None) -> Input:
    known = inputs.fingerprint(file)
    return known if rows is None else replace(known, rows=rows)


def _columns(files: Sequence[Input], schema: Schema, wish: Wish) -> tuple[str, str | None]:
    """The text and the id column: those wished for, else what the first rows of the first file look like."""
    filled = next((file for file in files if file.path not in schema.empty), None)
    if filled is None:
        raise NoUsableRowsError(listed([file.path for file in files]), 0)
    return guess(sample(filled, schema), filled.path, wish.text, wish.id)


def _fingerprint(*facts: Any) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def _files(old: Sequence[Input], new: Sequence[Input]) -> list[str]:
    before, after = ({file.path: (file.size, file.digest) for file in files} for files in (old, new))
    changed = [f"{path} has changed" for path in before.keys() & after.keys() if before[path] != after[path]]
    fresh = [f"{path} is new" for path in after.keys() - before.keys()]
    gone = [f"{path} is not among the files now" for path in before.keys() - after.keys()]
    moved = ["the files are in another order"] if [*before] != [*after] and not (fresh or gone) else []
    return sorted(changed) + sorted(fresh) + sorted(gone) + moved


def _model(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return [] if old == new else [f"the model is {new['name']} now, it was {old['name']}"]


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [
        f"{name} is {_said(new[name])} now, it was {_said(old.get(name))}"
        for name in new
        if old.get(name) != new[name]
    ]


def _said(value: object) -> object:
    return "not given" if value in (None, "") else value
