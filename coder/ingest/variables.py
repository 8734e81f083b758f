"""Finds out what kind of value a column holds, and only when every value agrees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from coder.domain import Kind, Value
from coder.text import normalise

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?(e[+-]\d\d?)?", re.ASCII | re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?", re.ASCII)
_DAYS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_MOST_CATEGORIES = 50
_FEW = 10
_LONGEST_CATEGORY = 100


def labelled(cells: Sequence[str]) -> tuple[Kind, list[Value]]:
    """A column of value labels: categories, whatever the labels look like."""
    return "category", [normalise(cell)[0] or None for cell in cells]


def typed(cells: Sequence[str]) -> tuple[Kind, list[Value]]:
    """The kind all filled cells agree on and their values, None for an empty one.

    Numbers have no leading zero and at most 15 digits ("007" and telephone numbers stay text). Dates
    are ISO 8601, or day/month/year where the column itself shows which part is the day; d.m.y has the
    day first. Yes/no and true/false are boolean. "NA" is a value like any other.
    """
    clean = {cell: normalise(cell)[0] for cell in set(cells)}
    filled = {cell for cell in clean.values() if cell}
    kind, values = _kind(filled, sum(1 for cell in cells if clean[cell]))
    found = {cell: values.get(plain) for cell, plain in clean.items()}
    return kind, [found[cell] for cell in cells]


def _kind(filled: set[str], count: int) -> tuple[Kind, dict[str, Value]]:
    """Decided on distinct values: one conversion each, however long the column."""
    if not filled:
        return "text", {}
    if all(cell.casefold() in _YES_NO for cell in filled):
        return "boolean", {cell: _YES_NO[cell.casefold()] for cell in filled}
    if all(map(_NUMBER.fullmatch, filled)):
        return "number", {cell: _number(cell) for cell in filled}
    dates = _iso(filled) or _days(filled)
    if dates:
        return "date", dates
    few = len(filled) <= _MOST_CATEGORIES and (len(filled) * 2 <= count or len(filled) <= _FEW)
    short = max(map(len, filled)) <= _LONGEST_CATEGORY
    return "category" if few and short else "text", {cell: cell for cell in filled}


def _number(cell: str) -> float:
    value = float(cell)
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _iso(filled: set[str]) -> dict[str, Value]:
    """ISO dates, or times with a T in the middle; nothing if one of them is not in the calendar."""
    if not all(map(_ISO.fullmatch, filled)):
        return {}
    try:
        moments = {cell: datetime.fromisoformat(cell) for cell in filled}
    except ValueError:
        return {}
    return {cell: cell if len(cell) == 10 else moment.isoformat() for cell, moment in moments.items()}


def _days(filled: set[str]) -> dict[str, Value]:
    found = {cell: match for cell in filled if (match := _DAYS.fullmatch(cell))}
    if len(found) < len(filled):
        return {}
    firsts, seconds = ({int(match[i]) for match in found.values()} for i in (1, 3))
    german = all(match[2] == "." for match in found.values())
    if not german and (max(firsts) > 12) == (max(seconds) > 12):
        return {}
    day, month = (1, 3) if german or max(firsts) > 12 else (3, 1)
    try:
        return {
            cell: date(int(match[4]), int(match[month]), int(match[day])).isoformat()
            for cell, match in found.items()
        }
    except ValueError:
        return {}
