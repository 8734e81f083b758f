"""How fast coded answers leave and come back, beside writing the same rows as plain csv.

    python -m tests.benchmarks.interchange DATA_DIR [--seed 1] [--small]

Answers are drawn from a data folder with word drop-out and new names; each gets three codings of parts of it.
Every format runs in a process of its own, so that its peak memory is its own; times are CPU seconds, since
other work on the machine would be counted otherwise.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from coder.domain import Case, Code, Coder, Coding, Question, Reading, Source, Variable, stable_id
from coder.interchange.dataset import Dataset, known_from
from coder.interchange.losses import Losses
from coder.interchange.refi_read import read_qdpx
from coder.interchange.refi_write import write_qdpx
from coder.interchange.tables import wide_table, write_dataset
from tests.benchmarks._common import load_folder, write_results

SIZES, SMALL = (1_000, 10_000, 100_000), (200, 1_000)
LIMITS = {"qdpx": 5.0, "qdpx read": 10.0, "xlsx": 5.0, "csv": 2.0}
AT = "2026-03-01T10:00:00.000000+00:00"
STEPS = ("plain csv", "csv", "xlsx", "jsonl", "parquet", "qdpx", "qdpx read")


def dataset(folder: Path, size: int, seed: int) -> Dataset:
    """`size` answers by as many respondents, three codings each out of 30 codes, all of them read."""
    rng = random.Random(seed)
    texts = [row["text"] for row in load_folder(folder).responses if row["text"].strip()]
    codes = [Code(f"group {n % 5}/code {n}", id=stable_id("code", str(n))) for n in range(30)]
    question = Question("answer")
    sources: list[Source] = []
    codings: list[Coding] = []
    readings: list[Reading] = []
    for n in range(size):
        words = [word for word in rng.choice(texts).split() if rng.random() > 0.1] or ["nothing"]
        case = Case(f"R{n}", values={"branch": rng.choice("NSEW"), "age": float(rng.randint(18, 90))})
        source = Source(f"R{n}", case, question, " ".join(words))
        sources.append(source)
        readings.append(Reading(id := source.id, "ana", 1, AT, f"r{n}"))
        for code in rng.sample(codes, 3):
            end = rng.randint(1, len(source.text))
            codings.append(Coding(id, code.id, "ana", AT, f"d{len(codings)}", start=0, end=end))
    return Dataset(
        title="Benchmark",
        cases=tuple(source.case for source in sources),
        sources=tuple(sources),
        questions=(question,),
        variables=(Variable("branch", "category"), Variable("age", "number")),
        codes=tuple(codes),
        themes=(),
        coders=(Coder("ana"),),
        codings=tuple(codings),
        readings=tuple(readings),
        memos=(),
        known=known_from(codings, readings),
    )


def plain_csv(data: Dataset, path: Path) -> None:
    """The yardstick: the same rows through `csv.writer`, nothing else."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(list(wide_table(data, Losses()).rows()))


def timed(work: Callable[[], object]) -> float:
    """CPU seconds."""
    start = time.process_time()
    work()
    return time.process_time() - start


def step(name: str, folder: Path, size: int, seed: int) -> dict[str, float]:
    """CPU seconds, peak megabytes (data included) and file size of one step, in this process."""
    data = dataset(folder, size, seed)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"out.{name.split()[0]}"
        if name == "qdpx read":
            write_qdpx(data, path)
            del data
            seconds = timed(lambda: read_qdpx(path))
        elif name == "plain csv":
            path = path.with_suffix(".csv")
            seconds = timed(lambda: plain_csv(data, path))
        else:
            write = write_qdpx if name == "qdpx" else write_dataset
            seconds = timed(lambda: write(data, path))
        megabytes = sum(each.stat().st_size for each in Path(place).iterdir()) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "peak_mb": peak, "file_mb": megabytes}


def apart(name: str, options: argparse.Namespace, size: int) -> dict[str, float]:
    """The same in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.interchange", str(options.folder)]
    words = ["--seed", str(options.seed), "--step", name, "--size", str(size)]
    done = subprocess.run(command + words, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Prints a table and writes results/interchange.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(step(options.step, options.folder, options.size, options.seed)))
        return
    sizes = SMALL if options.small else SIZES
    results = {str(size): {name: apart(name, options, size) for name in STEPS} for size in sizes}
    for size, found in results.items():
        print(f"\n{int(size):,} answers, {3 * int(size):,} codings")
        for name, row in found.items():
            ratio = row["seconds"] / max(found["plain csv"]["seconds"], 1e-6)
            limit = f"  aim {LIMITS[name]:g} s" if name in LIMITS and size == "10000" else ""
            print(
                f"  {name:10} {row['seconds']:8.2f} s {row['peak_mb']:7.0f} MB peak "
                f"{row['file_mb']:7.1f} MB file {ratio:7.1f} x plain csv{limit}"
            )
    if not options.small:
        write_results("interchange", {"sizes": results}, load_folder(options.folder), options.seed)


if __name__ == "__main__":
    main()
