"""The learners that are compared, and the figures they are compared by."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coder.tagging.tagger import Tagger
from tests.benchmarks.learning_data import Flags, Ints, Problem, flags

Floats = npt.NDArray[np.float64]


def tfidf(problem: Problem) -> Any:
    """Word 1-2-grams and character 2-5-grams of all texts, as the floors of data/README.md."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    word = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    character = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    return hstack([word.fit_transform(problem.texts), character.fit_transform(problem.texts)]).tocsr()


def linear(problem: Problem, features: Any, kind: str, labelled: Ints, test: Ints) -> Flags:
    """One-vs-rest: "logistic" at 0.5, "logistic tuned" (threshold per code by 3-fold F1 inside), "svm"."""
    truth = problem.truth
    answer = np.zeros((len(test), truth.shape[1]))
    for code in range(truth.shape[1]):
        goal = truth[labelled, code]
        if 0 < goal.sum() < len(goal):
            answer[:, code] = _one(kind, features[labelled], goal, features[test])
    return answer


def _one(kind: str, known: Any, goal: Floats, unknown: Any) -> Flags:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.svm import LinearSVC

    if kind == "svm":
        return np.asarray(LinearSVC().fit(known, goal).predict(unknown))
    model = LogisticRegression(solver="liblinear")
    chance = model.fit(known, goal).predict_proba(unknown)[:, 1]
    if kind == "logistic" or min(goal.sum(), (1 - goal).sum()) < 3:
        return np.asarray((chance > 0.5).astype(float))
    inside = cross_val_predict(model, known, goal, cv=3, method="predict_proba")[:, 1]
    return np.asarray((chance > best_threshold(inside, goal)).astype(float))


def best_threshold(chance: Floats, goal: Floats) -> float:
    """The value with the largest F1."""
    order = np.argsort(-chance, kind="stable")
    right = np.cumsum(goal[order])
    return float(chance[order[int(np.argmax(2 * right / (np.arange(len(goal)) + 1 + goal.sum())))]]) - 1e-12


def ours(problem: Problem, tagger: Tagger, labelled: Ints, test: Ints, random: int | None = None) -> Flags:
    """Our Tagger's decisions on the test part; it stays fitted. Only the first `random` labels judge it (None: all)."""
    texts, questions = problem.answers(labelled)
    tagger.fit(
        texts,
        [problem.codes[row] for row in labelled],
        questions=questions,
        random_and_blind=[random is None or place < random for place in range(len(labelled))],
    )
    found = tagger.predict(*problem.answers(test))
    return flags(found, problem.paths)


def forced(answer: Flags, score: Floats) -> Flags:
    """At least the best code on every answer (nhs_fft_neas only, as its floors)."""
    answer = answer.copy()
    rows = np.flatnonzero(answer.sum(axis=1) == 0)
    answer[rows, score[rows].argmax(axis=1)] = 1.0
    return answer


def active(problem: Problem, tagger: Tagger, pool: Ints, labels: int, seed: int, random: float = 0.0) -> Ints:
    """A simulated analyst: 50 at random, then batches of 10 by `choose_active` until there are `labels`.

    `random`: this share of all labels is drawn at random first (goal `both`: .6); they are the first in the result.
    """
    from coder.review.queue import choose_active

    chosen = pool[: max(50, round(random * labels))].tolist()
    vectors = tagger._space().transform(problem.texts)[2] if tagger.embedding else None
    while len(chosen) < labels:
        rest = np.array(sorted(set(pool.tolist()) - set(chosen)))
        texts, questions = problem.answers(np.array(chosen))
        tagger.fit(texts, [problem.codes[row] for row in chosen], questions=questions)
        chances = tagger.predict_proba(*problem.answers(rest))
        found = choose_active(
            chances, tagger.positives_, None if vectors is None else vectors[rest], 10, seed
        )
        chosen += rest[found].tolist()
    return np.array(chosen[:labels])


def f1(answer: Flags, truth: Flags) -> tuple[float, float, float]:
    """Micro, macro and samples F1, 0 where undefined (scikit-learn's zero_division=0)."""
    both, either = answer * truth, answer + truth
    micro = 2 * both.sum() / max(either.sum(), 1)
    macro = (2 * both.sum(axis=0) / np.maximum(either.sum(axis=0), 1)).mean()
    return (
        float(micro),
        float(macro),
        float((2 * both.sum(axis=1) / np.maximum(either.sum(axis=1), 1)).mean()),
    )


def samples_interval(answer: Flags, truth: Flags, seed: int) -> tuple[float, float]:
    """95 % bootstrap interval of samples-F1 over answers."""
    each = 2 * (answer * truth).sum(axis=1) / np.maximum((answer + truth).sum(axis=1), 1)
    draws = np.random.default_rng(seed).integers(0, len(each), (2000, len(each)))
    low, high = np.quantile(each[draws].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def calibration(chances: Floats, truth: Flags, base: Floats, least: int = 20) -> dict[str, float]:
    """ECE over p > .02 in 15 equal-mass bins, slopes per code, and the share of codes with skill over base rates.

    `slope_share_of_perfect`: how many slopes would lie within, were each probability exactly right and only the
    outcomes drawn anew: with few positives chance alone carries slopes outside.
    """
    some = truth.sum(axis=0) >= least
    slopes = _slopes(chances, truth, some)
    draws = np.random.default_rng(0).random((10, *truth.shape))
    perfect = [slope for draw in draws for slope in _slopes(chances, (draw < chances).astype(float), some)]
    brier = ((chances - truth) ** 2).mean(axis=0)
    skill = 1 - brier / ((base - truth) ** 2).mean(axis=0)
    return {
        "ece": _ece(chances.ravel(), truth.ravel()),
        "slope_median": float(np.median(slopes)),
        "slope_share_within": _within(slopes),
        "slope_share_of_perfect": _within(perfect),
        "slope_common": _slope(chances[:, some].ravel(), truth[:, some].ravel()),
        "skill_share": float((skill[some] > 0).mean()),
        "codes": int(some.sum()),
    }


def _ece(chances: Floats, truth: Floats) -> float:
    keep = chances > 0.02
    order = np.argsort(chances[keep], kind="stable")
    bins = np.array_split(order, 15)
    gaps = [
        abs(chances[keep][rows].mean() - truth[keep][rows].mean()) * len(rows) for rows in bins if len(rows)
    ]
    return float(sum(gaps) / max(len(order), 1))


def _slopes(chances: Floats, truth: Flags, some: npt.NDArray[np.bool_]) -> list[float]:
    used = [c for c in np.flatnonzero(some) if 0 < truth[:, c].sum() < len(truth)]
    return [_slope(chances[:, c], truth[:, c]) for c in used]


def _within(slopes: list[float]) -> float:
    return float(np.mean([0.8 <= slope <= 1.25 for slope in slopes]))


def _slope(chances: Floats, truth: Floats) -> float:
    from sklearn.linear_model import LogisticRegression

    clipped = np.clip(chances, 1e-6, 1 - 1e-6)
    model = LogisticRegression(C=1e6).fit(np.log(clipped / (1 - clipped))[:, None], truth)
    return float(model.coef_[0, 0])
