"""What has a number of its own in each file gets one order for both."""

from __future__ import annotations

from pathlib import Path

from coder import Project
from coder.domain import Case
from coder.store import content, sharing

MORE = "id,comment,branch,visits\nb1,More books,East,1\n"


def _more(project: Project) -> None:
    path = project.path.with_name("more.csv")
    path.write_text(MORE, encoding="utf-8")
    project.add(path)


def test_waves_are_numbered_by_age_not_by_arrival(project: Project) -> None:
    _more(project)
    project.store.db.execute("UPDATE wave SET at = '2001' WHERE file = 'more.csv'")
    waves = content.case_waves(project.store.db)
    assert (waves[Case("a1").id], waves[Case("b1").id]) == (2, 1)


def test_one_file_added_twice_in_the_same_way_is_one_wave(project: Project, tmp_path: Path) -> None:
    with Project.create(tmp_path / "other.coder") as other:
        other.add(project.path.with_name("responses.csv"))
        numbers = sharing.take_waves(project.store.db, other.store.db)
    sharing.put_wave(project.store.db, "case", Case("a1").id, numbers[1])
    assert (len(sharing.wave_keys(project.store.db)), set(content.case_waves(project.store.db).values())) == (
        2,
        {1},
    )


def test_a_forgotten_case_keeps_its_wave(project: Project) -> None:
    project.forget("a1", coder="ana")
    case, db = Case("a1").id, project.store.db
    assert (case in content.case_waves(db), case in content.case_waves(db, forgotten=True)) == (False, True)


def test_the_oldest_wave_of_questions_and_variables(project: Project) -> None:
    path = project.path.with_name("wishes.csv")
    path.write_text(
        "id,wishes,age\nd1,A garden with a view,40\nd2,Quiet rooms to read in,50\n", encoding="utf-8"
    )
    project.add(path)
    asked, told = sharing.first_waves(project.store.db)
    names = {question.id: question.name for question in project.questions}
    assert {names[id_]: wave for id_, wave in asked.items()} == {"comment": 0, "wishes": 1}
    assert told == {"branch": 0, "visits": 0, "age": 1}


def test_a_stone_can_be_set_where_nobody_was_known(project: Project) -> None:
    db, question = project.store.db, project.questions[0].id
    sharing.insert_tombstone(db, Case("z").id, '{"at": "2026"}', 1, [("s", question, 1)])
    assert sharing.tombstones(db) == {Case("z").id: ('{"at": "2026"}', [("s", question)])}
    assert Case("z").id not in content.cases(db)
