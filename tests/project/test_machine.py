"""The machine as a coder: it codes what it can prove, under its own name, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coder import Project, Tagger
from coder.codebook import parse_yaml
from coder.errors import RequestError, UnknownNameError
from tests.project.reading import known, read

SAID = {
    "parking": [
        "Nowhere to park near gate {}",
        "The car park was full again at {}",
        "Parking cost {} pounds",
    ],
    "staff": ["The nurse on ward {} was kind", "Kind nurses on floor {}", "A kind nurse helped at {}"],
}
CODES = ("parking", "staff")


@pytest.fixture(scope="module")
def read_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """300 easy answers, 220 of them read blind in random order."""
    folder = tmp_path_factory.mktemp("machine")
    rows = [f"{code[0]}{n},{SAID[code][n % 3].format(n)}" for n in range(150) for code in CODES]
    (folder / "answers.csv").write_text("id,comment\n" + "\n".join(rows), encoding="utf-8")
    with Project.create(folder / "p.coder", embedding="none", goal="counts") as project:
        project.add(folder / "answers.csv")
        project.load_codebook(parse_yaml("codes: [parking, staff, group/other]"))
        session = project.review("ana", proposals=False)
        for _ in range(220):
            assert session.current is not None
            session.add("parking" if session.current.source.name.startswith("p") else "staff")
            session.done()
        yield project


@pytest.fixture
def project(read_project: Project, tmp_path: Path) -> Iterator[Project]:
    """A copy that a test may change."""
    copy = tmp_path / "copy.coder"
    read_project.store.db.execute("VACUUM INTO ?", (str(copy),))
    with Project.open(copy) as opened:
        yield opened


def test_well_known_codes_are_licensed_and_others_are_not(read_project: Project) -> None:
    verdicts = read_project.model().verdicts_
    assert {path: v.verdict for path, v in verdicts.items()} == {
        "parking": "ok",
        "staff": "ok",
        "group/other": "insufficient evidence",
    }


def test_autocode_writes_codings_of_a_machine_coder(project: Project) -> None:
    done = project.autocode()
    autos = [coding for coding in project.codings() if coding.origin == "auto"]
    assert done.zones["auto"] == len({coding.source for coding in autos}) >= 60
    assert sum(done.zones.values()) == 80
    assert {coding.coder for coding in autos} == {done.coder}
    assert {coder.name: coder.kind for coder in project.coders}[done.coder] == "machine"


def test_the_auto_zone_keeps_its_promise(project: Project) -> None:
    project.autocode()
    names, paths = project.sources(), {code.id: code.path for code in project.codebook.codes}
    given: dict[str, set[str]] = {}
    for coding in project.codings():
        if coding.origin == "auto":
            given.setdefault(names[coding.source].name, set()).add(paths[coding.code][0])
    right = sum(codes == {name[0]} for name, codes in given.items())
    assert right / len(given) >= 0.8


def test_a_preview_saves_nothing(project: Project) -> None:
    preview = project.autocode(dry_run=True)
    assert preview.zones["auto"] >= 60
    assert [coding for coding in project.codings() if coding.origin == "auto"] == []


def test_a_second_run_leaves_the_first_alone(project: Project) -> None:
    first = project.autocode()
    again = project.autocode()
    assert (again.already, dict(again.codings)) == (first.zones["auto"], {})


def test_autocoded_answers_are_still_unread(project: Project) -> None:
    project.autocode()
    assert (project.status()["read"], len(project.resolved())) == (220, 220)


def test_withdrawing_takes_every_coding_back_through_the_log(project: Project) -> None:
    name = project.autocode().coder
    made = sum(coding.coder == name for coding in project.codings())
    assert project.withdraw(name.removeprefix("tagger@"), coder="ana") == made
    assert [coding for coding in project.codings() if coding.coder == name] == []
    assert project.log(last=1)[0].act == "undo"


def test_withdrawing_an_unknown_model(project: Project) -> None:
    with pytest.raises(UnknownNameError, match="There is no machine coder 'nobody'"):
        project.withdraw("nobody", coder="ana")


def test_a_person_wins_over_the_machine(project: Project) -> None:
    project.autocode()
    unread = next(s for id_, s in project.sources().items() if id_ not in project.resolved())
    read(project, "ben", **{unread.name: "group/other"})
    assert known(project, unread.name) == {"parking": False, "staff": False, "group/other": True}


def test_the_models_name_follows_from_what_it_learnt(project: Project, read_project: Project) -> None:
    same = project.model().name == read_project.model().name
    read(project, "ana", **{next(iter(project.sources().values())).name: "group/other"})
    assert (same, project.model().name == read_project.model().name) == (True, False)


def test_an_explanation_sums_to_the_score(read_project: Project) -> None:
    why = read_project.explain("p1", "parking")
    assert why.score == pytest.approx(why.baseline + sum(part.value for part in why.parts), abs=1e-9)
    assert why.text[slice(*why.best(1)[0])] == "park"


def test_a_group_cannot_be_explained(read_project: Project) -> None:
    with pytest.raises(RequestError, match="'group' is a group"):
        read_project.explain("p1", "group")


def test_a_saved_model_proposes_the_same(read_project: Project, tmp_path: Path) -> None:
    tagger = read_project.save_model(tmp_path / "model")
    texts = ["Nowhere to park", "A kind nurse"]
    assert Tagger.load(tmp_path / "model").predict(texts) == tagger.predict(texts) == [{"parking"}, {"staff"}]


def test_copies_read_along_with_a_twin_judge_nothing(tmp_path: Path) -> None:
    rows = "".join(f"c{n},Nothing.\n" for n in range(120)) + "d,Parking\n"
    (tmp_path / "a.csv").write_text("id,comment\n" + rows, encoding="utf-8")
    with Project.create(tmp_path / "p.coder", embedding="none") as project:
        project.add(tmp_path / "a.csv")
        project.load_codebook(parse_yaml("codes: [parking]"))
        session = project.review("ana", proposals=False, where={"source": "d"})
        session.add("parking")
        session.done()
        everyone = project.review("ana", proposals=False)
        everyone.none()
        assert project.status()["read"] == 121
        assert project.model().looked_at_ == 100
