"""The learner's face: what it learns, what it refuses, what leaves no trace."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from coder.domain import Code
from coder.errors import UnknownCodeError
from coder.tagging.tagger import Tagger

TEXTS = [
    "the nurse was kind",
    "kind and friendly staff",
    "we waited three hours",
    "a long wait in the queue",
    "friendly nurse but a long wait",
    "hours of waiting",
    "lovely kind people",
    "the food was cold",
]
CODES = [{"staff"}, {"staff"}, {"wait"}, {"wait"}, {"staff", "wait"}, {"wait"}, {"staff"}, set()]
BOOK = SimpleNamespace(
    codes=(
        Code("staff", definition="How kind and friendly staff are", examples=("a very kind nurse",)),
        Code("wait", definition="Long waits, queues, hours lost"),
        Code("food", definition="Meals and drinks, cold food"),
        Code("group", codable=False),
    )
)


def trained() -> Tagger:
    return Tagger(embedding=None).fit(TEXTS, CODES)


def test_without_a_codebook_the_codes_are_those_used() -> None:
    assert trained().codes_ == ("staff", "wait")


def test_with_a_codebook_the_codes_are_its_codable_ones_in_order() -> None:
    assert Tagger(BOOK, embedding=None).fit(TEXTS, CODES).codes_ == ("staff", "wait", "food")


def test_it_learns() -> None:
    assert trained().predict(["such a kind nurse", "waited for hours"]) == [{"staff"}, {"wait"}]


def test_a_proposal_is_a_score_above_zero() -> None:
    tagger = trained()
    proposals = tagger.propose(TEXTS)
    scores = tagger.decision_function(TEXTS)
    assert [len(found) for found in proposals] == (scores > 0).sum(axis=1).tolist()


def test_proposals_come_strongest_first() -> None:
    proposals = trained().propose(["kind friendly nurse and a long wait for hours"])[0]
    assert [found.score for found in proposals] == sorted((found.score for found in proposals), reverse=True)


def test_row_order_leaves_no_trace() -> None:
    other = Tagger(embedding=None).fit(TEXTS[::-1], CODES[::-1])
    assert other.decision_function(TEXTS).tobytes() == trained().decision_function(TEXTS).tobytes()


def test_a_text_scores_the_same_alone_and_in_a_crowd() -> None:
    tagger = trained()
    assert tagger.decision_function(TEXTS[3:4]).tobytes() == tagger.decision_function(TEXTS)[3:4].tobytes()


def test_a_copy_is_a_weight_of_two() -> None:
    copied = Tagger(embedding=None).fit([*TEXTS, TEXTS[0]], [*CODES, CODES[0]])
    weighed = Tagger(embedding=None).fit(TEXTS, CODES, sample_weight=[2, 1, 1, 1, 1, 1, 1, 1])
    assert np.abs(copied.decision_function(TEXTS) - weighed.decision_function(TEXTS)).max() < 1e-12


def test_unknown_is_as_if_the_text_had_not_been_read_for_that_code() -> None:
    unknown = Tagger(embedding=None).prepare(TEXTS).fit(TEXTS, CODES, scopes=[{"wait"}, *[None] * 7])
    without = Tagger(embedding=None).prepare(TEXTS).fit(TEXTS[1:], CODES[1:])
    assert unknown.intercept_[0] == pytest.approx(without.intercept_[0], abs=1e-9)


def test_probabilities_are_between_zero_and_one_and_ordered_as_scores() -> None:
    tagger = trained()
    chances = tagger.predict_proba(["kind nurse", "cold"])[:, 0]
    assert 1 > chances[0] > chances[1] > 0


def test_nothing_read_ranks_by_the_codebook() -> None:
    tagger = Tagger(BOOK, embedding=None).fit([], [])
    best = tagger.decision_function(["cold food", "the queue took hours"]).argmax(axis=1)
    assert [tagger.codes_[code] for code in best] == ["food", "wait"]


def test_nothing_read_proposes_nothing() -> None:
    assert Tagger(BOOK, embedding=None).fit([], []).predict(["cold food"]) == [set()]


def test_a_code_nobody_used_is_never_proposed() -> None:
    assert "food" not in Tagger(BOOK, embedding=None).fit(TEXTS, CODES).predict(["cold food and drinks"])[0]


def test_a_text_without_words_gets_no_proposal() -> None:
    everything = Tagger(embedding=None).fit(["a", "b"], [{"x"}, {"x"}])
    assert everything.predict(["", "!!", "c"]) == [set(), set(), {"x"}]


def test_one_label_only() -> None:
    assert Tagger(embedding=None).fit(["kind nurse"], [{"staff"}]).predict(["kind nurse"]) == [{"staff"}]


def test_all_codes_on_every_text() -> None:
    tagger = Tagger(embedding=None).fit(TEXTS, [{"a", "b"}] * len(TEXTS))
    assert tagger.predict(["something else"]) == [{"a", "b"}]


def test_no_texts_and_no_codebook_know_no_code() -> None:
    assert Tagger(embedding=None).fit([], []).predict(["a"]) == [set()]


def test_a_code_that_is_not_in_the_codebook_is_an_error() -> None:
    with pytest.raises(UnknownCodeError, match="Did you mean 'staff'"):
        Tagger(BOOK, embedding=None).fit(["a"], [{"staf"}])


def test_a_text_of_a_megabyte() -> None:
    long = "long wait and hours " * 50_000
    assert trained().predict([long]) == [{"wait"}]
