"""Do the intervals of `coder bulk audit` hold? Human-coded answers as the file, part of them learnt from.

    python -m tests.benchmarks.bulk_audit DATA_DIR [--seed 0] [--simulations 100] [--n 400] [--small]

A model learns from two folds of the answers; the other three, or all five, are the file of a bulk run. Each simulation
draws an audit, has it "read" by the human codes, and asks whether the interval holds the true count of each code.
Beside it stand the width of an interval from the sample alone, that from the machine's probabilities of all codes
(the parts hold those of proposed codes), and how far the mere count of codings is off.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coder import bulk
from coder.bulk.parts import Parts, opened
from coder.counting.prevalence import Estimate, estimate_drawn
from coder.counting.sample import Floats, prefix
from coder.tagging.tagger import Tagger
from tests.benchmarks._common import Folder, load_folder, write_results
from tests.benchmarks.bulk_data import NOT_CODED

LEARNT = ("0", "1")
LEAST = 10
SIZES = ((0.0, 0.01), (0.01, 0.03), (0.03, 0.08), (0.08, 1.0))


@dataclass(frozen=True)
class File:
    """A tagged file with the truth: (N, k) codes of people, f of the parts and of the model, number of codings."""

    parts: Parts
    truth: Floats
    f: Floats
    full: Floats


def tagged(folder: Folder, place: Path, whole: bool) -> File:
    """Learns from the first folds and tags the others in a bulk run, or all (`whole`)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [row for row in folder.responses if row["text"].strip() and NOT_CODED not in _codes(folder, row)]
    known = [row for row in rows if row["fold"] in LEARNT]
    rest = [row for row in rows if whole or row["fold"] not in LEARNT]
    times = Counter(code for row in rest for code in _codes(folder, row))
    paths = sorted(code for code, count in times.items() if count >= LEAST)
    tagger = Tagger(embedding="static").prepare(row["text"] for row in rows)
    tagger.fit([row["text"] for row in known], [_codes(folder, row) & {*paths} for row in known])
    tagger.save(place / "model")
    texts = [row["text"] for row in rest]
    pq.write_table(pa.table({"id": [row["id"] for row in rest], "text": texts}), place / "in.parquet")
    bulk.tag(place / "in.parquet", place / "model", place / "out", chunk_rows=500, workers=1)
    parts = opened(place / "out")
    codes = [tagger.codes_.index(path) if path in tagger.codes_ else -1 for path in paths]
    full = np.column_stack([tagger.predict_proba(texts), np.zeros(len(texts))])[:, codes]
    truth = np.array([[float(path in _codes(folder, row)) for path in paths] for row in rest])
    return File(parts, truth, _f(parts, paths), full)


def audit(file: File, n: int, seed: int) -> list[dict[str, Estimate]]:
    """For each code the estimates of one audit: with the parts' f, with all probabilities, without."""
    sizes = np.cumsum([0, *file.parts.sizes])
    drawn = file.parts.draw(n, seed)
    rows = np.array([start + row for start, part in zip(sizes, drawn, strict=False) for row in part])
    sample = prefix(np.arange(n), np.ones(n, dtype=bool))
    population = int(sizes[-1])
    return [
        {
            name: estimate_drawn(
                y[rows], sample, f if f is None else f[rows], population=population, total=_total(f)
            )
            for name, f in (("ours", file.f[:, code]), ("full", file.full[:, code]), ("sample", None))
        }
        for code, y in enumerate(file.truth.T)
    ]


def table(file: File, n: int, simulations: int, seed: int) -> list[dict[str, object]]:
    """One row per size of code, and one for all."""
    true = file.truth.sum(axis=0)
    off = np.abs((file.f > 0).sum(axis=0) / true - 1)
    runs = [audit(file, n, seed * 100_000 + number) for number in range(simulations)]
    share = true / len(file.truth)
    sizes = [*SIZES, (0.0, 1.0)]
    return [
        _row(
            f"{low:.0%}-{high:.0%}",
            [int(c) for c in np.flatnonzero((low <= share) & (share < high))],
            runs,
            true,
            off,
        )
        for low, high in sizes
    ]


def _row(
    name: str, codes: list[int], runs: list[list[dict[str, Estimate]]], true: Floats, off: Floats
) -> dict[str, object]:
    found = [(run[code], true[code]) for run in runs for code in codes]
    each = [np.mean([_holds(run[code]["ours"], true[code]) for code in codes]) for run in runs]
    width = {name: float(np.mean([_width(e[name]) for e, _ in found])) for name in ("ours", "full", "sample")}
    return {
        "size": name,
        "codes": len(codes),
        "covered": float(np.mean(each)),
        "standard_error": float(np.std(each) / np.sqrt(len(each))),
        "to_sample": width["ours"] / width["sample"],
        "full_to_sample": width["full"] / width["sample"],
        "codings_off": float(off[codes].mean()),
    }


def _holds(found: Estimate, true: float) -> bool:
    assert found.low is not None
    assert found.high is not None
    return bool(found.low - 1e-9 <= true <= found.high + 1e-9)


def _width(found: Estimate) -> float:
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def _total(f: Floats | None) -> float:
    return 0.0 if f is None else float(f.sum())


def _f(parts: Parts, paths: list[str]) -> Floats:
    found = [
        dict(zip(*row.values(), strict=True))
        for part in parts.tables(["codes", "probabilities"])
        for row in part.to_pylist()
    ]
    return np.array([[row.get(path, 0.0) for path in paths] for row in found])


def _codes(folder: Folder, row: dict[str, str]) -> set[str]:
    return folder.codes.get(row["id"], set())


def run(folder: Folder, n: int, simulations: int, seed: int, whole: bool) -> list[dict[str, object]]:
    """One simulation, its table printed."""
    with tempfile.TemporaryDirectory() as place:
        file = tagged(folder, Path(place), whole)
    rows = table(file, n, simulations, seed)
    learnt = "some of them learnt from" if whole else "none of them learnt from"
    print(
        f"\n{len(file.truth):,} answers, {learnt}; audits of {n}, {simulations} simulations (width: against the sample alone)"
    )
    print(f"{'size':>9} {'codes':>6} {'covered':>8} {'+-':>6} {'width':>6} {'all p':>6} {'codings off':>12}")
    for row in rows:
        print(
            f"{row['size']:>9} {row['codes']:>6} {row['covered']:>8.3f} {row['standard_error']:>6.3f} "
            f"{row['to_sample']:>6.2f} {row['full_to_sample']:>6.2f} {row['codings_off']:>12.0%}"
        )
    return rows


def main() -> None:
    """Runs the simulation and writes its results."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--simulations", type=int, default=100)
    parser.add_argument("--n", type=int, default=400)
    parser.add_argument("--small", action="store_true", help="10 simulations")
    given = parser.parse_args()
    folder = load_folder(given.data)
    simulations = 10 if given.small else given.simulations
    rows = {
        name: run(folder, given.n, simulations, given.seed, whole)
        for name, whole in (("unseen", False), ("with those learnt from", True))
    }
    write_results("bulk_audit", {"n": given.n, "rows": rows}, folder, given.seed)


if __name__ == "__main__":
    main()
