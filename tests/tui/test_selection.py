"""Moving the chosen part of an answer by words and sentences."""

from __future__ import annotations

from coder.tui.selection import Selection, sentences, words

TEXT = "I don't know. It's well-kept!"


def _on(text: str) -> Selection:
    return Selection(words(text), sentences(text, "en"))


def test_a_word_keeps_its_apostrophe_and_hyphen() -> None:
    assert [TEXT[start:end] for start, end in words(TEXT)] == ["I", "don't", "know", "It's", "well-kept"]


def test_the_sentence_after_the_last_is_the_first() -> None:
    assert _on(TEXT).sentence(1).sentence(1).sentence(1).span == (0, 13)


def test_going_back_begins_with_the_last() -> None:
    assert (_on(TEXT).sentence(-1).span, _on(TEXT).word(-1).span) == ((14, 29), (19, 28))


def test_a_sentence_grows_by_the_words_after_it() -> None:
    assert _on(TEXT).sentence(1).extended(1).span == (0, 18)


def test_a_sentence_shrinks_to_the_end_of_a_word() -> None:
    assert _on(TEXT).sentence(1).extended(-1).span == (0, 12)


def test_one_word_shrinks_no_further() -> None:
    assert _on(TEXT).word(1).extended(-1).span == (0, 1)


def test_the_last_word_grows_no_further() -> None:
    assert _on("a b").word(-1).extended(1).span == (2, 3)


def test_from_part_of_a_sentence_on_to_the_next() -> None:
    assert _on(TEXT).word(1).sentence(1).span == (14, 29)


def test_an_answer_without_words_has_nothing_to_choose() -> None:
    assert _on("").word(1).sentence(1).extended(1).span is None


def test_a_language_without_rules_is_one_sentence() -> None:
    assert sentences("a. b.", "zz") == ((0, 5),)
