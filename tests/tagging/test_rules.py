"""Rules of the codebook: whole words, phrases, wildcards, expressions, token patterns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain import Code
from coder.errors import CodebookError
from coder.tagging.rules import Rules, keyword_expression


def spans(code: Code, text: str) -> list[str]:
    return [
        text[start:end] for proposal in Rules([code]).propose([text])[0] for start, end in proposal.evidence
    ]


@pytest.mark.parametrize(
    ("keyword", "text", "found"),
    [
        ("park", "The park, not parking", ["park"]),
        ("park*", "Parking near the park", ["Parking", "park"]),
        ("opening hours", "your opening\n hours!", ["opening\n hours"]),
        ("don't", "I DON’T know", ["DON’T"]),
        ("a.b", "axb a.b", ["a.b"]),
        ("*", "anything", []),
    ],
)
def test_keywords(keyword: str, text: str, found: list[str]) -> None:
    assert spans(Code("a", keywords=(keyword,)), text) == found


WORDS = [
    "park",
    "parks",
    "car",
    "don't",
    "ſtop",
    "STOP",
    "ΟΔΟΣ",
    "οδος",
    "οδοσπ",
    "Straße",
    "STRASSE",
    "İzmir",
    "5",
    "a",
]
MARKS = [" ", " ", "-", "*", "’", ".", "\u0301", "_"]
phrases = st.lists(st.sampled_from(WORDS + MARKS), min_size=1, max_size=5).map("".join)


@given(st.lists(phrases, min_size=1, max_size=6), st.lists(phrases, min_size=1, max_size=8).map(" ".join))
def test_no_keyword_is_overlooked(keywords: list[str], text: str) -> None:
    """Only likely keywords are looked for; looking for all of them finds no more."""
    codes = [Code(f"c{number}", keywords=(keyword,)) for number, keyword in enumerate(keywords)]
    looked = (keyword_expression(keyword) for keyword in keywords if keyword.strip(" *"))
    numbers = [number for number, keyword in enumerate(keywords) if keyword.strip(" *")]
    found = {
        f"c{number}"
        for number, expression in zip(numbers, looked, strict=True)
        if any(match.group() for match in expression.finditer(text))
    }
    rules = Rules(codes)
    assert {proposal.code for proposal in rules.propose([text])[0]} == found
    assert rules.hits([text]) == [found]


def test_expressions() -> None:
    assert spans(Code("a", patterns=(r"\bwait(ed|ing)\b",)), "Waited and waits") == ["Waited"]


def test_token_patterns() -> None:
    pattern = '[{"LOWER": "too"}, {"IS_ALPHA": true}]'
    assert spans(Code("a", patterns=(pattern,)), "far too slow, too 3") == ["too slow"]


def test_one_proposal_per_code_named_as_a_rule() -> None:
    found = Rules([Code("a", keywords=("x", "y")), Code("b", keywords=("z",))]).propose(["x y x"])
    assert [(p.code, p.origin, p.probability, len(p.evidence)) for p in found[0]] == [("a", "rule", None, 3)]


def test_groups_have_no_rules() -> None:
    assert not Rules([Code("a", keywords=("x",), codable=False)])


@pytest.mark.parametrize("pattern", ["(", "[{not json", '[{"NOPE": 1}]'])
def test_a_pattern_that_cannot_be_is_an_error(pattern: str) -> None:
    with pytest.raises(CodebookError, match="'a'"):
        Rules([Code("a", patterns=(pattern,))]).propose(["text"])
