"""The pool of worker processes: what it takes on, what it gives back, what it says when something is wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from coder.bulk import chunks, inputs
from coder.bulk.pool import Inline, Pool
from coder.bulk.schema import types_of, unified
from coder.bulk.work import Chunk, Task
from coder.errors import RequestError
from tests.bulk.making import texts, write_csv

TASK = Task("f00", "comment", "id")
INSTEAD = """
import sys
from coder.bulk import worker
from coder.bulk.work import work

def instead(scorer, task, chunk):
    {}
    return work(scorer, task, chunk)

worker.work = instead
worker.main()
"""


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[Chunk]:
    """Twenty chunks, taken one by one."""
    files = inputs.find([write_csv(tmp_path / "answers.csv", texts(100))], tmp_path / "out")
    return chunks.read(files, unified({file.path: types_of(file)[0] for file in files}), 5)


def worker_that(does: str, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("coder.bulk.pool._PROGRAM", [sys.executable, "-c", INSTEAD.format(does)])


def test_parts_are_those_of_one_process(answers: Iterator[Chunk], model: Path) -> None:
    held = list(answers)
    with Inline(model, TASK) as one, Pool(model, TASK, 2) as two:
        assert sorted(two.map(held), key=lambda part: part.facts.number) == list(one.map(held))


def test_few_chunks_are_taken_ahead(answers: Iterator[Chunk], model: Path) -> None:
    taken: list[int] = []
    with Pool(model, TASK, 1) as pool:
        next(pool.map(taken.append(chunk.number) or chunk for chunk in answers))  # type: ignore[func-returns-value]
    assert taken == [0, 1]


def test_no_worker_is_left_when_it_is_closed(answers: Iterator[Chunk], model: Path) -> None:
    with Pool(model, TASK, 2) as pool:
        next(pool.map(answers))
        workers = psutil.Process().children()
    assert len(workers) == 2
    assert [each.is_running() for each in workers] == [False, False]


def test_printing_does_not_come_between(
    answers: Iterator[Chunk], model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker_that("print('noise', flush=True)", monkeypatch)
    with Pool(model, TASK, 1) as pool:
        assert [part.facts.rows for part in pool.map(answers)] == [5] * 20


def test_our_own_mistakes_come_with_their_traceback(
    answers: Iterator[Chunk], model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker_that("raise KeyError('spilt')", monkeypatch)
    with (
        Pool(model, TASK, 1) as pool,
        pytest.raises(RuntimeError, match=r"in instead\n(.*\n)?KeyError: 'spilt'"),
    ):
        next(pool.map(answers))


def test_how_a_worker_ended_is_said(
    answers: Iterator[Chunk], model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker_that("sys.exit(7)", monkeypatch)
    with (
        Pool(model, TASK, 1) as pool,
        pytest.raises(RequestError, match=r"3 worker processes died .*status 7"),
    ):
        next(pool.map(answers))


def test_workers_do_without_pandas() -> None:
    program = """
import sys
from coder.bulk import worker
worker._spare_pandas()
import pyarrow as pa
pa.array(["a"])
print("pandas" in sys.modules)
import pandas
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
