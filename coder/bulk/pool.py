"""Chunks to parts on this machine: in this process, or in a pool of processes of which any may die.

Each worker is a program of its own (worker.py) that loads the model once and computes with one thread. A thread
per worker waits for it. So it is known which chunk a dead worker held: a fresh worker does that one again, the
others are not disturbed.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coder.bulk.work import Chunk, Part, Task, work
from coder.errors import RequestError

if TYPE_CHECKING:
    from types import TracebackType

DEATHS = 3
"""Workers that one chunk may cost before the run is given up."""

_PROGRAM = [sys.executable, "-m", "coder.bulk.worker"]
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "VECLIB")}


class Died(Exception):
    """A worker process ended before it answered; `args[0]` is its exit status."""


class Inline:
    """Everything in this process, one chunk after another."""

    def __init__(self, model: Path, task: Task) -> None:
        self._model, self._task = model, task

    def __enter__(self) -> Inline:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def map(self, chunks: Iterable[Chunk]) -> Iterator[Part]:
        """Parts in the order of the chunks."""
        from threadpoolctl import threadpool_limits

        from coder.bulk.scorer import load

        scorer = load(self._model)
        for chunk in chunks:
            with threadpool_limits(1):
                part = work(scorer, self._task, chunk)
            yield part


class Worker:
    """One process that answers chunks with parts; its output pipe carries pickles of its own making only."""

    def __init__(self, model: Path, task: Task) -> None:
        self.process = subprocess.Popen(
            [*_PROGRAM, str(model)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                **_ONE_THREAD,
                "PYTHONPATH": os.pathsep.join(p or str(Path.cwd()) for p in sys.path),
            },
        )
        self._task = task
        self._greeted = False

    def ask(self, chunk: Chunk) -> Part:
        """The finished part. Raises Died, or RuntimeError for a mistake in our own program."""
        assert self.process.stdin
        assert self.process.stdout
        try:
            if not self._greeted:
                pickle.dump(self._task, self.process.stdin)
                self._greeted = True
            pickle.dump(chunk, self.process.stdin)
            self.process.stdin.flush()
            answer = pickle.load(self.process.stdout)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            raise Died(self._status()) from None
        if isinstance(answer, str):
            raise RuntimeError(f"A worker failed:\n{answer}")
        assert isinstance(answer, Part)
        return answer

    def _status(self) -> int:
        """What it ended with; killed if it did not end by itself."""
        try:
            return self.process.wait(1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def stop(self) -> None:
        """Ends the process, whatever it is doing; nobody may be asking it any more."""
        self.process.kill()
        # Closing sends what is left in the buffer, to nobody.
        with suppress(OSError):
            self.process.communicate()


class Pool:
    """So many worker processes, started when there is work for them."""

    def __init__(self, model: Path, task: Task, workers: int) -> None:
        self._model, self._task, self._room = model, task, 2 * workers
        self._threads = ThreadPoolExecutor(workers)
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._all: set[Worker] = set()
        self._closed = False

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        for worker in list(self._all):
            worker.process.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.stop()

    def map(self, chunks: Iterable[Chunk]) -> Iterator[Part]:
        """Parts as they are done; at most two chunks per worker are in memory."""
        waiting: set[Future[Part]] = set()
        for chunk in chunks:
            waiting.add(self._threads.submit(self._done, chunk))
            while len(waiting) >= self._room:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)

    def _done(self, chunk: Chunk) -> Part:
        status = 0
        for _ in range(DEATHS):
            worker = self._worker()
            try:
                part = worker.ask(chunk)
            except Died as death:
                status = death.args[0]
                if self._closed:
                    raise
                continue
            self._idle.put(worker)
            return part
        raise RequestError(
            f"{chunk.file} from row {chunk.first_row:,}: {DEATHS} worker processes died over it (exit status "
            f"{status}). What is done is kept. Is there enough memory? Try fewer --workers or --chunk-rows."
        )

    def _worker(self) -> Worker:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            worker = Worker(self._model, self._task)
            self._all.add(worker)
            return worker


def cores() -> int:
    """Processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
