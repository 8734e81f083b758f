"""What was read becomes rows: copies merged, order without trace, unknown kept apart from no."""

from __future__ import annotations

import pytest

from coder.errors import RequestError, UnknownCodeError
from coder.tagging import examples
from coder.tagging.examples import gather

PATHS = ["staff", "wait"]


def test_copies_are_one_row_with_their_number_as_weight() -> None:
    found = gather(["Too slow!", "too  slow", "kind"], [{"wait"}, {"wait"}, {"staff"}], PATHS)
    assert (found.texts, found.weights.tolist()) == (["kind", "Too slow!"], [[1, 1], [2, 2]])


def test_copies_that_were_coded_differently_meet_halfway() -> None:
    found = gather(["slow", "Slow."], [{"wait"}, set()], PATHS)
    assert found.targets.tolist() == [[0.0, 0.5]]


def test_a_code_outside_the_scope_is_unknown() -> None:
    found = gather(["slow", "kind"], [{"wait"}, {"staff"}], PATHS, scopes=[{"wait"}, None])
    assert found.weights.tolist() == [[1, 1], [0, 1]]


def test_scopes_of_copies_are_united() -> None:
    found = gather(["slow", "slow"], [{"wait"}, set()], PATHS, scopes=[{"wait"}, {"staff"}])
    assert (found.weights.tolist(), found.targets.tolist()) == ([[1, 1]], [[0, 1]])


def test_row_order_leaves_no_trace() -> None:
    texts, codes = ["b", "a", "B", "c"], [{"wait"}, {"staff"}, set(), {"wait", "staff"}]
    one = gather(texts, codes, PATHS)
    other = gather(texts[::-1], codes[::-1], PATHS)
    assert (one.texts, one.targets.tobytes()) == (other.texts, other.targets.tobytes())


def test_a_text_without_words_teaches_nothing() -> None:
    assert gather(["...", "slow"], [{"wait"}, {"wait"}], PATHS).row_of.tolist() == [-1, 0]


def test_of_very_many_texts_a_part_is_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "MOST", 3)
    found = gather(list("abcdefg"), [{"wait"}] * 7, PATHS)
    assert (found.texts, found.row_of.tolist()) == (["a", "d", "g"], [0, -1, -1, 1, -1, -1, 2])


def test_positives_count_copies() -> None:
    assert gather(["a", "a", "b"], [{"wait"}, {"wait"}, set()], PATHS).positives.tolist() == [0, 2]


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(UnknownCodeError, match="Did you mean 'wait'"):
        gather(["a"], [{"wiat"}], PATHS)


def test_lengths_must_agree() -> None:
    with pytest.raises(RequestError, match="2 texts but 1 entries in codes"):
        gather(["a", "b"], [set()], PATHS)


def test_a_negative_weight_is_an_error() -> None:
    with pytest.raises(RequestError, match="not negative"):
        gather(["a"], [set()], PATHS, sample_weight=[-1])
