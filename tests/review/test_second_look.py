"""After a blind reading the suggestions may be seen once: both answers are kept, the first one as blind."""

from __future__ import annotations

from coder.review.session import ReviewSession
from coder.store.log import fold
from tests.review.conftest import Take
from tests.review.desk import Desk, MakeLog, answers, listed, on_screen, proposal

KIND, WAIT = "staff/kindness", "access/waiting time"
SUGGESTED = {"1-best": [proposal(WAIT, "strong")], "2-best": [proposal(KIND, "strong")]}


def _desk(make_log: MakeLog, stream: str = "random") -> Desk:
    return listed(make_log, answers("kind", "slow"), stream, proposals=SUGGESTED, second_look=True)


def _state(session: ReviewSession) -> tuple[str, bool, bool]:
    view = on_screen(session)
    return view.source.text, view.blind, view.second


def test_the_same_answer_comes_again_with_suggestions(make_log: MakeLog, take: Take) -> None:
    hands = take(_desk(make_log).open())
    hands.add(KIND)
    hands.done()
    view = on_screen(hands.session)
    assert _state(hands.session) == ("kind", False, True)
    assert ([p.code for p in view.proposals], view.preselected) == ([WAIT], frozenset())


def test_enter_leaves_the_answer_as_it_was(make_log: MakeLog, take: Take) -> None:
    desk = _desk(make_log)
    hands = take(desk.open())
    hands.add(KIND)
    hands.done()
    hands.done()
    assert desk.codes(desk.sources[0]) == [KIND]
    assert _state(hands.session) == ("slow", True, False)


def test_a_correction_stands_and_the_first_answer_can_be_told(make_log: MakeLog, take: Take) -> None:
    desk = _desk(make_log)
    hands = take(desk.open())
    hands.add(KIND)
    hands.done()
    hands.toggle(WAIT)
    hands.done()
    first = fold(row for row in desk.log.decisions() if not row.detail.get("second"))[0]
    assert desk.codes(desk.sources[0]) == [KIND, WAIT]
    assert len(first) == 1


def test_the_two_readings_are_told_apart(make_log: MakeLog) -> None:
    desk = _desk(make_log)
    session = desk.open()
    session.none()
    session.done()
    readings = desk.log.readings(desk.sources[0].id, "ana")
    assert [reading.blind for reading in readings] == [True, False]


def test_it_counts_as_one_answer_read(make_log: MakeLog) -> None:
    session = _desk(make_log).open()
    session.done()
    session.done()
    assert (session.progress.read, session.progress.streams) == (1, {"random": 1})


def test_undo_returns_to_the_second_look_first(make_log: MakeLog, take: Take) -> None:
    hands = take(_desk(make_log).open())
    hands.done()
    hands.toggle(WAIT)
    hands.done()
    hands.undo()
    assert _state(hands.session) == ("kind", False, True)


def test_what_was_seen_is_not_read_blind_any_more(make_log: MakeLog) -> None:
    desk = _desk(make_log)
    session = desk.open()
    session.done()
    session.undo()
    assert _state(session) == ("kind", False, False)
    session.none()
    assert [reading.blind for reading in desk.log.readings(desk.sources[0].id, "ana")] == [False]


def test_nor_after_a_restart(make_log: MakeLog) -> None:
    desk = _desk(make_log)
    session = desk.open()
    session.done()
    session.done()
    session.undo()
    session.undo()
    assert _state(desk.open()) == ("kind", False, False)


def test_an_answer_that_cannot_be_coded_is_not_looked_at_twice(make_log: MakeLog) -> None:
    session = _desk(make_log).open()
    session.uncodable()
    assert _state(session) == ("slow", True, False)


def test_readings_with_suggestions_have_no_second_look(make_log: MakeLog) -> None:
    session = _desk(make_log, "active").open()
    session.done()
    assert _state(session) == ("slow", False, False)


def test_the_suggestions_are_those_from_before_it_was_learnt(make_log: MakeLog) -> None:
    desk = _desk(make_log)
    learnt = dict(SUGGESTED)
    desk.proposals = learnt
    session = desk.open()
    session.finished = lambda: learnt.update({"1-best": []})
    session.done()
    assert [p.code for p in on_screen(session).proposals] == [WAIT]


def test_going_forward_leaves_it(make_log: MakeLog) -> None:
    session = _desk(make_log).open()
    session.done()
    session.forward()
    assert _state(session) == ("slow", True, False)


def test_without_suggestions_there_is_nothing_to_look_at(make_log: MakeLog) -> None:
    desk = _desk(make_log)
    desk.proposals = {}
    session = desk.open()
    session.done()
    assert _state(session) == ("slow", True, False)
