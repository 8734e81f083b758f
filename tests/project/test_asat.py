"""A project wound back: what is counted in the copy is what was counted then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coder import Project
from coder.codebook import Codebook
from coder.domain import Code
from coder.ingest import Layout
from coder.project.asat import as_of, gone, moment
from coder.project.merging import merge
from tests.project.reading import read
from tests.project.test_memos import copy_of


@pytest.fixture
def read_by_ana(project: Project) -> Project:
    """Three answers read, one of them under a code that will be merged."""
    project.configure("planned", "3", coder="ana")
    read(project, "ana", a1="staff", a2="access/parking", a4="children")
    return project


def facts(project: Project) -> dict[str, Any]:
    """All that a report could rest on."""
    answers = project.resolved()
    return {
        "status": project.status(),
        "counts": project.count().records(),
        "by": project.count(by="branch").records(),
        "config": project.config(),
        "known": {source: dict(answer.known) for source, answer in answers.items()},
        "codings": project.codings(),
        "readings": project.readings(),
        "codebook": project.codebook,
        "history": project.codebooks.history(),
        "merged": project.codebooks.merged,
        "log": project.log(),
        "memos": project.memos(),
        "sources": project.sources(),
        "variables": project.variables,
        "questions": project.questions,
        "coders": project.coders,
    }


def more_answers(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text("id,comment,branch,visits,age\nb1,More books,East,1,20\na2,Nowhere to park,North,1,30\n")
    project.add(path)
    read(project, "ben", b1="children")


def another_reader(project: Project, _: Path) -> None:
    read(project, "ben", a1="children", a3="staff")


def undone(project: Project, _: Path) -> None:
    session = project.review("ana")
    session.undo()
    session.undo()


def another_codebook(project: Project, _: Path) -> None:
    old = project.codebook
    project.load_codebook(Codebook.build([*old.codes, Code("dogs")], old.themes, "Other"), coder="ana")
    project.rename_code("staff", "people", coder="ana")
    project.merge_codes(["people"], "children", coder="ana")


def other_settings(project: Project, _: Path) -> None:
    project.configure("lead", "ben", coder="ana")
    project.configure("planned", "50", coder="ana")
    project.configure("disclosure.branch", "3", coder="ana")


def a_merged_copy(project: Project, _: Path) -> None:
    path = copy_of(project)
    with Project.open(path) as other:
        read(other, "cem", a1="", a5="staff")
        other.rename_code("staff", "people", coder="cem")
    merge(project, path)


def memos(project: Project, _: Path) -> None:
    project.memo("code", "staff", "Later", coder="ana")


@pytest.mark.parametrize(
    "later",
    [more_answers, another_reader, undone, another_codebook, other_settings, a_merged_copy, memos],
    ids=lambda each: each.__name__,
)
def test_the_copy_is_as_it_was(read_by_ana: Project, tmp_path: Path, later: Any) -> None:
    then, before = moment(read_by_ana), facts(read_by_ana)
    later(read_by_ana, tmp_path)
    assert facts(read_by_ana) != before
    with as_of(read_by_ana, then) as copy:
        assert facts(copy) == before
    assert not gone(read_by_ana, then, read_by_ana.store.now())


def test_everything_at_once_is_wound_back(read_by_ana: Project, tmp_path: Path) -> None:
    then, before = moment(read_by_ana), facts(read_by_ana)
    undone(read_by_ana, tmp_path)
    more_answers(read_by_ana, tmp_path)
    another_codebook(read_by_ana, tmp_path)
    other_settings(read_by_ana, tmp_path)
    with as_of(read_by_ana, then) as copy:
        assert facts(copy) == before


def test_a_project_without_variables_is_wound_back(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("id,text\n1,The only answer\n", encoding="utf-8")
    with Project.create(tmp_path / "one.coder", embedding="none") as project:
        project.add(tmp_path / "one.csv", Layout(text=("text",), id="id"))
        with as_of(project, moment(project)) as copy:
            assert [source.text for source in copy.sources().values()] == ["The only answer"]


def test_the_project_itself_stays_as_it_is(read_by_ana: Project, tmp_path: Path) -> None:
    then = moment(read_by_ana)
    more_answers(read_by_ana, tmp_path)
    now, there = facts(read_by_ana), sorted(tmp_path.iterdir())
    with as_of(read_by_ana, then) as copy:
        read(copy, "eve", a1="children")
    assert (facts(read_by_ana), sorted(tmp_path.iterdir())) == (now, there)


def test_a_forgotten_case_is_said_with_its_counts(read_by_ana: Project) -> None:
    then, at = moment(read_by_ana), read_by_ana.store.now()
    read_by_ana.forget("a2", coder="ana")
    lost = gone(read_by_ana, then, at)
    assert [(stone["sources"], stone["codings"]) for stone in lost.forgotten] == [(1, 1)]
    assert bool(lost)


def test_a_case_forgotten_before_is_no_loss(read_by_ana: Project) -> None:
    read_by_ana.forget("a2", coder="ana")
    assert not gone(read_by_ana, moment(read_by_ana), read_by_ana.store.now())


def test_a_value_that_was_replaced_is_noticed(read_by_ana: Project, tmp_path: Path) -> None:
    then, at = moment(read_by_ana), read_by_ana.store.now()
    path = tmp_path / "again.csv"
    path.write_text("id,comment,branch,visits\na1,Open longer please,West,3\n")
    read_by_ana.add(path, update=True)
    assert gone(read_by_ana, then, at).replaced
