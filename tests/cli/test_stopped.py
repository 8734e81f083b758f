"""Commands that are stopped in the middle: Ctrl-C, and a pipe that nobody reads any more."""

from __future__ import annotations

import pytest

from coder.cli.main import INTERRUPTED
from tests.cli.conftest import Desk, interrupt

STOPPED = "coder: Stopped. What was saved before is still there.\n"


INTERRUPTED_AT = """
import os, signal
from coder.store import content

def stopping(rows):
    for number, row in enumerate(rows):
        if number == {number}:
            os.kill(os.getpid(), signal.SIGINT)
        yield row

real = content.{function}
content.{function} = lambda db, rows, wave: real(db, stopping(rows), wave)
"""


def rows(count: int) -> str:
    lines = (f"b{n},Number {n} would like it to be open longer\n" for n in range(count))
    return "id,comment\n" + "".join(lines)


def test_ctrl_c_while_a_file_is_read_saves_nothing(empty: Desk) -> None:
    empty.write("many.csv", rows(40_000))
    before = empty.dump()
    process = empty.start("add", "many.csv", "--text", "comment", "--id", "id")
    assert process.stderr is not None
    process.stderr.readline()
    ran = interrupt(process)
    assert (ran.status, ran.err.endswith(STOPPED), empty.dump()) == (INTERRUPTED, True, before)


@pytest.mark.parametrize("function", ["insert_cases", "insert_sources"])
@pytest.mark.parametrize("number", [0, 500, 999])
def test_ctrl_c_while_answers_are_saved_saves_none(empty: Desk, function: str, number: int) -> None:
    empty.write("many.csv", rows(1_000))
    before = empty.dump()
    ran = empty.run("add", "many.csv", "--yes", first=INTERRUPTED_AT.format(function=function, number=number))
    assert (ran.status, ran.err.endswith(STOPPED), empty.dump()) == (INTERRUPTED, True, before)


def test_ctrl_c_at_a_question(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("coder.cli._options.who", interrupted)
    assert desk("init", "library.coder") == (INTERRUPTED, "", STOPPED)


@pytest.mark.parametrize("shown", ["table", "csv", "json"])
def test_a_pipe_that_is_closed_early_ends_quietly(coded: Desk, shown: str) -> None:
    with coded.open() as project, project.store.transaction():
        for number in range(1_000):
            project.configure("title", f"Library number {number}", coder="ana")
    with coded.start("log", "--all", "--format", shown) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        assert (process.stderr.read(), process.wait()) == ("", 0)
