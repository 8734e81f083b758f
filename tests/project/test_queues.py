"""Which answers each queue chooses, and which codes it judges."""

from __future__ import annotations

import pytest

from coder import Project
from coder.codebook import Codebook
from coder.domain import Code
from coder.errors import RequestError, UnknownCodeError, UnknownNameError
from coder.project.queues import Order
from coder.review.session import ReviewSession
from tests.project.reading import read


def _session(project: Project, queue: str = "", *, code: str = "", search: str = "") -> ReviewSession:
    return project.review("ana", proposals=False, order=Order(queue, code, search))


def _first(session: ReviewSession) -> str:
    assert session.current
    return session.current.source.name


def _scope(session: ReviewSession) -> tuple[str, ...] | None:
    assert session.current
    return session.current.scope


def _redefined(project: Project, path: str, definition: str) -> None:
    codes = [
        Code(c.path, definition=definition if c.path == path else c.definition, codable=c.codable)
        for c in project.codebook.codes
    ]
    project.load_codebook(Codebook.build(codes))


def test_an_unknown_queue_is_named(project: Project) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'hardest'"):
        _session(project, "hardst")


@pytest.mark.parametrize("queue", ["code", "search", "cluster"])
def test_a_queue_says_what_it_needs(project: Project, queue: str) -> None:
    with pytest.raises(RequestError, match=f"needs --{queue}"):
        _session(project, queue)


def test_the_code_queue_judges_that_code_only(project: Project) -> None:
    read(project, "ana", a1="staff", a2="")
    session = _session(project, code="staff")
    assert (_scope(session), session.current.stream if session.current else "") == (("staff",), "code")


def test_a_code_that_is_not_there_is_refused(project: Project) -> None:
    with pytest.raises(UnknownCodeError):
        _session(project, code="nonsense")


def test_what_was_read_in_full_is_not_asked_again_for_one_code(project: Project) -> None:
    assert _session(project, code="staff").progress.left == 5
    read(project, "ana", a1="")
    assert _session(project, code="staff").progress.left == 4


def test_a_search_finds_words_and_judges_all_codes(project: Project) -> None:
    wanted = [s.name for s in project.sources().values() if "staff" in s.text.lower()]
    session = _session(project, search="staff")
    assert (_first(session), session.progress.left, _scope(session)) == (wanted[0], len(wanted), None)


def test_the_hardest_leave_out_what_somebody_read(project: Project) -> None:
    read(project, "ben", a1="staff", a2="")
    assert _session(project, "hardest").progress.left == len(project.sources()) - 2


def test_flagged_answers_are_read_again(project: Project) -> None:
    read(project, "ana", a1="staff", a2="")
    session = project.review("ana", proposals=False, where={"source": "a3"})
    session.flag()
    assert (_first(_session(project, "flagged")), _session(project, "flagged").progress.left) == ("a3", 1)


def test_a_flag_taken_down_leaves_the_queue(project: Project) -> None:
    session = project.review("ana", proposals=False, where={"source": "a3"})
    session.flag()
    session.flag()
    assert _session(project, "flagged").current is None


def test_a_changed_definition_makes_its_readings_outdated(project: Project) -> None:
    read(project, "ana", a1="staff", a2="")
    _redefined(project, "staff", "Only paid people.")
    session = _session(project, "outdated")
    assert (session.progress.left, _scope(session)) == (2, ("staff",))


def test_what_was_judged_anew_is_not_outdated(project: Project) -> None:
    read(project, "ana", a1="staff")
    _redefined(project, "staff", "Only paid people.")
    _session(project, "outdated").done()
    assert _session(project, "outdated").current is None


def test_nothing_is_outdated_while_no_definition_changed(project: Project) -> None:
    read(project, "ana", a1="staff")
    assert _session(project, "outdated").current is None


def test_disagreements_are_answers_with_different_codes(project: Project) -> None:
    read(project, "ana", a1="staff", a2="staff")
    read(project, "ben", a1="staff", a2="")
    session = _session(project, "disagreements")
    assert (_first(session), session.progress.left) == ("a2", 1)


def test_the_cluster_queue_reads_what_belongs_together(project: Project) -> None:
    members = project.clusters().cluster(1).members
    names = {project.clusters().sources[place].name for place in members}
    session = project.review("ana", proposals=False, order=Order(cluster=1))
    assert session.current is not None
    assert (session.current.source.name in names, session.progress.left) == (True, len(names))
    assert (session.current.stream, session.current.scope) == ("cluster", None)


def test_the_cluster_queue_judges_the_code_that_is_named(project: Project) -> None:
    session = project.review("ana", proposals=False, order=Order(cluster=1, code="staff"))
    assert _scope(session) == ("staff",)


def test_a_cluster_that_is_not_there_is_refused(project: Project) -> None:
    with pytest.raises(RequestError, match="There is no cluster 99"):
        project.review("ana", proposals=False, order=Order(cluster=99))
