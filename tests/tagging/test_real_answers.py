"""On real answers that people coded: far better than the usual classifier from 200 labels, and quick to use."""

from __future__ import annotations

from coder.tagging.tagger import Tagger
from tests.benchmarks.learning_data import problem
from tests.benchmarks.learning_methods import calibration, f1, linear, ours, tfidf
from tests.shared_data import SHARED, needs_shared

pytestmark = needs_shared


def test_two_hundred_labels_beat_logistic_regression_by_thirty_points() -> None:
    data = problem(SHARED / "data" / "nhs_fft_neas")
    labelled, test = next(data.splits(200))
    tagger = Tagger(data.book, embedding=None).prepare(data.texts)
    mine = f1(ours(data, tagger, labelled, test), data.truth[test])[0]
    usual = f1(linear(data, tfidf(data), "logistic", labelled, test), data.truth[test])[0]
    assert mine - usual >= 0.30


def test_probabilities_mean_what_they_say() -> None:
    data = problem(SHARED / "data" / "nhs_fft_neas")
    labelled, test = next(data.splits(400))
    tagger = Tagger(data.book, embedding="static").prepare(data.texts)
    ours(data, tagger, labelled, test)
    chances = tagger.predict_proba([data.texts[row] for row in test])
    base = data.truth[labelled].mean(axis=0) + 0 * data.truth[test]
    found = calibration(chances, data.truth[test], base)
    assert found["ece"] <= 0.06
    assert 0.8 <= found["slope_common"] <= 1.25
