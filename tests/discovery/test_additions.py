"""What a sender added to a template, word for word."""

from __future__ import annotations

import pytest

from coder.discovery.additions import aligned, difference, placed_words
from coder.text import fold

TEMPLATE = "I object to the plan to close the library because children need a place to read after school"
WORDS = fold(TEMPLATE).split()


@pytest.mark.parametrize(
    ("text", "added"),
    [
        (TEMPLATE, []),
        (TEMPLATE.upper() + "!!", []),
        (TEMPLATE + ". My son Ben goes there.", ["My son Ben goes there."]),
        ("Dear council, " + TEMPLATE, ["Dear council,"]),
        (TEMPLATE.replace("because", "at Mill Road because"), ["at Mill Road"]),
        (TEMPLATE.replace("plan", "scheme"), ["scheme"]),
        (TEMPLATE.replace(" after school", ""), []),
        (TEMPLATE.replace("plan", "scheme My son Ben goes there."), ["scheme My son Ben goes there."]),
        (TEMPLATE.replace("plan", "scheme My son goes there."), ["scheme", "My son goes there."]),
        (TEMPLATE.replace("plan", "scheme I said. It is bad."), ["scheme I said. It is bad."]),
        (TEMPLATE.replace("plan", "We live there. new scheme"), ["We live there. new scheme"]),
        (TEMPLATE.replace("the plan", "We live there. some scheme"), ["We live there.", "some scheme"]),
        (TEMPLATE.replace("the plan", "We live there. Bad scheme"), ["We live there. Bad scheme"]),
        (TEMPLATE + " We live there. really", ["We live there. really"]),
        (
            TEMPLATE + " to the end because the children object a lot",
            ["to the end because the children object a lot"],
        ),
    ],
)
def test_added_words(text: str, added: list[str]) -> None:
    assert [text[start:end] for start, end in difference(WORDS, text).added] == added


def test_what_is_kept_is_counted_in_words_of_the_template() -> None:
    assert difference(WORDS, "I object to the plan to close the library").kept == pytest.approx(9 / 18)


def test_words_are_placed_where_they_were_written() -> None:
    text = "  Don't -- WAIT, e-mail 😀"
    assert [(word, text[start:end]) for word, start, end in placed_words(text)] == [
        ("dont", "Don't"),
        ("wait", "WAIT,"),
        ("e", "e-mail"),
        ("mail", "e-mail"),
        ("😀", "😀"),
    ]


def test_nothing_agrees_with_an_empty_text() -> None:
    assert aligned(WORDS, []) == []
