from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from coder.ingest.cells import shown


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("007", "007"),
        (1.0, "1"),
        (-2.5, "-2.5"),
        (0.1 + 0.2, "0.3"),
        (12345678901234567890, "12345678901234567890"),
        (float("nan"), ""),
        (float("inf"), ""),
        (None, ""),
        (True, "true"),
        (date(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2, 10, 30), "2024-01-02 10:30:00"),
        (datetime(2024, 1, 2, tzinfo=UTC), "2024-01-02 00:00:00+00:00"),
        (time(10, 30), "10:30:00"),
        (Decimal("1.50"), "1.50"),
        (b"caf\xc3\xa9", "caf\u00e9"),
        (["a", {"b": date(2024, 1, 2)}], '["a", {"b": "2024-01-02"}]'),
    ],
)
def test_a_value_is_shown_as_a_person_would_see_it(value: object, words: str) -> None:
    assert shown(value) == words
