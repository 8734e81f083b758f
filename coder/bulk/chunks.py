"""Input files as a stream of chunks. Where one ends depends on the files and `rows` alone, never on who works.

A chunk never spans two files, and counts the rows that cannot be used too. Memory is that of one chunk, whatever
the files hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from coder.bulk.inputs import names_of, opened
from coder.bulk.lines import MOST, NOT_UTF8, TOO_LONG, Delimited, Row, json_lines
from coder.bulk.schema import Schema, column, conformed
from coder.bulk.work import Chunk
from coder.domain import Problem
from coder.errors import FileProblem

if TYPE_CHECKING:
    import pyarrow

    from coder.bulk.manifest import Input

ROWS = 20_000
"""Rows of a chunk: a second or two of work, a few MB of memory."""

BYTES = 16_000_000
"""A chunk of long answers ends earlier, with the row (of Parquet: the hundred rows) that goes beyond this."""

Piece = tuple[int, list[int], "pyarrow.Table", list[Problem]]
"""First row, the numbers of the rows in the table, the table, and the rows that are not in it."""


def read(files: Iterable[Input], schema: Schema, rows: int = ROWS) -> Iterator[Chunk]:
    """Chunks of all files in order, numbered from 0."""
    wanted = [file for file in files if file.path not in schema.empty]
    names, number = names_of(wanted), 0
    for file in wanted:
        for first, numbers, table, problems in _pieces(file, schema, rows):
            yield _chunk(number, file.path, names[file.path], first, numbers, table, problems, schema)
            number += 1


def sample(file: Input, schema: Schema, rows: int = 500) -> pyarrow.Table:
    """The first rows of a file that can be used."""
    return next((chunk.table for chunk in read([file], schema, rows)), conformed(_no_rows(), schema))


def _pieces(file: Input, schema: Schema, rows: int) -> Iterator[Piece]:
    with opened(file) as stream:
        if file.format == "parquet":
            yield from _of_parquet(file.path, stream, rows)
        elif file.format == "jsonl":
            yield from _of_rows(json_lines(stream), rows, lambda found: _of_objects(found, schema))
        else:
            source = Delimited(stream, file.path)
            yield from _of_rows(source.rows(), rows, lambda found: _of_cells(found, source.header))


def _of_rows(source: Iterator[Row], rows: int, table_of: Any) -> Iterator[Piece]:
    while taken := list(_up_to(source, rows)):
        good = [(number, cells) for number, cells, trouble in taken if not trouble]
        problems = [Problem(number, "", trouble) for number, _, trouble in taken if trouble]
        table = table_of([cells for _, cells in good])
        yield taken[0][0], [number for number, _ in good], table, problems


def _up_to(source: Iterator[Row], rows: int) -> Iterator[Row]:
    size = 0
    for row in islice(source, rows):
        yield row
        cells = row[1].values() if isinstance(row[1], dict) else row[1]
        size += sum(len(cell) for cell in cells if isinstance(cell, str))
        if size > BYTES:
            return


def _of_cells(found: list[list[str]], header: list[str]) -> pyarrow.Table:
    import pyarrow as pa

    columns = list(zip(*found, strict=True)) if found else [()] * len(header)
    return pa.table([pa.array(cells, pa.string()) for cells in columns], names=header)


def _of_objects(found: list[Mapping[str, Any]], schema: Schema) -> pyarrow.Table:
    import pyarrow as pa

    return pa.table(
        {name: column([each.get(name) for each in found], type_) for name, type_ in schema.types.items()}
    )


def _of_parquet(path: str, stream: Any, rows: int) -> Iterator[Piece]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = 2
    try:
        file = pq.ParquetFile(stream, pre_buffer=False, buffer_size=1 << 20)
        for table in _regrouped(file.iter_batches(min(rows, 100), use_threads=False), rows):
            yield first, list(range(first, first + len(table))), table, []
            first += len(table)
    except (pa.ArrowException, OSError) as error:
        raise FileProblem(path, f"is damaged after row {first - 1:,}: {str(error).splitlines()[0]}") from None


def _regrouped(batches: Iterable[pyarrow.RecordBatch], rows: int) -> Iterator[pyarrow.Table]:
    """Tables of so many rows, the last of fewer and those of long answers too, however the batches came."""
    import pyarrow as pa

    kept, size = list[pa.RecordBatch](), 0
    for batch in batches:
        kept.append(batch)
        size += batch.nbytes
        while sum(map(len, kept)) >= rows or size > BYTES:
            table = pa.Table.from_batches(kept)
            yield table.slice(0, rows).combine_chunks()
            kept = table.slice(rows).to_batches()
            size = sum(each.nbytes for each in kept)
    if kept:
        yield pa.Table.from_batches(kept).combine_chunks()


def _chunk(
    number: int,
    file: str,
    name: str,
    first: int,
    numbers: list[int],
    table: pyarrow.Table,
    problems: list[Problem],
    schema: Schema,
) -> Chunk:
    import pyarrow as pa

    rows, table = pa.array(numbers, pa.int64()), _decoded(table)
    bad = _bad(table)
    if bad:
        problems = sorted(
            [*problems, *(Problem(numbers[at], *why) for at, why in bad.items())], key=lambda p: p.row or 0
        )
        good = pa.array([at not in bad for at in range(len(table))], pa.bool_())
        table, rows = table.filter(good), rows.filter(good)
    return Chunk(number, file, name, first, conformed(table, schema), rows, tuple(problems))


def _decoded(table: pyarrow.Table) -> pyarrow.Table:
    """Categories as the values they stand for."""
    import pyarrow as pa

    for at, (name, values) in enumerate(zip(table.column_names, table.columns, strict=True)):
        if pa.types.is_dictionary(values.type):
            table = table.set_column(at, name, values.cast(values.type.value_type))
    return table


def _bad(table: pyarrow.Table) -> dict[int, tuple[str, str]]:
    """By place in the table: column and reason of the cells that are too long or no text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found: dict[int, tuple[str, str]] = {}
    for name, values in zip(table.column_names, table.columns, strict=True):
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            long = pc.indices_nonzero(pc.fill_null(pc.greater(pc.binary_length(values), MOST), False))
            found |= dict.fromkeys(long.to_pylist(), (name, TOO_LONG))
        if not _is_valid(values):
            broken = (at for at in range(len(values)) if not _is_valid(values.slice(at, 1)))
            found |= dict.fromkeys(broken, (name, NOT_UTF8))
    return found


def _is_valid(values: pyarrow.ChunkedArray) -> bool:
    import pyarrow as pa

    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _no_rows() -> pyarrow.Table:
    import pyarrow as pa

    return pa.table({})
