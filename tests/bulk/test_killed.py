"""Processes are killed with SIGKILL at random moments: the run ends with the bytes of one that was left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random
from time import sleep, time

import psutil
import pytest

from coder.bulk import Done, tag
from coder.bulk.folder import Folder
from coder.errors import CoderError, RequestError
from tests.bulk.making import bytes_of, texts, write_csv

ROOT = Path(__file__).resolve().parents[2]
ROWS, CHUNK = 3_000, 30
PARENTS = WORKERS = 4
PROGRAM = """
import sys
from coder.bulk import tag

tag(sys.argv[1], sys.argv[2], sys.argv[3], workers=2, chunk_rows=int(sys.argv[4]))
"""

SLOW = """
from time import sleep
from coder.bulk import worker
from coder.bulk.work import work

def slow(*things):
    sleep(0.05)
    return work(*things)

worker.work = slow
worker.main()
"""
DEADLY = """
import os
from coder.bulk import worker
from coder.bulk.work import work

def deadly(scorer, task, chunk):
    if "poison" in chunk.table.column("comment").to_pylist():
        os.kill(os.getpid(), 9)
    return work(scorer, task, chunk)

worker.work = deadly
worker.main()
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(tmp_path_factory.mktemp("answers") / "answers.csv", texts(ROWS))


@pytest.fixture(scope="module")
def undisturbed(answers: Path, model: Path) -> dict[str, bytes]:
    out = answers.with_name("undisturbed")
    tag(answers, model, out, workers=1, chunk_rows=CHUNK)
    return bytes_of(out)


def start(answers: Path, model: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(answers), str(model), str(out), str(CHUNK)],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )


def wait_for(out: Path, parts: int, process: subprocess.Popen[bytes]) -> None:
    """Until so many parts are in place or the process has ended."""
    while len(list(out.glob("part-*"))) < parts and process.poll() is None:
        sleep(0.002)


def kill_parent(answers: Path, model: Path, out: Path, random: Random) -> int:
    """A run taken up and killed a few parts later; how many parts are in place then."""
    before = len(list(out.glob("part-*")))
    with start(answers, model, out) as process:
        wait_for(out, before + random.randint(0, 8), process)
        sleep(random.random() * 0.05)
        process.kill()
    return len(list(out.glob("part-*")))


class Killer:
    """Kills a worker process of this one that had time to take up work, every other tenth of a second or so."""

    def __init__(self, times: int, seed: int) -> None:
        self.left, self._random, self._next = times, Random(seed), 0.0

    def __call__(self, done: int, total: int | None = None, what: str = "") -> None:
        old = [each for each in psutil.Process().children() if time() - each.create_time() > 1]
        if self.left and old and time() > self._next:
            self._random.choice(old).kill()
            self.left -= 1
            self._next = time() + self._random.random() * 0.5


def test_a_killed_run_goes_on_to_the_same_bytes(
    answers: Path, model: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out, random = tmp_path / "out", Random(3)
    parts = [kill_parent(answers, model, out, random) for _ in range(PARENTS)]
    done = tag(answers, model, out, workers=1, chunk_rows=CHUNK)
    assert 0 < parts[-1] < ROWS / CHUNK
    assert done.resumed == parts[-1]
    assert bytes_of(out) == undisturbed


def test_killed_workers_leave_no_trace(
    answers: Path,
    model: Path,
    undisturbed: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("coder.bulk.pool._PROGRAM", [sys.executable, "-c", SLOW])
    killer = Killer(WORKERS, seed=4)
    tag(answers, model, tmp_path / "out", workers=2, chunk_rows=CHUNK, progress=killer)
    assert killer.left == 0
    assert bytes_of(tmp_path / "out") == undisturbed


def test_workers_end_when_the_run_is_killed(answers: Path, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with start(answers, model, out) as process:
        wait_for(out, 3, process)
        workers = psutil.Process(process.pid).children()
        process.kill()
    assert len(workers) == 2
    assert psutil.wait_procs(workers, timeout=10)[1] == []


def test_a_second_run_is_refused_while_the_first_lives(answers: Path, model: Path, tmp_path: Path) -> None:
    with Folder(tmp_path / "out"), pytest.raises(RequestError, match="Another run is writing"):
        tag(answers, model, tmp_path / "out", workers=1)


def run(answers: Path, model: Path, out: Path) -> Done:
    return tag(answers, model, out, workers=2, chunk_rows=5)


def test_a_part_that_kills_three_workers_ends_the_run_and_keeps_the_others(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = write_csv(tmp_path / "answers.csv", [*texts(20), "poison", *texts(3)])
    monkeypatch.setattr("coder.bulk.pool._PROGRAM", [sys.executable, "-c", DEADLY])
    with pytest.raises(CoderError, match=r"answers\.csv from row 22: 3 worker processes died"):
        run(answers, model, tmp_path / "out")
    assert [path.name for path in sorted((tmp_path / "out").glob("part-*"))] == [
        f"part-0000{number}.parquet" for number in range(4)
    ]
