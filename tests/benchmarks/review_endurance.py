"""Five thousand decisions at random, with undos and sessions cut off: is the log the truth, does memory stay?

    python -m tests.benchmarks.review_endurance [--seed N] [--small]

Prints resident megabytes after each thousand decisions and whether `rebuild()` from the log alone gives the
codings and readings that stood in the file. A session that is cut off is simply left, as by a kill: every
decision is saved before the method returns.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from random import Random

from coder import Project
from coder.codebook import read_csv
from coder.ingest import Layout
from coder.review.session import ReviewSession
from corpora.synthetic import generator
from tests.benchmarks._common import write_results

ACTS = ("toggle", "toggle", "done", "done", "none", "uncodable", "skip", "undo", "redo", "back")


def main() -> None:
    """Runs, prints and writes results/review_endurance.json."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--small", action="store_true")
    given = ask.parse_args()
    decisions = 1_000 if given.small else 5_000
    with tempfile.TemporaryDirectory() as place, Project.create(Path(place) / "long.coder") as project:
        _fill(project, Path(place), decisions, given.seed)
        project.store.db.execute("PRAGMA synchronous = OFF")
        memory = _decide(project, decisions, Random(given.seed))
        same = _is_what_the_log_says(project)
    grown = list(memory.values())[-1] - memory[decisions // 5]
    print(
        f"rebuilt from the log: {'the same' if same else 'DIFFERENT'}; grown by {grown:.1f} MB after the first fifth"
    )
    payload = {"resident MB": memory, "same after rebuild": same, "grown MB": round(grown, 1)}
    print(write_results("review_endurance", payload, None, given.seed))


def _decide(project: Project, decisions: int, random: Random) -> dict[int, float]:
    memory = {}
    session = project.review("ana", proposals=False)
    for number in range(1, decisions + 1):
        if random.random() < 0.002:
            session = project.review("ana", proposals=False)
        _one(session, random)
        if number % (decisions // 5) == 0:
            memory[number] = _resident()
            print(f"{number:6,} decisions  {memory[number]:7.1f} MB")
    return memory


def _one(session: ReviewSession, random: Random) -> None:
    act = random.choice(ACTS)
    if session.current is None:
        act = "undo"
    code = [random.choice(session.choices).path] if act == "toggle" else []
    getattr(session, act)(*code)


def _fill(project: Project, place: Path, answers: int, seed: int) -> None:
    folder = generator.write(place / "answers", answers, seed)
    layout = Layout(text=("text",), id="id", case="respondent", question="question", variables=())
    project.add(folder / "responses.csv", layout)
    project.load_codebook(read_csv(folder / "codebook.csv"))


def _is_what_the_log_says(project: Project) -> bool:
    before = sorted(map(repr, project.codings())), sorted(map(repr, project.readings()))
    project.store.rebuild()
    return before == (sorted(map(repr, project.codings())), sorted(map(repr, project.readings())))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
