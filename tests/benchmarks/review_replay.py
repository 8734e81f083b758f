"""An analyst who never errs replays codes.csv through the review: keystrokes, machine time, what it is worth.

    python -m tests.benchmarks.review_replay DATA_DIR [--seed N] [--small] [--goal codes] [--every 25]

Every keystroke counts, those of the picker too: the analyst types the beginning of the word of a code's name
that puts it on top soonest. Per goal (counts is the random order alone): keystrokes per answer for blind and
other readings; milliseconds (wall, and of the processor) from a decision until the next answer is known,
without learning, which runs in a thread; macro- and samples-F1 of the finished data set after 10, 20, 30 and
50 % of the different answers were read: codes of people where they read, of the machine elsewhere. The
machine learns after every 25 answers.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

from coder import Project
from coder.codebook import read_csv
from coder.domain import Source
from coder.ingest import Layout
from coder.project.learning import LiveTagger
from coder.project.reviewing import Twins
from coder.review.queue import StreamQueue
from coder.review.search import find_codes
from coder.review.session import ReviewSession
from coder.store import content
from tests.benchmarks._common import Folder, load_folder, write_results

SHARES = (0.1, 0.2, 0.3, 0.5)
UNCODABLE = "Labelling not possible"
SMALL = 600


class Occasional(LiveTagger):
    """Learns after so many decisions, and remembers how long that took."""

    seconds = 0.0
    every, waited = 25, 25

    def learn(self) -> None:
        """Every so often."""
        self.waited += 1
        if self.waited >= self.every:
            self.waited = 0
            started = perf_counter()
            super().learn()
            self.seconds += perf_counter() - started


@dataclass
class Effort:
    """What one kind of reading cost: keystrokes, answers, and codes given or corrected."""

    keys: int = 0
    answers: int = 0
    codes: int = 0

    def line(self) -> dict[str, float]:
        """Means: keystrokes per answer, and beyond the first per code."""
        return {
            "answers": self.answers,
            "keys per answer": round(self.keys / max(1, self.answers), 2),
            "codes per answer": round(self.codes / max(1, self.answers), 2),
            "keys per code": round((self.keys - self.answers) / max(1, self.codes), 2),
        }


@dataclass
class Replay:
    """One project read from the first answer on."""

    session: ReviewSession
    truth: Mapping[str, frozenset[str] | None]
    live: Occasional
    blind: Effort = field(default_factory=Effort)
    seen: Effort = field(default_factory=Effort)
    times: list[tuple[float, float]] = field(default_factory=list)

    def until(self, answers: int) -> None:
        """Reads on until so many different answers were decided on."""
        while self.session.current and len(self.times) < answers:
            self._answer()

    def _answer(self) -> None:
        view = self.session.current
        assert view
        wanted = self.truth.get(view.source.name, frozenset())
        effort = self.blind if view.blind else self.seen
        effort.answers += 1
        if wanted is not None:
            wrong = sorted(wanted ^ view.preselected)
            effort.codes += len(wrong)
            effort.keys += sum(self._turn(path) for path in wrong)
        effort.keys += 1
        before, started, ours = self.live.seconds, perf_counter(), thread_time()
        (self.session.uncodable if wanted is None else self.session.done)()
        assert self.session.progress
        _ = self.session.current
        learning = self.live.seconds - before
        wall = perf_counter() - started - learning
        self.times.append((wall * 1000, wall * 1000 if learning else (thread_time() - ours) * 1000))

    def _turn(self, path: str) -> int:
        """Gives or takes away one code; how many keys that took."""
        view = self.session.current
        assert view
        numbered = [c.path for c in self.session.frequent] if view.blind else [p.code for p in view.proposals]
        keys = 1 if path in numbered else self._search(path)
        self.session.toggle(path)
        return keys

    def _search(self, path: str) -> int:
        choices, code = self.session.choices, self.session.codebook.code(path)
        tries = []
        for word in code.label.casefold().split():
            for length in range(1, min(5, len(word)) + 1):
                found = find_codes(word[:length], choices).codes
                tries += [length + found.index(code) + 1] if code in found else []
        return min(tries, default=len(path) + 1)


def main() -> None:
    """Prints a table per goal and writes results/review_replay_<data>.json."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", type=Path)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--small", action="store_true")
    ask.add_argument("--goal", action="append", choices=["counts", "codes", "both"])
    ask.add_argument("--every", type=int, default=25)
    given = ask.parse_args()
    folder = load_folder(given.data)
    results = {}
    for goal in given.goal or ["counts", "codes", "both"]:
        results[goal] = _replayed(folder, goal, given.seed, given.every, given.small)
        _show(goal, results[goal])
    name = f"review_replay_{folder.path.name}" + ("_small" if given.small else "")
    print(write_results(name, {"goals": results, "every": given.every}, folder, given.seed))


def _replayed(folder: Folder, goal: str, seed: int, every: int, small: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "replay.coder"
        with Project.create(path, goal=goal, seed=seed, embedding="static") as project:
            _fill(project, folder)
            sources = _some(project.sources(), seed, small)
            replay = _begun(project, folder, sources, every)
            worth = {}
            different = len({(s.question.name, s.key or s.id) for s in sources.values()})
            for share in SHARES:
                replay.until(int(share * different))
                worth[f"{share:.0%}"] = _worth(replay, sources)
    return {
        "blind": replay.blind.line(),
        "other": replay.seen.line(),
        "milliseconds": _quantiles([wall for wall, _ in replay.times]),
        "processor": _quantiles([ours for _, ours in replay.times]),
        "read": worth,
    }


def _quantiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {"p50": round(statistics.median(ordered), 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1)}


def _fill(project: Project, folder: Folder) -> None:
    columns = folder.responses[0]
    layout = Layout(
        text=("text",),
        id="id",
        case="respondent" if "respondent" in columns else None,
        question="question" if "question" in columns else "",
        variables=(),
    )
    project.add(folder.path / "responses.csv", layout)
    project.load_codebook(read_csv(folder.path / "codebook.csv"))


def _some(sources: Mapping[str, Source], seed: int, small: bool) -> dict[str, Source]:
    from coder.review.queue import random_order

    order = random_order(sources, seed)[: SMALL if small else None]
    return {name: sources[name] for name in order}


def _begun(project: Project, folder: Folder, sources: Mapping[str, Source], every: int) -> Replay:
    paths = {code.label: code.path for code in project.codebook.codable()}
    paths |= {path: path for path in paths.values()}
    truth = {
        name: None if UNCODABLE in codes else frozenset(paths[code] for code in codes if code in paths)
        for name, codes in folder.codes.items()
    }
    # A wide file's answer is called by its row and its column.
    truth |= {
        s.name: truth.get(s.name, truth.get(s.name.partition("/")[0], frozenset())) for s in sources.values()
    }
    live = Occasional(project)
    live._sources, live.every = dict(sources), every
    settings = project.config()
    queue = StreamQueue(
        sources.values(),
        seed=settings["seed"],
        goal=settings["goal"],
        active=live.most_instructive,
        waves=content.case_waves(project.store.db),
    )
    session = ReviewSession(
        project.store,
        queue,
        coder="ana",
        codebook=project.codebook,
        version=project.codebooks.version,
        find=sources.get,
        tagger_proposals=live.proposals,
        twins=Twins(sources.values()),
    )
    return Replay(session, truth, live)


def _worth(replay: Replay, sources: Mapping[str, Source]) -> dict[str, float]:
    """F1 of the whole data set as it stands; answers that cannot be coded are left out."""
    replay.live.waited = replay.live.every
    tagger = replay.live.now()
    settled = replay.session._history.settled
    judged = {name: replay.truth.get(s.name, frozenset()) for name, s in sources.items()}
    judged = {name: codes for name, codes in judged.items() if codes is not None}
    unread = [name for name in judged if name not in settled]
    machine = dict(zip(unread, tagger.predict([sources[name].text for name in unread]), strict=True))
    pairs = [(codes or frozenset(), set(machine.get(name, codes or ()))) for name, codes in judged.items()]
    return {"samples": round(_samples(pairs), 3), "macro": round(_macro(pairs), 3)}


Pairs = list[tuple[frozenset[str], set[str]]]


def _samples(pairs: Pairs) -> float:
    """As scikit-learn's f1_score(average="samples", zero_division=0), over answers that have codes."""
    coded = [(human, machine) for human, machine in pairs if human]
    return statistics.fmean(_f1(len(h & m), len(h), len(m)) for h, m in coded) if coded else 0.0


def _macro(pairs: Pairs) -> float:
    """Mean over the codes that people gave at all."""
    codes = {code for human, _ in pairs for code in human}
    return statistics.fmean(_of_code(code, pairs) for code in sorted(codes)) if codes else 0.0


def _of_code(code: str, pairs: Pairs) -> float:
    both = sum(code in human and code in machine for human, machine in pairs)
    return _f1(both, sum(code in human for human, _ in pairs), sum(code in machine for _, machine in pairs))


def _f1(both: int, human: int, machine: int) -> float:
    return 2 * both / (human + machine) if human + machine else 0.0


def _show(goal: str, found: Mapping[str, Any]) -> None:
    print(f"\ngoal {goal}")
    for kind in ("blind", "other"):
        print(f"  {kind:6}", _pairs(found[kind].items()))
    print(
        "  machine",
        _pairs(found["milliseconds"].items()),
        "ms; processor",
        _pairs(found["processor"].items()),
    )
    for share, worth in found["read"].items():
        print(f"  {share:>4} read", _pairs(worth.items()))


def _pairs(items: Iterable[tuple[str, object]]) -> str:
    return "  ".join(f"{name} {value}" for name, value in items)


if __name__ == "__main__":
    main()
