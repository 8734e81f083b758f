"""Bulk runs killed with SIGKILL: are the bytes those of a run that was left alone?

    python -m tests.benchmarks.bulk_kills [--small] [--seed 0]

Kills the process of one run 20 times at random moments (5 with --small), taking it up again each time, then a
worker of another run 20 times. 6,000 invented answers in parts of 30.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from coder.bulk import pool, tag
from tests.benchmarks._common import write_results
from tests.bulk.killing import CHUNK, SLOW, Killer, kill_parent
from tests.bulk.making import bytes_of, save_model, texts, write_csv

ANSWERS = 6_000


def parents(answers: Path, model: Path, whole: dict[str, bytes], times: int, seed: int) -> dict[str, Any]:
    """One run, killed and taken up again; parts in place after each kill."""
    out, random, began = answers.with_name("parents"), Random(seed), time.perf_counter()
    parts = [kill_parent(answers, model, out, random) for _ in range(times)]
    tag(answers, model, out, workers=2, chunk_rows=CHUNK)
    return {
        "killed": times,
        "during": sum(number < ANSWERS / CHUNK for number in parts),
        "same bytes": bytes_of(out) == whole,
        "seconds": round(time.perf_counter() - began, 1),
    }


def workers(answers: Path, model: Path, whole: dict[str, bytes], times: int, seed: int) -> dict[str, Any]:
    """One run whose workers are killed one after another."""
    out, killer, began = answers.with_name("workers"), Killer(times, seed), time.perf_counter()
    pool._PROGRAM[:] = [sys.executable, "-c", SLOW]
    tag(answers, model, out, workers=2, chunk_rows=CHUNK, progress=killer)
    return {
        "killed": times - killer.left,
        "during": times - killer.left,
        "same bytes": bytes_of(out) == whole,
        "seconds": round(time.perf_counter() - began, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="5 kills of each kind")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    times = 5 if args.small else 20
    with tempfile.TemporaryDirectory() as name:
        answers = write_csv(Path(name) / "answers.csv", texts(ANSWERS, seed=args.seed))
        model = save_model(Path(name) / "model")
        done = tag(answers, model, Path(name) / "whole", workers=1, chunk_rows=CHUNK)
        whole = bytes_of(done.out)
        found = {
            "parent": parents(answers, model, whole, times, args.seed),
            "worker": workers(answers, model, whole, times, args.seed),
        }
    print(f"{'process':10}{'killed':>8}{'during the run':>16}{'same bytes':>12}{'seconds':>9}")
    for process, facts in found.items():
        print(
            f"{process:10}{facts['killed']:>8}{facts['during']:>16}{facts['same bytes']!s:>12}{facts['seconds']:>9}"
        )
    write_results("bulk_kills", found, None, args.seed)


if __name__ == "__main__":
    main()
