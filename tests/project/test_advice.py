"""When to stop: looked at after fixed numbers of answers only, with numbers that can be checked by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from coder import Project
from coder.codebook import parse_yaml
from coder.project.advice import Advice, Adviser
from coder.review.session import ReviewSession

WORDS = ("parking full car", "kind nurse smile", "waited hours queue", "nothing else fine")
CODES = ("access/parking", "staff", "access/waiting", "")
BOOK = "codes: [{path: access/parking}, {path: access/waiting}, {path: staff}, {path: unused}]"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """260 answers of four kinds; every fourth is about parking."""
    draw = random.Random(1)
    path = tmp_path / "answers.csv"
    lines = [f"a{n},{WORDS[n % 4]} {draw.randint(0, 10**9)}" for n in range(260)]
    path.write_text("id,comment\n" + "\n".join(lines) + "\n", encoding="utf-8")
    with Project.create(tmp_path / "p.coder", embedding="none", goal="counts", planned="150") as made:
        made.store.db.execute("PRAGMA synchronous = OFF")
        made.add(path)
        made.load_codebook(parse_yaml(BOOK))
        yield made


def _read(project: Project, answers: int) -> ReviewSession:
    session = project.review("ana", proposals=False)
    for _ in range(answers):
        assert session.current is not None
        code = CODES[int(session.current.source.name[1:]) % 4]
        if code:
            session.add(code)
        session.done()
    return session


def _advice(project: Project) -> Advice:
    found = project.advice()
    assert found is not None
    return found


def test_before_the_first_look_there_is_none(project: Project) -> None:
    _read(project, 99)
    assert project.advice() is None


def test_a_look_uses_just_so_many_answers(project: Project) -> None:
    _read(project, 100)
    first = _advice(project)
    _read(project, 30)
    later = _advice(project)
    assert (first.look, later.look) == (100, 100)
    assert later.saturation == first.saturation
    assert later.widths == first.widths


def test_shares_are_those_of_the_answers_looked_at(project: Project) -> None:
    _read(project, 100)
    id_ = project.codebook.code("access/parking").id
    given = sum(coding.code == id_ for coding in project.codings())
    width = next(width for width in _advice(project).widths if width.code == "access/parking")
    assert width.share == pytest.approx(given / 100)
    assert width.low < width.share < width.high


def test_codes_that_nobody_raised_have_no_interval(project: Project) -> None:
    _read(project, 100)
    assert {width.code for width in _advice(project).widths} == {*CODES} - {""}


def test_it_says_to_go_on_until_the_plan_is_met(project: Project) -> None:
    _read(project, 100)
    assert _advice(project).headline.startswith("100 random answers of 150 planned: go on;")
    _read(project, 100)
    assert _advice(project).headline.startswith("The plan of 150 is met and the next answer")


def test_what_was_not_read_can_be_audited(project: Project) -> None:
    _read(project, 100)
    found = _advice(project)
    assert (found.remainder, found.at_most, found.audits) == (160, 1, ())
    project.plan_recall("staff", at_most=5, coder="ana")
    assert [audit.code for audit in _advice(project).audits] == ["staff"]
    assert any(line.startswith("Audit of staff: 0 of ") for line in _advice(project).lines())


def test_the_machine_stands_beside_people_without_having_seen_the_answer(project: Project) -> None:
    _read(project, 100)
    found = project.advice(project.model())
    assert found is not None
    assert found.machine is not None
    assert found.machine.n == 100
    assert found.machine.same > 0.9


def test_the_adviser_works_it_out_beside_the_reader(project: Project) -> None:
    _read(project, 100)
    adviser = Adviser(project.path)
    adviser.look(99)
    assert (adviser.newest, adviser.is_busy) == (None, False)
    adviser.look(100)
    adviser.close()
    assert adviser.newest == project.advice()


def test_lines_fit_a_narrow_screen(project: Project) -> None:
    _read(project, 100)
    assert max(map(len, _advice(project).lines())) <= 100
