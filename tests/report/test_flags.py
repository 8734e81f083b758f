"""What the rules find in a quote, and what they leave to a person."""

from __future__ import annotations

from itertools import pairwise

import pytest

from coder.report.flags import flags


def found(text: str) -> list[tuple[str, str]]:
    return [(flag.kind, text[flag.start : flag.end]) for flag in flags(text)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Ask Dr. Jane Roe about it.", "name", "Dr. Jane Roe"),
        ("It was mr smith who said so, Mr Smith.", "name", "Mr Smith"),
        ("Helped by Ángel.", "name", "Ángel"),
        ("We met Anna-Lena O’Neill there.", "name", "Anna-Lena O’Neill"),
        ("Write to a.b+c@example.org now.", "e-mail", "a.b+c@example.org"),
        ("Ring +44 (0)1632 960 123 please", "phone number", "+44 (0)1632 960 123"),
        ("at 12 Acacia Avenue", "address", "12 Acacia Avenue"),
        ("near SW1A 1AA.", "postcode", "SW1A 1AA"),
        ("see www.example.org/x", "web address", "www.example.org/x"),
        ("my number is AB123456C", "number", "AB123456C"),
        ("it is QQ 12 34 56 C", "number", "12 34 56"),
        ("born on 12/03/1964", "number", "12/03/1964"),
        ("from 12 High Street, Leeds LS1 4AB", "name", "Leeds"),
    ],
)
def test_rules_find(text: str, kind: str, words: str) -> None:
    assert (kind, words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The staff were kind. They helped me, and I'm glad.",
        "We came on Monday in May.",
        "Section 2.3 is unclear; 12 of us think so.",
        "“Nobody asked us.” Why?",
        "",
    ],
)
def test_ordinary_words_are_not_flagged(text: str) -> None:
    assert found(text) == []


def test_parts_never_overlap() -> None:
    found_ = flags("Ms Q. Example, q@example.org, 01632 960123, 4 Mill Lane, AB1 2CD")
    assert all(one.end <= other.start for one, other in pairwise(found_))
