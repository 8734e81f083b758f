"""Reading what a bulk run wrote, one part at a time: memory is that of one part, whatever the size of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coder.bulk import manifest
from coder.bulk.manifest import Manifest
from coder.errors import ColumnError, FileProblem, RequestError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow

    Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a complete run with their manifest; `rows` of each in `sizes`."""

    folder: Path
    manifest: Manifest
    paths: tuple[Path, ...]
    sizes: tuple[int, ...]

    def tables(self, columns: Sequence[str]) -> Iterator[pyarrow.Table]:
        """The columns of one part after another; ColumnError for one that is not there."""
        for path in self.paths:
            yield self.table(path, columns)

    def table(self, path: Path, columns: Sequence[str] | None) -> pyarrow.Table:
        """Some columns (None: all) of one part; FileProblem for a damaged file."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with pq.ParquetFile(path) as file:
                known = file.schema_arrow.names
                for column in columns or ():
                    if column not in known:
                        raise ColumnError(column, known, self.folder)
                return file.read(columns=columns and list(columns))
        except (pa.ArrowException, OSError) as error:
            raise FileProblem(path, f"is damaged: {str(error).splitlines()[0]}") from None

    def draw(self, count: int, seed: int, where: Sequence[Bools] | None = None) -> list[list[int]]:
        """For each part the rows of a random sample without replacement; all of them where there are fewer.

        `where` leaves rows out, part by part. Every row has a number of its own from `seed`, its part and its
        place, and the lowest are drawn: a larger sample from the same seed holds the smaller one.
        """
        import numpy as np

        drawn = np.zeros((0, 3))
        for part, size in enumerate(self.sizes):
            rows = np.arange(size) if where is None else np.flatnonzero(where[part])
            keys = np.random.default_rng([seed, part]).random(size)[rows]
            fresh = np.column_stack([keys, np.full(len(rows), part), rows])
            drawn = np.concatenate([drawn, fresh])
            drawn = drawn[np.argsort(drawn[:, 0], kind="stable")[:count]]
        return [sorted(drawn[drawn[:, 1] == part, 2].astype(int).tolist()) for part in range(len(self.sizes))]


def filled(table: pyarrow.Table, text: str) -> pyarrow.BooleanArray:
    """Whether there is anything in the column `text`, row by row."""
    import pyarrow.compute as pc

    words = pc.utf8_trim_whitespace(pc.fill_null(table.column(text).combine_chunks(), ""))
    return pc.not_equal(words, "")


def opened(folder: str | Path) -> Parts:
    """The result of a complete run; RequestError for one that is not finished, FileProblem where there is none."""
    path = Path(folder)
    found = manifest.read(path)
    if not found.complete:
        raise RequestError(
            f"The run in {path} is not finished. The same 'coder bulk tag' command goes on where it stopped."
        )
    sizes = tuple(part.rows for part in found.parts)
    return Parts(path, found, tuple(path / part.name for part in found.parts), sizes)
