"""SPSS files (.sav, .zsav) through pyreadstat: value labels become the values, labels the wordings."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coder.errors import FileProblem
from coder.ingest.batch import Table
from coder.ingest.cells import shown
from coder.ingest.delimited import unique

MOST_CELLS = 100_000_000
"""What is read of one file, so that a small packed one cannot fill the memory."""


def read_spss(path: Path, data: bytes) -> Table:
    """Row 1 is the first case, as SPSS counts; FileProblem without pyreadstat or for a damaged file.

    Value labels count where they name at least half of a column's values: an age with "99 = refused", or
    a scale labelled at its ends, stays numbers.
    """
    columns, meta = _opened(path, data)
    names = unique(list(columns))
    labels = [_labels(meta, column, values) for column, values in columns.items()]
    cells = [_cells(values, known) for values, known in zip(columns.values(), labels, strict=True)]
    asked = zip(names, meta.column_labels, strict=True)
    return Table(
        names,
        [(number, list(row)) for number, row in enumerate(zip(*cells, strict=True), start=1)],
        wordings={name: " ".join(label.split()) for name, label in asked if label and label != name},
        labelled=frozenset(name for name, known in zip(names, labels, strict=True) if known),
    )


def _opened(path: Path, data: bytes) -> tuple[dict[str, list[Any]], Any]:
    try:
        import pyreadstat
    except ImportError:
        what = "is an SPSS file; reading those needs pyreadstat"
        raise FileProblem(path, what, "Install it with: pip install 'themecoder[sav]'.") from None
    try:
        _, meta = pyreadstat.read_sav(io.BytesIO(data), metadataonly=True)
        most = MOST_CELLS // (meta.number_columns or 1) + 1
        columns, meta = pyreadstat.read_sav(io.BytesIO(data), output_format="dict", row_limit=most)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OverflowError) as error:
        raise FileProblem(path, f"is damaged: {str(error).lower()}", "Save it again in SPSS.") from None
    if any(len(values) == most for values in columns.values()):
        raise FileProblem(path, f"is too large: more than {MOST_CELLS:,} cells", "Save fewer variables.")
    return columns, meta


def _labels(meta: Any, column: str, values: list[Any]) -> Mapping[Any, str]:
    """The column's value labels, or none where they leave most of its values without a name."""
    known: Mapping[Any, str] = meta.variable_value_labels.get(column, {})
    filled = {value for value in values if value is not None and value != ""}
    return known if len(filled & known.keys()) * 2 >= len(filled) else {}


def _cells(values: list[Any], labels: Mapping[Any, str]) -> list[str]:
    return [labels.get(value) or shown(value) for value in values]
