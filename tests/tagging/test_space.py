"""Blocks, their lengths and their kernel."""

from __future__ import annotations

import numpy as np
import pytest

from coder import embedding as embeddings
from coder.tagging.features import MANY
from coder.tagging.space import LENGTH, Space
from tests.tagging.conftest import TEXTS

SPACE = Space(embedder=lambda texts: np.array([[len(text), 1.0, len(text) % 3] for text in texts])).fit(TEXTS)


def test_longer_answers_have_longer_rows() -> None:
    block = SPACE.transform(["kind", "kind nurse wait food"])[0]
    lengths = np.sqrt(block.multiply(block).sum(axis=1)).ravel()
    assert lengths[0, 1] / lengths[0, 0] == pytest.approx((5 / 2) ** LENGTH)


def test_the_kernel_is_the_sum_of_weighted_blocks() -> None:
    space = Space(scales={"words": 2.0, "characters": 0.5, "embedding": 1.0}).fit(TEXTS)
    words, characters = (block.toarray() for block in space.transform(TEXTS))
    expected = 2 * words @ words.T + 0.5 * characters @ characters.T
    assert space.kernel(space.transform(TEXTS), space.transform(TEXTS)) == pytest.approx(expected, abs=1e-12)


def test_embedding_numbers_are_exact() -> None:
    vectors = SPACE.transform(TEXTS)[2] * 2.0**14
    assert (vectors == np.rint(vectors)).all()


def test_a_text_without_words_is_nowhere() -> None:
    assert not SPACE.transform(["!!"])[2].any()


def test_copies_in_the_corpus_leave_no_trace() -> None:
    twice = Space(embedder=SPACE.embedder).fit([*TEXTS, *TEXTS[::-1]])
    assert twice.transform(TEXTS)[2].tobytes() == SPACE.transform(TEXTS)[2].tobytes()


def test_the_corpus_is_described() -> None:
    """Of nine words c, d, e, f and g are met once."""
    space = Space().fit(["a b c", "a b d e", "f g"])
    assert space.about == {"texts": 3, "words": 3.0, "median_words": 3.0, "new_words": 5 / 9}


def test_a_corpus_without_words_makes_every_word_new() -> None:
    assert Space().fit(["!!"]).about["new_words"] == 1.0


def test_vectors_of_many_words_are_those_of_each_alone() -> None:
    """The second time, common words come out of a table that is kept."""
    texts = [f"word{number} nurse" for number in range(MANY)]
    space = Space(embeddings.load("static")).fit(texts)
    space.transform(texts)
    together = space.transform([*texts, "an unseen thing"])[2]
    assert together[[0, -1]].tobytes() == space.transform([texts[0], "an unseen thing"])[2].tobytes()
