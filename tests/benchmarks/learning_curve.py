"""How good after how many labels: our Tagger beside what scikit-learn offers, on answers that people coded.

    python -m tests.benchmarks.learning_curve DATA_DIR [--embedding minilm|static|none] [--seed 0] [--small]
        [--labels 50,100,400,all] [--methods ours,ours-bare,logistic,logistic-tuned,svm,active,both]

Test parts are the folds or the split that come with the data; settings are learnt inside the labels. Prints mean and
standard error over folds; writes results/learning_curve-NAME-EMBEDDING.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from coder.tagging.tagger import Tagger
from tests.benchmarks._common import HERE, write_results
from tests.benchmarks.learning_data import Ints, Problem, embedder, problem
from tests.benchmarks.learning_methods import (
    active,
    calibration,
    f1,
    forced,
    linear,
    ours,
    samples_interval,
    tfidf,
)

METHODS = ("logistic", "logistic-tuned", "svm", "ours-bare", "ours", "active", "both")
RANDOM = {"active": 0.0, "both": 0.6}
"""Share of the labels that is drawn at random where the learner chooses the others."""
Figures = dict[str, Any]


def taggers(data: Problem, embedding: str) -> dict[str, Tagger]:
    """Ours with and without the codebook, sharing nothing but the vectors."""
    model = embedder(embedding)
    return {
        "ours": Tagger(data.book, embedding=model).prepare(data.texts, data.questions),
        "ours-bare": Tagger(None, embedding=model).prepare(data.texts, data.questions),
        **{name: Tagger(data.book, embedding=model).prepare(data.texts, data.questions) for name in RANDOM},
    }


def one_fold(
    data: Problem, method: str, tools: dict[str, Any], labelled: Ints, test: Ints, number: int
) -> Figures:
    """All figures of one method on one fold."""
    if method in ("logistic", "logistic-tuned", "svm"):
        tools["tfidf"] = tfidf(data) if tools.get("tfidf") is None else tools["tfidf"]
        answer = linear(data, tools["tfidf"], method.replace("-", " "), labelled, test)
        return dict(zip(("micro", "macro", "samples"), f1(answer, data.truth[test]), strict=True))
    tagger: Tagger = tools[method]
    random = None
    if method in RANDOM:
        pool = next(split for number_, split in enumerate(data.splits(None)) if number_ == number)[0]
        random = max(50, round(RANDOM[method] * len(labelled)))
        labelled = active(data, tagger, pool, len(labelled), number, RANDOM[method])
    answer = ours(data, tagger, labelled, test, random)
    return _ours_figures(data, tagger, answer, labelled, test)


def _ours_figures(data: Problem, tagger: Tagger, answer: Any, labelled: Ints, test: Ints) -> Figures:
    answers, truth = data.answers(test), data.truth[test]
    columns = [data.paths.index(path) for path in tagger.codes_]
    chances = np.zeros(truth.shape)
    chances[:, columns] = tagger.predict_proba(*answers)
    if data.always:
        answer = forced(answer, chances)
    auto = np.array([zone == "auto" for zone in tagger.zones(*answers)], dtype=bool)
    right = (answer == truth).all(axis=1)
    base = np.tile(data.truth[labelled].mean(axis=0) if len(labelled) else 0 * truth[0], (len(test), 1))
    return {
        **dict(zip(("micro", "macro", "samples"), f1(answer, truth), strict=True)),
        "auto": float(auto.mean()),
        "auto_right": float(right[auto].mean()) if auto.any() else None,
        "_answer": answer,
        "_truth": truth,
        "_chances": chances,
        "_base": base,
    }


def summary(folds: list[Figures], seed: int) -> Figures:
    """Mean and standard error over folds; calibration over all folds together."""
    found: Figures = {}
    for name in ("micro", "macro", "samples", "auto"):
        values = np.array([fold[name] for fold in folds if fold.get(name) is not None])
        if len(values):
            found[name] = float(values.mean())
            found[f"{name}_se"] = float(values.std(ddof=1) / len(values) ** 0.5) if len(values) > 1 else None
    rights = [(fold["auto_right"], fold["auto"]) for fold in folds if fold.get("auto_right") is not None]
    if rights:
        found["auto_right"] = float(np.mean([right for right, _ in rights]))
    if "_chances" in folds[0]:
        chances, truth, base, answer = (
            np.concatenate([fold[key] for fold in folds])
            for key in ("_chances", "_truth", "_base", "_answer")
        )
        found["calibration"] = calibration(chances, truth, base)
        found["samples_interval"] = samples_interval(answer, truth, seed)
    return found


def row(name: str, labels: str, figures: Figures) -> str:
    """One line of the table."""
    main = "  ".join(
        f"{figures[key]:.3f}" + (f" ±{figures[key + '_se']:.3f}" if figures.get(key + "_se") else "")
        for key in ("micro", "macro", "samples")
    )
    more = figures.get("calibration", {})
    rest = (
        f"  ece {more['ece']:.3f}  slope {more['slope_common']:.2f} ({more['slope_share_within']:.0%} of codes within, "
        f"{more['slope_share_of_perfect']:.0%} if perfect)"
        f"  skill {more['skill_share']:.0%}  auto {figures['auto']:.1%}"
        if more
        else ""
    )
    right = f" right {figures['auto_right']:.1%}" if "auto_right" in figures else ""
    return f"{name:15} {labels:>5}  {main}{rest}{right}"


def run(
    data: Problem, embedding: str, counts: list[str], methods: list[str], seed: int, parts: int | None
) -> Figures:
    """Every method at every number of labels."""
    tools: dict[str, Any] = taggers(data, embedding)
    results: Figures = {}
    print(f"{'method':15} {'n':>5}  micro  macro  samples (mean ± standard error over folds)")
    for count in counts:
        for method in methods:
            labels = None if count == "all" else int(count)
            if (method != "ours" and labels == 0) or (method in RANDOM and labels is None):
                continue
            folds = [
                one_fold(data, method, tools, *split, number)
                for number, split in enumerate(data.splits(labels, parts))
            ]
            results[f"{method}@{count}"] = summary(folds, seed)
            print(row(method, count, results[f"{method}@{count}"]), flush=True)
    return results


def earlier(name: str, digest: str, seed: int) -> Figures:
    """Figures of methods that an earlier run on the same data and seed left behind."""
    path = HERE / "results" / f"{name}.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    same = known.get("seed") == seed and known.get("data", {}).get("sha256") == digest
    return dict(known["figures"]) if same else {}


def main() -> None:
    """Reads the arguments, runs, prints, writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--embedding", choices=("minilm", "static", "none"), default="minilm")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--small", action="store_true", help="two folds, 50 and 100 labels, no embedding")
    parser.add_argument("--labels", default="0,25,50,100,200,400,800,all")
    parser.add_argument("--methods", default=",".join(METHODS))
    given = parser.parse_args()
    data = problem(given.data)
    embedding = "none" if given.small else given.embedding
    counts = ["50", "100"] if given.small else given.labels.split(",")
    found = run(data, embedding, counts, given.methods.split(","), given.seed, 2 if given.small else None)
    if not given.small:
        name = f"learning_curve-{given.data.name}-{embedding}"
        found = {**earlier(name, data.folder.digest, given.seed), **found}
        print(write_results(name, {"embedding": embedding, "figures": found}, data.folder, given.seed))


if __name__ == "__main__":
    main()
