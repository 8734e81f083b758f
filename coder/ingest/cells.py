"""Values of typed files (XLSX, JSON Lines, Parquet) as the words a person would see in the cell."""

from __future__ import annotations

import json
import math
from datetime import date, datetime, time
from decimal import Decimal


class Unreadable(Exception):
    """One document among many that gives no text; `str()` is the reason of its Problem."""


def shown(value: object) -> str:
    """1.0 is "1", a date is ISO 8601, midnight is no time of day, nothing and NaN are ""."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return _number(value)
    if isinstance(value, datetime):
        plain = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if plain else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=shown)
    return str(value)


def _number(value: int | float | Decimal) -> str:
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    # 15 digits are what a spreadsheet shows and what a binary fraction holds for certain.
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
