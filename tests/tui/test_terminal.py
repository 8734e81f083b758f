"""Keys instead of lines: the editing of a line, and the whole in a pseudo-terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coder.tui.commands import Commands
from coder.tui.terminal import edited

pty = pytest.importorskip("pty")

PROGRAM = """
from tests.review.desk import answers, listed, proposal
from tests.review.memory_log import MemoryLog
from coder.tui.plain import review
proposals = {"1-best": [proposal("staff/kindness", "strong"), proposal("access/parking", "weak")]}
desk = listed(lambda book, sources: MemoryLog(), answers("kind", "slow"), proposals=proposals)
review(desk.open())
print([desk.codes(source) for source in desk.sources])
"""
ROOT = Path(__file__).resolve().parents[2]


def _edited(keys: list[str]) -> tuple[str | None, str]:
    echoed: list[str] = []
    return edited(iter(keys), echoed.append, Commands().instant), "".join(echoed)


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("\n", ""),
        ("\r", ""),
        ("1wait\n", "1"),
        (".", "."),
        ("wait 1.\n", "wait 1."),
        ("waix\x7ft\n", "wait"),
        ("junk\x15wait\n", "wait"),
        ("-\n", "-"),
        ("-wait\n", "-wait"),
        ("größe\n", "größe"),
        ("\x01wait\n", "wait"),
        ("\x04", None),
        ("wa\x04it\n", "wait"),
        ("wait", None),
    ],
)
def test_keys_make_a_line(keys: str, line: str | None) -> None:
    assert _edited(list(keys))[0] == line


@pytest.mark.parametrize(
    ("keys", "line"), [(["w", "\x1b[A", "a", "\n"], "wa"), (["w", "\x1b", "a", "\n"], "a")]
)
def test_arrows_are_ignored_and_escape_empties_the_line(keys: list[str], line: str) -> None:
    assert _edited(keys)[0] == line


def test_what_is_typed_is_echoed() -> None:
    assert _edited(list("ab\n"))[1] == "ab\n"


def test_no_letter_is_instant() -> None:
    assert [key for key in Commands().instant if key.isalpha()] == []


def test_the_decisions_of_one_key_work_in_a_terminal() -> None:
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=theirs,
        stdout=theirs,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)
    _until(ours, b"> ")
    os.write(ours, b"2\nwait\n/\n")
    shown = _until(ours, b"]]\r\n")
    os.close(ours)
    assert child.wait(10) == 0
    assert b"[['access/parking', 'staff/kindness'], ['access/waiting time']]" in shown


def test_lines_of_a_pipe_are_obeyed() -> None:
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input="2\n\nwait\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert found.stdout.endswith("[['access/parking', 'staff/kindness'], ['access/waiting time']]\n")


def _until(descriptor: int, wanted: bytes) -> bytes:
    seen = b""
    while wanted not in seen:
        seen += os.read(descriptor, 4096)
    return seen
