"""Codings made elsewhere: taken over once, in an order that agreement and undo can rely on."""

from __future__ import annotations

from pathlib import Path

from coder import Project
from tests.project.reading import known, read

CODINGS = "id,code,coder,at\na1,staff,ana,2020-05-01\na1,children,ana,not a time\na2,,ana,\na1,staff,ben,\na2,staff,ben,\n"


def written(tmp_path: Path, text: str = CODINGS) -> Path:
    path = tmp_path / "codings.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_codings_and_readings_are_taken_over(project: Project, tmp_path: Path) -> None:
    done = project.import_codings(written(tmp_path), blind=True)
    assert (done.codings, done.readings, done.coders) == (4, 4, ("ana", "ben"))
    assert known(project, "a1") == {
        "access/opening hours": False,
        "access/parking": False,
        "staff": True,
        "children": True,
    }


def test_the_same_file_again_adds_nothing(project: Project, tmp_path: Path) -> None:
    project.import_codings(written(tmp_path))
    again = project.import_codings(written(tmp_path))
    assert (again.codings, again.readings, again.known) == (0, 0, 8)


def test_a_file_that_overlaps_adds_only_the_rest(project: Project, tmp_path: Path) -> None:
    project.import_codings(written(tmp_path))
    more = project.import_codings(written(tmp_path, CODINGS + "a3,staff,ben,\n"))
    assert (more.codings, more.readings, len(project.readings())) == (1, 1, 5)


def test_a_reading_is_later_than_the_codings_made_in_it(project: Project, tmp_path: Path) -> None:
    project.import_codings(written(tmp_path))
    latest = {(coding.source, coding.coder): coding.at for coding in project.codings()}
    assert all(reading.at > latest.get((reading.source, reading.coder), "") for reading in project.readings())


def test_imported_blind_codings_agree_as_they_do(project: Project, tmp_path: Path) -> None:
    project.import_codings(written(tmp_path), blind=True)
    rows = {
        row["code"]: row.get("percent") for row in project.agreement("ana", "ben", resamples=10).records()
    }
    assert (rows["staff"], rows["children"], rows["access/parking"]) == (0.5, 0.5, 1.0)


def test_a_person_wins_over_what_was_imported_later(project: Project, tmp_path: Path) -> None:
    read(project, "ana", a1="access/parking")
    project.import_codings(written(tmp_path, "id,code,coder\na1,staff,ben\n"))
    assert (known(project, "a1")["access/parking"], known(project, "a1")["staff"]) == (True, False)


def test_a_dry_run_saves_nothing(project: Project, tmp_path: Path) -> None:
    done = project.import_codings(written(tmp_path), dry_run=True)
    assert (done.codings, project.codings()) == (4, [])
