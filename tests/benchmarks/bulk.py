"""Answers a second and memory of a bulk run, Parquet to Parquet, beside scikit-learn and spaCy.

    python -m tests.benchmarks.bulk DATA_DIR... [--rows 10000,100000,1000000] [--seed 0] [--workers 2] [--small]

The answers are those of the folders, resampled with words dropped: 17 words on average, 30 codes. All programs learn
from the same 3,000 of them. Ours is the whole command in processes of its own, start, reading and writing
included; the others predict texts that are in memory. Memory is the sum over all processes, sampled ten times a second.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from coder.tagging.tagger import Tagger
from tests.benchmarks import bulk_data, bulk_peers
from tests.benchmarks._common import load_folder, write_results
from tests.benchmarks.bulk_data import Answers
from tests.benchmarks.bulk_memory import Watched, watch

ROOT = Path(__file__).resolve().parents[2]
LEARNT = 3_000
PEERS = {
    "scikit-learn": (20_000, 3.0),
    "spaCy, bag of words": (10_000, 10.0),
    "spaCy, as it comes": (2_000, 10.0),
}
"""Answers each of the others predicts, and how many times faster we mean to be."""

MOST = 1_536
"""Megabytes in total that a run may hold."""

THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def learnt_from(answers: Answers, seed: int) -> tuple[list[str], list[set[str]]]:
    """The texts that every program learns from, with their codes."""
    chosen = Random(seed).sample(range(len(answers.texts)), min(LEARNT, len(answers.texts)))
    return [answers.texts[at] for at in chosen], [answers.codes[at] for at in chosen]


def run(place: Path, answers: Answers, rows: int, seed: int, workers: int) -> tuple[Watched, float]:
    """One bulk run of so many answers; also the mean number of their words."""
    words = bulk_data.write(place / f"{rows}.parquet", answers, rows, seed)
    out, model = place / f"out-{rows}", place / "model"
    command = [
        "bulk",
        "tag",
        f"{rows}.parquet",
        "--model",
        str(model),
        "--out",
        str(out),
        "--workers",
        str(workers),
    ]
    program = [sys.executable, "-c", "from coder.cli import main; main()", *command]
    return watch(program, place, {**os.environ, **THREADS, "PYTHONPATH": str(ROOT)}), words


def peers(answers: Answers, seed: int, small: bool) -> dict[str, tuple[float, float]]:
    """Answers a second of the others, in this process, by the clock and by the processor."""
    texts, codes = learnt_from(answers, seed)
    predict = {
        "scikit-learn": bulk_peers.scikit(texts, codes),
        "spaCy, bag of words": bulk_peers.spacy_bow(texts, codes, seed),
        "spaCy, as it comes": bulk_peers.spacy_default(texts, codes, seed),
    }
    wanted = next(bulk_data.drawn(answers, 20_000, seed))
    return {
        name: bulk_peers.rate(predict[name], wanted[: PEERS[name][0] // (10 if small else 1)])
        for name in predict
    }


def record(rows: int, found: Watched, words: float) -> dict[str, Any]:
    """One line of the table."""
    return {
        "rows": rows,
        "words": round(words, 1),
        "seconds": round(found.seconds, 2),
        "per_second": round(rows / found.seconds),
        "per_processor_second": round(rows / found.processor),
        "peak_mb": round(found.peak),
        "peak_mb_first_half": round(found.half),
        "peak_rss_mb": round(found.peak_rss),
        "processes": found.processes,
    }


def show(rows: list[dict[str, Any]], others: dict[str, tuple[float, float]]) -> dict[str, float]:
    """Prints the tables; ratios to the others at the largest size."""
    print(
        f"{'answers':>10} {'seconds':>8} {'a second':>9} {'a CPU s':>8} {'peak MB':>8} {'1st half':>9} {'RSS':>6} "
        f"{'processes':>10}"
    )
    for row in rows:
        print(
            f"{row['rows']:>10,} {row['seconds']:>8.1f} {row['per_second']:>9,} {row['per_processor_second']:>8,} "
            f"{row['peak_mb']:>8,} {row['peak_mb_first_half']:>9,} {row['peak_rss_mb']:>6,} {row['processes']:>10}"
        )
    best = rows[-1]
    ratios = {name: best["per_second"] / clock for name, (clock, _) in others.items()}
    for name, (clock, processor) in others.items():
        print(
            f"{name}: {clock:,.0f} a second, {processor:,.0f} a CPU second, one process; ours {ratios[name]:.1f} times "
            f"as many a second (aim {PEERS[name][1]:g}), {best['per_processor_second'] / processor:.1f} times a CPU second"
        )
    growth = best["peak_mb"] / rows[-2]["peak_mb"] if len(rows) > 1 else 1.0
    print(f"peak {best['peak_mb']:,} MB (at most {MOST:,}), {growth:.2f} times that of the size before")
    return ratios


def main() -> None:
    """Runs the benchmark and prints its table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--rows", default="10000,100000,1000000")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--small", action="store_true", help="10,000 answers, small samples for the others")
    given = parser.parse_args()
    os.environ.update(THREADS)
    folders = [load_folder(path) for path in given.data]
    answers = bulk_data.gather(folders)
    sizes = [10_000] if given.small else [int(size) for size in given.rows.split(",")]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        texts, codes = learnt_from(answers, given.seed)
        Tagger(embedding="static").prepare(answers.texts).fit(texts, codes).save(place / "model")
        load = os.getloadavg()[0]
        rows = [record(size, *run(place, answers, size, given.seed, given.workers)) for size in sizes]
        others = peers(answers, given.seed, given.small)
    ratios = show(rows, others)
    payload = {
        "load_before": load,
        "workers": given.workers,
        "rows": rows,
        "others": others,
        "ratios": ratios,
    }
    payload["folders"] = {folder.path.name: folder.digest for folder in folders}
    write_results("bulk", payload, None, given.seed)


if __name__ == "__main__":
    main()
