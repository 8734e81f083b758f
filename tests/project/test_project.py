"""The facade: settings, filters, proposals, review, quotes, forgetting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coder import Codebook, Project
from coder.errors import RequestError, UnknownCodeError, UnknownNameError
from tests.project.reading import read


def names(project: Project, **where: str) -> list[str]:
    return [source.name for source in project.sources(where).values()]


def test_settings_are_kept_and_logged(project: Project) -> None:
    project.configure("lead", "ben", coder="ana")
    assert project.config()["lead"] == "ben"
    assert dict(project.log(last=1)[0].detail) == {"setting": "lead", "old": "", "new": "ben"}


def test_a_setting_that_does_not_fit_says_what_does(project: Project) -> None:
    with pytest.raises(RequestError, match="it takes one of counts, codes, both"):
        project.configure("goal", "win", coder="ana")


def test_the_seed_is_fixed_once_reading_has_begun(project: Project) -> None:
    read(project, "ana", a1="staff")
    with pytest.raises(RequestError, match="seed cannot change"):
        project.configure("seed", "5", coder="ana")


def test_an_unknown_setting_is_named(project: Project) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'goal'"):
        project.configure("gaol", "both", coder="ana")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"branch": "South"}, ["a3", "a4"]),
        ({"visits": "3"}, ["a1"]),
        ({"visits": ""}, ["a3"]),
        ({"branch": "North", "visits": "2"}, ["a5"]),
        ({"case": "a2"}, ["a2"]),
        ({"question": "comment"}, ["a1", "a2", "a3", "a4", "a5"]),
    ],
)
def test_where_keeps_matching_answers(project: Project, where: dict[str, str], expected: list[str]) -> None:
    assert names(project, **where) == expected


def test_where_names_an_unknown_variable(project: Project) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'branch'"):
        names(project, brunch="South")


def test_tag_proposes_for_unread_answers_and_codes_nothing(project: Project) -> None:
    read(project, "ana", a1="staff", a2="access/parking")
    codings = len(project.codings())
    tagged = project.tag()
    assert (tagged.learnt_from, tagged.sources, len(project.codings())) == (2, 3, codings)
    assert {project.source("a1").id, project.source("a2").id}.isdisjoint(project.proposals())


def test_tag_without_codes_says_what_to_do(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.coder") as empty, pytest.raises(RequestError, match="Load a codebook"):
        empty.tag()


def test_copies_get_the_same_decision(project: Project) -> None:
    session = project.review("ana", proposals=False)
    while session.current and session.current.source.name not in ("a4", "a5"):
        session.skip()
    session.add("children")
    session.done()
    coded = {project.source("a4").id, project.source("a5").id}
    assert {coding.source for coding in project.codings()} == coded


def test_quotes_hold_the_passage_or_the_whole_answer(project: Project) -> None:
    session = project.review("ana", proposals=False, where={"source": "a3"})
    session.add("staff", 0, 10)
    session.add("access/opening hours")
    session.done()
    found = {quote.code: quote.text for quote in project.quotes("staff") + project.quotes("access")}
    assert found == {"staff": "Kind staff", "access/opening hours": "Kind staff, closed too early"}


def test_quotes_with_and_without_other_codes(project: Project) -> None:
    read(project, "ana", a1="staff", a3="staff children")
    both = project.quotes("staff", with_codes=["children"])
    only = project.quotes("staff", without=["children"])
    assert ([q.source.name for q in both], [q.source.name for q in only]) == (["a3"], ["a1"])


def test_quotes_of_an_unknown_code(project: Project) -> None:
    with pytest.raises(UnknownCodeError, match="Did you mean 'staff'"):
        project.quotes("stuff")


def test_status_counts_by_coder(project: Project) -> None:
    read(project, "ana", a1="staff", a2="")
    read(project, "ben", a1="staff children")
    status = project.status()
    assert (status["sources"], status["cases"], status["codes"], status["read"], status["codings"]) == (
        5,
        5,
        4,
        2,
        3,
    )
    assert status["coders"]["ben"] == {"kind": "human", "read": 1, "codings": 2}


def test_forgetting_leaves_no_byte_of_what_was_said(project: Project) -> None:
    read(project, "ana", a3="staff")
    stone = project.forget("a3", coder="ana")
    written = b"".join(path.read_bytes() for path in project.path.parent.glob("library.coder*"))
    assert b"closed too early" not in written
    assert (stone["sources"], stone["codings"], stone["readings"]) == (1, 1, 1)


def test_forgetting_takes_quotes_out_of_every_codebook(project: Project) -> None:
    for text in ("Kind staff, closed too early", "Somebody was helpful here"):
        book = project.codebook
        codes = [replace(c, examples=(*c.examples, text)) if c.path == "staff" else c for c in book.codes]
        project.load_codebook(Codebook.build(codes, book.themes, book.title))
    project.forget("a3", coder="ana")
    written = b"".join(path.read_bytes() for path in project.path.parent.glob("library.coder*"))
    assert b"closed too early" not in written
    assert project.codebook.code("staff").examples == ("Somebody was helpful here",)


def test_forgetting_survives_a_rebuild(project: Project) -> None:
    read(project, "ana", a1="staff", a3="staff")
    project.forget("a3", coder="ana")
    project.store.rebuild()
    assert [coding.source for coding in project.codings()] == [project.source("a1").id]


def test_the_file_can_be_opened_again(project: Project) -> None:
    read(project, "ana", a1="staff")
    with Project.open(project.path) as again:
        assert again.codebook.paths == project.codebook.paths
        assert again.status()["read"] == 1
