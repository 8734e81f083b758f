"""What the groups of a bulk run hold, whoever was drawn: answers with text, and the sum of f, by the values of a column.

With them an audit counts within groups (audit.py). One pass over the parts, in the memory of one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.bulk.parts import Parts, filled
from coder.domain import Value
from coder.errors import RequestError

if TYPE_CHECKING:
    import pyarrow

    from coder.protocols import Progress


@dataclass(frozen=True, slots=True)
class Groups:
    """`sizes`: answers with text by group, in the order of a table; `totals`: the sum of f by code path and group."""

    sizes: Mapping[str, int]
    totals: Mapping[tuple[str, str], float]


def groups_of(parts: Parts, by: str, progress: Progress | None = None) -> Groups:
    """The groups that a column makes. ColumnError for one that is not there, RequestError for too many values."""
    from coder.project.counts import MOST_GROUPS, in_order

    text, sizes, totals = parts.manifest.columns["text"], Counter[str](), Counter[tuple[str, str]]()
    for done, table in enumerate(parts.tables([text, by, "codes", "probabilities"]), 1):
        group = named(table, by)
        sizes.update(group.filter(filled(table, text)).to_pylist())
        totals.update(_sums(table, group))
        if len(sizes) > MOST_GROUPS:
            raise RequestError(f"'{by}' has more than {MOST_GROUPS} values: too many for one table.")
        if progress:
            progress(done, len(parts.paths), "adding up")
    return Groups({name: sizes[name] for name in in_order(sizes)}, totals)


def value(cell: object) -> Value:
    """A cell as a closed answer: numbers as float, what is no number as none, anything else as its text."""
    if cell is None or isinstance(cell, str | bool):
        return cell
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    return str(cell)


def named(table: pyarrow.Table, by: str) -> pyarrow.Array:
    """Of every row the group, named as in a project that has the value; RequestError for what has no values."""
    import pyarrow as pa

    from coder.project.counts import group_name

    try:
        found = table.column(by).combine_chunks().dictionary_encode(null_encoding="encode")
    except pa.ArrowNotImplementedError:
        raise RequestError(f"'{by}' holds lists or the like: there is nothing to count by.") from None
    names = pa.array([group_name(value(cell)) for cell in found.dictionary.to_pylist()], pa.string())
    return names.take(found.indices)


def _sums(table: pyarrow.Table, group: pyarrow.Array) -> dict[tuple[str, str], float]:
    import pyarrow as pa
    import pyarrow.compute as pc

    codes, chances = (table.column(name).combine_chunks() for name in ("codes", "probabilities"))
    whose = group.take(pc.list_parent_indices(codes))
    flat = [pc.list_flatten(codes), whose, pc.list_flatten(chances).cast("float64")]
    pairs = pa.table(flat, ["code", "group", "f"]).group_by(["code", "group"]).aggregate([("f", "sum")])
    return {(row["code"], row["group"]): row["f_sum"] for row in pairs.to_pylist()}
