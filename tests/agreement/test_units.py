from __future__ import annotations

import numpy as np
import pytest

from coder.agreement.units import Judged, Units, make_units
from coder.errors import UnknownNameError


def judged(unit: str, coder: str, codes: str = "", **more: object) -> Judged:
    """A reading; codes are single letters."""
    scope = more.pop("scope", None)
    return Judged(
        unit,
        str(more.pop("case", unit)),
        coder,
        frozenset(codes),
        None if scope is None else frozenset(str(scope)),
        **more,  # type: ignore[arg-type]
    )


def units(*rows: Judged, coders: str = "xy") -> Units:
    return make_units(rows, coders=list(coders), codes=["a", "b"])


def test_read_and_not_coded_is_no_and_not_read_is_unknown() -> None:
    found = units(judged("1", "x", "a"), judged("1", "y"), judged("2", "x", "b"))
    assert found.labels.tolist() == [[[1, 0], [0, 0]], [[0, 1], [-1, -1]]]


def test_a_code_outside_the_scope_is_unknown() -> None:
    assert units(judged("1", "x", "a", scope="a")).labels.tolist() == [[[1, -1], [-1, -1]]]


def test_a_reading_that_was_not_blind_is_left_out() -> None:
    found = units(judged("1", "x", "a"), judged("1", "y", "a", blind=False))
    assert found.labels[0, 1].tolist() == [-1, -1]


def test_of_several_readings_the_first_counts() -> None:
    found = units(judged("1", "x", "b", at="2"), judged("1", "x", "a", at="1"))
    assert found.labels[0, 0].tolist() == [1, 0]


def test_a_later_reading_fills_codes_that_the_first_did_not_judge() -> None:
    found = units(judged("1", "x", "a", at="1", scope="a"), judged("1", "x", "b", at="2"))
    assert found.labels[0, 0].tolist() == [1, 1]


def test_copies_of_an_answer_are_one_unit() -> None:
    found = units(judged("same", "x", case="p"), judged("same", "y", case="q"), judged("other", "x"))
    assert found.names == ("other", "same")


def test_the_order_of_records_does_not_matter() -> None:
    rows = [judged("2", "x", "a"), judged("1", "y", "b"), judged("1", "x", "b")]
    np.testing.assert_equal(units(*rows).labels, units(*rows[::-1]).labels)


def test_a_coder_who_is_not_there_is_named() -> None:
    with pytest.raises(UnknownNameError, match="'z'"):
        units(judged("1", "x")).of(["x", "z"])
