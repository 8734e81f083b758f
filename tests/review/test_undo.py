"""Random acts in a session: everything can be undone, redone, and is found again after a restart."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.domain import Coding, Reading
from coder.review.session import ReviewSession
from tests.review.desk import Desk, MakeLog, answer, answers, listed, proposal

KIND, WAIT, PARKING = "staff/kindness", "access/waiting time", "access/parking"
SUGGESTED = {"1-best": [proposal(KIND, "strong"), proposal(WAIT, "weak")]}
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["toggle", "reject", "done", "none", "uncodable", "skip", "undo", "redo", "back"]),
        st.sampled_from([KIND, WAIT, PARKING]),
    ),
    max_size=25,
)
State = tuple[list[list[Coding]], list[list[Reading]]]


def _state(desk: Desk) -> State:
    codings = [desk.log.codings(source.id, "ana") for source in desk.sources]
    return codings, [desk.log.readings(source.id, "ana") for source in desk.sources]


def _do(session: ReviewSession, acts: list[tuple[str, str]]) -> None:
    for act, code in acts:
        if session.current or act in ("undo", "redo", "back"):
            getattr(session, act)(*([code] if act in ("toggle", "reject") else []))


def _undo_all(session: ReviewSession) -> int:
    return sum(1 for _ in iter(session.undo, None))


def _table(make_log: MakeLog) -> Desk:
    sources = [answer(1, "kind", key="k"), answer(2, "Kind", key="k"), *answers("x", "y", "slow")[2:]]
    return listed(make_log, sources, proposals=SUGGESTED, twins={"1-best": sources[:2]})


slow_fixture = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@slow_fixture
@given(acts=ACTS)
def test_everything_can_be_undone(make_log: MakeLog, acts: list[tuple[str, str]]) -> None:
    desk = _table(make_log)
    session = desk.open()
    _do(session, acts)
    _undo_all(session)
    assert _state(desk) == ([[], [], []], [[], [], []])


@slow_fixture
@given(acts=ACTS)
def test_everything_undone_can_be_redone(make_log: MakeLog, acts: list[tuple[str, str]]) -> None:
    desk = _table(make_log)
    session = desk.open()
    _do(session, acts)
    before = _state(desk)
    for _ in range(_undo_all(session)):
        session.redo()
    assert _state(desk) == before


@slow_fixture
@given(acts=ACTS)
def test_a_session_that_is_reopened_can_undo_as_much(make_log: MakeLog, acts: list[tuple[str, str]]) -> None:
    desk = _table(make_log)
    _do(desk.open(), acts)
    session = desk.open()
    _undo_all(session)
    assert _state(desk) == ([[], [], []], [[], [], []])


@slow_fixture
@given(acts=ACTS)
def test_a_restart_leaves_progress_as_it_was(make_log: MakeLog, acts: list[tuple[str, str]]) -> None:
    desk = _table(make_log)
    session = desk.open()
    _do(session, acts)
    assert desk.open().progress == session.progress
