"""A real scheduler and real workers: the same bytes as in this process, whoever dies on the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from coder import bulk
from coder.bulk import cluster
from coder.bulk.cluster import Cluster
from coder.bulk.pool import Inline
from coder.bulk.work import Chunk, Part, Task
from coder.errors import RequestError
from tests.bulk.making import bytes_of, texts, write_csv
from tests.tagging.conftest import TEXTS

ROOT = Path(__file__).resolve().parents[2]
TASK = Task("run", "text", "name")
WORKER = ("--host", "127.0.0.1", "--no-dashboard", "--no-nanny", "--nthreads", "1")
BLIND = """
from coder.bulk import cluster
cluster.sees = lambda folder, digest: False
"""


class Farm:
    """A scheduler on this machine with workers that can be killed one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        found = folder / "scheduler.json"
        own = ("--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0")
        self.start("scheduler", *own, "--scheduler-file", str(found))
        self.address = str(json.loads(eventually(lambda: found.read_text()))["address"])

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / "said.txt").open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *words],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
                stdout=said,
                stderr=said,
            )
        self.processes.append(process)
        return process

    def worker(self, *, blind: bool = False) -> subprocess.Popen[bytes]:
        """`blind`: it finds nothing where the model is, as on another machine."""
        preload = self.folder / "blind.py"
        preload.write_text(BLIND)
        more = ("--preload", str(preload)) if blind else ()
        return self.start("worker", self.address, *WORKER, "--local-directory", str(self.folder), *more)

    def ask(self, question: Callable[[], Any]) -> list[Any]:
        """What every worker says."""
        import distributed

        connect: Any = distributed.Client
        with connect(self.address, set_as_default=False) as client:
            eventually(lambda: len(client.nthreads()) == 2 or None)
            return [answer for _, answer in sorted(client.run(question).items())]

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


def eventually(found: Callable[[], Any], seconds: float = 30.0) -> Any:
    """The first answer that is one; the last error when the time is over."""
    end = time.monotonic() + seconds
    while True:
        try:
            answer = found()
            if answer:
                return answer
        except OSError:
            pass
        assert time.monotonic() < end, "nobody answered in time"
        time.sleep(0.05)


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    made = Farm(tmp_path)
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """Two workers that see what this process sees, for tests that leave them alive."""
    made = Farm(tmp_path_factory.mktemp("farm"))
    try:
        made.worker(), made.worker()
        made.ask(loads)
        yield made
    finally:
        made.stop()


def chunks(count: int, rows: int = 500) -> list[Chunk]:
    """Answers made of those that were learnt from, all different."""
    found = []
    for number in range(count):
        ids = range(number * rows, (number + 1) * rows)
        texts = [f"{TEXTS[at % 8]} {TEXTS[at // 8 % 8]} {at}" for at in ids]
        table = pa.table({"name": [f"a{at}" for at in ids], "text": texts})
        found.append(Chunk(number, "answers.csv", "answers", ids[0] + 2, table, pa.array(ids)))
    return found


def noted(taken: list[int], wanted: list[Chunk]) -> Iterator[Chunk]:
    """The chunks, each noted as it is taken."""
    for chunk in wanted:
        taken.append(chunk.number)
        yield chunk


def by_number(parts: Iterator[Part]) -> dict[int, bytes]:
    return {part.facts.number: part.data for part in parts}


def here(model: Path, wanted: list[Chunk]) -> dict[int, bytes]:
    with Inline(model, TASK) as executor:
        return by_number(executor.map(wanted))


def loads() -> dict[str, int]:
    from coder.bulk import cluster

    return dict(cluster.loads)


def test_two_workers_write_what_this_process_writes(pair: Farm, model: Path) -> None:
    with Cluster(pair.address, model, TASK) as executor:
        found = by_number(executor.map(chunks(12)))
    assert found == here(model, chunks(12))


def test_a_whole_run_leaves_the_same_folder(pair: Farm, model: Path, tmp_path: Path) -> None:
    answers = write_csv(tmp_path / "in.csv", texts(400, seed=4))
    bulk.tag(answers, model, tmp_path / "there", chunk_rows=50, cluster=pair.address)
    bulk.tag(answers, model, tmp_path / "here", chunk_rows=50, workers=1)
    assert bytes_of(tmp_path / "there") == bytes_of(tmp_path / "here")


def test_a_folder_that_workers_see_is_loaded_once_by_each(pair: Farm, model: Path) -> None:
    before = pair.ask(loads)
    with Cluster(pair.address, model, TASK) as executor:
        assert len(by_number(executor.map(chunks(8)))) == 8
    more = [Counter(after) - Counter(old) for after, old in zip(pair.ask(loads), before, strict=True)]
    assert more == [{"shared": 1}, {"shared": 1}]


def test_a_model_that_workers_do_not_see_is_sent_once_to_each(farm: Farm, model: Path) -> None:
    farm.worker(blind=True), farm.worker(blind=True)
    farm.ask(loads)
    with Cluster(farm.address, model, TASK) as executor:
        found = by_number(executor.map(chunks(8)))
    assert farm.ask(loads) == [{"sent": 1}, {"sent": 1}]
    assert found == here(model, chunks(8))


def test_a_worker_killed_half_way_changes_nothing(farm: Farm, model: Path) -> None:
    farm.worker()
    victim = farm.worker()
    farm.ask(loads)
    with Cluster(farm.address, model, TASK) as executor:
        parts = executor.map(chunks(24, rows=1_000))
        first = [next(parts) for _ in range(8)]
        victim.kill()
        found = by_number(iter([*first, *parts]))
    assert found == here(model, chunks(24, rows=1_000))


def test_a_worker_that_joins_half_way_gets_the_model_too(farm: Farm, model: Path) -> None:
    first = farm.worker()
    with Cluster(farm.address, model, TASK) as executor:
        parts = executor.map(chunks(20))
        early = [next(parts) for _ in range(3)]
        farm.worker(blind=True)
        farm.ask(loads)
        first.kill()
        found = by_number(iter([*early, *parts]))
    assert found == here(model, chunks(20))


def test_nobody_at_the_address(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with pytest.raises(
        RequestError, match=r"No Dask scheduler answers at tcp://127.0.0.1:9 .*dask scheduler"
    ):
        Cluster("tcp://127.0.0.1:9", model, TASK).__enter__()


def test_a_scheduler_without_workers(farm: Farm, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 2.0)
    with pytest.raises(RequestError, match=r"has no workers\. Start some: 'dask worker tcp"):
        Cluster(farm.address, model, TASK).__enter__()


def test_dask_is_not_installed(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RequestError, match=r"pip install 'themecoder\[dask\]'"):
        Cluster("tcp://127.0.0.1:9", model, TASK).__enter__()


def test_few_chunks_are_on_their_way_at_a_time(pair: Farm, model: Path) -> None:
    taken: list[int] = []
    with Cluster(pair.address, model, TASK) as executor:
        parts = executor.map(noted(taken, chunks(20, rows=10)))
        ahead = [len(taken) - done for done, _ in enumerate(parts, start=1)]
    assert len(taken) == 20
    assert max(ahead) < 2 * cluster.AHEAD


def test_a_scheduler_that_goes_away(farm: Farm, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 3.0)
    farm.worker()
    with Cluster(farm.address, model, TASK) as executor:
        parts = executor.map(chunks(40))
        next(parts)
        farm.processes[0].kill()
        with pytest.raises(RequestError, match=r"is gone\. What is done is kept"):
            by_number(parts)


def test_the_last_worker_dies_and_none_comes(
    farm: Farm, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "LONELY", 2.0)
    answers, worker = write_csv(tmp_path / "in.csv", texts(400, seed=4)), farm.worker()

    def after_two(done: int, total: int | None = None, what: str = "") -> None:
        if done >= 100:
            worker.kill()

    with pytest.raises(
        RequestError, match=r"no worker at .* for 2 seconds\. What is done is kept\. Start workers"
    ):
        bulk.tag(answers, model, tmp_path / "out", chunk_rows=50, cluster=farm.address, progress=after_two)
    done = bulk.tag(answers, model, tmp_path / "out", chunk_rows=50, workers=1)
    assert 2 <= done.resumed < done.parts == 8


def test_a_worker_that_comes_in_time_goes_on(farm: Farm, model: Path) -> None:
    first = farm.worker()
    with Cluster(farm.address, model, TASK) as executor:
        parts = executor.map(chunks(12, rows=50))
        early = [next(parts)]
        first.kill()
        farm.worker()
        found = by_number(iter([*early, *parts]))
    assert found == here(model, chunks(12, rows=50))
