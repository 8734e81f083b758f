"""Phrases that set clusters apart, in people's own spelling."""

from __future__ import annotations

import numpy as np

from coder.discovery.naming import phrases_of, suggested

TEXTS = [f"the Car Park was {word}" for word in ("full", "dear", "far", "dark", "closed")] + [
    f"my nurse was {word}" for word in ("kind", "late", "calm", "new", "rude")
]
LABELS = np.array([0] * 5 + [1] * 5)
NEAR = np.eye(2)[LABELS]


def test_a_phrase_keeps_its_words_together_and_their_spelling() -> None:
    assert phrases_of(TEXTS, LABELS, NEAR)[0][0].text == "Car Park"


def test_a_phrase_knows_its_share_inside_and_outside() -> None:
    phrase = phrases_of(TEXTS, LABELS, NEAR)[1][0]
    assert (phrase.text, phrase.inside, phrase.outside) == ("nurse", 1.0, 0.0)


def test_phrases_do_not_repeat_each_others_words() -> None:
    found = [word for phrase in phrases_of(TEXTS, LABELS, NEAR)[0] for word in phrase.text.lower().split()]
    assert len(found) == len(set(found))


def test_negation_is_a_word_of_its_own() -> None:
    texts = ["not clean"] * 5 + ["very tidy"] * 5
    assert "not" in phrases_of(texts, LABELS, NEAR)[0][0].text


def test_markup_in_answers_is_only_words() -> None:
    texts = ["[bold]park[/bold] %s {0}"] * 5 + ["nurse"] * 5
    assert "park" in suggested(phrases_of(texts, LABELS, NEAR)[0])


def test_no_phrases_no_name() -> None:
    assert suggested([]) == ""


def test_a_small_word_may_be_what_a_cluster_says() -> None:
    texts = [f"nothing {word}" for word in ("more", "else", "now", "really", "comes")] + [
        f"the nurse was {word}" for word in ("kind", "late", "calm", "new", "rude")
    ]
    assert phrases_of(texts, LABELS, NEAR)[0][0].text == "nothing"


def test_a_small_word_that_is_everywhere_is_no_name() -> None:
    texts = [f"the park {word}" for word in ("full", "dear", "far", "dark", "closed")] + TEXTS[5:]
    texts = [text.replace("my", "the") for text in texts]
    assert "the" not in suggested(phrases_of(texts, LABELS, NEAR)[0]).split(", ")


def test_forms_of_a_word_stand_together() -> None:
    texts = [f"wait {word}" for word in "abcde"] + [f"waiting {word}" for word in "fghi"] + TEXTS[5:]
    phrases = phrases_of(texts, np.array([0] * 9 + [1] * 5), np.eye(2)[[0] * 9 + [1] * 5])[0]
    assert "wait/waiting" in suggested(phrases).split(", ")
    assert [phrase.form for phrase in phrases if phrase.text in ("wait", "waiting")] == [False, True]


def test_a_language_without_a_table_of_forms_has_names_too() -> None:
    assert phrases_of(TEXTS, LABELS, NEAR, "xx")[1][0].text == "my nurse"


def test_a_word_goes_to_the_cluster_where_it_wins_most() -> None:
    texts = ["kind nurse"] * 8 + ["kind driver"] * 4 + ["kind"] * 4 + ["late bus"] * 8
    labels = np.repeat([0, 1, 2], 8)
    names = [suggested(found).split(", ") for found in phrases_of(texts, labels, np.eye(3)[labels])]
    assert "nurse" in names[0][0]
    assert ["kind" in name for name in names] == [False, True, False]


def test_a_cluster_without_texts_has_no_phrases() -> None:
    assert phrases_of(TEXTS, LABELS, np.eye(3)[LABELS])[2] == []


def test_one_cluster_alone_has_a_name() -> None:
    assert suggested(phrases_of(TEXTS[:5], LABELS[:5], np.ones((5, 1)))[0]).startswith("Car Park")


def test_a_name_has_eight_phrases_at_most() -> None:
    texts = [f"{first}{second}" for first in "abcdefghijklm" for second in ("bus", "bus", "bus")]
    texts += ["nurse"] * 39
    labels = np.repeat([0, 1], 39)
    assert len(suggested(phrases_of(texts, labels, np.eye(2)[labels])[0]).split(", ")) == 8


def test_a_small_word_that_half_the_texts_have_stands_last() -> None:
    texts = ["they", "they", "they", "they", "kind", "kind", "calm", "calm", *TEXTS[5:]]
    labels = np.repeat([0, 1], [8, 5])
    assert [phrase.text for phrase in phrases_of(texts, labels, np.eye(2)[labels])[0]] == [
        "calm",
        "kind",
        "they",
    ]
