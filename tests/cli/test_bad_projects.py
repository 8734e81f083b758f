"""Projects that cannot be opened or written: the sentence, the exit status, and nothing changed."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest

from coder import Project
from coder.store import Store
from tests.cli.conftest import Desk

not_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")


def test_no_project_here(desk: Desk) -> None:
    assert desk("status") == (
        1,
        "",
        "coder: There is no project here. "
        "Make one with 'coder init NAME.coder', or name one with --project FILE.\n",
    )


def test_several_projects_here(filled: Desk) -> None:
    Project.create(filled.folder / "other.coder").close()
    assert filled("status") == (
        1,
        "",
        "coder: Several projects are in this folder. Say which with --project: library.coder, other.coder.\n",
    )


def test_one_of_several_by_option(filled: Desk) -> None:
    Project.create(filled.folder / "other.coder").close()
    assert '"sources": 5' in filled("status", "--format", "json", "--project", "library.coder").out


def test_one_of_several_by_environment(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    Project.create(filled.folder / "other.coder").close()
    monkeypatch.setenv("CODER_PROJECT", "library.coder")
    assert '"sources": 5' in filled("status", "--format", "json").out


def test_a_project_that_is_not_there(desk: Desk) -> None:
    assert desk("status", "-p", "nope.coder") == (
        1,
        "",
        "coder: nope.coder does not exist. 'coder init' makes a new project.\n",
    )


def test_init_never_replaces_a_project(filled: Desk) -> None:
    before = filled.dump()
    assert filled("init", "library.coder") == (
        1,
        "",
        "coder: library.coder exists already. Choose another name, or open it with --project.\n",
    )
    assert filled.dump() == before


def test_init_in_a_folder_that_is_not_there(desk: Desk) -> None:
    assert desk("init", "nowhere/library.coder") == (
        1,
        "",
        "coder: nowhere is not a folder. Make it first, or choose another place.\n",
    )


def test_init_with_a_setting_that_does_not_fit_makes_nothing(desk: Desk) -> None:
    assert desk("init", "library.coder", "--goal", "speed") == (
        1,
        "",
        "coder: 'speed' does not fit the setting 'goal': it takes one of counts, codes, both.\n",
    )
    assert not (desk.folder / "library.coder").exists()


def test_a_file_that_is_no_project(desk: Desk) -> None:
    path = desk.write("library.coder", "id,comment\n")
    assert desk("status") == (
        1,
        "",
        "coder: library.coder is not a coder project. It was left untouched. "
        "'coder init NAME.coder' makes a new project.\n",
    )
    assert path.read_text() == "id,comment\n"


def test_a_project_of_a_newer_version(filled: Desk) -> None:
    with contextlib.closing(sqlite3.connect(filled.folder / "library.coder")) as db:
        db.execute("PRAGMA user_version = 9")
    assert filled("status") == (
        1,
        "",
        "coder: library.coder was written by a newer version of coder (format 9, this one knows 2). "
        "It was left untouched. Upgrade with 'pip install -U themecoder'.\n",
    )


@pytest.mark.usefixtures("impatient")
def test_a_project_that_somebody_else_is_writing_to(filled: Desk) -> None:
    before = filled.dump()
    with Store(filled.folder / "library.coder") as other, other.transaction():
        ran = filled("config", "title", "Mine")
    assert ran == (
        1,
        "",
        "coder: Another program is writing to library.coder; waited 0.2 seconds. Nothing was changed. "
        "Close the other one, or try again.\n",
    )
    assert filled.dump() == before


def test_a_project_that_somebody_else_is_writing_to_can_be_read(filled: Desk) -> None:
    with Store(filled.folder / "library.coder") as other, other.transaction():
        assert filled("status").status == 0


def somebody_else(folder: Path) -> None:
    """Only reading is allowed here, and on the way here."""
    for place in (folder, *folder.parents[:2]):
        place.chmod(0o755)


# The interpreter's own folder may be closed to others: what commands import, one command has imported before.
AS_NOBODY = """
import contextlib, io, os
from coder.cli.app import app
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    app(args=["init", "warm.coder"], standalone_mode=False)
    app(args=["status", "-p", "warm.coder"], standalone_mode=False)
os.remove("warm.coder")
os.setgid(65534)
os.setuid(65534)
"""


def no_more_than(size: int) -> str:
    """No file may grow beyond `size` bytes."""
    return f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"


@not_root
def test_a_read_only_project_cannot_be_changed(filled: Desk) -> None:
    before = filled.dump()
    somebody_else(filled.folder)
    assert filled.run("config", "title", "Mine", first=AS_NOBODY) == (
        1,
        "",
        "coder: library.coder: cannot be written: the file or its folder is read-only. "
        "Copy it to a folder of your own, or ask for write access.\n",
    )
    assert filled.dump() == before


@not_root
def test_a_read_only_project_can_be_read(filled: Desk) -> None:
    somebody_else(filled.folder)
    assert '"sources": 5' in filled.run("status", "--format", "json", first=AS_NOBODY).out


@not_root
def test_no_project_is_made_in_a_read_only_folder(filled: Desk) -> None:
    somebody_else(filled.folder)
    ran = filled.run("init", "other.coder", first=AS_NOBODY)
    assert (ran.status, ran.err) == (
        1,
        "coder: other.coder: cannot be written: the file or its folder is read-only. "
        "Copy it to a folder of your own, or ask for write access.\n",
    )


def test_a_disk_that_fills_up_while_adding(filled: Desk) -> None:
    before = filled.dump()
    size = (filled.folder / "library.coder").stat().st_size
    rows = "".join(f"n{n},words that nobody has said before number {n}\n" for n in range(5_000))
    filled.write("more.csv", "id,comment\n" + rows)
    ran = filled.run("add", "more.csv", "--yes", first=no_more_than(size + 200_000))
    assert (ran.status, ran.err.splitlines()[-1]) == (
        1,
        "coder: library.coder: the disk is full or refused a write; nothing of this step was saved. "
        "Free some space and try again: everything saved before is still there.",
    )
    assert filled.dump() == before


def test_a_disk_that_fills_up_while_exporting(filled: Desk) -> None:
    filled.write("long.csv", f"id,comment\nb1,{'so many words ' * 20_000}\n")
    filled("add", "long.csv", "--yes")
    filled.write("out.csv", "mine")
    ran = filled.run("export", "out.csv", "--yes", first=no_more_than(100_000))
    assert (ran.status, ran.err) == (
        1,
        "coder: out.csv cannot be written: file too large. What was there before is unharmed.\n",
    )
    assert {path.name: path.read_text() for path in filled.folder.glob("*out*")} == {"out.csv": "mine"}
