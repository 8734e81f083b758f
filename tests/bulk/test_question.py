"""Codes that are meant for certain questions only, in a run over the answers to one question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from coder.bulk import Done, tag
from coder.errors import RequestError
from coder.tagging.tagger import Tagger
from tests.bulk.making import rows_of, write_csv
from tests.tagging.conftest import BOOK, CODES, TEXTS


@pytest.fixture
def limited(tmp_path: Path) -> Path:
    """The usual model; wait is meant for the question `why` only."""
    limits = {"wait": ("why",)}
    codes = [replace(code, questions=limits.get(code.path, ())) for code in BOOK.codes]
    Tagger(SimpleNamespace(codes=codes), embedding=None).fit(TEXTS, CODES).save(tmp_path / "saved")
    return tmp_path / "saved"


def run(model: Path, question: str = "") -> Done:
    """Over the answers that the model learnt from."""
    answers = write_csv(model.with_name("answers.csv"), TEXTS)
    return tag(answers, model, model.with_name(f"out {question}"), question=question, workers=1)


def test_its_own_question_changes_nothing(limited: Path) -> None:
    every, own = rows_of(run(limited).out), rows_of(run(limited, "why").out)
    assert own == every
    assert any("wait" in row["codes"] for row in own)


def test_another_question_leaves_the_code_out_and_the_rest_as_it_is(limited: Path) -> None:
    every, other = rows_of(run(limited).out), rows_of(run(limited, "how").out)
    assert [row["codes"] for row in other] == [
        [code for code in row["codes"] if code != "wait"] for row in every
    ]
    assert {code for row in other for code in row["rules"]} == set()
    assert any("wait" in row["rules"] for row in every)


def test_an_answer_that_raises_nothing_else_is_left(limited: Path) -> None:
    found = {row["comment"]: row for row in rows_of(run(limited, "how").out)}
    assert found["hours of waiting"]["zone"] == "leave"
    assert found["the nurse was kind"]["zone"] != "leave"


def test_the_user_is_told(limited: Path) -> None:
    assert run(limited, "why").notes == ()
    assert run(limited, "how").notes == ("Left out, because they are not meant for 'how': wait.",)
    assert (
        run(limited)
        .notes[0]
        .startswith("Proposed for every answer, though meant for certain questions (why): wait.")
    )


def test_another_question_is_another_run(limited: Path) -> None:
    done = run(limited)
    with pytest.raises(RequestError, match="question is how now, it was not given"):
        tag(limited.with_name("answers.csv"), limited, done.out, question="how", workers=1)


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """A model that learnt from answers to `how` and `why`."""
    questions = ["how", "why"] * (len(TEXTS) // 2)
    Tagger(embedding=None).fit(TEXTS, CODES, questions=questions).save(tmp_path / "saved")
    return tmp_path / "saved"


@pytest.mark.parametrize(("question", "told"), [("why", 0), ("", 1), ("when", 1)])
def test_a_run_without_the_question_is_told_what_it_goes_without(
    asked: Path, question: str, told: int
) -> None:
    notes = run(asked, question).notes
    assert [note[:65] for note in notes] == [
        "The model learnt from answers to several questions (how, why). No"
    ] * told


def test_a_run_scores_answers_as_those_to_its_question(asked: Path) -> None:
    tagger = Tagger.load(asked)
    wanted = tagger.propose(TEXTS, ["why"] * len(TEXTS))
    found = rows_of(run(asked, "why").out)
    assert [row["codes"] for row in found] == [[each.code for each in made] for made in wanted]
    assert [row["probabilities"] for row in found] == [
        pytest.approx([each.probability for each in made], rel=1e-6) for made in wanted
    ]
