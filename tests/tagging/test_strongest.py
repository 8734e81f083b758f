"""The strongest words of many answers are those that explaining each of them gives."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from coder.tagging.strongest import by_word, strongest
from coder.tagging.tagger import Tagger
from tests.tagging.conftest import BOOK, CODES, TEXTS

ANSWERS = [
    *TEXTS,
    "",
    "kind kind KIND nurses, and hours of waiting",
    "nothing known here",
    "...",
    unicodedata.normalize("NFC", "The café’s queue isn’t kind; a long-wait"),
]
EMBEDDINGS = [None, "static", "minilm"]


@pytest.fixture(scope="module", params=EMBEDDINGS, ids=str)
def tagger(request: pytest.FixtureRequest) -> Tagger:
    return Tagger(BOOK, embedding=request.param).fit(TEXTS, CODES)


@pytest.mark.parametrize("count", [1, 3])
def test_they_are_those_of_an_explanation(
    tagger: Tagger, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coder.tagging.strongest._TEXTS", 5)
    pairs = [(row, code) for row in range(len(ANSWERS)) for code in range(len(tagger.codes_))]
    rows, codes = np.array(pairs).T
    explained = [tagger.explain(ANSWERS[row], tagger.codes_[code]) for row, code in pairs]
    assert list(strongest(tagger, ANSWERS, rows, codes, count)) == [
        [each.text[start:end] for start, end in each.best(count)] for each in explained
    ]


@pytest.mark.parametrize("embedding", EMBEDDINGS[:2])
def test_what_words_add_is_what_an_explanation_gives_them(embedding: str | None) -> None:
    tagger = Tagger(BOOK, embedding=embedding).fit(TEXTS, CODES)
    assert tagger.space_ is not None
    found = by_word(tagger.space_, ANSWERS, tagger.weights_)
    expected = [
        [part.value for answer in ANSWERS for part in tagger.explain(answer, code).words()]
        for code in tagger.codes_
    ]
    np.testing.assert_allclose(found.T, expected, atol=1e-12)
