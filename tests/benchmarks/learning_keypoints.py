"""No labels at all: do a codebook's sentences alone rank answers rightly? Arguments and key points of argkp2021.

    python -m tests.benchmarks.learning_keypoints DATA_DIR [--embedding minilm|static|none] [--split dev] [--seed 0] [--small]

Each topic and stance is a codebook of its own, its key points the codes. Mean average precision over these groups of
each argument's best key point, top half of the arguments by score, as the shared task scored it: a pair that the
judges left undecided is no match (strict) or a match (relaxed). Beside it TF-IDF cosine. Nothing is fitted.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.domain import Code
from coder.tagging.tagger import Tagger
from tests.benchmarks._common import load_folder, write_results
from tests.benchmarks.learning_data import embedder

Floats = npt.NDArray[np.float64]
Scorer = Callable[[list[str], list[str]], Floats]


def tfidf_cosine(texts: list[str], points: list[str]) -> Floats:
    """(texts, points)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    model = TfidfVectorizer(sublinear_tf=True).fit(texts + points)
    return np.asarray((model.transform(texts) @ model.transform(points).T).toarray())


def by_tagger(embedding: Any) -> Scorer:
    """A Tagger that has read nothing, its codebook the key points."""

    def score(texts: list[str], points: list[str]) -> Floats:
        book = SimpleNamespace(codes=[Code(f"point-{n}", name=point) for n, point in enumerate(points)])
        tagger = Tagger(book, embedding=embedding).prepare([*texts, *points])
        return tagger.fit([], []).decision_function(texts)

    return score


def average_precision(labels: Floats, scores: Floats) -> float:
    """Mean of the precision at each match, in order of falling score."""
    ordered = labels[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(ordered) / (np.arange(len(ordered)) + 1)
    return float((precision * ordered).sum() / max(ordered.sum(), 1))


def groups(path: Path, split: str) -> list[tuple[list[str], list[str], Floats]]:
    """(arguments, key points, judgement: 1 match, 0 none, nan undecided) of each topic and stance."""
    folder = load_folder(path)
    with (path / "pairs.csv").open(encoding="utf-8", newline="") as file:
        judged = {(row["id"], row["code"]): float(row["label"]) for row in csv.DictReader(file)}
    texts, points = defaultdict(list), defaultdict(list)
    for row in folder.responses:
        if row["split"] == split:
            texts[row["group"]].append((row["id"], row["text"]))
    for row in folder.codebook:
        points[row["parent"]].append((row["code"], row["definition"]))
    return [
        (
            [text for _, text in found],
            [point for _, point in points[group]],
            np.array([[judged.get((a, p), np.nan) for p, _ in points[group]] for a, _ in found]),
        )
        for group, found in sorted(texts.items())
    ]


def mean_average_precision(
    data: list[tuple[list[str], list[str], Floats]], scorer: Scorer
) -> dict[str, float]:
    """Strict and relaxed."""
    found: dict[str, list[float]] = {"strict": [], "relaxed": []}
    for texts, points, judged in data:
        scores = scorer(texts, points)
        best = scores.argmax(axis=1)
        top = np.argsort(-scores.max(axis=1), kind="stable")[: len(texts) // 2]
        labels, strengths = judged[top, best[top]], scores.max(axis=1)[top]
        for name, undecided in (("strict", 0.0), ("relaxed", 1.0)):
            found[name].append(average_precision(np.nan_to_num(labels, nan=undecided), strengths))
    return {name: float(np.mean(values)) for name, values in found.items()}


def main() -> None:
    """Reads the arguments, runs, prints, writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--embedding", choices=("minilm", "static", "none"), default="minilm")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--small", action="store_true", help="two groups, no embedding")
    given = parser.parse_args()
    data = groups(given.data, given.split)[: 2 if given.small else None]
    ours = by_tagger(embedder("none" if given.small else given.embedding))
    found = {
        name: mean_average_precision(data, scorer)
        for name, scorer in (("tfidf cosine", tfidf_cosine), ("tagger, nothing read", ours))
    }
    for name, figures in found.items():
        print(f"{name:22} strict {figures['strict']:.3f}  relaxed {figures['relaxed']:.3f}")
    if not given.small:
        name = f"learning_keypoints-{given.split}-{given.embedding}"
        print(write_results(name, {"figures": found}, load_folder(given.data), given.seed))


if __name__ == "__main__":
    main()
