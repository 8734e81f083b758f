"""Parquet files, as pandas, R and databases write them; row 2 is the first, below the header."""

from __future__ import annotations

from pathlib import Path

from coder.errors import FileProblem
from coder.ingest.batch import Table
from coder.ingest.cells import shown
from coder.ingest.delimited import unique


def read_parquet(path: Path, data: bytes) -> Table:
    """All columns as text, dates ISO 8601, lists and structures as JSON."""
    import pyarrow
    import pyarrow.parquet

    try:
        frame = pyarrow.parquet.read_table(pyarrow.BufferReader(data))
        columns = [[shown(value) for value in column.to_pylist()] for column in frame.columns]
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise FileProblem(path, f"is damaged: {str(error).splitlines()[0]}") from None
    rows = [(number, list(cells)) for number, cells in enumerate(zip(*columns, strict=True), start=2)]
    return Table(unique(frame.column_names), rows)
