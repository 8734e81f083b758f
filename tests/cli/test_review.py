"""`coder review` through a pipe and through a terminal: what was decided is in the project."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, ROOT, Desk


def test_lines_of_a_pipe_are_decisions(filled: Desk) -> None:
    ran = filled("review", "--no-proposals", "--where", "case=a3", input="staff\n\n/\n")
    assert ran.status == 0, ran.err
    with filled.open() as project:
        assert [(r.source, r.coder, r.blind) for r in project.readings()] == [
            (project.source("a3").id, "ana", True)
        ]
        assert [project.codebook.by_id(c.code).path for c in project.codings()] == ["staff"]


def test_the_end_of_the_input_keeps_everything(filled: Desk) -> None:
    ran = filled("review", "--no-proposals", "--where", "case=a3", input="staff\n")
    with filled.open() as project:
        assert (ran.status, len(project.codings()), project.readings()) == (0, 1, [])


def test_who_is_reading_is_an_option(filled: Desk) -> None:
    filled("review", "--as", "ben", "--no-proposals", input=".\n/\n")
    with filled.open() as project:
        assert {reading.coder for reading in project.readings()} == {"ben"}


def in_a_terminal(folder: Path, typed: list[str], *words: str) -> int:
    """Types something at each prompt, then waits for the end; the exit status."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        for keys in typed:
            _until_prompt(ours)
            os.write(ours, keys.encode())
        return process.wait(timeout=20)
    finally:
        process.kill()
        os.close(ours)


def _until_prompt(terminal: int) -> None:
    shown = b""
    while not shown.rstrip().endswith((b">", b"[Y/n]:")):
        shown += os.read(terminal, 4096)


def test_one_key_is_one_decision_in_a_terminal(filled: Desk) -> None:
    assert (
        in_a_terminal(
            filled.folder, [".", "/\n"], "review", "--plain", "--no-proposals", "--where", "case=a3"
        )
        == 0
    )
    with filled.open() as project:
        assert [reading.outcome for reading in project.readings()] == ["read"]


@pytest.mark.parametrize(("key", "sources"), [("y", 5), ("n", 0)])
def test_a_question_in_a_terminal_is_answered(empty: Desk, key: str, sources: int) -> None:
    in_a_terminal(empty.folder, [key + "\n"], "add", "responses.csv")
    with empty.open() as project:
        assert len(project.sources()) == sources


def test_a_second_look_keeps_both_answers(filled: Desk) -> None:
    ran = filled("review", "--second-look", "--where", "case=a3", input="staff\n\nparking\n\n/\n")
    assert "Second look" in ran.out
    with filled.open() as project:
        assert [reading.blind for reading in project.readings()] == [True, False]
        assert [row.detail.get("second", False) for row in project.log() if row.act == "add"] == [False, True]


def test_a_cluster_can_be_read(filled: Desk) -> None:
    ran = filled("review", "--cluster", "1", "--no-proposals", input=".\n/\n")
    with filled.open() as project:
        assert (ran.status, [reading.stream for reading in project.readings()]) == (0, ["cluster"])


def test_advice_says_what_comes_first(filled: Desk) -> None:
    assert filled("advice").out == "Nothing yet: 100 answers of the random sample come first.\n"
