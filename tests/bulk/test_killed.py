"""Processes are killed with SIGKILL at random moments: the run ends with the bytes of one that was left alone."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import psutil
import pytest

from coder.bulk import Done, tag
from coder.bulk.folder import Folder
from coder.errors import CoderError, RequestError
from tests.bulk.killing import CHUNK, SLOW, Killer, kill_parent, start, wait_for
from tests.bulk.making import bytes_of, texts, write_csv

ROWS = 3_000
PARENTS = WORKERS = 3

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
