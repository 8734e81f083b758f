"""`coder forget`: proved by a search of the bytes of every file in the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder import Project
from tests.cli.conftest import Desk

WORDS = ("Xanthippe", "zanzibarian", "Quokkatown", "Memorandum", "Pfefferminz")


@pytest.fixture
def outspoken(empty: Desk) -> Desk:
    """A respondent with a name, an answer, a variable, a coded passage and a memo of her own."""
    empty.write("a.csv", "id,comment,town\nXanthippe,The zanzibarian staff,Quokkatown\nBert,Fine,Ulm\n")
    empty.write("one.yaml", "codes:\n  - path: staff\n")
    empty("add", "a.csv", "--text", "comment", "--id", "id")
    empty("codebook", "load", "one.yaml", "--yes")
    with empty.open() as project:
        read(project)
    empty("tag")
    return empty


def read(project: Project) -> None:
    session = project.review("ana", proposals=False, where={"case": "Xanthippe"})
    session.add("staff", 4, 15)
    session.memo("Memorandum: she means the Pfefferminz tea")
    session.done()


def found(folder: Path) -> set[str]:
    """The words that are in any project file of the folder, in whatever encoding SQLite may use."""
    held = b"".join(path.read_bytes() for path in folder.glob("*.coder*"))
    return {word for word in WORDS if word.encode() in held or word.encode("utf-16-le") in held}


def test_the_words_are_there_before(outspoken: Desk) -> None:
    assert found(outspoken.folder) == set(WORDS)


def test_no_byte_of_them_is_there_afterwards(outspoken: Desk) -> None:
    assert outspoken("forget", "Xanthippe", "--yes").err.splitlines() == [
        "Forgotten: 1 answer with 1 coding and 1 reading.",
        "Files exported before, and copies of the project, still hold the words.",
    ]
    assert found(outspoken.folder) == set()


def test_not_even_while_somebody_else_reads_the_project(outspoken: Desk) -> None:
    with outspoken.open() as reader:
        reader.status()
        outspoken("forget", "Xanthippe", "--yes")
        assert found(outspoken.folder) == set()


def test_adding_the_file_again_does_not_bring_her_back(outspoken: Desk) -> None:
    outspoken("forget", "Xanthippe", "--yes")
    ran = outspoken("add", "a.csv", "--text", "comment", "--id", "id")
    assert ran.err.splitlines()[-2:] == [
        "Added 0 answers from 0 new respondents; 1 was there already.",
        "Left out 1 answer of respondents who were forgotten.",
    ]
    assert found(outspoken.folder) == set()


def test_the_others_stay(outspoken: Desk) -> None:
    outspoken("forget", "Xanthippe", "--yes")
    with outspoken.open() as project:
        assert [(source.case.name, source.text) for source in project] == [("Bert", "Fine")]


def test_what_is_left_of_her_in_the_log_is_that_she_was_forgotten(outspoken: Desk) -> None:
    outspoken("forget", "Xanthippe", "--yes")
    with outspoken.open() as project:
        acts = [row.act for row in project.log() if row.source or row.act == "forget"]
    assert acts == ["add", "memo", "read", "forget"]


def test_no_is_an_answer(outspoken: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = outspoken.dump()
    monkeypatch.setattr("coder.cli.forget.confirm", lambda question, yes: False)
    assert outspoken("forget", "Xanthippe") == (0, "", "")
    assert outspoken.dump() == before
