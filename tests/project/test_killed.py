"""A review is killed at fifty moments: what was acknowledged is there, nothing is half there.

One process reviews and says each decision on its standard output once it is saved; it is killed with
SIGKILL after a number of decisions and a fraction of the next one, drawn by a seed. The next review goes
on in the same project.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random
from time import sleep

import pytest

from coder import Project
from coder.codebook import parse_yaml
from coder.store import log
from tests.conftest import CODEBOOK

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = 50
PROGRAM = """
import sys
from random import Random
from coder import Project

random = Random(int(sys.argv[2]))
codes = ["access/opening hours", "access/parking", "staff", "children"]
with Project.open(sys.argv[1]) as project:
    session = project.review("ana", proposals=False)
    seen = len(project.log())

    def say() -> None:
        global seen
        rows = project.log()
        print(*(row.id for row in rows[seen:]), flush=True)
        seen = len(rows)

    print("ready", flush=True)
    while True:
        kind = random.choices(["toggle", "done", "none", "undo", "memo"], [6, 3, 1, 1, 1])[0]
        if kind == "undo" or session.current is None:
            session.undo()
        elif kind == "toggle":
            session.toggle(random.choice(codes))
        elif kind == "memo":
            session.memo("a note")
        else:
            getattr(session, kind)()
        say()
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The project after all kills, and the ids of the rows that were acknowledged."""
    path = tmp_path_factory.mktemp("killed") / "library.coder"
    _prepare(path)
    random = Random(1)
    lines = [line for number in range(MOMENTS) for line in _review_and_kill(path, number, random)]
    return path, " ".join(lines).split()


def _prepare(path: Path) -> None:
    answers = path.with_name("answers.csv")
    lines = (f"a{n},The same answer number {n % 100} three times\n" for n in range(300))
    answers.write_text("id,comment\n" + "".join(lines))
    with Project.create(path, embedding="none") as project:
        project.add(answers)
        project.load_codebook(parse_yaml(CODEBOOK))


def _review_and_kill(path: Path, number: int, random: Random) -> list[str]:
    """The lines that arrived before the kill; a line cut off by it does not count as acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), str(number)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process:
        heard = [process.stdout.readline() for _ in range(random.randint(1, 6))]
        sleep(random.random() * 0.03)
        process.kill()
        heard += process.stdout.readlines()
    return [line for line in heard[1:] if line.endswith("\n")]


def test_every_decision_that_was_acknowledged_is_there(
    killed: tuple[Path, list[str]],
) -> None:
    path, acknowledged = killed
    with Project.open(path) as project:
        assert set(acknowledged) - {row.id for row in project.log()} == set()
    assert len(acknowledged) > MOMENTS


def test_derived_tables_are_what_the_log_adds_up_to(killed: tuple[Path, list[str]]) -> None:
    with Project.open(killed[0]) as project:
        before = sorted(map(str, project.codings())), sorted(map(str, project.readings()))
        project.store.rebuild()
        assert (sorted(map(str, project.codings())), sorted(map(str, project.readings()))) == before
        assert before == tuple(sorted(map(str, part)) for part in log.fold(project.log()))


def test_no_step_is_half_there(killed: tuple[Path, list[str]]) -> None:
    """Identical answers are decided on together: each step has the same rows for each of its sources."""
    with Project.open(killed[0]) as project:
        steps: dict[str, dict[str, list[str]]] = {}
        for row in project.log():
            if row.source and row.act not in ("undo", "memo"):
                steps.setdefault(row.step, {}).setdefault(row.source, []).append(f"{row.act} {row.code}")
        uneven = [step for step, by_source in steps.items() if len(set(map(str, by_source.values()))) > 1]
    assert uneven == []
    assert max(map(len, steps.values())) > 1


def test_the_file_is_sound(killed: tuple[Path, list[str]]) -> None:
    with Project.open(killed[0]) as project:
        assert project.store.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert project.store.db.execute("PRAGMA foreign_key_check").fetchall() == []
