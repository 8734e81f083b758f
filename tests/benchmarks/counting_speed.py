"""Seconds and memory of counting and agreement at the size of a large consultation.

    python -m tests.benchmarks.counting_speed [--small] [--seed 0]

Counts: 100,000 answers x 50 codes x 10 groups, 800 of them read. Agreement: 5 coders x 10,000 answers x 50
codes with 1,000 bootstraps. Synthetic: code shares fall like 1/rank, 1.9 codes per answer.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable

import numpy as np

from coder.agreement.compare import compare
from coder.agreement.units import Units
from coder.counting.crosstab import crosstab
from coder.counting.expansion import rows_of
from coder.counting.sample import prefix
from tests.benchmarks._common import write_results


def counts(answers: int, codes: int, groups: int, random: np.random.Generator) -> Callable[[], object]:
    """A cross-tab ready to be computed."""
    truth = (random.random((answers, codes)) < _shares(codes)).astype(float)
    f = np.clip(0.1 + 0.6 * truth + random.normal(0, 0.15, truth.shape), 0, 1)
    position = random.permutation(answers)
    sample = prefix(position, position < 800)
    y = np.where(sample.chosen[:, None], truth, np.nan)
    rows = rows_of(answers, group=random.integers(0, groups, answers))
    return lambda: crosstab(y, sample, f, rows=rows)


def agreement(answers: int, coders: int, codes: int, random: np.random.Generator) -> Callable[[], object]:
    """A comparison ready to be computed; coders differ on 1 % of the codes they could give."""
    truth = random.random((answers, 1, codes)) < _shares(codes)
    labels = np.where(random.random((answers, coders, codes)) < 0.01, ~truth, truth).astype(np.int8)
    names = tuple(f"{number:06}" for number in range(answers))
    coded = tuple(f"c{number}" for number in range(codes))
    units = Units(names, tuple("vwxyz"[:coders]), coded, np.arange(answers), labels)
    return lambda: compare(units, resamples=1000)


def _shares(codes: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.minimum(0.3, 0.4 / np.arange(1, codes + 1))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="a tenth of the answers")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    random, scale = np.random.default_rng(args.seed), 10 if args.small else 1
    jobs = {
        "counts": counts(100_000 // scale, 50, 10, random),
        "agreement": agreement(10_000 // scale, 5, 50, random),
    }
    rows = {}
    for name, job in jobs.items():
        start = time.perf_counter(), time.process_time()
        job()
        rows[name] = {
            "seconds": round(time.perf_counter() - start[0], 2),
            "cpu_seconds": round(time.process_time() - start[1], 2),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        print(f"{name:10} {rows[name]}")
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "all")
    write_results(
        "counting_speed", {"small": args.small, "blas_threads": threads, "rows": rows}, None, args.seed
    )


if __name__ == "__main__":
    main()
