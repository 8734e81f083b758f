"""Reads a file as its layout says: the bytes, the table, the cases, and what was wrong with it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from coder.domain import Problem
from coder.errors import NoUsableRowsError, RequestError
from coder.ingest import files
from coder.ingest.assemble import assemble
from coder.ingest.batch import Batch, Table
from coder.ingest.delimited import read_delimited
from coder.ingest.jsonlines import read_json_lines
from coder.ingest.layout import Layout, check
from coder.ingest.parquet import read_parquet
from coder.ingest.workbook import read_workbook
from coder.protocols import Progress


def read(path: str | Path, layout: Layout, *, progress: Progress | None = None) -> Batch:
    """Reads the file as `layout` says: FileProblem, ColumnError, RequestError or NoUsableRowsError.

    Trouble in single rows is in `Batch.problems`. An empty cell under `privacy` means public; any word
    but public, anonymous and confidential is taken as confidential.
    """
    path = Path(path)
    data = files.load(path)
    table = open_table(path, data, layout)
    if not layout.text:
        raise RequestError(f"Which column of {path} holds the answers? Name it with --text.")
    check(layout, table.header, path)
    batch = assemble(path, table, layout, fingerprint=hashlib.sha256(data).hexdigest(), progress=progress)
    if not batch.sources:
        raise NoUsableRowsError(path, batch.rows, reasons(batch.problems))
    return batch


def open_table(path: Path, data: bytes, layout: Layout) -> Table:
    """Rows of text cells, by the reader that the file's suffix asks for."""
    suffix = path.suffix.lower()
    if suffix in files.WORKBOOK:
        return read_workbook(path, data, sheet=layout.sheet)
    if suffix in files.JSON_LINES:
        return read_json_lines(path, data, encoding=layout.encoding)
    if suffix in files.PARQUET:
        return read_parquet(path, data)
    delimiter = layout.delimiter or ("\t" if suffix in (".tsv", ".tab") else "")
    return read_delimited(path, data, encoding=layout.encoding, delimiter=delimiter)


def reasons(problems: Iterable[Problem]) -> list[str]:
    """`["empty text (12)", "repeated id (3)"]`, the most frequent first."""
    counts = Counter(problem.reason.partition(":")[0] for problem in problems)
    return [f"{reason} ({count:,})" for reason, count in counts.most_common()]
