"""The report, timed: the explorer's page and the whole `coder report`, and the page in a browser.

    python -m tests.benchmarks.report DATA_DIR [--seed N] [--small] [--by service_type_1]

A project of all answers of DATA_DIR: every answer coded by one coder from codes.csv, some read blind by a
second one. Each step is a process of its own; beside its seconds and peak memory stands the ratio to
writing the table of codes by `--by` as csv. Then the answers are resampled to 10,000 (one word in ten
dropped), and chromium opens the page: megabytes, milliseconds until it can be used, and of each filter.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.benchmarks._common import Folder, load_folder, write_results
from tests.benchmarks.main_job import Measure, coder, columns_of, measured, resample

BIG, SMALL = 10_000, 600
SECOND = 200
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
AIMS = {"megabytes": 15.0, "interactive_ms": 2_000.0, "filter_p95_ms": 200.0}


def main() -> None:
    """Runs the benchmark and prints its tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--small", action="store_true", help=f"{SMALL} answers only")
    parser.add_argument("--by", default="service_type_1", help="the variable of the table, and of Table 1")
    given = parser.parse_args()
    folder = load_folder(given.data)
    sizes = (SMALL, SMALL) if given.small else (len(folder.responses), BIG)
    with tempfile.TemporaryDirectory() as place:
        steps = timed(Path(place), folder, sizes[0], given.seed, given.by)
    with tempfile.TemporaryDirectory() as place:
        used = in_browser(Path(place), folder, sizes[1], given.seed)
    payload = {"answers": sizes[0], "by": given.by, "steps": steps, "browser": used}
    write_results("report", payload, folder, given.seed)


# Seconds and memory


def timed(place: Path, folder: Folder, size: int, seed: int, by: str) -> dict[str, dict[str, float]]:
    """Each step's figures, printed as they come."""
    prepare(place, folder, size, seed)
    (place / "report.yaml").write_text(f"title: Benchmark\ntype: {by}\n", encoding="utf-8")
    csv = run("table_as_csv", place, by)
    measures = {
        "table as csv": csv,
        "explorer": run("explorer_page", place),
        "explorer --public": run("explorer_page", place, "public"),
        "coder report": coder(place, "report", "out"),
        "coder report --public": coder(place, "report", "public", "--public"),
    }
    print(f"{size:,} answers{'':<14}{'s':>9}{'cpu s':>9}{'MB':>7}{'x csv':>8}")
    return {name: shown(name, measure, csv) for name, measure in measures.items()}


def shown(name: str, measure: Measure, csv: Measure) -> dict[str, float]:
    """One line of the table."""
    times = measure.processor / csv.processor
    print(
        f"  {name:<22}{measure.seconds:>9.2f}{measure.processor:>9.2f}{measure.megabytes:>7.0f}{times:>8.1f}"
    )
    return {
        "seconds": round(measure.seconds, 2),
        "processor": round(measure.processor, 2),
        "megabytes": round(measure.megabytes),
        "times_csv": round(times, 2),
    }


def prepare(place: Path, folder: Folder, size: int, seed: int) -> None:
    """A project in which everything is coded: `p.coder`."""
    resample(place, folder, size, seed)
    columns = ["--text", "text", "--id", "id", *columns_of(folder)]
    coder(place, "init", "p.coder")
    coder(place, "add", "responses.csv", *columns)
    coder(place, "codebook", "load", "codebook.csv", "--yes")
    coder(place, "import", "codes.csv")
    run("read_again", place, str(min(SECOND, size // 4)))


def run(function: str, place: Path, *words: str) -> Measure:
    """A function of this module, in a process of its own."""
    program = f"import sys; from tests.benchmarks.report import {function}; {function}(*sys.argv[1:])"
    return measured([sys.executable, "-c", program, *words], place)


def table_as_csv(by: str) -> None:
    """The yardstick: codes by the values of a variable, counted and written."""
    from coder import Project

    with Project.open("p.coder") as project:
        project.count(by=by, unit="source").frame().to_csv("table.csv", index=False)


def explorer_page(edition: str = "internal") -> None:
    """The page alone."""
    from coder import Project
    from coder.report.explorer import page

    with Project.open("p.coder") as project:
        Path("explorer.html").write_text(page(project, public=edition == "public"), encoding="utf-8")


def read_again(number: str) -> None:
    """A second coder reads some answers blind and gives one code in five less."""
    from random import Random

    from coder import Project

    random = Random(0)
    with Project.open("p.coder") as project:
        given: dict[str, list[str]] = {}
        for coding in project.codings():
            given.setdefault(coding.source, []).append(project.codebook.by_id(coding.code).path)
        session = project.review("ben", proposals=False)
        for _ in range(int(number)):
            if not (view := session.current):
                break
            for path in sorted(given.get(view.source.id, ())):
                if random.random() > 0.2:
                    session.add(path)
            session.done()


# In chromium


def in_browser(place: Path, folder: Folder, size: int, seed: int) -> dict[str, Any]:
    """Size of the page, and how fast it is; nothing where chromium is not installed."""
    chromium = shutil.which("chromium")
    if not chromium:
        print("chromium is not installed: nothing measured in a browser")
        return {}
    from playwright.sync_api import sync_playwright

    prepare(place, folder, size, seed)
    run("explorer_page", place)
    file = place / "explorer.html"
    with sync_playwright() as programs:
        browser = programs.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        opened = sorted(interactive(browser, file) for _ in range(5))
        filters = sorted(filtered(browser, file))
        browser.close()
    found = {
        "answers": size,
        "megabytes": round(file.stat().st_size / 1e6, 2),
        "interactive_ms": round(opened[len(opened) // 2]),
        "filter_median_ms": round(statistics.median(filters), 1),
        "filter_p95_ms": round(filters[int(0.95 * len(filters))], 1),
        "filters": len(filters),
    }
    print(f"\nchromium, {size:,} answers")
    for name, value in found.items():
        print(f"  {name:<22}{value:>12,}" + (f"  aim {AIMS[name]:,g}" if name in AIMS else ""))
    return found


def interactive(browser: Any, file: Path) -> float:
    """Milliseconds from opening the file until the first answers are drawn."""
    page = browser.new_page()
    start = perf_counter()
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready] article")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    took = (perf_counter() - start) * 1000
    page.close()
    return took


FILTERS = """async () => {
  const took = [];
  const words = ["the", "wait", "staff", "ambulance", "xyz", "a", "good", "driver", "phone", "time"];
  const fragments = [
    ...D.codes.map((code) => "#" + new URLSearchParams({ code: code.path })),
    ...words.map((text) => "#" + new URLSearchParams({ text })),
    ...D.variables.slice(0, 4).flatMap((each) => each.values.slice(0, 5).map((value) => "#" + new URLSearchParams({ ["v." + each.name]: value, text: "the" }))),
    "#coder=ben", "#state=differ", "#state=unread", "#view=together", "#view=agreement", "#",
  ];
  for (const fragment of fragments) {
    const start = performance.now();
    const settled = new Promise((done) => addEventListener("popstate", () => requestAnimationFrame(() => setTimeout(done)), { once: true }));
    location.hash = fragment;
    await settled;
    took.push(performance.now() - start);
  }
  return took;
}"""
"""Goes through states of the page; each is timed until its frame was drawn."""


def filtered(browser: Any, file: Path) -> list[float]:
    """Milliseconds of each filter."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    took: list[float] = page.evaluate(FILTERS)
    page.close()
    return took


if __name__ == "__main__":
    main()
