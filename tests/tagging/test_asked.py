"""Questions: the same words may mean another code there, and everything else stays as it is without them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coder.errors import RequestError
from coder.tagging.asked import Asked, numbers
from coder.tagging.strongest import strongest
from coder.tagging.tagger import Tagger

GOOD, BAD = "What was good?", "What should change?"
SAID = ["nothing", "the staff", "the waiting", "nothing really", "staff were kind", "waiting for hours"]
TEXTS = [*SAID, *(f"{text} indeed" for text in SAID)] * 2
QUESTIONS = [GOOD] * 12 + [BAD] * 12
CODES = [
    {"other"} if "nothing" not in text else {"content"} if asked == BAD else {"unhappy"}
    for text, asked in zip(TEXTS, QUESTIONS, strict=True)
]
BOTH = ["nothing at all", "nothing at all"]


def trained(embedding: str | None = None, *, asked: bool = True) -> Tagger:
    return Tagger(embedding=embedding).fit(TEXTS, CODES, questions=QUESTIONS if asked else None)


@pytest.mark.parametrize("embedding", [None, "static", "minilm"])
def test_the_question_decides_what_the_same_words_mean(embedding: str | None) -> None:
    tagger = trained(embedding)
    chances = tagger.predict_proba(BOTH, [GOOD, BAD])
    more_content = chances[:, tagger.codes_.index("content")] > chances[:, tagger.codes_.index("unhappy")]
    assert more_content.tolist() == [False, True]


def test_without_questions_the_same_words_are_one_row() -> None:
    scores = trained(asked=False).decision_function(BOTH)
    assert len(trained(asked=False).examples_.texts) * 2 == len(trained().examples_.texts)
    assert scores[0].tobytes() == scores[1].tobytes()


@pytest.mark.parametrize("asked", [["Another one?", ""], None])
def test_a_question_that_was_not_there_counts_as_none(asked: list[str] | None) -> None:
    tagger = trained("static")
    scores = tagger.decision_function(BOTH, asked)
    assert scores[0].tobytes() == scores[1].tobytes() == tagger.decision_function(BOTH[:1])[0].tobytes()


def test_answers_to_one_question_are_learnt_as_without_questions() -> None:
    one = Tagger(embedding="static").fit(TEXTS, CODES, questions=[GOOD] * len(TEXTS))
    none = Tagger(embedding="static").fit(TEXTS, CODES)
    asked = [GOOD] * len(TEXTS)
    assert one.decision_function(TEXTS, asked).tobytes() == none.decision_function(TEXTS).tobytes()


@pytest.mark.parametrize("embedding", [None, "static", "minilm"])
@pytest.mark.parametrize("question", [GOOD, BAD, ""])
def test_an_explanation_sums_to_the_score_of_that_question(embedding: str | None, question: str) -> None:
    tagger = trained(embedding)
    found = tagger.explain("nothing at all", "content", question)
    score = tagger.decision_function(["nothing at all"], [question])[0, tagger.codes_.index("content")]
    assert found.baseline + sum(part.value for part in found.parts) == pytest.approx(score, abs=1e-9)


def test_the_meaning_of_a_question_belongs_to_the_words() -> None:
    tagger = trained("static")
    per_word = [
        sum(part.value for part in tagger.explain("nothing at all", "content", asked).parts)
        for asked in (GOOD, BAD)
    ]
    assert per_word[1] > per_word[0]


def test_many_answers_are_explained_as_one() -> None:
    tagger = trained("static")
    rows, codes = np.array([0]), np.array([tagger.codes_.index("content")])
    one = tagger.explain("nothing much at all", "content", BAD)
    many = next(strongest(tagger, ["nothing much at all"], rows, codes, question=BAD))
    assert many == [one.text[start:end] for start, end in one.best()]


def test_a_saved_model_knows_its_questions(tmp_path: Path) -> None:
    tagger = trained("static")
    tagger.save(tmp_path / "model")
    again = Tagger.load(tmp_path / "model")
    scores = (each.decision_function(BOTH, [GOOD, BAD]).tobytes() for each in (tagger, again))
    assert len(set(scores)) == 1


@pytest.mark.parametrize("asked", [None, True])
def test_as_many_questions_as_texts_are_needed(asked: bool | None) -> None:
    with pytest.raises(RequestError, match="2 texts but 1 entries in questions"):
        trained(asked=bool(asked)).predict(BOTH, [GOOD])


@pytest.mark.parametrize("asked", [True, False])
def test_the_card_says_that_questions_are_told_apart(asked: bool) -> None:
    assert ("Answers to 2 questions are told apart." in trained(asked=asked).card()) is asked


def test_the_order_of_readings_leaves_no_trace() -> None:
    turned = Tagger(embedding="static").fit(TEXTS[::-1], CODES[::-1], questions=QUESTIONS[::-1])
    plain = trained("static")
    assert (
        turned.decision_function(TEXTS, QUESTIONS).tobytes()
        == plain.decision_function(TEXTS, QUESTIONS).tobytes()
    )


def block(questions: list[int]) -> Asked:
    rows = np.rint(np.random.default_rng(3).normal(size=(len(questions), 4)) * 2**14) / 2**14
    return Asked(rows, np.array(questions), 2)


def test_the_kernel_is_what_the_features_say() -> None:
    made, coefficients = block([0, 1, -1, 0, 1]), np.rint(np.arange(10.0)).reshape(5, 2)
    assert made @ made.weights(coefficients) == pytest.approx(made.kernel(made) @ coefficients, abs=1e-5)


def test_two_questions_have_nothing_in_common() -> None:
    assert np.flatnonzero(block([0, 1, -1, 0]).kernel(block([0, 1, -1, 0]))).tolist() == [0, 3, 5, 12, 15]


def test_joined_rows_are_those_of_both() -> None:
    made = block([0, 1, 1])
    assert np.array_equal(made[:1].joined(made[1:]).kernel(made), made.kernel(made))


def test_unknown_questions_have_no_number() -> None:
    assert numbers(["b", "c", ""], ["a", "b"], 3).tolist() == [1, -1, -1]
