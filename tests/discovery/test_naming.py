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
