"""Files added once, twice, changed, in waves."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder import Layout, Project
from coder.errors import NoUsableRowsError
from tests.conftest import ANSWERS
from tests.project.reading import known, read


def test_every_answer_is_there_with_its_values(project: Project) -> None:
    source = project.source("a3")
    assert source.text == "Kind staff, closed too early"
    assert dict(source.case.values) == {"branch": "South", "visits": None}


def test_the_same_file_again_adds_nothing(project: Project, responses: Path) -> None:
    again = project.add(responses)
    assert (again.wave, again.sources, again.cases, again.known, again.changes) == (None, 0, 0, 5, ())


def test_new_rows_make_a_new_wave_and_keep_codings(project: Project, responses: Path) -> None:
    read(project, "ana", a1="staff")
    responses.write_text(ANSWERS + "a6,More chairs,North,4\n", encoding="utf-8")
    project.add(responses)
    assert (len(project.sources()), known(project, "a1")["staff"]) == (6, True)


def test_a_changed_text_is_told_and_not_taken_over(project: Project, responses: Path) -> None:
    again = project.add(_changed(responses))
    [change] = again.changes
    assert (change.name, change.field, change.new, change.applied) == ("a2", "text", "Nowhere to sit", False)
    assert project.source("a2").text == "Nowhere to park"


def test_update_takes_over_a_changed_text_that_nobody_read(project: Project, responses: Path) -> None:
    project.add(_changed(responses), update=True)
    assert project.source("a2").text == "Nowhere to sit"


def test_update_never_changes_a_text_that_was_read(project: Project, responses: Path) -> None:
    read(project, "ana", a2="access/parking")
    again = project.add(_changed(responses), update=True)
    assert (again.changes[0].applied, project.source("a2").text) == (False, "Nowhere to park")


def test_a_changed_value_is_told_and_taken_over_on_request(project: Project, responses: Path) -> None:
    text = ANSWERS.replace("a1,Open longer please,North", "a1,Open longer please,West")
    responses.write_text(text, encoding="utf-8")
    told = project.add(responses)
    before = project.source("a1").case.values["branch"]
    project.add(responses, update=True)
    assert ([c.applied for c in told.changes], before) == ([False], "North")
    assert project.source("a1").case.values["branch"] == "West"


def test_a_new_column_fills_in(project: Project, tmp_path: Path) -> None:
    more = tmp_path / "responses.csv"
    more.write_text("id,comment,age\na1,Open longer please,41\n", encoding="utf-8")
    project.add(more, Layout(("comment",), "id", variables=("age",)))
    assert dict(project.source("a1").case.values) == {"branch": "North", "visits": 3, "age": 41}


def test_a_file_without_answers_adds_nothing(project: Project, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("id,comment\nb1,\n", encoding="utf-8")
    with pytest.raises(NoUsableRowsError):
        project.add(empty, Layout(("comment",), "id"))
    assert len(project.sources()) == 5


def test_a_forgotten_case_does_not_come_back(project: Project, responses: Path) -> None:
    project.forget("a1", coder="ana")
    again = project.add(responses)
    assert (again.sources, again.forgotten, len(project.sources())) == (0, 1, 4)


def _changed(responses: Path) -> Path:
    responses.write_text(ANSWERS.replace("Nowhere to park", "Nowhere to sit"), encoding="utf-8")
    return responses
