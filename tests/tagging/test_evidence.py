"""Evidence sums to the score, and stands where the words stand."""

from __future__ import annotations

import pytest

from coder.errors import UnknownCodeError
from coder.tagging.tagger import Tagger
from tests.tagging.conftest import BOOK, CODES, TEXTS

TEXT = "The NURSE’s kind 👍 but İ waited for hours… waited!"


@pytest.mark.parametrize("embedding", [None, "static", "minilm"])
@pytest.mark.parametrize("text", [TEXT, "", "zzz", "kind", "long " * 300])
def test_parts_and_baseline_sum_to_the_score(embedding: str | None, text: str) -> None:
    tagger = Tagger(BOOK, embedding=embedding).fit(TEXTS, CODES)
    found = tagger.explain(text, "wait")
    assert found.baseline + sum(part.value for part in found.parts) == pytest.approx(found.score, abs=1e-9)


@pytest.mark.parametrize("embedding", [None, "static", "minilm"])
def test_the_score_is_the_one_that_decides(embedding: str | None) -> None:
    tagger = Tagger(BOOK, embedding=embedding).fit(TEXTS, CODES)
    assert tagger.explain(TEXT, "wait").score == pytest.approx(
        tagger.decision_function([TEXT])[0, 1], abs=1e-9
    )


def test_without_an_embedding_the_baseline_is_intercept_minus_threshold(trained: Tagger) -> None:
    expected = trained.intercept_[1] - trained.thresholds_[1]
    assert trained.explain(TEXT, "wait").baseline == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("embedding", ["static", "minilm"])
def test_the_embedding_is_taken_apart_and_not_left_in_the_baseline(embedding: str) -> None:
    found = Tagger(BOOK, embedding=embedding).fit(TEXTS, CODES).explain(TEXT, "wait")
    assert {part.block for part in found.parts} == {"words", "characters", "embedding"}


def test_words_sum_to_what_the_parts_sum_to(trained: Tagger) -> None:
    found = trained.explain(TEXT, "wait")
    assert sum(word.value for word in found.words()) == pytest.approx(sum(part.value for part in found.parts))


def test_the_words_that_count_are_the_ones_one_would_name(trained: Tagger) -> None:
    found = trained.explain(TEXT, "wait")
    assert {TEXT[start:end] for start, end in found.best(3)} == {"waited", "hours"}


def test_sentences_are_ranked_by_what_they_hold(trained: Tagger) -> None:
    text = "The nurse was kind. We waited for hours."
    first, second = trained.explain(text, "wait").over([(0, 19), (20, 40)])
    assert second.value > first.value


def test_positions_are_of_the_composed_text(trained: Tagger) -> None:
    found = trained.explain("cafe\u0301 waited", "wait")
    assert [found.text[word.start : word.end] for word in found.words()] == ["café", "waited"]


def test_an_unknown_code_is_an_error(trained: Tagger) -> None:
    with pytest.raises(UnknownCodeError):
        trained.explain("a", "wiat")
