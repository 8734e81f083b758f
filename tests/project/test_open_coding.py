"""Reading before there is any code: answers are read, codes are made on the way, older readings know nothing of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coder import Project
from coder.errors import RequestError
from coder.project.learning import LiveTagger
from coder.project.making import CodeMaker
from coder.project.queues import Order
from coder.review.session import ReviewSession
from tests.project.reading import known


@pytest.fixture
def bare(tmp_path: Path, responses: Path) -> Iterator[Project]:
    """Five answers and no codebook."""
    with Project.create(tmp_path / "bare.coder", embedding="none") as made:
        made.add(responses)
        yield made


def _read_one(session: ReviewSession) -> str:
    """The name of the answer read without a code."""
    assert session.current is not None
    name = session.current.source.name
    session.done()
    return name


def _make(project: Project, session: ReviewSession, path: str) -> None:
    session.use_codebook(*CodeMaker(project, "ana").make(path))
    session.add(path)


def test_a_code_made_later_is_unknown_to_what_was_read_before(bare: Project) -> None:
    session = bare.review("ana", proposals=False)
    before = _read_one(session)
    _make(bare, session, "hours")
    with_code = _read_one(session)
    after = _read_one(session)
    assert [known(bare, name) for name in (before, with_code, after)] == [
        {},
        {"hours": True},
        {"hours": False},
    ]


def test_everything_can_be_read_beside_a_learner_that_knows_no_code(bare: Project) -> None:
    session = bare.review("ana")
    while session.current:
        session.done()
    assert {reading.source for reading in bare.readings()} == set(bare.sources())


def test_the_learner_proposes_a_code_made_on_the_way(bare: Project) -> None:
    session = bare.review("ana")
    _read_one(session)
    _make(bare, session, "hours")
    _read_one(session)
    assert bare.live is not None
    assert bare.live.now().codes_ == ("hours",)


def test_a_project_without_answers_still_says_so(tmp_path: Path) -> None:
    with (
        Project.create(tmp_path / "empty.coder") as empty,
        pytest.raises(RequestError, match="nothing to read"),
    ):
        empty.review("ana")


def test_hardest_first_works_with_no_code(bare: Project) -> None:
    session = bare.review("ana", order=Order("hardest"))
    assert session.progress.left == len(bare.sources())


def test_the_log_alone_still_adds_up(bare: Project) -> None:
    session = bare.review("ana", proposals=False)
    _read_one(session)
    _make(bare, session, "hours")
    before = bare.readings(), bare.codings()
    bare.store.rebuild()
    assert (bare.readings(), bare.codings()) == before


def test_codings_made_elsewhere_still_need_a_codebook(bare: Project, responses: Path) -> None:
    _read_one(bare.review("ana", proposals=False))
    with pytest.raises(RequestError, match="There is no codebook yet"):
        bare.import_codings(responses)


@pytest.fixture
def long_read(tmp_path: Path) -> Iterator[Project]:
    """120 different answers, 110 of them read without any code."""
    path = tmp_path / "many.csv"
    rows = "".join(f"m{number},Answer number {number}\n" for number in range(120))
    path.write_text(f"id,comment\n{rows}", encoding="utf-8")
    with Project.create(tmp_path / "many.coder", embedding="none") as made:
        made.add(path)
        session = made.review("ana", proposals=False)
        for _ in range(110):
            session.done()
        yield made


def test_counting_needs_no_code_to_have_been_given(long_read: Project) -> None:
    (found,) = long_read.count().rows
    assert found.estimate is not None
    assert (found.name, found.estimate.count) == ("(cannot be coded)", 0)


def test_advice_without_a_code_is_no_saturation(long_read: Project) -> None:
    advice = long_read.advice(LiveTagger(long_read).now())
    assert advice is not None
    assert advice.headline == "100 random answers of 400 planned, and no code yet: go on."


def test_two_people_who_both_began_with_nothing_unite_their_codes(bare: Project, tmp_path: Path) -> None:
    bare.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(bare.path, tmp_path / "ben.coder")
    _make(bare, bare.review("ana", proposals=False), "hours")
    with Project.open(tmp_path / "ben.coder") as other:
        session = other.review("ben", proposals=False)
        session.use_codebook(*CodeMaker(other, "ben").make("parking"))
        session.add("parking")
    bare.merge(tmp_path / "ben.coder")
    assert set(bare.codebook.paths) == {"hours", "parking"}
    assert {bare.codebook.by_id(coding.code).path for coding in bare.codings()} == {"hours", "parking"}
