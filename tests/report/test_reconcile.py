"""Numbers that should be one are told apart, whatever the author states."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.report.reconcile import NAMES, Difference, Name, Numbers, Reason, reconcile

MODEL: Numbers = {"received": 44, "classified": 43, "named": 37, "anonymous": 1, "coded": 44}


@st.composite
def consistent(draw: st.DrawFn) -> Numbers:
    """Everyone is in the table, everyone but the anonymous in the list, any number read."""
    received = draw(st.integers(1, 10_000))
    anonymous = draw(st.integers(0, received))
    coded = draw(st.integers(0, received))
    return {
        "received": received,
        "classified": received,
        "named": received - anonymous,
        "anonymous": anonymous,
        "coded": coded,
    }


def gaps(found: list[Difference]) -> list[tuple[int, int]]:
    return [(each.first, each.second) for each in found]


def test_the_model_document_differs_three_times() -> None:
    assert gaps(reconcile(MODEL, {})) == [(44, 43), (44, 37), (43, 37)]


def test_it_does_so_from_the_authors_numbers_alone() -> None:
    assert gaps(reconcile({}, MODEL)) == [(44, 43), (44, 37), (43, 37)]


def test_what_the_data_proves_leaves_a_rest_unexplained() -> None:
    reasons = {("received", "named"): (Reason(1, "not to be named"),)}
    found = reconcile(MODEL, {}, reasons)  # type: ignore[arg-type]
    assert [(each.gap, each.unexplained) for each in found] == [(1, 1), (7, 6), (6, 6)]


def test_a_reason_for_fewer_does_not_explain_more() -> None:
    reasons = {("received", "named"): (Reason(1, "not to be named"),)}
    found = reconcile({"received": 10, "named": 12}, {}, reasons)  # type: ignore[arg-type]
    assert [(each.gap, each.reasons) for each in found] == [(-2, ())]


def test_a_list_that_names_everyone_breaks_a_promise() -> None:
    assert gaps(reconcile({"received": 44, "named": 44, "anonymous": 1}, {})) == [(45, 44)]


@given(consistent())
def test_consistent_numbers_differ_nowhere(numbers: Numbers) -> None:
    assert reconcile(numbers, numbers) == []


@given(consistent(), st.sampled_from(NAMES), st.integers(-50, 50).filter(bool))
def test_every_stated_number_that_is_wrong_is_told(numbers: Numbers, name: Name, by: int) -> None:
    stated: Numbers = {**numbers, name: numbers[name] + by}
    assert gaps(reconcile(numbers, stated)) == [(numbers[name] + by, numbers[name])]


@given(consistent(), st.sampled_from(["received", "classified", "named"]), st.integers(1, 50), st.booleans())
def test_every_counted_number_that_fits_no_other_is_noticed(
    numbers: Numbers, name: Name, by: int, more: bool
) -> None:
    altered: Numbers = {**numbers, name: numbers[name] + (by if more else -by)}
    assert reconcile(altered, {})


@pytest.mark.parametrize("name", ["classified", "named"])
def test_a_number_nobody_knows_is_not_compared(name: Name) -> None:
    numbers: Numbers = {"received": 44, name: 44}
    assert reconcile(numbers, {}) == []
