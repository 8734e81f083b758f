"""Commands run as a person types them, in a folder of their own."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from coder import Project
from coder.cli import main
from coder.store import connection
from tests.conftest import ANSWERS, CODEBOOK

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "from coder.cli import main; main()"


class Ran(NamedTuple):
    """What one command came to."""

    status: int
    out: str
    err: str


class Desk:
    """A folder, and `coder` run in it: by calling the desk in this process, or by `start` in another."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self._patch, self._capture = folder, patch, capture
        patch.chdir(folder)
        patch.delenv("CODER_PROJECT", raising=False)
        patch.setenv("CODER_AS", "ana")

    def __call__(self, *words: str, input: str = "") -> Ran:
        self._capture.readouterr()
        self._patch.setattr(sys, "stdin", io.StringIO(input))
        with pytest.raises(SystemExit) as stop:
            main(list(words))
        assert isinstance(stop.value.code, int)
        return Ran(stop.value.code, *self._capture.readouterr())

    def start(self, *words: str, first: str = "") -> subprocess.Popen[str]:
        """A process of its own; `first` is Python that runs in it before."""
        return subprocess.Popen(
            [sys.executable, "-c", f"{first}\n{COMMAND}", *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, first: str = "") -> Ran:
        """The same, waited for."""
        with self.start(*words, first=first) as process:
            out, err = process.communicate(timeout=120)
        return Ran(process.returncode, out, err)

    def write(self, name: str, content: str | bytes) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def dump(self, name: str = "library.coder") -> str:
        """All that a project holds, as SQL: equal before and after when nothing was saved."""
        with contextlib.closing(sqlite3.connect(self.folder / name)) as db:
            return "\n".join(db.iterdump())

    def open(self, name: str = "library.coder") -> Project:
        """The project, to look into it."""
        return Project.open(self.folder / name)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """An empty folder with the answers and the codebook of the example as files."""
    made = Desk(tmp_path, monkeypatch, capsys)
    made.write("responses.csv", ANSWERS)
    made.write("codebook.yaml", CODEBOOK)
    return made


@pytest.fixture
def empty(desk: Desk) -> Desk:
    """A desk with a project in which there is nothing."""
    with Project.create(desk.folder / "library.coder", embedding="none"):
        pass
    return desk


@pytest.fixture
def filled(desk: Desk, project: Project) -> Desk:
    """A desk with a project of five answers and four codes."""
    project.close()
    return desk


CODINGS = """id,code,coder
a1,access/opening hours,ana
a2,access/parking,ana
a3,staff,ana
a3,access/opening hours,ana
a4,,ana
"""


@pytest.fixture
def coded(filled: Desk) -> Desk:
    """The same with four of the answers read by ana."""
    with filled.open() as project:
        project.import_codings(filled.write("codings.csv", CODINGS))
    return filled


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for another writer."""
    monkeypatch.setattr(connection, "WAIT", 0.2)


def interrupt(process: subprocess.Popen[str]) -> Ran:
    """Ctrl-C for a process, and what it then says."""
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return Ran(process.returncode, out, err)
