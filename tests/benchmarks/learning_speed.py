"""Seconds that matter while one codes, and in bulk; all ratios are of one run, processor time of one core.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.learning_speed DATA_DIR [--seed 0] [--small]

refit    after each of 40 decisions: 95th percentile at 400 labels, and one fit at 2,000
bulk     texts of 17 words from list of str to probabilities with the static table, against scikit-learn's
         word and character TF-IDF transform alone
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from coder.embedding import words
from coder.tagging.tagger import Tagger
from tests.benchmarks._common import write_results
from tests.benchmarks.learning_data import Problem, embedder, problem


def seconds(work: Callable[[], object]) -> float:
    """Processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def refits(data: Problem, embedding: str, labels: int, decisions: int, seed: int) -> float:
    """95th percentile of seconds per fit while `decisions` labels come in one by one."""
    order = np.random.default_rng(seed).permutation(len(data.texts))
    tagger = Tagger(data.book, embedding=embedder(embedding)).prepare(data.texts, data.questions)
    (texts, asked), codes = data.answers(order), [data.codes[row] for row in order]

    def fit(n: int) -> None:
        tagger.fit(texts[:n], codes[:n], questions=asked[:n])

    fit(labels - decisions)
    spent = [
        seconds(lambda n=n: fit(n))  # type: ignore[misc]
        for n in range(labels - decisions + 1, labels + 1)
    ]
    return float(np.quantile(spent, 0.95))


def bulk(data: Problem, count: int, seed: int) -> dict[str, float]:
    """Texts per second of our scoring and of scikit-learn's transform, best of three."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    pool = [word for text in data.texts for word in words(text)]
    starts = np.random.default_rng(seed).integers(0, len(pool) - 17, count)
    texts = [" ".join(pool[at : at + 17]) for at in starts]
    tagger = (
        Tagger(data.book, embedding="static").prepare(data.texts).fit(data.texts[:2000], data.codes[:2000])
    )
    models = [TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)), TfidfVectorizer(ngram_range=(1, 2))]
    for model in models:
        model.fit(data.texts)
    ours = min(seconds(lambda: tagger.predict_proba(texts)) for _ in range(3))
    theirs = min(seconds(lambda: [model.transform(texts) for model in models]) for _ in range(3))
    return {"ours_per_second": count / ours, "transform_per_second": count / theirs, "ratio": theirs / ours}


def main() -> None:
    """Reads the arguments, runs, prints, writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--small", action="store_true", help="fewer texts, no encoder")
    given = parser.parse_args()
    data = problem(given.data)
    embedding = "none" if given.small else "minilm"
    found: dict[str, object] = {
        "refit_p95_at_400": refits(data, embedding, 400, 5 if given.small else 40, given.seed),
        "fit_at_2000": refits(data, embedding, 2000, 1, given.seed),
        "bulk": bulk(data, 1000 if given.small else 10_000, given.seed),
    }
    for name, value in found.items():
        print(f"{name:18} {value}")
    if not given.small:
        print(write_results("learning_speed", {"figures": found}, data.folder, given.seed))


if __name__ == "__main__":
    main()
