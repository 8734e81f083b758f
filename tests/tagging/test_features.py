"""Texts become two sparse blocks whose rows depend on nothing around them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import vstack

from coder.embedding import words
from coder.tagging.features import MANY, Ngrams, text_key, tokenise, word_grams

CORPUS = ["the nurse was kind", "we waited and waited for the nurse", "not kind", "naïve café staff"]


def test_negation_and_apostrophes_stay() -> None:
    assert words("They DON’T care, not at all!") == ["they", "don't", "care", "not", "at", "all"]


def test_the_key_of_an_answer_ignores_case_space_and_punctuation() -> None:
    assert text_key(" Too  slow!! ") == text_key("too slow")


def test_composed_and_decomposed_letters_are_the_same_word() -> None:
    assert words("cafe\u0301") == words("café")


def test_short_words_are_their_own_gram() -> None:
    assert word_grams("") == ["  "]


def test_grams_hold_the_borders_of_the_word() -> None:
    assert word_grams("no") == [" no", "no ", " no "]


def test_rows_have_length_one() -> None:
    blocks = Ngrams().fit(CORPUS).transform(CORPUS)
    lengths = [np.sqrt(block.multiply(block).sum(axis=1)) for block in blocks]
    assert np.abs(np.asarray(lengths) - 1).max() < 1e-12


@pytest.mark.parametrize("text", ["", "?!", "zzzqqqxxx"])
def test_a_text_without_known_ngrams_is_zero(text: str) -> None:
    assert [block.nnz for block in Ngrams().fit(CORPUS).transform([text])] == [0, 0]


def test_a_text_is_the_same_alone_and_in_a_crowd() -> None:
    ngrams = Ngrams().fit(CORPUS)
    crowd, alone = ngrams.transform(CORPUS), ngrams.transform(CORPUS[1:2])
    assert [block[1].toarray().tobytes() for block in crowd] == [block.toarray().tobytes() for block in alone]


def test_pairs_do_not_cross_texts() -> None:
    ngrams = Ngrams().fit(["a b", "c d"])
    assert len(ngrams.pairs) == 2


def test_rare_words_weigh_more() -> None:
    ngrams = Ngrams().fit(CORPUS)
    assert ngrams.word_idf[ngrams.words.index("café")] > ngrams.word_idf[ngrams.words.index("nurse")]


def test_copies_do_not_change_the_idf() -> None:
    assert Ngrams().fit([*CORPUS, *CORPUS]).word_idf.tolist() == Ngrams().fit(CORPUS).word_idf.tolist()


def test_no_texts_is_an_empty_vocabulary() -> None:
    assert [block.shape for block in Ngrams().fit([]).transform(["a"])] == [(1, 0), (1, 0)]


def test_many_words_at_once_are_spelled_as_each_alone() -> None:
    """Beyond MANY words the vocabulary is looked up once; words that are not in it are spelled as ever."""
    known = [f"word{number}" for number in range(MANY)]
    fitted = Ngrams().fit(known)
    texts = [*known, "wordless news", "zzz"]
    together, alone = fitted.transform(texts)[1], [fitted.transform([text])[1] for text in texts]
    assert (together != vstack(alone)).nnz == 0


@pytest.mark.parametrize(
    "text", ["a\u00a0b\u2003c d", "can\u2019t  stop", "e\u0301t\u0301e", "a\x1cb", "Ä,b--c"]
)
def test_splitting_at_white_space_first_changes_no_word(text: str) -> None:
    tokens = tokenise([text])
    assert [tokens.lexicon[number] for number in tokens.ids] == words(text)
