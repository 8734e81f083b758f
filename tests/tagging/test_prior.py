"""The codebook's own sentences: nearness, lesson, and examples that may not vouch for themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coder.domain import Code
from coder.tagging.prior import Prior, limits, parts_of
from coder.tagging.space import Space
from tests.tagging.conftest import TEXTS

STAFF = Code("staff", definition="friendly staff", examples=("a very kind nurse", "lovely people"))
WAIT = Code("wait", definition="a long wait", examples=("hours in the queue",))
SPACE = Space().fit([*TEXTS, *parts_of(STAFF), *parts_of(WAIT)])


def test_both_readings_prefer_the_code_that_is_described() -> None:
    values = Prior(SPACE, [STAFF, WAIT])(SPACE.transform(["kind and friendly", "we had to wait"]))
    assert (values.argmax(axis=2) == [[0, 1], [0, 1]]).all()


def test_leaving_out_an_example_is_a_codebook_without_it() -> None:
    text = ["A very kind nurse helped."]
    blocks = SPACE.transform(text)
    left_out = Prior(SPACE, [STAFF, WAIT]).for_examples(blocks, text)
    without = Prior(SPACE, [replace(STAFF, examples=("lovely people",)), WAIT])(blocks)
    assert left_out[1] == pytest.approx(without[1], abs=1e-10)
    assert left_out[0, 0, 0] == pytest.approx(without[0, 0, 0], abs=1e-10)


def test_other_texts_keep_the_example() -> None:
    blocks = SPACE.transform(TEXTS)
    prior = Prior(SPACE, [STAFF, WAIT])
    assert prior.for_examples(blocks, TEXTS).tobytes() == prior(blocks).tobytes()


def test_a_code_without_a_codebook_has_no_prior() -> None:
    assert not np.asarray(Prior(SPACE, [None, None])(SPACE.transform(TEXTS))).any()


def test_one_sentence_is_enough() -> None:
    assert Prior(SPACE, [Code("wait")])(SPACE.transform(["a wait"])).shape == (2, 1, 1)


def test_a_code_is_limited_by_its_own_questions_else_by_those_above() -> None:
    codes = [
        Code("b/own", questions=("why",)),
        Code("b/c/deep"),
        Code("b/c", codable=False),
        Code("b", codable=False, questions=("why", "how")),
        Code("a"),
    ]
    assert limits(codes) == {
        "b": ["why", "how"],
        "b/c": ["why", "how"],
        "b/c/deep": ["why", "how"],
        "b/own": ["why"],
    }
