"""Which code a few letters mean."""

from __future__ import annotations

import pytest

from coder.domain import Code
from coder.review.search import find_codes

CODES = [
    Code("access/parking"),
    Code("access/waiting time", keywords=("queue*", "delay")),
    Code("staff/kindness", name="Kind and caring"),
    Code("staff/waiting for staff"),
    Code("care", definition="Nursing on the ward."),
    Code("care/aftercare"),
    Code("Übergabe"),
]


def _paths(text: str) -> list[str]:
    return [code.path for code in find_codes(text, CODES).codes]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("wait", "access/waiting time"),
        ("time", "access/waiting time"),
        ("acc park", "access/parking"),
        ("park acc", "access/parking"),
        ("PARKING", "access/parking"),
        ("kindness", "staff/kindness"),
        ("kind and caring", "staff/kindness"),
        ("care", "care"),
        ("aftercare", "care/aftercare"),
        ("que", "access/waiting time"),
        ("über", "Übergabe"),
        ("ftercar", "care/aftercare"),
        ("wiating", "access/waiting time"),
        ("nurs ward", "care"),
    ],
)
def test_the_first_code_found(text: str, path: str) -> None:
    assert _paths(text)[0] == path


def test_equally_good_codes_keep_the_order_given() -> None:
    assert _paths("wait") == ["access/waiting time", "staff/waiting for staff"]


@pytest.mark.parametrize(
    ("text", "sure"), [("park", True), ("wait", False), ("care", True), ("prking", False), ("nursing", False)]
)
def test_only_a_code_that_fits_better_than_all_others_is_sure(text: str, sure: bool) -> None:
    assert find_codes(text, CODES).sure is sure


@pytest.mark.parametrize("text", ["", "   ", "xyzzy", "[/b]", "("])
def test_nothing_fits(text: str) -> None:
    assert _paths(text) == []
