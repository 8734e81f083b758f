"""Do the intervals cover? Simulated projects on really coded answers, where the truth is known.

    python -m tests.benchmarks.coverage DATA_DIR --simulations 200 [--small] [--seed 0] [--embedding static]

For each simulated project a random order is read up to a budget, a learner is fitted with leave-one-out
scores, and every theme is counted three ways:

    hand    what was read by hand only: exact hypergeometric, same finite population
    naive   machine codes counted as if true, binomial interval, as dashboards do
    ours    coder.counting.estimate

Scenarios: two waves; a campaign (20 % copies of five answers) read with certainty, or left in the random
order ("copies"); 10 % skips that are never settled; every second code added at reading 150 and read again
in the first 100 answers only. "both" spends 40 % of the readings on instructive answers.

The table shows coverage of nominal 95 % intervals, and widths as ratios to `hand`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder import embedding as embeddings
from coder.counting.expansion import exact_bounds, rows_of
from coder.counting.prevalence import estimate
from coder.counting.sample import Sample, prefix
from coder.tagging.features import text_key
from coder.tagging.ridge import best_factor
from coder.tagging.space import Space
from tests.benchmarks._common import Folder, load_folder, write_results

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNCODABLE = "Labelling not possible"
SIZES = ((0.01, 0.03, "1-3 %"), (0.03, 0.08, "3-8 %"), (0.08, 1.01, "over 8 %"))
PENALTIES = (0.3, 1.2, 4.8)
BATCHES = 4


@dataclass(frozen=True)
class World:
    """A population with known truth: rows (cases or answers) with text key, case, labels and kernel."""

    unit: str
    case: Ints
    copy: Ints
    truth: Floats
    kernel: NDArray[np.float32]
    base: Ints
    campaign: NDArray[np.bool_]
    stratum: Ints

    @property
    def cases(self) -> int:
        """Sampling units."""
        return int(self.case.max()) + 1


@dataclass(frozen=True)
class Cell:
    """Where one simulated interval belongs in the table."""

    scenario: str
    unit: str
    goal: str
    readings: int
    size: str


@dataclass(frozen=True)
class Draw:
    """One simulated project when its budget is used up: labels (R, C) with nan, and S per code."""

    labels: Floats
    samples: list[Sample]


def world(folder: Folder, unit: str, embedding: str | None) -> World:
    """Cases (their answers joined) or answers, without those that cannot be coded."""
    answers = [
        row for row in folder.responses if folder.codes[row["id"]] - {UNCODABLE} and text_key(row["text"])
    ]
    names = {
        name: i for i, name in enumerate(dict.fromkeys(row.get("respondent") or row["id"] for row in answers))
    }
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in answers:
        case = row.get("respondent") or row["id"]
        groups[case if unit == "case" else row["id"]].append(row)
    codes = sorted({code for row in answers for code in folder.codes[row["id"]]} - {UNCODABLE})
    texts = ["\n".join(row["text"] for row in rows) for rows in groups.values()]
    given = [set().union(*(folder.codes[row["id"]] for row in rows)) for rows in groups.values()]
    truth = np.array([[code in found for code in codes] for found in given], dtype=float)
    owner = np.array([names[rows[0].get("respondent") or rows[0]["id"]] for rows in groups.values()])
    _, copy = np.unique([text_key(text) for text in texts], return_inverse=True)
    space = Space(embeddings.load(embedding)).fit(texts)
    blocks = space.transform(texts)
    n = len(texts)
    return World(
        unit,
        owner,
        copy.astype(np.int64),
        truth[:, truth.mean(axis=0) >= SIZES[0][0]],
        space.kernel(blocks, blocks).astype(np.float32),
        np.arange(n),
        np.zeros(n, dtype=bool),
        np.zeros(len(names), dtype=np.int64),
    )


def with_campaign(base: World, share: float, random: np.random.Generator) -> World:
    """The same with organised copies of five answers as further cases, `share` of the whole."""
    extra = int(len(base.case) * share / (1 - share))
    rows = random.choice(random.choice(len(base.case), 5, replace=False), extra)
    cases = base.cases + np.arange(extra)
    return World(
        base.unit,
        np.concatenate([base.case, cases]),
        np.concatenate([base.copy, base.copy[rows]]),
        np.concatenate([base.truth, base.truth[rows]]),
        base.kernel,
        np.concatenate([base.base, rows]),
        np.concatenate([base.campaign, np.ones(extra, dtype=bool)]),
        np.zeros(base.cases + extra, dtype=np.int64),
    )


def with_waves(base: World) -> World:
    """The same in two waves of 60 and 40 % of the cases, in the order of the file."""
    stratum = (np.arange(base.cases) >= 0.6 * base.cases).astype(np.int64)
    return World(base.unit, base.case, base.copy, base.truth, base.kernel, base.base, base.campaign, stratum)


def read(world: World, readings: int, goal: str, scenario: str, random: np.random.Generator) -> Draw:
    """Reads a random order (and, for goal both, instructive answers) up to the budget."""
    position = random.permutation(world.cases)
    certain = np.zeros(world.cases, dtype=bool)
    if scenario == "campaign":
        certain[world.case[world.campaign]] = True
    planned = int(readings * (0.6 if goal == "both" else 1.0))
    settled = certain | _first(world, position, certain, planned)
    labels = np.where(settled[world.case][:, None], world.truth, np.nan)
    if goal == "both":
        labels = _active(
            world, labels, settled | _first(world, position, certain, 2 * planned), readings - planned
        )
    skipped = np.zeros(world.cases, dtype=bool)
    if scenario == "skips":
        skipped = settled & ~certain & (random.random(world.cases) < 0.1)
        labels[skipped[world.case]] = np.nan
    common = prefix(position, settled & ~skipped, stratum=world.stratum, skipped=skipped, certain=certain)
    samples = [common] * world.truth.shape[1]
    if scenario == "late codes":
        early = _first(world, position, certain, 100)
        between = _first(world, position, certain, 150) & ~early
        short = prefix(position, settled & ~between, stratum=world.stratum, certain=certain)
        for code in range(1, world.truth.shape[1], 2):
            labels[between[world.case], code] = np.nan
            samples[code] = short
    return Draw(labels, samples)


def _first(world: World, position: Ints, certain: NDArray[np.bool_], answers: int) -> NDArray[np.bool_]:
    """Cases from the top of the order (half the budget per wave) until so many answers are read."""
    inside = np.zeros(world.cases, dtype=bool)
    size = np.bincount(world.case, minlength=world.cases)
    waves = np.unique(world.stratum)
    for wave in waves:
        order = np.flatnonzero((world.stratum == wave) & ~certain)
        order = order[np.argsort(position[order])]
        spent = np.cumsum(size[order]) if world.unit == "source" else np.arange(1, len(order) + 1)
        inside[order[spent <= answers / len(waves)]] = True
    return inside


def _active(world: World, labels: Floats, taken: NDArray[np.bool_], readings: int) -> Floats:
    """Reads the rows of highest entropy, rare codes first, in a few batches."""
    free = ~taken[world.case]
    for _ in range(BATCHES):
        f = np.clip(crossfit(world, labels), 0.001, 0.999)
        positives = np.nansum(labels, axis=0)
        entropy = -(f * np.log(f) + (1 - f) * np.log(1 - f)) / np.sqrt(1 + positives)
        worth = np.where(free, entropy.sum(axis=1), -1)
        rows = np.argsort(-worth, kind="stable")[: readings // BATCHES]
        labels[rows], free[rows] = world.truth[rows], False
    return labels


def crossfit(world: World, labels: Floats) -> Floats:
    """Scores in [0, 1] (R, C): leave-one-out for labelled rows (copies together), fitted for the others."""
    scores = np.zeros(world.truth.shape)
    patterns, number = np.unique(~np.isnan(labels), axis=1, return_inverse=True)
    for pattern in range(patterns.shape[1]):
        codes = np.flatnonzero(number.ravel() == pattern)
        scores[:, codes] = _fit(world, labels[:, codes], patterns[:, pattern])
    return np.clip(scores, 0, 1)


def _fit(world: World, labels: Floats, known: NDArray[np.bool_]) -> Floats:
    rows = np.flatnonzero(known)
    _, first, text = np.unique(world.copy[rows], return_index=True, return_inverse=True)
    times = np.bincount(text).astype(float)
    targets = np.stack([np.bincount(text, column) for column in labels[rows].T], axis=1) / times[:, None]
    distinct = world.base[rows[first]]
    kernel = world.kernel[np.ix_(distinct, distinct)].astype(float)
    solution = best_factor(kernel, targets, times, PENALTIES).solve(targets)
    scores = (world.kernel[:, distinct] @ solution.alpha + solution.intercept)[world.base]
    # All copies of a labelled text, read or not: else the unread ones would look better than those in S.
    place = np.full(world.copy.max() + 1, -1)
    place[world.copy[rows[first]]] = np.arange(len(first))
    seen = place[world.copy] >= 0
    scores[seen] = solution.loo[place[world.copy[seen]]]
    return scores


def intervals(
    world: World, draw: Draw, scores: Floats
) -> Iterator[tuple[int, dict[str, tuple[float, float]]]]:
    """Per code the limits of all three ways, as counts; and of hand coding by the same formula."""
    rows = rows_of(world.cases, unit=world.case)
    for code, sample in enumerate(draw.samples):
        y, f = draw.labels[:, code], scores[:, code]
        ours, plain = (estimate(y, sample, each, rows=rows) for each in (f, None))
        yield (
            code,
            {
                "hand": _by_hand(world, y, sample),
                "naive": _naive(np.where(np.isnan(y), f > 0.5, y)),
                "ours": (ours.low or 0.0, ours.high or 0.0),
                "effective": (plain.n_effective or 1.0, ours.n_effective or 1.0),
            },
        )


def _by_hand(world: World, y: Floats, sample: Sample) -> tuple[float, float]:
    """Exact bounds from S alone; unsettled skips as no for the lower and as yes for the upper."""
    inside = (sample.chosen & ~sample.certain)[world.case]
    known = float(np.nansum(y[sample.certain[world.case]]))
    strata = int(sample.stratum.max()) + 1
    population = np.bincount(sample.stratum[~sample.certain], minlength=strata).astype(float)
    drawn = np.bincount(sample.stratum[sample.chosen & ~sample.certain], minlength=strata).astype(float)
    ends = []
    for end, fill in enumerate((0.0, 1.0)):
        found = np.bincount(world.case[inside], np.nan_to_num(y[inside], nan=fill), len(sample))
        positive = np.bincount(sample.stratum[found > 0], minlength=strata).astype(float)
        each = found.sum() / max(positive.sum(), 1) or 1.0
        ends.append(known + exact_bounds(population, drawn, positive, each, 0.95)[end])
    return ends[0], ends[1]


def _naive(coded: Floats) -> tuple[float, float]:
    share = coded.mean()
    half = 1.96 * np.sqrt(share * (1 - share) / len(coded))
    return (share - half) * len(coded), (share + half) * len(coded)


class Tally:
    """Coverage and widths by cell of the table."""

    def __init__(self) -> None:
        self.hits: dict[tuple[Cell, str], list[list[bool]]] = defaultdict(list)
        self.widths: dict[tuple[Cell, str], list[float]] = defaultdict(list)

    def add(
        self, cells: dict[int, Cell], truth: Floats, found: dict[int, dict[str, tuple[float, float]]]
    ) -> None:
        """One simulated project."""
        now: dict[tuple[Cell, str], list[bool]] = defaultdict(list)
        for code, cell in cells.items():
            for way in ("hand", "naive", "ours"):
                low, high = found[code][way]
                now[cell, way].append(low - 1e-9 <= truth[code] <= high + 1e-9)
                self.widths[cell, way].append(high - low)
            plain, ours = found[code]["effective"]
            self.widths[cell, "effective"].append(ours / plain)
        for key, hits in now.items():
            self.hits[key].append(hits)

    def rows(self) -> list[dict[str, object]]:
        """One row per cell: coverage with its simulation standard error, and ratios of widths."""
        cells = sorted({cell for cell, _ in self.hits}, key=repr)
        return [self._row(cell) | {"to_counts": self._to_counts(cell)} for cell in cells]

    def _to_counts(self, cell: Cell) -> float | None:
        """Width as a ratio to goal `counts` with as many readings."""
        plain = self.widths.get((replace(cell, goal="counts"), "ours"))
        own = self.widths[cell, "ours"]
        return float(np.mean(own) / np.mean(plain)) if plain and cell.goal != "counts" else None

    def _row(self, cell: Cell) -> dict[str, object]:
        row: dict[str, object] = {**cell.__dict__}
        for way in ("hand", "naive", "ours"):
            hits = [np.mean(each) for each in self.hits[cell, way]]
            row[way] = float(np.mean(np.concatenate(self.hits[cell, way])))
            row[f"{way}_se"] = float(np.std(hits) / np.sqrt(len(hits)))
        hand, ours = (np.array(self.widths[cell, way]) for way in ("hand", "ours"))
        row["width"] = float(ours.mean())
        row["width_ratio"] = float(ours.mean() / hand.mean())
        row["effective_ratio"] = float(np.mean(self.widths[cell, "effective"]))
        row["intervals"] = len(ours)
        return row


def simulate(
    base: World, tally: Tally, scenario: str, goals: list[str], budgets: list[int], seed: int
) -> None:
    """One simulated project per goal and budget."""
    random = np.random.default_rng(seed)
    here = with_waves(base) if scenario == "waves" else base
    if scenario in ("campaign", "copies"):
        here = with_campaign(base, 0.2, random)
    share = here.truth.mean(axis=0)
    for goal in goals:
        for readings in budgets:
            draw = read(here, readings, goal, scenario, random)
            found = dict(intervals(here, draw, crossfit(here, draw.labels)))
            cells = {
                code: Cell(scenario, here.unit, goal, readings, size)
                for code in found
                for low, high, size in SIZES
                if low <= share[code] < high and share[code] * draw.samples[code].chosen.sum() >= 5
            }
            tally.add(cells, here.truth.sum(axis=0), found)


def show(rows: list[dict[str, object]]) -> None:
    """The table; a star marks a cell that misses its mark."""
    print(
        f"{'scenario':11}{'unit':8}{'goal':8}{'read':>5} {'theme':10}{'hand':>6}{'naive':>7}{'ours':>7}"
        f"{'+-':>6}{'width':>7}{'n_eff':>7}{'/counts':>8}{'n':>7}"
    )
    for row in rows:
        more = f"{row['to_counts']:8.2f}" if row["to_counts"] else " " * 8
        print(
            f"{row['scenario']:11}{row['unit']:8}{row['goal']:8}{row['readings']:5} {row['size']:10}"
            f"{row['hand']:6.3f}{row['naive']:7.3f}{row['ours']:7.3f}{row['ours_se']:6.3f}"
            f"{row['width_ratio']:7.2f}{row['effective_ratio']:7.2f}{more}{row['intervals']:7} {_star(row)}"
        )


def _star(row: dict[str, Any]) -> str:
    covered, error = row["ours"], row["ours_se"]
    missed = covered + 2 * error < 0.95 or covered < 0.92 or row["width_ratio"] > 1.1
    return "*" if missed or (row["to_counts"] or 0) > 1.35 else ""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--embedding", default="static", help="static, minilm or none")
    parser.add_argument("--scenarios", default="plain,waves,campaign,copies,skips,late codes")
    parser.add_argument("--units", default="case,source")
    parser.add_argument(
        "--small", action="store_true", help="5 simulations, 200 and 400 readings, cases only"
    )
    args = parser.parse_args()
    start = time.perf_counter()
    folder = load_folder(args.folder)
    tally = Tally()
    budgets = [200, 400] if args.small else [200, 400, 800]
    simulations = min(args.simulations, 5) if args.small else args.simulations
    for unit in ["case"] if args.small else args.units.split(","):
        base = world(folder, unit, None if args.embedding == "none" else args.embedding)
        for scenario in args.scenarios.split(","):
            goals = ["counts", "both"] if scenario == "plain" else ["counts"]
            for number in range(simulations):
                simulate(base, tally, scenario, goals, budgets, args.seed * 100_000 + number)
            print(f"{unit} {scenario}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    rows = tally.rows()
    show(rows)
    payload = {"simulations": simulations, "embedding": args.embedding, "rows": rows}
    write_results("coverage", payload, folder, args.seed)


if __name__ == "__main__":
    main()
