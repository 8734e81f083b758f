"""report.yaml: what it may hold, and how mistakes in it are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from coder import Project
from coder.errors import FileProblem
from coder.ingest import Layout
from coder.report.facts import Asked, Chosen, Facts, Response, read_facts, seal
from coder.report.start import skeleton
from tests.report.consultation import ONS, consultation, park


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with park(tmp_path_factory.mktemp("park")) as made:
        yield made


def facts(text: str, project: Project, folder: Path) -> Facts:
    path = folder / "report.yaml"
    path.write_text(text, encoding="utf-8")
    return read_facts(path, project)


def test_words_are_taken_as_written(project: Project, tmp_path: Path) -> None:
    found = facts("title: 007\nfrom: 2024-03-01\nto: 2024-03-31\n", project, tmp_path)
    assert (found.title, found.since, found.until) == ("007", date(2024, 3, 1), date(2024, 3, 31))


def test_questions_stated_and_themes(project: Project, tmp_path: Path) -> None:
    text = "questions: {comment: {wording: Well?, closed: kind}}\nstated: {received: 6}\n"
    found = facts(text + "themes: [{name: dogs, we_did: A fence.}]", project, tmp_path)
    assert (found.questions, found.stated, found.themes) == (
        {"comment": Asked("Well?", "kind")},
        {"received": 6},
        {"dogs": Response("", "A fence.")},
    )


def test_a_quote_is_named_by_its_answer(project: Project, tmp_path: Path) -> None:
    found = facts("quotes: [{source: p1, start: 4, end: 9, ticked: abc}]", project, tmp_path)
    assert found.quotes == (Chosen(project.source("p1").id, 4, 9, ticked="abc"),)


def test_whole_answers_stay_in_the_project_unless_said(project: Project, tmp_path: Path) -> None:
    assert facts("publish_answers: yes", project, tmp_path).publish_answers
    assert not facts("title: A park", project, tmp_path).publish_answers


def test_names_come_from_a_file_beside_it(project: Project, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text('name\n"Byron, King & Co"\nRamblers\n', encoding="utf-8")
    found = facts("organisations: names.csv", project, tmp_path)
    assert found.organisations.names == ("Byron, King & Co", "Ramblers")


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", "id,name\n1,Ramblers\n\n2,Shop\n", ("Ramblers", "Shop")),
        ("a.csv", "Ramblers,1\nShop,2\n", ("Ramblers", "Shop")),
        ("a.txt", "Ramblers, Shop\n Club \n", ("Ramblers, Shop", "Club")),
        ("a.csv", "", ()),
    ],
)
def test_lists_of_names(
    name: str, content: str, found: tuple[str, ...], project: Project, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert facts(f"organisations: {name}", project, tmp_path).organisations.names == found


def test_a_name_that_is_listed_twice_is_told(project: Project, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Ramblers\nShop\nRamblers\n", encoding="utf-8")
    with pytest.raises(FileProblem, match="names 'Ramblers' twice"):
        facts("organisations: names.txt", project, tmp_path)


def test_an_empty_file_is_a_report_with_gaps(project: Project, tmp_path: Path) -> None:
    assert facts("# nothing yet\n", project, tmp_path) == Facts()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("titel: x", "line 1 (titel): there is no field 'titel'. Did you mean 'title'?"),
        ("title: x\n\nfrom: tomorrow", "line 3 (from): 'tomorrow' is no date. Write it like 2010-06-06."),
        ("from: 2024-02-01\nto: 2024-01-01", "line 2 (to): the end (2024-01-01) lies before the beginning"),
        ("type: knid", "line 1 (type): there is no variable 'knid' in this project. Did you mean 'kind'?"),
        ("classes: Media", "line 1 (classes): this should be a list."),
        ("classes: [a, a]", "line 1 (classes): 'a' is there twice."),
        ("title: [x]", "line 1 (title): this should be text."),
        ("stated:\n  received: many", "line 2 (stated / received): 'many' should be a whole number from 0."),
        ("stated:\n  recieved: 4", "line 2 (stated / recieved): there is no field 'recieved'. Did you mean 'received'?"),
        ("themes:\n  - name: dog", "line 2 (themes / name): there is no theme 'dog' in this project. Did you mean 'dogs'?"),
        ("themes:\n  - said: x", "line 2 (themes / name): this theme has no name."),
        ("themes:\n  - name: dogs\n  - name: dogs", "line 3 (themes / name): the theme 'dogs' is there twice."),
        ("questions:\n  coment: {}", "line 2 (questions / coment): there is no field 'coment'. Did you mean 'comment'?"),
        ("late: [p9]", "line 1 (late): there is no case 'p9' in this project."),
        ("quotes:\n  - source: p11", "line 2 (quotes / source): there is no answer 'p11' in this project."),
        ("quotes:\n  - {source: p1, start: 5, end: 4000}", "line 2 (quotes / end): 5 to 4000 is no part of 'p1'"),
        ("quotes:\n  - {source: p1, pinned: yes}", "line 2 (quotes / pinned): a pinned quote needs the theme"),
        ("quotes:\n  - {source: p1, pinned: maybe}", "line 2 (quotes / pinned): 'maybe' should be yes or no."),
        ("quotes:\n  - {source: p4, pinned: yes, theme: dogs}", "'p4' is confidential and cannot be quoted."),
        ("organisations: nowhere.csv", "line 1 (organisations): there is no file"),
        ("title: x\ntitle: y", "line 2: 'title' is there twice. Take one out."),
        ('title: "a\n\n', "is not YAML in line 1: a quotation mark or bracket is never closed"),
        ("title: a\n\tto: b", "is not YAML in line 2: a tab stands where spaces should. Put spaces in its place."),
        ("[a]: b", "line 1: the name of a field should be text"),
        ("arrived: who", "line 1 (arrived): 'who' holds 'North Ward Walkers', which is no date like 2010-06-06."),
        ("title: a: b", "is not YAML in line 1: mapping values are not allowed here."),
        ("- title", "does not start with a field like 'title:'."),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_line(text: str, told: str, project: Project, tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as error:
        facts(text, project, tmp_path)
    assert told in str(error.value)
    assert str(tmp_path / "report.yaml") in str(error.value)


def test_a_respondent_cannot_be_pinned_twice(project: Project, tmp_path: Path) -> None:
    each = "  - {source: p6, pinned: yes, theme: paths}\n"
    with pytest.raises(FileProblem, match=r"line 3 .*pinned twice"):
        facts("quotes:\n" + each * 2, project, tmp_path)


def test_a_type_belongs_to_the_respondent(tmp_path: Path) -> None:
    rows = "id,person,answer,mood\n1,p,Good paths,glad\n2,p,Bad paths,sad\n"
    (tmp_path / "long.csv").write_text(rows, encoding="utf-8")
    with Project.create(tmp_path / "long.coder") as long:
        long.add(tmp_path / "long.csv", Layout(text=("answer",), id="id", case="person"))
        with pytest.raises(FileProblem, match="'mood' differs between one respondent's answers"):
            facts("type: mood", long, tmp_path)


def test_a_missing_file_is_named(project: Project, tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"report\.yaml cannot be read"):
        read_facts(tmp_path / "report.yaml", project)


def test_a_seal_changes_with_a_letter() -> None:
    assert (seal("kind") == seal("kind"), seal("kind") == seal("kinds")) == (True, False)


def test_a_first_file_is_taken_as_it_stands(project: Project, tmp_path: Path) -> None:
    found = facts(skeleton(project), project, tmp_path)
    assert (list(found.themes), list(found.questions)) == (["paths", "dogs", "benches"], ["comment"])


def test_the_first_file_of_the_example_knows_its_types(tmp_path: Path) -> None:
    with consultation(tmp_path) as ons:
        found = facts(skeleton(ons), ons, tmp_path)
    assert (found.type, found.channel, len(found.classes), len(found.themes)) == ("type", "channel", 9, 8)


def test_the_example_is_read(tmp_path: Path) -> None:
    with consultation(tmp_path) as ons:
        found = read_facts(ONS / "report.yaml", ons)
    assert (len(found.organisations.names), found.classes[8], found.stated["named"]) == (37, "Media", 37)
