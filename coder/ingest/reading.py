"""Reads a file or folder as its layout says: the table, the cases, and what was wrong with it."""

from __future__ import annotations

from pathlib import Path

from coder.errors import NoUsableRowsError, RequestError
from coder.ingest.assemble import assemble
from coder.ingest.batch import Batch, reasons
from coder.ingest.layout import Layout, check
from coder.ingest.opening import open_table
from coder.protocols import Progress


def read(path: str | Path, layout: Layout, *, progress: Progress | None = None) -> Batch:
    """Reads what `layout` says: FileProblem, ColumnError, RequestError or NoUsableRowsError.

    Trouble in single rows is in `Batch.problems`. An empty cell under `privacy` means public; any word
    but public, anonymous and confidential is taken as confidential.
    """
    path = Path(path)
    table = open_table(path, layout)
    layout = layout.settled(table.header, table.wordings)
    if not layout.text:
        raise RequestError(f"Which column of {path} holds the answers? Name it with --text.")
    check(layout, table.header, path)
    batch = assemble(path, table, layout, progress=progress)
    if not batch.sources:
        raise NoUsableRowsError(path, batch.rows, reasons(batch.problems))
    return batch
