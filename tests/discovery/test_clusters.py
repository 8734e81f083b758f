"""Clusters of made-up answers: what belongs together, in any order, with nothing left out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from coder.discovery.clusters import Clusters, adjusted_rand
from coder.errors import RequestError
from tests.discovery.answers import ANSWERS, SUBJECTS, TRUTH

SUBJECT = np.unique(TRUTH, return_inverse=True)[1]


@pytest.fixture(scope="module")
def fitted() -> Clusters:
    return Clusters(4, embedding="static").fit(ANSWERS)


def test_answers_on_one_subject_come_together(fitted: Clusters) -> None:
    assert adjusted_rand(fitted.labels_, SUBJECT) > 0.8


def test_no_answer_with_words_is_left_out(fitted: Clusters) -> None:
    assert sum(cluster.size for cluster in fitted.clusters_) == len(ANSWERS)
    assert fitted.labels_.min() == 0


def test_the_largest_cluster_comes_first(fitted: Clusters) -> None:
    sizes = [cluster.size for cluster in fitted.clusters_]
    assert all(one >= other for one, other in pairwise(sizes))


def test_another_order_of_rows_gives_the_same_clusters(fitted: Clusters) -> None:
    order = np.random.default_rng(3).permutation(len(ANSWERS))
    again = Clusters(4, embedding="static").fit([ANSWERS[at] for at in order])
    assert again.labels_.tolist() == fitted.labels_[order].tolist()
    assert [cluster.name for cluster in again.clusters_] == [cluster.name for cluster in fitted.clusters_]
    assert np.array_equal(again.centres_, fitted.centres_)


def test_a_copy_joins_its_twin_and_counts(fitted: Clusters) -> None:
    copies = [ANSWERS[0].upper() + "!!"] * 5
    again = Clusters(4, embedding="static").fit([*ANSWERS, *copies])
    own = again.clusters_[again.labels_[0]]
    assert again.labels_[-5:].tolist() == [again.labels_[0]] * 5
    assert own.size - own.distinct == 5


def test_a_name_uses_the_words_of_its_cluster(fitted: Clusters) -> None:
    cluster = fitted.clusters_[fitted.labels_[TRUTH.index("parking")]]
    assert set(cluster.name.split(", ")) <= set(SUBJECTS["parking"])


def test_central_quotes_are_passages_of_members(fitted: Clusters) -> None:
    cluster = fitted.clusters_[0]
    assert len(cluster.central) == 3
    assert {quote.answer for quote in cluster.central} <= set(cluster.members)
    assert [quote.text for quote in cluster.central] == [
        ANSWERS[quote.answer][quote.start : quote.end] for quote in cluster.central
    ]


def test_the_borderline_quote_is_not_a_central_one(fitted: Clusters) -> None:
    cluster = fitted.clusters_[0]
    assert cluster.borderline is not None
    assert cluster.borderline not in cluster.central


def test_clear_subjects_are_steady_when_a_fifth_is_left_out(fitted: Clusters) -> None:
    assert fitted.stability_ > 0.7
    assert min(cluster.stability for cluster in fitted.clusters_) > 0.6


def test_auto_finds_a_number_that_stays() -> None:
    found = Clusters("auto", embedding="static").fit(ANSWERS)
    assert 4 <= len(found.clusters_) <= 8


def test_a_long_answer_belongs_to_the_cluster_of_each_of_its_sentences() -> None:
    long = " ".join(f"{ANSWERS[at]}." for at in (0, 1, 2, 3, 40, 41, 42, 43))
    found = Clusters(4, embedding="static", long=30).fit([*ANSWERS, long])
    assert set(found.memberships_[-1]) == {int(found.labels_[0]), int(found.labels_[40])}


def test_words_alone_do_without_an_embedding() -> None:
    found = Clusters(4, embedding=None).fit(ANSWERS)
    assert adjusted_rand(found.labels_, SUBJECT) > 0.5


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        ([], []),
        ([""], [-1]),
        (["?!", "..."], [-1, -1]),
        (["good food"], [0]),
        (["good food", "slow train"], [0, 0]),
        (["good food", "slow train", "blue sky"], [0, 0, 0]),
        (["The same."] * 30, [0] * 30),
    ],
)
def test_few_or_equal_answers_are_one_cluster(texts: list[str], labels: list[int]) -> None:
    assert Clusters(embedding="static").fit(texts).labels_.tolist() == labels


def test_three_clusters_of_three_answers_hold_one_each() -> None:
    found = Clusters(3, embedding="static").fit(["good food", "slow train", "blue sky"])
    assert sorted(found.labels_.tolist()) == [0, 1, 2]


def test_one_answer_of_a_megabyte_is_one_member() -> None:
    long = "The food was cold and the nurse was kind. " * 25_000
    found = Clusters(2, embedding="static").fit([long, "cold food", "kind nurse"])
    assert len(long) > 1_000_000
    assert found.labels_.shape == (3,)


def test_no_clusters_cannot_be_asked_for() -> None:
    with pytest.raises(RequestError, match="cannot be 0 clusters"):
        Clusters(0)


@pytest.mark.parametrize(
    ("left", "right", "index"),
    [
        ([0, 0, 1, 1], [1, 1, 0, 0], 1.0),
        # Six things: Hubert & Arabie's formula by hand: (2 - 6*7/15) / (6.5 - 6*7/15).
        ([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 1], (4 - 7 * 6 / 15) / (6.5 - 7 * 6 / 15)),
    ],
)
def test_adjusted_rand_index(left: list[int], right: list[int], index: float) -> None:
    assert adjusted_rand(np.array(left), np.array(right)) == pytest.approx(index)
