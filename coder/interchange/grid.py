"""Tables as named, typed columns: what csv, xlsx, JSON Lines, Parquet and SPSS files are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from coder.domain import Value

ColumnKind = Literal["text", "category", "number", "date", "boolean", "code"]
"""As a Variable's, and "code": 1, 0, or None for not known."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `label` is the longer name that SPSS shows."""

    name: str
    kind: ColumnKind
    values: Sequence[Value]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: columns of equal length with distinct names."""

    name: str
    columns: tuple[Column, ...]

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """The values row by row."""
        return zip(*(column.values for column in self.columns), strict=True)


_TYPES: dict[str, type | tuple[type, ...]] = {"number": (int, float), "boolean": bool, "code": bool}


def fitted(column: Column) -> Column:
    """The column itself, or as text where a value is not of its kind (a wave changed the type)."""
    wanted = _TYPES.get(column.kind, str)
    if all(value is None or isinstance(value, wanted) for value in column.values):
        return column
    words = [value if value is None or isinstance(value, str) else _word(value) for value in column.values]
    return Column(column.name, "text", words, column.label)


def _word(value: float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(number(value))


def number(value: float) -> float | int:
    """An int where the float is whole and exact, so that 34 does not leave as 34.0."""
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else value
