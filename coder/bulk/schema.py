"""One schema for all files of a run: a column that a file lacks is empty there, types that differ become text.

Columns of CSV files are text. Those of Parquet files keep their types; those of JSON Lines are read off the whole
file, because its last line may hold what no other does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coder.bulk.inputs import opened
from coder.bulk.lines import Delimited, json_lines
from coder.errors import ColumnError, FileProblem, RequestError, listed

if TYPE_CHECKING:
    import pyarrow

    from coder.bulk.manifest import Input

Types = dict[str, "pyarrow.DataType"]


@dataclass(frozen=True, slots=True)
class Schema:
    """Columns in order of first appearance; `notes` say what was missing or differed, `empty` names files."""

    types: Types
    notes: tuple[str, ...] = ()
    empty: frozenset[str] = frozenset()


def types_of(file: Input) -> tuple[Types, int | None]:
    """The columns of one file with their types, none for an empty file; and its rows if it says how many."""
    import pyarrow as pa

    with opened(file) as stream:
        if file.format == "csv":
            return {name: pa.string() for name in Delimited(stream, file.path).header}, None
        if file.format == "jsonl":
            return _seen(found for _, found, trouble in json_lines(stream) if not trouble), None
        return _of_parquet(file.path, stream)


def unified(found: Mapping[str, Types]) -> Schema:
    """The schema of all files by path."""
    types: Types = {}
    seen: dict[str, dict[str, str]] = defaultdict(dict)
    for path, columns in found.items():
        for name, type_ in columns.items():
            types[name] = _joined(types[name], _plain(type_)) if name in types else _plain(type_)
            seen[name].setdefault(str(_plain(type_)), path)
    empty = frozenset(path for path, columns in found.items() if not columns)
    known = {path: columns for path, columns in found.items() if columns}
    notes = [f"{path} is empty." for path in sorted(empty)]
    return Schema(_settled(types), (*notes, *_notes(_settled(types), known, seen)), empty)


def check_columns(schema: Schema, found: Mapping[str, Types], text: str, id_column: str | None) -> None:
    """ColumnError for a file without the text column, RequestError for a text column that holds no text."""
    import pyarrow as pa

    for path, columns in found.items():
        if columns and text not in columns:
            raise ColumnError(text, columns, path)
    if text == id_column:
        raise RequestError(f"The column '{text}' cannot hold both the answers and their ids.")
    if id_column and id_column not in schema.types:
        raise ColumnError(id_column, schema.types, listed(list(found), 1))
    if schema.types[text] != pa.string():
        raise RequestError(
            f"The column '{text}' holds {schema.types[text]}, not text. Name another with --text."
        )


def conformed(table: pyarrow.Table, schema: Schema) -> pyarrow.Table:
    """A file's table with all columns of the run, in its order and types."""
    import pyarrow as pa

    columns = {
        name: _cast(table.column(name), type_) if name in table.column_names else pa.nulls(len(table), type_)
        for name, type_ in schema.types.items()
    }
    return pa.table(columns, schema=pa.schema(schema.types.items()))


def column(values: Sequence[Any], type_: pyarrow.DataType) -> pyarrow.Array:
    """Values of JSON as a column; where they are of several kinds, as the words a person would see."""
    import pyarrow as pa

    from coder.ingest.cells import shown

    try:
        return pa.array(values, type_)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return pa.array([None if value is None else shown(value) for value in values], pa.string()).cast(
            type_
        )


def _of_parquet(path: str, stream: Any) -> tuple[Types, int | None]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(stream)
        schema = file.schema_arrow
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FileProblem(path, f"is damaged: {str(error).splitlines()[0]}") from None
    if len(set(schema.names)) < len(schema.names):
        raise FileProblem(path, "has two columns of the same name")
    return dict(zip(schema.names, schema.types, strict=True)), int(file.metadata.num_rows)


def _seen(found: Iterable[dict[str, Any]]) -> Types:
    kinds: dict[str, set[str]] = defaultdict(set)
    for values in found:
        for name, value in values.items():
            kinds[name].add(_kind(value))
    return {name: _json_type(seen - {"null"}) for name, seen in kinds.items()}


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        return "huge"
    return type(value).__name__


def _json_type(kinds: set[str]) -> pyarrow.DataType:
    import pyarrow as pa

    single = {"bool": pa.bool_(), "int": pa.int64(), "float": pa.float64()}
    if kinds == {"int", "float"}:
        return pa.float64()
    return single.get(kinds.pop(), pa.string()) if len(kinds) == 1 else pa.string() if kinds else pa.null()


def _plain(type_: pyarrow.DataType) -> pyarrow.DataType:
    """The type without ways of storing it: dictionaries, long and short strings."""
    import pyarrow as pa

    if pa.types.is_dictionary(type_):
        return _plain(type_.value_type)
    strings = pa.types.is_large_string(type_) or pa.types.is_string_view(type_)
    return pa.string() if strings else type_


def _joined(one: pyarrow.DataType, other: pyarrow.DataType) -> pyarrow.DataType:
    import pyarrow as pa

    if one == other:
        return one
    try:
        schemas = [pa.schema([("x", type_)]) for type_ in (one, other)]
        return pa.unify_schemas(schemas, promote_options="permissive").field(0).type
    except pa.ArrowException:
        return pa.string()


def _settled(types: Types) -> Types:
    import pyarrow as pa

    return {name: pa.string() if pa.types.is_null(type_) else type_ for name, type_ in types.items()}


def _notes(types: Types, known: Mapping[str, Types], seen: Mapping[str, Mapping[str, str]]) -> list[str]:
    notes = []
    for name, type_ in types.items():
        lacking = [path for path, columns in known.items() if name not in columns]
        if lacking:
            more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
            notes.append(f"The column '{name}' is not in {lacking[0]}{more}; it is empty there.")
        kinds = {kind: path for kind, path in seen[name].items() if kind != "null"}
        if len(kinds) > 1:
            said = ", ".join(f"{kind} in {path}" for kind, path in kinds.items())
            notes.append(f"The column '{name}' is {said}; it is kept as {type_}.")
    return notes


def _cast(values: pyarrow.ChunkedArray, type_: pyarrow.DataType) -> pyarrow.ChunkedArray:
    import pyarrow as pa

    if values.type == type_:
        return values
    try:
        return values.cast(type_)
    except pa.ArrowException:
        return pa.chunked_array([column(values.to_pylist(), type_)], type=type_)
