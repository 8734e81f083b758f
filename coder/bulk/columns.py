"""Which column holds the answers and which the ids, where nobody said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coder.errors import RequestError, listed

if TYPE_CHECKING:
    import pyarrow

    from coder.ingest.columns import Column


def guess(table: pyarrow.Table, path: str, text: str | None, id_column: str | None) -> tuple[str, str | None]:
    """The text column and the id column, if there is one, by names and first rows. RequestError if several fit."""
    from coder.ingest.batch import Table
    from coder.ingest.cells import shown
    from coder.ingest.columns import Column

    cells = [[shown(value) for value in column.to_pylist()] for column in table.columns]
    rows = [(number, list(row)) for number, row in enumerate(zip(*cells, strict=True), start=2)]
    seen = Table(list(table.column_names), rows)
    free = [Column(seen, name) for name in seen.header if name not in (text, id_column)]
    if id_column is None:
        id_column = next((column.name for column in free if column.is_id()), None)
    return text or _text([column for column in free if column.name != id_column], path), id_column


def _text(free: list[Column], path: str) -> str:
    found = [column.name for column in free if column.is_text()]
    if len(found) == 1:
        return found[0]
    if found:
        raise RequestError(
            f"Several columns of {path} look like answers: {listed(found)}. Say which with --text."
        )
    names = listed([column.name for column in free])
    raise RequestError(f"No column of {path} looks like answers. Say which with --text: {names}.")
