"""How much memory a process and all its children hold, sampled while it runs."""

from __future__ import annotations

import contextlib
import resource
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

EVERY = 0.1
MEGABYTE = 2**20


class Watched(NamedTuple):
    """Wall and processor seconds, and the highest sums over the process tree in megabytes.

    `peak` shares pages that several processes hold between them (PSS); `peak_rss` counts them in each.
    `half` is the highest `peak` before half of the time was over: what comes after is growth.
    """

    seconds: float
    processor: float
    peak: float
    half: float
    peak_rss: float
    processes: int


def watch(command: Sequence[str], folder: Path, env: dict[str, str]) -> Watched:
    """Runs a command to its end; raises RuntimeError with its words if it fails."""
    before, start, samples = _spent(), time.perf_counter(), list[tuple[float, float, float, int]]()
    with (folder / "said.txt").open("w+") as said:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=said, stderr=said)
        while process.poll() is None:
            samples.append((time.perf_counter() - start, *_held(process.pid)))
            time.sleep(EVERY)
        seconds = time.perf_counter() - start
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{command} ended with {process.returncode}: {said.read()[-2000:]}")
    first = [held for at, held, _, _ in samples if at <= seconds / 2]
    return Watched(
        seconds,
        _spent() - before,
        max(held for _, held, _, _ in samples),
        max(first),
        max(rss for _, _, rss, _ in samples),
        max(count for _, _, _, count in samples),
    )


def _spent() -> float:
    """Processor seconds of all children that have ended, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _held(pid: int) -> tuple[float, float, int]:
    shared = whole = 0.0
    count = 0
    with contextlib.suppress(psutil.Error):
        parent = psutil.Process(pid)
        for each in [parent, *parent.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                found = each.memory_full_info()
                shared, whole, count = shared + found.pss, whole + found.rss, count + 1
    return shared / MEGABYTE, whole / MEGABYTE, count
