from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coder import Project
from coder.codebook import Codebook
from coder.errors import RequestError, UnknownNameError
from coder.ingest import Layout
from coder.review.queue import ListQueue
from coder.review.session import ReviewSession
from tests.project.reading import read


def test_identical_answers_are_one_unit(project: Project) -> None:
    """a4 and a5 say the same: five answers, four units."""
    read(project, "ana", a1="staff", a2="", a3="staff", a4="", a5="")
    read(project, "ben", a1="staff", a2="", a3="staff", a4="", a5="")
    assert project.agreement(resamples=10).all.n == 4


def test_codes_for_one_question_leave_the_answers_to_others_in(project: Project, tmp_path: Path) -> None:
    """`staff` is for comments only: an answer to the other question is judged in full without it."""
    more = tmp_path / "more.csv"
    more.write_text("id,wish\na1,A garden with a view\na2,More staff on Sundays\n", encoding="utf-8")
    project.add(more, Layout(text=("wish",), id="id"))
    old = project.codebook
    codes = [replace(c, questions=("comment",)) if c.path == "staff" else c for c in old.codes]
    project.load_codebook(Codebook.build(codes, old.themes, old.title))
    wishes = {"question": "wish"}
    for coder in ("ana", "ben"):
        session = project.review(coder, proposals=False, where=wishes)
        session.done()
        session.done()
    assert project.agreement("ana", "ben", where=wishes, resamples=10).all.n == 2


def test_per_code_values_are_those_of_the_readings(project: Project) -> None:
    read(project, "ana", a1="staff", a2="", a3="staff", a4="")
    read(project, "ben", a1="staff", a2="staff", a3="staff", a4="")
    rows = {row["code"]: row for row in project.agreement("ana", "ben", resamples=10).records()}
    assert (rows["staff"]["n"], rows["staff"]["percent"], rows["staff"]["kappa"]) == (4, 0.75, 0.5)


def test_the_first_answer_counts_not_the_second_look(project: Project) -> None:
    read(project, "ana", a1="staff", a2="")
    read(project, "ben", a1="children", a2="")
    source = project.source("a1")
    again = ReviewSession(
        project.store,
        ListQueue([source], "disagreement"),
        coder="ben",
        codebook=project.codebook,
        version=project.codebooks.version,
        find={source.id: source}.get,
        again=True,
    )
    again.remove("children")
    again.add("staff")
    again.done()
    found = project.agreement("ana", "ben", resamples=10).disagreements()
    assert [(each.code, each.yes) for each in found] == [("staff", ("ana",)), ("children", ("ben",))]


def test_answers_that_cannot_be_coded_are_no_units(project: Project) -> None:
    read(project, "ana", a1="staff", a2="-")
    read(project, "ben", a1="staff", a2="")
    assert project.agreement(resamples=10).all.n == 1


def test_sentences_as_units(project: Project) -> None:
    read(project, "ana", a3="staff", a2="access/parking")
    read(project, "ben", a3="staff", a2="access/parking")
    assert project.agreement(unit="sentence", resamples=10).all.n == 2


def test_the_machine_stands_beside_people(project: Project) -> None:
    read(project, "ana", a1="children", a2="access/parking", a3="staff", a4="")
    read(project, "ben", a1="children", a2="access/parking", a3="staff", a4="")
    found = project.agreement(machine=True, resamples=10)
    assert [table.coders for table in (*found.people, *found.machine)] == [
        ("ana", "ben"),
        ("ana", "(machine)"),
        ("ben", "(machine)"),
    ]


def test_one_reader_is_not_enough(project: Project) -> None:
    read(project, "ana", a1="staff")
    with pytest.raises(RequestError, match="two coders"):
        project.agreement()


def test_an_unknown_coder_is_named(project: Project) -> None:
    read(project, "ana", a1="staff")
    with pytest.raises(UnknownNameError, match="'bne'"):
        project.agreement("ana", "bne")
