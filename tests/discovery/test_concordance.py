"""Words in context: wildcards, patterns, forms of a word, and the limits on them."""

from __future__ import annotations

import pytest

from coder.discovery.concordance import find
from coder.errors import RequestError

TEXTS = [
    "They were indifferent. Indifference everywhere!",
    "I waited; she waits. Waiting is dull, my WAIT was long.",
    "Don’t stand in the queue",
    "a [b] 100% *star* waistcoat",
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("indifferen*", ["indifferent", "Indifference"]),
        ("wait", ["WAIT"]),
        ("wait??", ["waited"]),
        ("/wait(ed|s)/", ["waited", "waits"]),
        ("don't stand", ["Don’t stand"]),
        ("in the", ["in the"]),
        ("100%", ["100%"]),
        ("*star*", ["star"]),
        ("/[[]b[]]/", ["[b]"]),
    ],
)
def test_queries(query: str, expected: list[str]) -> None:
    assert [hit.text for hit in find(TEXTS, query)] == expected


def test_all_forms_of_a_word_that_people_wrote() -> None:
    assert [hit.text for hit in find(TEXTS, "wait", lemmas=True)] == ["waited", "waits", "Waiting", "WAIT"]


def test_a_form_finds_the_others() -> None:
    assert len(find(TEXTS, "waited", lemmas=True)) == 4


def test_a_hit_is_a_place_in_its_text() -> None:
    hit = find(TEXTS, "queue")[0]
    assert (hit.answer, hit.start, hit.end) == (2, 19, 24)
    assert TEXTS[hit.answer][hit.start : hit.end] == hit.text


def test_context_is_cut_between_words() -> None:
    hit = find(TEXTS, "dull", width=12)[0]
    assert (hit.before, hit.after) == ("Waiting is ", ", my WAIT")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "Nothing to search for"),
        (" * ", "Nothing to search for"),
        ("/(/", "no regular expression"),
        ("a" * 301, "300 characters"),
    ],
)
def test_queries_that_make_no_sense(query: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        find(TEXTS, query)


def test_a_pattern_that_never_ends_is_stopped() -> None:
    with pytest.raises(RequestError, match=r"more than 0\.2 seconds"):
        find(["a" * 40 + "b"], "/(a|aa)+$/", seconds=0.2)


def test_a_language_without_a_table_of_forms_says_so() -> None:
    with pytest.raises(RequestError, match="'cy'"):
        find(TEXTS, "wait", lemmas=True, language="cy")
