"""What a bulk run is made of: a Chunk of rows goes to some worker, a finished Part of the output comes back.

`work` is pure: the same chunk, task and model give the same bytes on this machine, in a pool and on a cluster.
Only the process that started the run touches the output folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from coder.domain import Problem

if TYPE_CHECKING:
    import pyarrow

    from coder.bulk.scorer import Scorer

ZONES = ("auto", "ask", "leave")


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


@dataclass(frozen=True, slots=True)
class Task:
    """What to do with every chunk. `run` is the fingerprint of inputs, model and options."""

    run: str
    text: str
    id: str | None = None
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A finished part: a whole Parquet file in memory, and how many answers it holds."""

    number: int
    rows: int
    data: bytes
    problems: tuple[Problem, ...] = ()


class Executor(AbstractContextManager["Executor"], Protocol):
    """Whatever turns chunks into parts: this process, a pool of processes, a cluster. Closed by `with`."""

    def map(self, chunks: Iterable[Chunk]) -> Iterator[Part]:
        """Parts as they are done, in any order; takes the next chunk only when there is room for it.

        A lost worker's chunks are done again; raises CoderError when one of them cannot be.
        """
        ...


def work(scorer: Scorer, task: Task, chunk: Chunk) -> Part:
    """Scores a chunk and packs it as Parquet; what is needed to go on after a kill is in its metadata."""
    from coder.bulk.tagged import packed, tag_chunk

    table = tag_chunk(
        scorer,
        chunk.table,
        text_column=task.text,
        id_column=task.id,
        names=names(chunk),
        evidence=task.evidence,
    )
    facts = {
        "run": task.run,
        "number": chunk.number,
        "file": chunk.file,
        "first_row": chunk.first_row,
        "problems": [astuple(problem) for problem in chunk.problems],
    }
    return Part(chunk.number, table.num_rows, packed(table, facts), chunk.problems)


def names(chunk: Chunk) -> pyarrow.Array:
    """`responses-2`, `responses-3`, ...: what answers without an id are called."""
    import pyarrow
    import pyarrow.compute as pc

    text = chunk.rows.cast(pyarrow.string())
    return pc.binary_join_element_wise(pyarrow.scalar(chunk.name), text, "-")


def facts_of(metadata: dict[bytes, bytes] | None) -> dict[str, Any]:
    """What `work` wrote into a part's metadata; empty for a file that is none of ours."""
    found: dict[str, Any] = json.loads((metadata or {}).get(b"coder", b"{}"))
    return found
