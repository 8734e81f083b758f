"""One chunk of answers in, the same rows with codes out: Arrow arrays from end to end, identical answers once.

An input column with the name of one of ours is kept as `input.NAME`; the id column itself, where it is called
`id`, becomes ours.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow

    from coder.bulk.scorer import Judged, Scorer

OURS = ("id", "codes", "probabilities", "zone", "rules", "model", "evidence")
PREFIX = "input."


def tag_chunk(
    scorer: Scorer,
    table: pyarrow.Table,
    *,
    text_column: str,
    id_column: str | None,
    names: pyarrow.Array,
    evidence: bool = False,
    question: str = "",
) -> pyarrow.Table:
    """The table's columns, then ours. `names` stand in where there is no id.

    `codes` (strongest first) and `probabilities` are in step; `zone` is auto, ask or leave; `rules` are the codes
    whose written rules fit; `evidence` holds for each code the words that speak most for it.
    Codes that are not meant for `question` are left out.
    """
    import pyarrow as pa

    from coder.text import normalise

    distinct = _one(table.column(text_column)).dictionary_encode()
    texts = [normalise(text or "")[0] for text in distinct.dictionary.to_pylist()]
    # The last text stands for no answer at all.
    judged = scorer.judge([*texts, ""], question)
    at = distinct.indices.fill_null(len(texts))
    kept = _kept(table, id_column)
    made = {
        "id": _ids(table, id_column, names),
        **{name: column.take(at) for name, column in _columns(scorer, judged).items()},
        "model": pa.array([scorer.name], pa.string()).take(pa.array([0] * table.num_rows, pa.int32())),
    }
    if evidence:
        made["evidence"] = _evidence(scorer, judged, texts, question).take(at)
    return pa.table({**kept, **made})


def kept_name(name: str, id_column: str | None, taken: Sequence[str]) -> str:
    """What an input column is called in the output; "" for an id column that becomes ours."""
    if name == "id" == id_column:
        return ""
    if name not in OURS:
        return name
    while name in OURS or name in taken:
        name = PREFIX + name
    return name


def counted(table: pyarrow.Table) -> tuple[dict[str, int], dict[str, int]]:
    """Answers by zone and codings by code path, in alphabetical order."""
    import pyarrow.compute as pc

    both = (table.column("zone"), pc.list_flatten(table.column("codes")))
    zones, codings = (
        {str(n["values"]): n["counts"] for n in pc.value_counts(each).to_pylist()} for each in both
    )
    return dict(sorted(zones.items())), dict(sorted(codings.items()))


def packed(table: pyarrow.Table, metadata: Mapping[bytes, bytes]) -> bytes:
    """The table as a Parquet file with this metadata and no other; the same table gives the same bytes."""
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata(metadata), out, compression="zstd", compression_level=1, version="2.6"
    )
    return out.getvalue()


def _columns(scorer: Scorer, judged: Judged) -> dict[str, pyarrow.Array]:
    import pyarrow as pa

    starts = pa.array(judged.starts, pa.int32())
    codes = pa.array(scorer.codes, pa.string())
    return {
        "codes": pa.ListArray.from_arrays(starts, codes.take(pa.array(judged.codes))),
        "probabilities": pa.ListArray.from_arrays(starts, pa.array(judged.chances).cast(pa.float32())),
        "zone": pa.array(judged.zones, pa.string()),
        "rules": pa.ListArray.from_arrays(
            pa.array(judged.rule_starts, pa.int32()), codes.take(pa.array(judged.ruled))
        ),
    }


def _evidence(scorer: Scorer, judged: Judged, texts: Sequence[str], question: str) -> pyarrow.Array:
    """list<list<string>> in step with `codes`, one row per distinct text and one for no answer."""
    import pyarrow as pa

    words = pa.array(scorer.strongest([*texts, ""], judged, question), pa.list_(pa.string()))
    return pa.ListArray.from_arrays(pa.array(judged.starts, pa.int32()), words)


def _kept(table: pyarrow.Table, id_column: str | None) -> dict[str, pyarrow.ChunkedArray]:
    names = {name: kept_name(name, id_column, table.column_names) for name in table.column_names}
    return {new: table.column(name) for name, new in names.items() if new}


def _ids(table: pyarrow.Table, id_column: str | None, names: pyarrow.Array) -> pyarrow.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if id_column is None:
        return names
    ids = _one(table.column(id_column)).cast(pa.string())
    return pc.if_else(pc.equal(pc.fill_null(ids, ""), ""), names, ids)


def _one(column: pyarrow.ChunkedArray) -> pyarrow.Array:
    """The column in one piece."""
    import pyarrow as pa

    joined = column.combine_chunks()
    return joined if isinstance(joined, pa.Array) else pa.concat_arrays(joined.chunks)
