"""How long a person waits: from a key on the real screen, in a pseudo-terminal, until the next answer is drawn.

    python -m tests.benchmarks.review_latency DATA_DIR [--seed N] [--small] [--answers 10000] [--readings 400]

The folder's answers are repeated, each time with another number behind, until there are so many; so many are
read beforehand with the codes that people gave. Then the screen runs as `coder review` in a process of its
own. A decision (Enter, or a digit and Enter) is sent every `--pause` seconds. `drawn`: the frame has come
that says one more read, and shows the next answer; `still`: the last byte before silence, when scrollbars
and heights have settled. `processor`: how long the drawing thread ran meanwhile (Linux), for machines that
have other things to do.
"""

from __future__ import annotations

import argparse
import csv
import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path
from typing import Any

from coder import Project
from coder.codebook import read_csv
from coder.ingest import Layout
from tests.benchmarks._common import Folder, load_folder, write_results

COMMAND = "from coder.cli import main; main()"
ROOT = Path(__file__).resolve().parents[2]
SILENCE = 0.06
PATIENCE = 60.0
_READ = re.compile(r"read ([\d,]+), left")
_STEERING = re.compile(r"\x1b\[[0-9;?<>=$]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b\][^\x07]*\x07")


class Screen:
    """`coder review` in a pseudo-terminal of a given size."""

    def __init__(self, project: Path, size: tuple[int, int]) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "review", "--as", "ana", "--project", str(project)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        self._seen = ""
        self.read = -1

    def wait_for(self, read: int) -> tuple[float, float]:
        """When the screen said that so many are read, and when the last byte came before it was silent."""
        drawn, last, end = 0.0, 0.0, time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            ready, _, _ = select.select([self._ours], [], [], SILENCE)
            if ready:
                self._take(os.read(self._ours, 65536))
                last = time.perf_counter()
                drawn = drawn or (last if self.read >= read else 0.0)
            elif self.read >= read:
                return drawn, last
        raise TimeoutError(f"The screen says {self.read} read, not {read}: {self._seen[-500:]!r}")

    def press(self, keys: str) -> None:
        """Sends the keys as they are typed."""
        os.write(self._ours, keys.encode())

    def swallow(self, seconds: float) -> None:
        """Reads on for a while, so that nothing is left from before."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self._ours], [], [], left)[0]:
                self._take(os.read(self._ours, 65536))

    def on_processor(self) -> float:
        """Milliseconds that the drawing thread has run; nan where the system does not say."""
        path = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/schedstat")
        return int(path.read_text().split()[0]) / 1e6 if path.exists() else float("nan")

    def close(self) -> None:
        """Leaves with Ctrl-Q."""
        self.press("\x11")
        self.swallow(0.5)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
        os.close(self._ours)

    def _take(self, data: bytes) -> None:
        self._seen = (self._seen + data.decode("utf-8", "replace"))[-20_000:]
        found = _READ.findall(_STEERING.sub("", self._seen))
        if found:
            self.read = int(found[-1].replace(",", ""))


def main() -> None:
    """Prints a table per size and writes results/review_latency_<data>.json."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", type=Path)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--small", action="store_true")
    ask.add_argument("--answers", type=int, default=10_000)
    ask.add_argument("--readings", type=int, default=400)
    ask.add_argument("--decisions", type=int, default=60)
    ask.add_argument("--pause", type=float, default=1.0)
    given = ask.parse_args()
    if given.small:
        given.answers, given.readings, given.decisions, given.pause = 1_000, 100, 15, 0.5
    folder = load_folder(given.data)
    results: dict[str, Any] = {"answers": given.answers, "readings": given.readings, "pause": given.pause}
    results["nice"] = os.nice(0)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "latency.coder"
        _fill(path, folder, given.answers, given.readings, given.seed)
        for size in ((80, 24), (120, 40)):
            load = os.getloadavg()[0]
            found = _measured(path, size, given.decisions, given.pause)
            results["x".join(map(str, size))] = {**found, "load": round(load, 1)}
            _show(size, found, load)
    name = f"review_latency_{folder.path.name}" + ("_small" if given.small else "")
    print(write_results(name, results, folder, given.seed))


def _fill(path: Path, folder: Folder, answers: int, readings: int, seed: int) -> None:
    """A project of so many answers, so many of them read as people did."""
    rows = [
        _copy(row, turn) for turn in range(answers // len(folder.responses) + 1) for row in folder.responses
    ]
    source = path.with_suffix(".csv")
    with source.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows[:answers])
    columns = rows[0]
    layout = Layout(
        text=("text",),
        id="id",
        case="respondent" if "respondent" in columns else None,
        question="question" if "question" in columns else "",
        variables=(),
    )
    with Project.create(path, seed=seed, embedding="static") as project:
        project.add(source, layout)
        project.load_codebook(read_csv(folder.path / "codebook.csv"))
        _read(project, folder, readings)


def _copy(row: dict[str, str], turn: int) -> dict[str, str]:
    """Another respondent who says nearly the same."""
    other: dict[str, str] = {name: f"{row[name]}#{turn}" for name in ("id", "respondent") if name in row}
    return {**row, **other, "text": f"{row['text']} {turn}" if turn else row["text"]}


def _read(project: Project, folder: Folder, readings: int) -> None:
    paths = {code.label: code.path for code in project.codebook.codable()}
    session = project.review("ana", proposals=False)
    while session.progress.read < readings and session.current:
        view = session.current
        for code in sorted(folder.codes.get(view.source.name.partition("#")[0], ())):
            if code in paths:
                session.add(paths[code])
        session.done()


def _measured(path: Path, size: tuple[int, int], decisions: int, pause: float) -> dict[str, float]:
    screen = Screen(path, size)
    shown, still, processor = [], [], []
    try:
        screen.wait_for(0)
        screen.swallow(5.0)
        for number in range(decisions):
            if number % 3 == 2:
                screen.press("1")
                screen.swallow(pause / 2)
            before, busy, start = screen.read, screen.on_processor(), time.perf_counter()
            screen.press("\r")
            drawn, last = screen.wait_for(before + 1)
            shown.append((drawn - start) * 1000)
            still.append((last - start) * 1000)
            processor.append(screen.on_processor() - busy)
            screen.swallow(pause)
    finally:
        screen.close()
    return {
        **_quantiles("drawn", shown),
        **_quantiles("still", still),
        **_quantiles("processor", processor),
    }


def _quantiles(name: str, times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {f"{name} p50": round(statistics.median(ordered), 1), f"{name} p95": round(p95, 1)}


def _show(size: tuple[int, int], found: dict[str, float], load: float) -> None:
    figures = "  ".join(f"{name} {value}" for name, value in found.items())
    print(f"{size[0]} x {size[1]}: {figures} ms; load {load:.1f}")


if __name__ == "__main__":
    main()
