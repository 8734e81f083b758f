"""`coder merge` as it is typed."""

from __future__ import annotations

import shutil

from tests.cli.conftest import Desk


def test_what_a_colleague_read_comes_in(filled: Desk) -> None:
    [mine] = filled.folder.glob("*.coder")
    (filled.folder / "ben").mkdir()
    theirs = filled.folder / "ben" / mine.name
    shutil.copy(mine, theirs)
    filled(
        "review", "--project", str(theirs), "--as", "ben", "--no-proposals", "--where", "case=a3", input=".\n"
    )
    ran = filled("merge", str(theirs))
    assert (ran.status, ran.err.split(",")[0]) == (0, "New: 1 decision")
    with filled.open() as project:
        assert {reading.coder for reading in project.readings()} == {"ben"}


def test_another_kind_of_file_is_refused(filled: Desk) -> None:
    other = filled.folder / "notes.txt"
    other.write_text("no project", encoding="utf-8")
    ran = filled("merge", str(other))
    assert ran.status == 1
    assert "is not a coder project" in ran.err


def test_what_the_copies_differ_on_is_listed_with_what_was_done(filled: Desk) -> None:
    [mine] = filled.folder.glob("*.coder")
    (filled.folder / "ben").mkdir()
    theirs = filled.folder / "ben" / mine.name
    shutil.copy(mine, theirs)
    filled("config", "lead", "ana")
    filled("config", "lead", "ben", "--project", str(theirs))
    ran = filled("merge", str(theirs))
    assert ran.out == "Setting lead: 'ana' here, 'ben' there; 'ben' counts, it was set last.\n"
    assert ran.err.endswith("1 difference.\n")
