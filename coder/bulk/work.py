"""What a bulk run is made of: a Chunk of rows goes to some worker, a finished Part of the output comes back.

`work` is pure: the same chunk, task and model give the same bytes in this process, in a pool and on a cluster.
Only the process that started the run touches the output folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, astuple, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from coder.domain import Problem

if TYPE_CHECKING:
    import pyarrow

    from coder.bulk.scorer import Scorer


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive rows of one file, all files in one schema. `rows` are their numbers in the file.

    The header is row 1 (a JSON Lines file has none). Rows that cannot be used are in `problems` only.
    `number` counts through all files; `name` is what answers without an id are called after.
    """

    number: int
    file: str
    name: str
    first_row: int
    table: pyarrow.Table
    rows: pyarrow.Array
    problems: tuple[Problem, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled without what a slice of a larger table drags along."""
        return _unpacked, (
            *(getattr(self, name) for name in _PLAIN),
            _ipc(self.table),
            self.rows,
            self.problems,
        )


@dataclass(frozen=True, slots=True)
class Task:
    """What to do with every chunk. `run` is the fingerprint of inputs, model and options."""

    run: str
    text: str
    id: str | None = None
    evidence: bool = False
    question: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a part says of itself in its metadata: enough to go on after a kill, and for the manifest.

    `rows` are answers; `zones` and `codings` count them by zone and codings by code path.
    """

    run: str
    number: int
    file: str
    first_row: int
    rows: int
    problems: tuple[Problem, ...]
    zones: Mapping[str, int]
    codings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A finished part: a whole Parquet file in memory, and what it says of itself."""

    data: bytes
    facts: Facts


class Executor(AbstractContextManager["Executor"], Protocol):
    """Whatever turns chunks into parts: this process, a pool of processes, a cluster. Closed by `with`."""

    def map(self, chunks: Iterable[Chunk]) -> Iterator[Part]:
        """Parts as they are done, in any order; takes the next chunk only when there is room for it.

        A lost worker's chunks are done again; raises CoderError when one of them cannot be.
        """
        ...


def work(scorer: Scorer, task: Task, chunk: Chunk) -> Part:
    """Scores a chunk and packs it as Parquet."""
    from coder.bulk.tagged import counted, packed, tag_chunk

    table = tag_chunk(
        scorer,
        chunk.table,
        text_column=task.text,
        id_column=task.id,
        names=names(chunk),
        evidence=task.evidence,
        question=task.question,
    )
    zones, codings = counted(table)
    facts = Facts(
        task.run, chunk.number, chunk.file, chunk.first_row, len(table), chunk.problems, zones, codings
    )
    return Part(packed(table, {b"coder": _json(facts)}), facts)


def names(chunk: Chunk) -> pyarrow.Array:
    """`responses-2`, `responses-3`, ...: what answers without an id are called."""
    import pyarrow
    import pyarrow.compute as pc

    text = chunk.rows.cast(pyarrow.string())
    return pc.binary_join_element_wise(pyarrow.scalar(chunk.name), text, "-")


def facts_in(metadata: Mapping[bytes, bytes] | None) -> Facts | None:
    """What a Parquet file's metadata says; None for a file that is no part."""
    try:
        found: dict[str, Any] = json.loads((metadata or {})[b"coder"])
        found["problems"] = tuple(Problem(*problem) for problem in found["problems"])
        return Facts(**found)
    except (KeyError, TypeError, ValueError):
        return None


def _json(facts: Facts) -> bytes:
    plain = asdict(facts) | {"problems": [astuple(problem) for problem in facts.problems]}
    return json.dumps(plain).encode()


_PLAIN = ("number", "file", "name", "first_row")


def _unpacked(
    number: int, file: str, name: str, first: int, data: bytes, rows: Any, problems: tuple[Problem, ...]
) -> Chunk:
    import pyarrow as pa

    return Chunk(number, file, name, first, pa.ipc.open_stream(data).read_all(), rows, problems)


def _ipc(table: pyarrow.Table) -> bytes:
    import pyarrow as pa

    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return bytes(out.getvalue())
