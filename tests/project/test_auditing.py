from __future__ import annotations

import pytest

from coder import Project
from coder.errors import RequestError
from tests.project.reading import read


def finish(project: Project, *, codes: str = "") -> None:
    """Reads every answer of the last audit of `staff`, giving `codes` to each."""
    session = project.audit_session("staff", "ana")
    while session.current:
        for path in codes.split():
            session.add(path)
        session.done()


def test_an_audit_draws_from_what_is_not_judged_yet(project: Project) -> None:
    read(project, "ana", a1="staff", a2="")
    audit = project.plan_recall("staff", at_most=1, coder="ana")
    assert {source.name for source in audit.drawn} <= {"a3", "a4", "a5"}


def test_it_shows_nothing_until_all_drawn_are_read(project: Project) -> None:
    assert project.plan_recall("staff", at_most=1, coder="ana").bound is None


def test_read_to_its_end_and_nothing_found_it_proves_its_claim(project: Project) -> None:
    project.plan_recall("staff", at_most=1, coder="ana")
    finish(project)
    found = project.audits("staff")[-1]
    assert found.bound is not None
    assert found.bound <= 1


def test_finds_are_counted(project: Project) -> None:
    project.plan_recall("staff", at_most=0, coder="ana")
    finish(project, codes="staff")
    assert project.audits("staff")[-1].found == len(project.audits("staff")[-1].drawn)


def test_audit_readings_judge_one_code_only(project: Project) -> None:
    project.plan_recall("staff", at_most=0, coder="ana")
    finish(project)
    scopes = {reading.scope for reading in project.readings()}
    assert scopes == {frozenset({project.codebook.code("staff").id})}


def test_a_second_look_has_to_be_planned(project: Project) -> None:
    project.plan_recall("staff", at_most=2, coder="ana")
    finish(project)
    with pytest.raises(RequestError, match="as often as planned"):
        project.plan_recall("staff", at_most=2, looks=3, coder="ana")


def test_an_unfinished_audit_is_finished_first(project: Project) -> None:
    project.plan_recall("staff", at_most=1, looks=2, coder="ana")
    with pytest.raises(RequestError, match="not read to its end"):
        project.plan_recall("staff", at_most=1, looks=2, coder="ana")


def test_saturation_follows_the_random_order_with_copies_once(project: Project) -> None:
    read(project, "ana", a1="staff", a2="access/parking", a3="staff", a4="", a5="")
    found = project.saturation(step=5)
    assert (found.readings, found.new, found.once) == (4, (2,), 1)
