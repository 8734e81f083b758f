"""What a session shows, refuses and writes: the parts that have no keys of their own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from coder.domain import Decision
from coder.errors import RequestError, UnknownCodeError
from coder.review.queue import ListQueue
from coder.review.session import ReviewSession
from coder.review.view import worth_showing
from tests.review.desk import MakeLog, answers, code_id, codebook, listed, on_screen, proposal

KIND, WAIT, PARKING = "staff/kindness", "access/waiting time", "access/parking"
SUGGESTED = {"1-best": [proposal(KIND, "strong"), proposal(WAIT, "weak")]}


def _view_codes(session: ReviewSession) -> tuple[str, ...]:
    return session.current.codes if session.current else ()


def test_a_blind_view_shows_no_proposals(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"), "random", proposals=SUGGESTED)
    view = on_screen(desk.open())
    assert (view.blind, view.proposals, view.preselected) == (True, (), frozenset())


def test_done_in_a_blind_view_accepts_nothing(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"), "random", proposals=SUGGESTED)
    desk.open().done()
    assert [row.act for row in desk.log.decisions()] == ["read"]


def test_without_proposals_every_reading_is_blind(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"), "active")
    desk.open().done()
    assert desk.log.readings(desk.sources[0].id, "ana")[0].blind is True


def test_a_blind_answer_stays_blind_when_revisited(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind", "slow"), "random", proposals=SUGGESTED)
    session = desk.open()
    session.done()
    session.back()
    assert on_screen(session).blind


def test_what_others_coded_is_not_shown(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"))
    desk.open().add(KIND)
    desk.coder = "ben"
    assert _view_codes(desk.open()) == ()


def test_the_reading_keeps_what_was_on_screen(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"), "active", proposals=SUGGESTED)
    desk.open().done()
    assert desk.log.decisions()[-1].detail == {
        "stream": "active",
        "blind": False,
        "scope": None,
        "shown": [
            {"code": code_id(KIND), "strength": "strong", "probability": 0.5},
            {"code": code_id(WAIT), "strength": "weak", "probability": 0.5},
        ],
    }


def test_all_that_has_a_strength_is_shown_filled_up_to_five() -> None:
    none = [proposal(f"none{number}", "none") for number in range(9)]
    shown = worth_showing([*none, proposal("weak", "weak"), proposal("strong", "strong")])
    assert [each.code for each in shown] == ["strong", "weak", "none0", "none1", "none2"]


def test_never_more_are_shown_than_there_are_digits() -> None:
    assert len(worth_showing([proposal(f"code{number}", "strong") for number in range(20)])) == 9


def test_proposals_for_another_question_are_not_shown(make_log: MakeLog) -> None:
    proposals = {"1-best": [proposal("food", "strong"), proposal("gone", "strong")]}
    view = on_screen(listed(make_log, answers("kind"), proposals=proposals).open())
    assert view.proposals == ()


def test_a_code_that_is_not_there_is_refused_with_a_guess(make_log: MakeLog) -> None:
    with pytest.raises(UnknownCodeError, match=r"no code 'staff/kindnes'.*'staff/kindness'"):
        listed(make_log, answers("kind")).open().add("staff/kindnes")


def test_a_group_is_refused_with_the_codes_below(make_log: MakeLog) -> None:
    with pytest.raises(RequestError, match=r"'staff' is a group.*staff/kindness, staff/attitude"):
        listed(make_log, answers("kind")).open().add("staff")


def test_a_stance_code_itself_is_refused(make_log: MakeLog) -> None:
    with pytest.raises(RequestError, match="night opening/for, night opening/against"):
        listed(make_log, answers("kind")).open().add("night opening")


def test_a_code_of_another_question_is_refused(make_log: MakeLog) -> None:
    with pytest.raises(RequestError, match="'food' is not meant for the question 'best'"):
        listed(make_log, answers("kind")).open().add("food")


def test_a_code_that_was_not_suggested_cannot_be_accepted(make_log: MakeLog) -> None:
    with pytest.raises(RequestError, match="not among the suggestions"):
        listed(make_log, answers("kind"), proposals=SUGGESTED).open().accept(PARKING)


def test_a_code_that_is_not_given_cannot_be_removed(make_log: MakeLog) -> None:
    with pytest.raises(RequestError, match="'staff/kindness' is not on this answer"):
        listed(make_log, answers("kind")).open().remove(KIND)


def test_giving_a_code_twice_writes_one_row(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"))
    session = desk.open()
    session.add(KIND)
    session.add(KIND)
    assert len(desk.log.decisions()) == 1


def test_a_refusal_is_remembered_as_seen(make_log: MakeLog) -> None:
    session = listed(make_log, answers("kind"), proposals=SUGGESTED).open()
    session.reject(KIND)
    assert KIND in on_screen(session).rejected


def test_times_increase_while_the_clock_stands_still(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind", "slow"))
    session = desk.open()
    session.add(KIND)
    session.done()
    assert [row.at[17:] for row in desk.log.decisions()] == ["00.000000+00:00", "00.000001+00:00"]


def test_times_increase_over_sessions_while_the_clock_goes_back(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind", "slow"))
    later = datetime(2027, 1, 1, tzinfo=UTC).isoformat(timespec="microseconds")
    desk.log.append(
        [Decision("a" * 32, "b" * 32, later, "ana", "read", desk.sources[0].id, version=1, detail={})]
    )
    desk.open().done()
    assert desk.log.decisions()[-1].at == "2027-01-01T00:00:00.000001+00:00"


def test_a_scoped_reading_judges_the_scope_and_what_was_given(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"), scope=[WAIT])
    session = desk.open()
    session.add(KIND)
    session.done()
    assert desk.log.readings(desk.sources[0].id, "ana")[0].scope == frozenset((code_id(WAIT), code_id(KIND)))


def test_a_scoped_reading_does_not_settle_the_answer_for_all_codes(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"), scope=[WAIT])
    desk.open().done()
    desk.scope = None
    assert desk.open().progress.read == 0


def test_no_code_in_scope_leaves_the_others(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"), scope=[WAIT])
    session = desk.open()
    session.add(KIND)
    session.none()
    assert desk.codes(desk.sources[0]) == [KIND]


def test_a_full_reading_settles_every_scope(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"))
    desk.open().done()
    desk.scope = [WAIT]
    assert desk.open().current is None


def test_answers_can_be_asked_for_again(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind", "slow"))
    desk.open().done()
    desk.again = True
    session = desk.open()
    assert on_screen(session).source == desk.sources[0]
    session.done()
    assert len(desk.log.readings(desk.sources[0].id, "ana")) == 2


def test_progress_counts_answers_by_stream(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("a", "b", "c", "d"), "active")
    session = desk.open()
    session.done()
    session.uncodable()
    session.skip()
    tally = session.progress
    assert (tally.read, tally.left, tally.skipped, tally.streams) == (2, 2, 1, {"active": 2})


def test_codes_used_last_come_first(make_log: MakeLog) -> None:
    session = listed(make_log, answers("kind")).open()
    session.add(KIND)
    session.add(PARKING)
    assert [code.path for code in session.choices][:3] == [PARKING, KIND, WAIT]


def test_an_answer_begun_elsewhere_does_not_come_into_another_queue(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind", "slow"), "random")
    desk.open().add(KIND)
    desk.queue = ListQueue(desk.sources[1:], "search")
    assert on_screen(desk.open()).source == desk.sources[1]


def test_the_usual_codes_are_those_given_most_often(make_log: MakeLog) -> None:
    session = listed(make_log, answers("kind", "slow")).open()
    session.add(PARKING)
    session.done()
    session.add(KIND)
    session.add(PARKING)
    session.undo()
    session.add(PARKING)
    assert [code.path for code in session.frequent] == [PARKING, KIND]


def test_a_flag_outlives_the_session_and_undo(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"))
    session = desk.open()
    session.flag()
    session.undo()
    assert on_screen(desk.open()).flagged


def test_only_codes_of_the_question_are_offered(make_log: MakeLog) -> None:
    session = listed(make_log, answers("kind")).open()
    assert "food" not in [code.path for code in session.choices]


def test_deciding_when_all_is_read_is_refused(make_log: MakeLog) -> None:
    session = listed(make_log, []).open()
    with pytest.raises(RequestError, match="no answer left"):
        session.done()


def test_imported_readings_are_settled_but_not_undone(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind", "slow"))
    at = datetime(2025, 1, 1, tzinfo=UTC).isoformat(timespec="microseconds")
    detail = {"stream": "import", "blind": False}
    desk.log.append(
        [Decision("a" * 32, "b" * 32, at, "ana", "read", desk.sources[0].id, version=1, detail=detail)]
    )
    session = desk.open()
    assert session.undo() is None
    assert session.progress.read == 1


def test_a_bulk_coding_does_not_make_an_answer_begun(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind", "slow"))
    at = datetime(2025, 1, 1, tzinfo=UTC).isoformat(timespec="microseconds")
    source = desk.sources[1].id
    bulk = Decision("a" * 32, "b" * 32, at, "ana", "add", source, code_id(KIND), detail={"origin": "bulk"})
    desk.log.append([bulk])
    assert on_screen(desk.open()).source == desk.sources[0]


def test_a_memo_is_logged_and_stays_when_decisions_are_undone(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"))
    session = desk.open()
    session.memo("ask Ben")
    assert session.undo() is None
    assert [(row.act, row.detail["text"]) for row in desk.log.decisions()] == [("memo", "ask Ben")]


def test_new_proposals_are_asked_for_after_refresh(make_log: MakeLog) -> None:
    learnt = dict(SUGGESTED)
    session = listed(make_log, answers("kind"), proposals=learnt).open()
    before = on_screen(session)
    learnt["1-best"] = []
    assert on_screen(session) == before
    session.refresh()
    assert on_screen(session).proposals == ()


def test_the_next_answer_is_got_ready_ahead(make_log: MakeLog) -> None:
    learnt = {**SUGGESTED, "2-best": [proposal(WAIT, "strong")]}
    session = listed(make_log, answers("kind", "slow"), proposals=learnt).open()
    session.look_ahead()
    learnt["2-best"] = []
    session.done()
    assert [each.code for each in on_screen(session).proposals] == [WAIT]


def test_looking_ahead_decides_nothing_and_shows_nothing_else(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind", "slow"), proposals=SUGGESTED)
    session = desk.open()
    before = on_screen(session)
    session.look_ahead()
    assert (on_screen(session), desk.log.decisions()) == (before, [])


def test_looking_ahead_of_a_blind_reading_asks_nothing(make_log: MakeLog) -> None:
    asked: list[str] = []
    desk = listed(make_log, answers("kind", "slow"), "random", proposals=SUGGESTED)
    session = desk.open()
    session._propose = lambda source: asked.append(source.name) or []  # type: ignore[func-returns-value]
    session.look_ahead()
    assert asked == []


def test_the_codebook_can_change_under_the_hands(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind"))
    session = desk.open()
    session.use_codebook(codebook(), 2)
    session.done()
    assert desk.log.readings(desk.sources[0].id, "ana")[0].version == 2


def test_a_forgotten_answer_is_passed_over_when_going_back(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("kind", "slow"))
    desk.open().done()
    desk.sources, gone = desk.sources[1:], desk.sources[0]
    desk.queue = ListQueue(desk.sources, "code")
    session = desk.open()
    session.back()
    assert on_screen(session).source != gone
