"""Disagreements settled: the consensus has the last word in the resolved coding and none in agreement."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coder import Project
from coder.errors import RequestError, UnknownCodeError, UnknownNameError
from coder.project.adjudicating import Adjudication
from coder.review.queue import ListQueue
from coder.review.session import ReviewSession
from tests.project.reading import known, read


@pytest.fixture
def disputed(project: Project) -> Project:
    """a1: only ana staff; a2: agreed; a3: staff against parking, both children; a4 and a5 say the same."""
    read(project, "ana", a1="staff", a2="access/parking", a3="staff children", a4="children", a5="children")
    read(project, "ben", a1="", a2="access/parking", a3="access/parking children", a4="", a5="")
    return project


def _session(project: Project, **where: str) -> Adjudication:
    return project.adjudicate("ana", "ben", by="cleo", where=where or None)


def _decided(project: Project, reason: str) -> None:
    """The first dispute, settled so that none of its codes applies."""
    session = _session(project)
    session.take_none()
    session.decide(reason)


def _names(session: Adjudication) -> Iterator[str]:
    while session.current:
        yield session.current.source.name
        session.take_none()
        session.decide("because")


def test_identical_answers_are_one_dispute(disputed: Project) -> None:
    assert list(_names(_session(disputed))) == ["a1", "a3", "a4"]


def test_a_dispute_shows_both_sides_and_what_they_share(disputed: Project) -> None:
    dispute = disputed.disagreements("ana", "ben")[1]
    assert (dispute.codes, dispute.agreed) == (("access/parking", "staff"), ("children",))
    assert [set(dispute.of(name)) for name in ("ana", "ben")] == [{"staff"}, {"access/parking"}]


def test_a_decision_needs_a_reason(disputed: Project) -> None:
    session = _session(disputed)
    session.take("ana")
    with pytest.raises(RequestError, match="reason"):
        session.decide("  ")
    assert session.left == 3


@pytest.mark.parametrize(
    ("choice", "codes"),
    [
        ("ana", {"staff", "children"}),
        ("ben", {"access/parking", "children"}),
        ("both", {"staff", "access/parking", "children"}),
        ("neither", {"children"}),
    ],
)
def test_the_outcome_stands_and_what_was_agreed_stays(
    disputed: Project, choice: str, codes: set[str]
) -> None:
    session = _session(disputed, source="a3")
    {"both": session.take_all, "neither": session.take_none}.get(choice, lambda: session.take(choice))()
    session.decide("the rule says so")
    assert {path for path, yes in known(disputed, "a3").items() if yes} == codes


def test_codes_are_picked_one_by_one(disputed: Project) -> None:
    session = _session(disputed, source="a3")
    session.toggle("staff")
    session.decide("paid people only")
    assert known(disputed, "a3")["staff"]
    assert not known(disputed, "a3")["access/parking"]


def test_only_codes_in_dispute_can_be_picked(disputed: Project) -> None:
    with pytest.raises(UnknownCodeError):
        _session(disputed).toggle("children")


def test_copies_get_the_same_outcome(disputed: Project) -> None:
    session = _session(disputed, question="comment")
    session.skip()
    session.skip()
    session.take("ana")
    session.decide("they said so")
    assert known(disputed, "a4")["children"]
    assert known(disputed, "a5")["children"]


def test_the_reading_of_the_consensus_judges_what_was_in_dispute(disputed: Project) -> None:
    session = _session(disputed)
    session.take_none()
    session.decide("unclear")
    (reading,) = disputed.store.readings(coder="consensus")
    assert reading.scope == frozenset({disputed.codebook.code("staff").id})
    assert (reading.stream, reading.blind) == ("adjudication", False)


def test_the_reason_is_in_the_log_and_a_memo_on_the_answer(disputed: Project) -> None:
    _decided(disputed, "not about  people")
    row = next(row for row in disputed.log() if row.act == "read" and row.coder == "consensus")
    assert (row.detail["reason"], row.detail["by"], row.detail["between"]) == (
        "not about people",
        "cleo",
        ["ana", "ben"],
    )
    assert [memo.text for memo in disputed.memos("source", "a1")] == ["not about people"]


def test_undo_brings_the_dispute_back_and_takes_the_memo_along(disputed: Project) -> None:
    session = _session(disputed)
    session.take("ana")
    session.decide("so")
    undone = session.undo()
    assert undone
    assert undone.source.name == "a1"
    assert (session.left, disputed.memos(), disputed.store.codings(coder="consensus")) == (3, [], [])


def test_there_is_nothing_to_undo_before_the_first_decision(disputed: Project) -> None:
    assert _session(disputed).undo() is None


def test_it_goes_on_where_it_stopped(disputed: Project) -> None:
    _decided(disputed, "so")
    again = _session(disputed)
    assert again.current
    assert (again.current.source.name, again.settled, again.left) == ("a3", 1, 2)


def test_skipped_ones_come_again_at_the_end(disputed: Project) -> None:
    session = _session(disputed)
    session.skip()
    assert list(_names(session)) == ["a3", "a4", "a1"]


@pytest.mark.parametrize(("code", "names"), [("staff", ["a1", "a3"]), ("access", ["a3"])])
def test_it_can_be_narrowed_to_a_code(disputed: Project, code: str, names: list[str]) -> None:
    assert list(_names(disputed.adjudicate("ana", "ben", by="cleo", code=code))) == names


def test_it_can_be_narrowed_to_some_answers(disputed: Project) -> None:
    assert list(_names(_session(disputed, branch="North"))) == ["a1", "a5"]


def test_nothing_chosen_is_nothing_decided(disputed: Project) -> None:
    with pytest.raises(RequestError, match="Choose first"):
        _session(disputed).decide("so")


def test_agreement_uses_the_originals_only(disputed: Project) -> None:
    before = disputed.agreement("ana", "ben", resamples=10).records()
    list(_names(_session(disputed)))
    assert disputed.agreement("ana", "ben", resamples=10).records() == before


def test_the_position_stays_as_blind_as_it_was_read(disputed: Project) -> None:
    _decided(disputed, "so")
    answer = disputed.resolved()[disputed.source("a1").id]
    assert (answer.coder, answer.blind, answer.stream) == ("consensus", True, "random")


def test_settled_answers_leave_the_queue_of_disagreements(disputed: Project) -> None:
    from coder.project.queues import Order

    _decided(disputed, "so")
    queue = disputed.review("ana", proposals=False, order=Order("disagreements"))
    assert queue.current
    assert queue.current.source.name == "a3"


def test_parts_stay_where_their_coder_put_them(project: Project) -> None:
    source = project.source("a3")
    session = ReviewSession(
        project.store,
        ListQueue([source], "random"),
        coder="ana",
        codebook=project.codebook,
        version=project.codebooks.version,
        find={source.id: source}.get,
    )
    session.add("staff", 0, 10)
    session.done()
    read(project, "ben", a3="")
    settling = _session(project)
    settling.take("ana")
    settling.decide("named")
    (coding,) = project.store.codings(coder="consensus")
    assert (coding.start, coding.end) == (0, 10)


def test_the_other_coder_of_a_third_is_not_asked_again(disputed: Project) -> None:
    _decided(disputed, "so")
    read(disputed, "eva", a1="")
    (dispute,) = disputed.disagreements("ana", "eva")
    assert dispute.is_settled


def test_a_coder_who_did_not_read_it_has_no_side(disputed: Project) -> None:
    with pytest.raises(UnknownNameError, match="'eva'"):
        _session(disputed).take("eva")


def test_copies_outside_the_filter_are_settled_along(disputed: Project) -> None:
    """a4 is of the South, a5, which says the same, of the North."""
    session = _session(disputed, source="a5")
    session.take("ben")
    session.decide("nothing said")
    assert [dispute.source.name for dispute in disputed.disagreements() if not dispute.is_settled] == [
        "a1",
        "a3",
    ]


def test_a_part_has_no_place_in_a_copy_that_is_written_differently(project: Project) -> None:
    """a5 is "nothing", read last; a4, which stands for both, is "Nothing."."""
    source = project.source("a5")
    session = ReviewSession(
        project.store,
        ListQueue([source], "random"),
        coder="ana",
        codebook=project.codebook,
        version=project.codebooks.version,
        find={source.id: source}.get,
    )
    session.add("staff", 0, 4)
    session.done()
    read(project, "ben", a4="")
    (dispute,) = project.disagreements("ana", "ben")
    assert (dispute.source.name, dispute.parts("staff")) == ("a4", [(None, None)])


def test_undo_reaches_back_into_earlier_sessions(disputed: Project) -> None:
    _decided(disputed, "so")
    undone = _session(disputed).undo()
    assert undone
    assert (undone.source.name, undone.is_settled) == ("a1", False)
