"""Tables as SPSS files, with variable labels and value labels, through pyreadstat (an extra).

SPSS names hold letters, digits, `_` and `.`, 64 bytes at most; every column keeps its own name as its label.
Texts hold 32,767 bytes. Categories become numbers with value labels, codes 0 `no` and 1 `yes`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coder.domain import Value
from coder.errors import RequestError
from coder.interchange.grid import Column, Table
from coder.interchange.losses import Losses

LONGEST_NAME, LONGEST_TEXT, LONGEST_LABEL, LONGEST_VALUE_LABEL = 64, 32_767, 256, 120
_RESERVED = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}


def write_sav(tables: Sequence[Table], paths: Sequence[Path], losses: Losses) -> None:
    """One SPSS file per table; needs `pip install themecoder[sav]`."""
    try:
        import pyreadstat
    except ImportError:
        raise RequestError("SPSS files need one more package: pip install 'themecoder[sav]'.") from None
    import pandas

    for table, path in zip(tables, paths, strict=True):
        columns = dict(
            zip(spss_names([column.name for column in table.columns], losses), table.columns, strict=True)
        )
        values = {name: _value_labels(column, losses) for name, column in columns.items()}
        cells = {name: _cells(column, values[name], losses) for name, column in columns.items()}
        labels: list[str | None] = [
            _cut(_label(column), LONGEST_LABEL, "variable labels", losses) for column in columns.values()
        ]
        pyreadstat.write_sav(
            pandas.DataFrame(
                {name: pandas.Series(found, dtype=_dtype(found)) for name, found in cells.items()}
            ),
            str(path),
            column_labels=labels,
            variable_value_labels={name: dict(found.values()) for name, found in values.items() if found},
            variable_measure={name: _measure(column) for name, column in columns.items()},
            row_compress=True,
        )
        _without_clock(path)


def _without_clock(path: Path) -> None:
    """Overwrites the date and time of the header (bytes 92-108), so that equal data gives equal bytes."""
    with path.open("r+b") as file:
        file.seek(92)
        file.write(b"01 Jan 0000:00:00")


def spss_names(names: Sequence[str], losses: Losses) -> list[str]:
    """Names SPSS allows, distinct without regard to case; a change is counted."""
    taken: set[str] = set()
    result = []
    for name in names:
        ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        plain = re.sub(r"[^A-Za-z0-9_.]+", "_", ascii_).strip("_.")[: LONGEST_NAME - 4] or "column"
        plain = plain if plain[0].isalpha() and plain.casefold() not in _RESERVED else f"v_{plain}"
        free, number = plain, 1
        while free.casefold() in taken:
            number += 1
            free = f"{plain}_{number}"
        taken.add(free.casefold())
        losses.add(
            "column names SPSS does not allow, changed (the label keeps them)",
            f"{name}: {free}",
            int(free != name),
        )
        result.append(free)
    return result


def _label(column: Column) -> str:
    return f"{column.name}: {column.label}" if column.label and column.label != column.name else column.name


def _value_labels(column: Column, losses: Losses) -> dict[Value, tuple[float, str]]:
    """Value -> (number, label) for what is counted rather than read."""
    if column.kind == "code" or column.kind == "boolean":
        return {False: (0.0, "no"), True: (1.0, "yes")}
    if column.kind != "category":
        return {}
    found = sorted({value for value in column.values if isinstance(value, str)})
    return {
        value: (float(at), _cut(value, LONGEST_VALUE_LABEL, "value labels", losses))
        for at, value in enumerate(found, 1)
    }


def _cells(column: Column, labels: dict[Value, tuple[float, str]], losses: Losses) -> list[Any]:
    if labels:
        return [None if value is None else labels[value][0] for value in column.values]
    if column.kind == "number":
        return [None if value is None else float(value) for value in column.values]
    return [_text(value, losses) for value in column.values]


def _text(value: Value, losses: Losses) -> str:
    words = "" if value is None else str(value).replace("\0", "")
    if len(words.encode()) <= LONGEST_TEXT:
        return words
    losses.add("texts longer than SPSS holds (32,767 bytes), cut", words)
    return words.encode()[:LONGEST_TEXT].decode("utf-8", "ignore")


def _cut(text: str, longest: int, what: str, losses: Losses) -> str:
    """Cut to so many bytes, whole characters only."""
    if len(text.encode()) <= longest:
        return text
    losses.add(f"{what} longer than SPSS holds, cut", text)
    return text.encode()[:longest].decode("utf-8", "ignore")


def _dtype(values: list[Any]) -> str:
    """Text where there is text; SPSS has no third kind."""
    return "object" if any(isinstance(value, str) for value in values) else "float64"


def _measure(column: Column) -> str:
    return "scale" if column.kind == "number" else "nominal"
