"""Variables that describe persons are protected without being asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder import Project
from coder.domain import Variable
from coder.project.protection import describes_persons


@pytest.mark.parametrize(
    "name",
    ["age", "Age group", "age_group", "ageGroup", "Sex", "ethnicity", "Q3 Gender", "postcode", "Alter"],
)
def test_what_a_person_is_is_protected(name: str) -> None:
    assert describes_persons(Variable(name))


@pytest.mark.parametrize(
    "name", ["type", "organisation", "channel", "page", "message", "branch", "agree", "received", "stage"]
)
def test_what_an_organisation_is_or_said_is_not(name: str) -> None:
    assert not describes_persons(Variable(name))


def test_the_label_may_say_it() -> None:
    assert describes_persons(Variable("q7", label="What is your age?"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    path = tmp_path / "people.csv"
    path.write_text(
        "id,comment,age,branch\n1,too far,18-30,North\n2,too late,31-50,South\n", encoding="utf-8"
    )
    made = Project.create(tmp_path / "people.coder", embedding="none")
    made.add(path)
    return made


def test_a_project_hides_under_ten_by_age_and_nothing_by_branch(project: Project) -> None:
    with project:
        found = {key: value for key, value in project.config().items() if key.startswith("disclosure.")}
    assert found == {"disclosure.age": 10}


def test_a_person_may_decide_otherwise(project: Project) -> None:
    with project:
        project.configure("disclosure.age", "0", coder="ana")
        assert project.config()["disclosure.age"] == 0
