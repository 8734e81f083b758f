"""Runs whose processes are killed with SIGKILL at random moments."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random
from time import sleep, time

import psutil

ROOT = Path(__file__).resolve().parents[2]
CHUNK = 30
_PROGRAM = """
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


def start(answers: Path, model: Path, out: Path) -> subprocess.Popen[bytes]:
    """A run of two workers in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(answers), str(model), str(out), str(CHUNK)],
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
    """Kills a worker process of this one again and again, so many times; to be told of the run's progress.

    Always the one that has lived longest, a few parts and a moment after the kill before: no chunk dies thrice.
    """

    def __init__(self, times: int, seed: int) -> None:
        self.left, self._random = times, Random(seed)
        self._wait, self._next = 4, 0.0

    def __call__(self, done: int, total: int | None = None, what: str = "") -> None:
        self._wait -= 1
        workers = psutil.Process().children()
        if self.left and len(workers) > 1 and self._wait <= 0 and time() > self._next:
            min(workers, key=psutil.Process.create_time).kill()
            self.left -= 1
            self._wait = self._random.randint(4, 8)
            self._next = time() + self._random.random() * 0.1
