"""The main job, timed step by step: init, add, codebook, first answer, 200 readings, tag, export, quotes.

    python -m tests.benchmarks.main_job [DATA_DIR] [--seed N] [--small]

Answers of DATA_DIR (or synthetic ones) are resampled by respondent to 1,000, 10,000 and 100,000, with one
word in ten dropped and new ids. Every step is a process of its own, imports included: its wall seconds,
seconds of processor and peak memory. Beside them stand the ratio to `pandas.read_csv` + `to_csv` of the same
rows in such a process, and the growth from the size before (10 is in step with the input), both of processor
time, which other work on the machine disturbs least.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, NamedTuple

from corpora.synthetic import generator
from tests.benchmarks._common import Folder, load_folder, write_results

ROOT = Path(__file__).resolve().parents[2]
SIZES = (1_000, 10_000, 100_000)
AIMS = {"add": 5.0, "status": 1.0, "export": 2.0, "first answer": 3.0}
"""Seconds at 10,000 answers."""


class Measure(NamedTuple):
    """Wall and processor seconds and peak megabytes of one process, and what it printed."""

    seconds: float
    processor: float
    megabytes: float
    out: str


def main() -> None:
    """Runs the benchmark and prints its table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--small", action="store_true", help="1,000 answers only")
    parser.add_argument("--readings", type=int, default=200)
    parser.add_argument("--sizes", type=int, nargs="+", help="other numbers of answers")
    given = parser.parse_args()
    sizes = given.sizes or (SIZES[:1] if given.small else SIZES)
    start_up = help_over_bare_python()
    print(f"coder --help takes {start_up:.2f} s more than bare Python (aim: 0.20)\n")
    found: dict[int, dict[str, dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = load_folder(given.data or generator.write(Path(name), max(sizes) // 10, given.seed))
        for size in sizes:
            with tempfile.TemporaryDirectory() as place:
                found[size] = dict(steps(Path(place), folder, size, given))
                print_table(size, found)
        write_results("main_job", {"help_over_bare": start_up, "sizes": found}, folder, given.seed)


def steps(
    place: Path, folder: Folder, size: int, given: argparse.Namespace
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each step's name and figures, in the order of the main job."""
    resample(place, folder, size, given.seed)
    code = next(iter(sorted({code for codes in folder.codes.values() for code in codes})))
    columns = ["--text", "text", "--id", "id", *columns_of(folder)]
    pandas = run_python("pandas_round", place)
    yield "pandas", figures(pandas, pandas)
    yield "init", figures(coder(place, "init", "p.coder"), pandas)
    yield "add", figures(coder(place, "add", "responses.csv", *columns), pandas)
    yield "codebook", figures(coder(place, "codebook", "load", "codebook.csv", "--yes"), pandas)
    yield "status", figures(coder(place, "status"), pandas)
    yield "first answer", figures(run_python("first_answer", place, *columns[5::2]), pandas)
    reading = run_python("read_answers", place, str(given.readings))
    yield f"read {given.readings}", figures(reading, pandas) | json.loads(reading.out)
    yield "tag", figures(coder(place, "tag"), pandas)
    yield "status, read", figures(coder(place, "status"), pandas)
    yield "export", figures(coder(place, "export", "out.csv"), pandas)
    yield "quotes", figures(coder(place, "quotes", code), pandas)
    yield "log", figures(coder(place, "log"), pandas)


def columns_of(folder: Folder) -> list[str]:
    """Options for the respondent and question columns, where the folder has them."""
    header = folder.responses[0]
    options = {"respondent": "--case", "question": "--question"}
    return [word for column, option in options.items() if column in header for word in (option, column)]


def figures(measure: Measure, pandas: Measure) -> dict[str, Any]:
    """Seconds, megabytes and the ratio to pandas."""
    return {
        "seconds": round(measure.seconds, 3),
        "processor": round(measure.processor, 3),
        "megabytes": round(measure.megabytes),
        "times_pandas": round(measure.processor / pandas.processor, 2),
    }


def print_table(size: int, found: dict[int, dict[str, dict[str, Any]]]) -> None:
    """The steps of one size, with growth from the size before and the aims at 10,000."""
    before = found.get(size // 10, {})
    print(f"{size:,} answers{'':<14}{'s':>9}{'cpu s':>9}{'MB':>7}{'x pandas':>10}{'grew':>7}")
    for name, row in found[size].items():
        grew = f"{row['processor'] / before[name]['processor']:.1f}" if name in before else ""
        aim = f"  aim {AIMS[name]:g} s" if size == 10_000 and name in AIMS else ""
        rest = {key: value for key, value in row.items() if key.startswith("decision")}
        notes = aim + "".join(f"  {key} {value}" for key, value in rest.items())
        print(
            f"  {name:<22}{row['seconds']:>9.2f}{row['processor']:>9.2f}{row['megabytes']:>7}"
            f"{row['times_pandas']:>10.1f}{grew:>7}{notes}",
            flush=True,
        )
    print()


# The data


def resample(place: Path, folder: Folder, size: int, seed: int) -> None:
    """responses.csv, codes.csv and codebook.csv of `size` answers, whole respondents at a time."""
    random = Random(seed)
    people: dict[str, list[dict[str, str]]] = {}
    for row in folder.responses:
        people.setdefault(row.get("respondent") or row["id"], []).append(row)
    names = sorted(people)
    with (
        (place / "responses.csv").open("w", encoding="utf-8", newline="") as responses,
        (place / "codes.csv").open("w", encoding="utf-8", newline="") as codes,
    ):
        rows = csv.DictWriter(responses, list(folder.responses[0]))
        pairs = csv.writer(codes)
        rows.writeheader()
        pairs.writerow(("id", "code"))
        done = 0
        while done < size:
            for row in people[random.choice(names)][: size - done]:
                rows.writerow(row | _renewed(row, done, random))
                pairs.writerows((f"N{done:07d}", code) for code in sorted(folder.codes[row["id"]]))
                done += 1
    with (place / "codebook.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(folder.codebook[0]))
        out.writeheader()
        out.writerows(folder.codebook)


def _renewed(row: dict[str, str], number: int, random: Random) -> dict[str, str]:
    words = row["text"].split()
    text = " ".join(word for word in words if random.random() > 0.1) or row["text"]
    renewed = {"id": f"N{number:07d}", "text": text}
    return renewed | ({"respondent": f"P{number // 2:07d}"} if "respondent" in row else {})


# Processes


def coder(place: Path, *words: str) -> Measure:
    """One command, cold."""
    return measured([sys.executable, "-c", "from coder.cli import main; main()", *words], place)


def run_python(function: str, place: Path, *words: str) -> Measure:
    """A function of this module, in a process of its own."""
    program = f"import sys; from tests.benchmarks.main_job import {function}; {function}(*sys.argv[1:])"
    return measured([sys.executable, "-c", program, *words], place)


def measured(command: list[str], place: Path) -> Measure:
    """Runs a command in `place`; SystemExit with what it said when it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CODER_AS": "ana"}
    with (place / ".out").open("w+") as out, (place / ".err").open("w+") as err:
        start = perf_counter()
        process = subprocess.Popen(command, cwd=place, stdout=out, stderr=err, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise SystemExit(f"{command[-3:]}: {err.read()}")
        return Measure(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.read())


def help_over_bare_python() -> float:
    """Median seconds of processor of `coder --help` above those of an empty program."""

    def median(run: Callable[[], Measure]) -> float:
        run()
        return statistics.median(run().processor for _ in range(7))

    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        bare = median(lambda: measured([sys.executable, "-c", ""], here))
        return median(lambda: coder(here, "--help")) - bare


# What the processes do that are no command


def pandas_round() -> None:
    """The yardstick: the same rows in and out."""
    import pandas as pd

    pd.read_csv("responses.csv", dtype=str, keep_default_na=False).to_csv("pandas.csv", index=False)


def first_answer(case: str = "", question: str = "") -> None:
    """From a fresh file to what the reviewer sees first."""
    from coder import Project
    from coder.codebook import read_csv
    from coder.ingest import Layout

    layout = Layout(("text",), "id", case, question)
    with Project.create(".fresh.coder") as project:
        project.add("responses.csv", layout)
        project.load_codebook(read_csv("codebook.csv"))
        assert project.review("ana").current is not None


def read_answers(number: str) -> None:
    """Replays the known codes of some answers, as on screen; prints seconds per answer, the slowest apart."""
    from coder import Project

    codes: dict[str, list[str]] = {}
    with Path("codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            codes.setdefault(row["id"], []).append(row["code"])
    times = []
    with Project.open("p.coder") as project:
        session = project.review("ana", in_background=True)
        for _ in range(int(number)):
            start = perf_counter()
            view = session.current
            if view is None:
                break
            given = {project.codebook.find(name).path for name in codes.get(view.source.name, ())}
            for path in sorted(given - set(view.preselected)):
                session.add(path)
            for path in sorted(set(view.preselected) - given):
                session.reject(path)
            session.done()
            times.append(perf_counter() - start)
    times.sort()
    middle, slowest = times[len(times) // 2], times[-1]
    print(json.dumps({"decision_median": round(middle, 4), "decision_slowest": round(slowest, 2)}))


if __name__ == "__main__":
    main()
