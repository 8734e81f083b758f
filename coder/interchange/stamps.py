"""Times: ISO 8601 in the log, xsd:dateTime in UTC in REFI-QDA."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

EPOCH = "1970-01-01T00:00:00.000000+00:00"
"""Stands for a time nobody noted where a format insists on one."""


@lru_cache(maxsize=4096)
def out(at: str) -> str | None:
    """A time of the log as xsd:dateTime; None where it is no time."""
    moment = _utc(at)
    return moment.isoformat().replace("+00:00", "Z") if moment else None


@lru_cache(maxsize=4096)
def back(at: str) -> str | None:
    """A time of a file as the log writes it, UTC with microseconds; None where it is no time."""
    moment = _utc(at)
    return moment.isoformat(timespec="microseconds") if moment else None


def _utc(at: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(at)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
