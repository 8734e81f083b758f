from __future__ import annotations

import numpy as np
import pytest

from coder.counting.sample import all_of, any_by_unit, any_of, prefix
from coder.errors import RequestError

U = np.nan


def flags(text: str) -> np.ndarray:
    """`xx.x` -> True True False True."""
    return np.array([mark == "x" for mark in text])


@pytest.mark.parametrize(
    ("settled", "skipped", "expected"),
    [
        ("xxx.xx", "......", "xxx..."),
        (".xxxxx", "......", "......"),
        ("xx.xx.", "..x...", "xxxxx."),
        ("xx....", "..xx..", "xx...."),
        ("xxxxxx", "......", "xxxxxx"),
    ],
    ids=["stops at a gap", "nothing on top", "bridges a skip", "no skips at the end", "all"],
)
def test_s_is_the_longest_unbroken_prefix(settled: str, skipped: str, expected: str) -> None:
    found = prefix(np.arange(6), flags(settled), skipped=flags(skipped))
    assert found.chosen.tolist() == flags(expected).tolist()


def test_the_prefix_follows_the_random_order_not_the_order_of_rows() -> None:
    found = prefix(np.array([2, 0, 3, 1]), flags("xx.x"))
    assert found.chosen.tolist() == flags("xx.x").tolist()


def test_each_wave_has_its_own_prefix() -> None:
    found = prefix(np.array([0, 1, 2, 0, 1, 2]), flags("x.xxx."), stratum=np.array([0, 0, 0, 1, 1, 1]))
    assert found.chosen.tolist() == flags("x..xx.").tolist()


def test_units_read_with_certainty_neither_break_nor_join_the_prefix() -> None:
    found = prefix(np.arange(5), flags("xx.xx"), certain=flags("..x.."))
    assert found.chosen.tolist() == flags("xx.xx").tolist()


@pytest.mark.parametrize(
    ("parts", "either", "both"),
    [((1, U), 1, U), ((0, U), U, 0), ((0, 0), 0, 0), ((1, 0), 1, 0), ((1, 1), 1, 1), ((U, U), U, U)],
)
def test_parents_and_joint_labels(parts: tuple[float, float], either: float, both: float) -> None:
    labels = np.array([parts], dtype=float)
    np.testing.assert_equal((any_of(labels)[0], all_of(labels)[0]), (float(either), float(both)))


def test_a_case_is_no_only_when_all_its_answers_are() -> None:
    found = any_by_unit(np.array([1, U, 0, U, 0, 0]), np.array([0, 0, 1, 1, 2, 2]), 4)
    np.testing.assert_equal(found, [1, U, 0, U])


def test_post_strata_without_two_readings_are_refused() -> None:
    sample = prefix(np.arange(6), flags("xxx..."))
    with pytest.raises(RequestError, match="two readings"):
        sample.crossed(np.array([0, 0, 1, 1, 1, 0]))
