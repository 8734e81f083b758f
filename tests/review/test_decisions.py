"""What a person decides and what the log makes of it: through every way in (`hands`)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coder.review.session import ReviewSession
from tests.review.desk import MakeLog, answer, answers, code_id, listed, on_screen, proposal
from tests.review.hands import Hands

Take = Callable[[ReviewSession], Hands]
KIND, WAIT, PARKING = "staff/kindness", "access/waiting time", "access/parking"
SUGGESTED = {"1-best": [proposal(KIND, "strong"), proposal(WAIT, "medium"), proposal(PARKING, "weak")]}


def test_a_code_is_saved_before_the_answer_is_done(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind", "slow"))
    take(desk.open()).add(KIND)
    assert desk.codes(desk.sources[0]) == [KIND]
    assert desk.outcomes(desk.sources[0]) == []


def test_done_makes_a_reading_and_shows_the_next_answer(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind", "slow"))
    hands = take(desk.open())
    hands.done()
    assert desk.outcomes(desk.sources[0]) == ["read"]
    assert on_screen(hands.session).source == desk.sources[1]


def test_done_accepts_what_is_preselected_in_one_step(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind"), proposals=SUGGESTED)
    take(desk.open()).done()
    assert [row.act for row in desk.log.decisions()] == ["accept", "accept", "read"]
    assert len({row.step for row in desk.log.decisions()}) == 1
    assert desk.codes(desk.sources[0]) == [KIND, WAIT]


def test_a_rejected_proposal_is_not_accepted_by_done(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind"), proposals=SUGGESTED)
    hands = take(desk.open())
    hands.reject(KIND)
    hands.done()
    assert desk.codes(desk.sources[0]) == [WAIT]


def test_toggle_turns_a_preselected_proposal_off_and_on_again(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind"), proposals=SUGGESTED)
    hands = take(desk.open())
    hands.toggle(KIND)
    hands.toggle(KIND)
    assert [row.act for row in desk.log.decisions()] == ["reject", "accept"]
    assert desk.codes(desk.sources[0]) == [KIND]


def test_toggle_takes_a_weak_proposal(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind"), proposals=SUGGESTED)
    take(desk.open()).toggle(PARKING)
    assert [coding.origin for coding in desk.log.codings(desk.sources[0].id, "ana")] == ["accepted"]


def test_remove_takes_an_added_code_away(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind"))
    hands = take(desk.open())
    hands.add(KIND)
    hands.remove(KIND)
    assert desk.codes(desk.sources[0]) == []


def test_no_code_applies_clears_the_answer_and_settles_it(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind"), proposals=SUGGESTED)
    hands = take(desk.open())
    hands.toggle(PARKING)
    hands.none()
    assert desk.codes(desk.sources[0]) == []
    assert desk.outcomes(desk.sources[0]) == ["read"]


def test_an_answer_that_cannot_be_coded_is_settled_as_such(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("%&/", "slow"))
    hands = take(desk.open())
    hands.uncodable()
    assert desk.outcomes(desk.sources[0]) == ["uncodable"]
    assert on_screen(hands.session).source == desk.sources[1]


def test_a_skipped_answer_comes_back_after_the_others(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("hard", "slow"))
    hands = take(desk.open())
    hands.skip()
    hands.done()
    assert on_screen(hands.session).source == desk.sources[0]
    assert desk.outcomes(desk.sources[0]) == []


def test_two_skipped_answers_take_turns(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("hard", "harder"))
    hands = take(desk.open())
    hands.skip()
    hands.skip()
    hands.skip()
    assert on_screen(hands.session).source == desk.sources[1]


def test_undo_returns_to_the_answer_and_takes_the_whole_step_back(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind", "slow"), proposals=SUGGESTED)
    hands = take(desk.open())
    hands.done()
    hands.undo()
    assert on_screen(hands.session).source == desk.sources[0]
    assert (desk.codes(desk.sources[0]), desk.outcomes(desk.sources[0])) == ([], [])


def test_undo_of_a_skip_returns_to_the_answer(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("hard", "slow"))
    hands = take(desk.open())
    hands.skip()
    hands.undo()
    assert on_screen(hands.session).source == desk.sources[0]
    assert hands.session.progress.skipped == 0


def test_redo_decides_again(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind", "slow"), proposals=SUGGESTED)
    hands = take(desk.open())
    hands.done()
    hands.undo()
    hands.redo()
    assert desk.codes(desk.sources[0]) == [KIND, WAIT]
    assert on_screen(hands.session).source == desk.sources[1]


def test_a_new_decision_leaves_nothing_to_redo(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind"))
    hands = take(desk.open())
    hands.add(KIND)
    hands.undo()
    hands.add(WAIT)
    hands.redo()
    assert desk.codes(desk.sources[0]) == [WAIT]


def test_undo_goes_back_into_earlier_sessions(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind", "slow"))
    first = take(desk.open())
    first.add(KIND)
    first.done()
    second = take(desk.open())
    second.undo()
    second.undo()
    assert (desk.codes(desk.sources[0]), desk.outcomes(desk.sources[0])) == ([], [])


def test_nothing_to_undo_changes_nothing(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind"))
    take(desk.open()).undo()
    assert desk.log.decisions() == []


def test_an_answer_that_was_begun_comes_back_first(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind", "slow", "late"))
    hands = take(desk.open())
    hands.done()
    hands.add(WAIT)
    desk.queue = listed(make_log, desk.sources[::-1]).queue
    view = on_screen(desk.open())
    assert (view.source, view.codes) == (desk.sources[1], (WAIT,))


def test_back_shows_the_answer_read_before_and_forward_returns(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind", "slow", "late"))
    hands = take(desk.open())
    hands.done()
    hands.done()
    hands.back()
    hands.back()
    earlier = on_screen(hands.session).source
    hands.forward()
    hands.forward()
    assert earlier == desk.sources[0]
    assert on_screen(hands.session).source == desk.sources[2]


def test_done_on_an_answer_that_was_only_looked_at_again_writes_nothing(
    make_log: MakeLog, take: Take
) -> None:
    desk = listed(make_log, answers("kind", "slow"), proposals=SUGGESTED)
    hands = take(desk.open())
    hands.none()
    hands.back()
    hands.done()
    assert (desk.codes(desk.sources[0]), desk.outcomes(desk.sources[0])) == ([], ["read"])
    assert on_screen(hands.session).source == desk.sources[1]


def test_a_correction_is_read_again(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind", "slow"))
    hands = take(desk.open())
    hands.done()
    hands.back()
    hands.add(KIND)
    hands.done()
    assert (desk.codes(desk.sources[0]), desk.outcomes(desk.sources[0])) == ([KIND], ["read", "read"])


def test_identical_answers_are_decided_together(make_log: MakeLog, take: Take) -> None:
    sources = [answer(1, "Parking!", key="parking"), answer(2, "parking", key="parking"), answer(3, "other")]
    desk = listed(make_log, sources, twins={"1-best": sources[:2]})
    hands = take(desk.open())
    hands.add(PARKING)
    hands.done()
    assert (desk.codes(sources[1]), desk.outcomes(sources[1])) == ([PARKING], ["read"])
    assert on_screen(hands.session).source == sources[2]


def test_identical_answers_are_undone_together(make_log: MakeLog, take: Take) -> None:
    sources = [answer(1, "parking", key="parking"), answer(2, "parking", key="parking")]
    desk = listed(make_log, sources, twins={"1-best": sources})
    hands = take(desk.open())
    hands.add(PARKING)
    hands.done()
    hands.undo()
    hands.undo()
    assert (desk.codes(sources[1]), desk.outcomes(sources[1])) == ([], [])


def test_a_correction_reaches_the_identical_answers_read_along(make_log: MakeLog, take: Take) -> None:
    sources = [answer(1, "parking", key="parking"), answer(2, "parking", key="parking")]
    desk = listed(make_log, sources, twins={"1-best": sources})
    hands = take(desk.open())
    hands.done()
    hands.back()
    hands.add(PARKING)
    assert desk.codes(sources[1]) == [PARKING]


def test_the_ids_of_codes_are_logged_not_their_paths(make_log: MakeLog, take: Take) -> None:
    desk = listed(make_log, answers("kind"))
    take(desk.open()).add(KIND)
    assert [row.code for row in desk.log.decisions()] == [code_id(KIND)]


@pytest.mark.parametrize("stance", ["for", "against", "mixed"])
def test_a_stance_is_given_by_its_child(make_log: MakeLog, take: Take, stance: str) -> None:
    desk = listed(make_log, answers("yes please"))
    take(desk.open()).add(f"night opening/{stance}")
    assert desk.codes(desk.sources[0]) == [f"night opening/{stance}"]
