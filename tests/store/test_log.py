"""The decision log: what it adds up to, whatever the order in which rows arrive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coder.domain import Act, Decision
from coder.store.log import fold
from tests.store.make import CODES, code_id, row


def codes_after(*rows: Decision) -> set[str]:
    paths = {code_id(path): path for path in CODES}
    return {paths[coding.code] for coding in fold(rows)[0]}


def test_an_added_code_is_a_coding() -> None:
    assert codes_after(row(1, "add", code="staff")) == {"staff"}


def test_a_removed_code_is_none() -> None:
    assert codes_after(row(1, "add", code="staff"), row(2, "remove", code="staff")) == set()


def test_a_rejected_proposal_leaves_other_codes_alone() -> None:
    assert codes_after(row(1, "accept", code="staff"), row(2, "reject", code="access")) == {"staff"}


def test_undo_takes_a_whole_step_back() -> None:
    rows = [row(1, "accept", code="staff", step="s"), row(2, "read", step="s"), row(3, "undo", target="s")]
    assert fold(rows) == ([], [])


def test_redo_brings_it_back() -> None:
    undone = [row(1, "add", code="staff"), row(2, "undo", target="s1"), row(3, "redo", target="s1")]
    assert codes_after(*undone) == {"staff"}


def test_undoing_a_removal_restores_the_coding() -> None:
    rows = [row(1, "add", code="staff"), row(2, "remove", code="staff"), row(3, "undo", target="s2")]
    assert codes_after(*rows) == {"staff"}


def test_order_of_time_counts_not_order_of_arrival() -> None:
    assert codes_after(row(2, "remove", code="staff"), row(1, "add", code="staff")) == set()


def test_each_coder_has_codings_of_their_own() -> None:
    rows = [row(1, "add", code="staff"), row(2, "remove", code="staff", coder="ben")]
    assert codes_after(*rows) == {"staff"}


def test_merged_codes_count_once() -> None:
    rows = [row(1, "add", code="parking"), row(2, "add", code="access")]
    codings, _ = fold(rows, {code_id("parking"): code_id("access")})
    assert [coding.code for coding in codings] == [code_id("access")]


def test_a_merged_code_can_be_removed_under_its_new_name() -> None:
    rows = [row(1, "add", code="parking"), row(2, "remove", code="access")]
    assert fold(rows, {code_id("parking"): code_id("access")})[0] == []


def test_a_reading_keeps_scope_blindness_and_stream() -> None:
    _, [reading] = fold([row(1, "read", blind=True, stream="active", scope=[code_id("staff")])])
    assert (reading.blind, reading.stream, reading.scope) == (True, "active", frozenset({code_id("staff")}))


def test_uncodable_is_a_reading_with_that_outcome() -> None:
    _, [reading] = fold([row(1, "uncodable")])
    assert reading.outcome == "uncodable"


def test_a_skip_is_no_reading() -> None:
    assert fold([row(1, "skip")]) == ([], [])


ACTS: list[Act] = ["add", "accept", "remove", "reject", "read", "uncodable", "undo", "redo"]


@st.composite
def logs(draw: st.DrawFn) -> list[Decision]:
    """Any log of one coder on two sources, undo and redo of earlier steps included."""
    rows: list[Decision] = []
    for number in range(1, draw(st.integers(0, 25)) + 1):
        act = draw(st.sampled_from(ACTS))
        target = f"s{draw(st.integers(1, number))}" if act in ("undo", "redo") else None
        code = draw(st.sampled_from(CODES)) if act in ("add", "accept", "remove", "reject") else None
        source = draw(st.sampled_from(["a1", "a2"]))
        rows.append(row(number, act, source, code, target=target))
    return rows


@given(logs(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same(rows: list[Decision], random: object) -> None:
    shuffled = sorted(rows, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert fold(shuffled) == fold(rows)


@given(logs())
def test_undoing_every_step_leaves_nothing(rows: list[Decision]) -> None:
    undo = [row(1000 + n, "undo", target=each.step) for n, each in enumerate(rows)]
    assert fold(rows + undo) == ([], [])
