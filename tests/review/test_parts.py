"""Parts of answers and identical answers: codes at the right places, one decision for all that say the same."""

from __future__ import annotations

import pytest

from coder.errors import RequestError
from tests.review.desk import MakeLog, answer, answers, listed, on_screen, proposal

KIND, WAIT, PARKING = "staff/kindness", "access/waiting time", "access/parking"
SUGGESTED = {"1-best": [proposal(KIND, "strong"), proposal(WAIT, "weak")]}


@pytest.mark.parametrize("part", [(0, 5), (-1, 2), (2, 2), (3, 1)])
def test_a_part_outside_the_answer_is_refused(make_log: MakeLog, part: tuple[int, int]) -> None:
    with pytest.raises(RequestError, match="no part of this answer of 4 signs"):
        listed(make_log, answers("kind")).open().add(KIND, *part)


def test_half_a_part_is_refused(make_log: MakeLog) -> None:
    with pytest.raises(RequestError, match="both its start and its end"):
        listed(make_log, answers("kind")).open().add(KIND, 1)


def test_a_part_of_the_answer_can_be_coded(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("so kind"))
    desk.open().add(KIND, 3, 7)
    coding = desk.log.codings(desk.sources[0].id, "ana")[0]
    assert (coding.start, coding.end) == (3, 7)


def test_a_proposal_can_be_accepted_for_a_part(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("so kind"), proposals=SUGGESTED)
    desk.open().accept(KIND, (3, 7))
    coding = desk.log.codings(desk.sources[0].id, "ana")[0]
    assert (coding.start, coding.end, coding.origin) == (3, 7, "accepted")


def test_remove_takes_every_part_away(make_log: MakeLog) -> None:
    desk = listed(make_log, answers("so kind, so very kind"))
    session = desk.open()
    session.add(KIND, 3, 7)
    session.add(KIND, 17, 21)
    session.remove(KIND)
    assert desk.codes(desk.sources[0]) == []


def test_a_part_is_the_whole_of_a_twin_that_is_written_otherwise(make_log: MakeLog) -> None:
    sources = [answer(1, "so kind", key="sokind"), answer(2, "So  kind!", key="sokind")]
    desk = listed(make_log, sources, twins={"1-best": sources})
    desk.open().add(KIND, 3, 7)
    coding = desk.log.codings(sources[1].id, "ana")[0]
    assert (coding.start, coding.end) == (None, None)


def test_the_rows_of_a_twin_name_the_row_they_repeat(make_log: MakeLog) -> None:
    sources = [answer(1, "kind", key="kind"), answer(2, "kind", key="kind")]
    desk = listed(make_log, sources, twins={"1-best": sources})
    desk.open().done()
    first, second = desk.log.decisions()
    assert second.detail["twin_of"] == first.id
    assert second.step == first.step


def test_the_view_says_how_many_answers_are_identical(make_log: MakeLog) -> None:
    sources = [answer(number, "kind", key="kind") for number in (1, 2, 3)]
    view = on_screen(listed(make_log, sources, twins={"1-best": sources}).open())
    assert view.copies == 3


def test_an_identical_answer_that_was_read_on_its_own_is_left_alone(make_log: MakeLog) -> None:
    sources = [answer(1, "kind", key="kind"), answer(2, "kind", key="kind")]
    desk = listed(make_log, sources)
    desk.open().none()
    desk.twins = {"2-best": sources}
    desk.open().add(KIND)
    assert (desk.codes(sources[0]), desk.codes(sources[1])) == ([], [KIND])


STRANGE = [
    "[laughs] [/b] [red]",
    ":smile: {0} %s",
    "a\x1b[31mb\x00c",
    "\u202eمرحبا\u202c",
    "e\u0301\u200d👩\u200d🔬",
]


@pytest.mark.parametrize("text", STRANGE)
def test_strange_answers_are_coded_at_the_right_places(make_log: MakeLog, text: str) -> None:
    desk = listed(make_log, answers(text))
    session = desk.open()
    session.add(KIND, 1, len(text))
    coding = desk.log.codings(desk.sources[0].id, "ana")[0]
    assert on_screen(session).source.text[coding.start : coding.end] == text[1:]
