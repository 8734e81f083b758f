"""A code made while reading goes when its step is undone, unless somebody needs it, and comes back with redo."""

from __future__ import annotations

import pytest

from coder import Project
from coder.project.making import CodeMaker
from coder.review.session import ReviewSession
from coder.tui.turning import redo, undo
from tests.project.reading import read


@pytest.fixture
def maker(project: Project) -> CodeMaker:
    return CodeMaker(project, "ana")


@pytest.fixture
def session(project: Project) -> ReviewSession:
    return project.review("ana", proposals=False)


def _made(session: ReviewSession, maker: CodeMaker, path: str) -> None:
    session.use_codebook(*maker.make(path))
    session.add(path)


def test_undo_takes_the_code_out_as_a_version_of_its_own(
    project: Project, session: ReviewSession, maker: CodeMaker
) -> None:
    _made(session, maker, "pets")
    assert undo(session, maker) == "Undone, and the new code is gone again."
    assert "pets" not in project.codebook.paths
    assert [row["note"] for row in project.codebooks.history()][1:] == [
        "new code pets",
        "undo of new code pets",
    ]
    assert session.codebook == project.codebook


def test_groups_that_came_with_it_go_too(project: Project, session: ReviewSession, maker: CodeMaker) -> None:
    before = project.codebook.paths
    _made(session, maker, "rooms/quiet/upstairs")
    undo(session, maker)
    assert project.codebook.paths == before


def test_a_code_that_somebody_gave_stays(project: Project, session: ReviewSession, maker: CodeMaker) -> None:
    _made(session, maker, "pets")
    read(project, "ben", a5="pets")
    assert undo(session, maker) == "Undone."
    assert "pets" in project.codebook.paths


def test_a_group_with_another_code_below_stays(
    project: Project, session: ReviewSession, maker: CodeMaker
) -> None:
    _made(session, maker, "rooms/quiet")
    maker.make("rooms/cold")
    undo(session, maker)
    assert "rooms/quiet" in project.codebook.paths


def test_a_code_that_was_loaded_stays(project: Project, session: ReviewSession, maker: CodeMaker) -> None:
    session.add("staff")
    undo(session, maker)
    assert "staff" in project.codebook.paths


def test_redo_brings_it_back_under_its_own_id(
    project: Project, session: ReviewSession, maker: CodeMaker
) -> None:
    _made(session, maker, "rooms/quiet")
    id_ = project.codebook.code("rooms/quiet").id
    undo(session, maker)
    redo(session, maker)
    assert project.codebook.code("rooms/quiet").id == id_
    assert session.current is not None
    assert session.current.codes == ("rooms/quiet",)


def test_undo_works_again_after_redo(project: Project, session: ReviewSession, maker: CodeMaker) -> None:
    before = project.codebook.paths
    _made(session, maker, "rooms/quiet")
    undo(session, maker)
    redo(session, maker)
    undo(session, maker)
    assert project.codebook.paths == before


def test_an_undo_in_a_later_sitting_takes_it_out_too(
    project: Project, session: ReviewSession, maker: CodeMaker
) -> None:
    _made(session, maker, "pets")
    undo(project.review("ana", proposals=False), CodeMaker(project, "ana"))
    assert "pets" not in project.codebook.paths


def test_the_log_alone_still_adds_up(project: Project, session: ReviewSession, maker: CodeMaker) -> None:
    _made(session, maker, "pets")
    undo(session, maker)
    redo(session, maker)
    before = project.codings()
    project.store.rebuild()
    assert project.codings() == before
