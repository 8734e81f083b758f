"""Clusters beside a codebook: planted gaps, twins and a code made of two."""

from __future__ import annotations

import random

import pytest

from coder.discovery.clusters import Clusters
from coder.discovery.findings import overlapping, several, unexplained
from tests.discovery.answers import ANSWERS, TRUTH


@pytest.fixture(scope="module")
def fitted() -> Clusters:
    return Clusters(4, embedding="static").fit(ANSWERS)


def test_a_subject_without_a_code_is_found(fitted: Clusters) -> None:
    codes = [frozenset[str]() if subject == "food" else frozenset({subject}) for subject in TRUTH]
    found = unexplained(fitted.clusters_, codes)
    assert [each.cluster.number for each in found] == [int(fitted.labels_[TRUTH.index("food")])]


def test_a_code_that_is_everywhere_explains_nothing(fitted: Clusters) -> None:
    codes = [frozenset({"general"})] * 80 + [frozenset({subject}) for subject in TRUTH[80:]]
    everywhere = [given | {"general"} for given in codes]
    assert {each.share for each in unexplained(fitted.clusters_, everywhere)} == {0.0}


def test_a_cluster_that_nobody_has_read_is_no_finding(fitted: Clusters) -> None:
    assert unexplained(fitted.clusters_, [None] * len(ANSWERS)) == []


def test_codes_on_the_same_answers_are_a_pair() -> None:
    codes = [frozenset({"a", "b"})] * 8 + [frozenset({"a"})] * 2 + [frozenset({"c"})] * 9
    (found,) = overlapping(codes)
    assert (found.one, found.other, found.shared, found.jaccard) == ("a", "b", 8, 0.8)


def test_few_common_answers_are_chance() -> None:
    assert overlapping([frozenset({"a", "b"})] * 4) == []


def test_codes_that_meet_now_and_then_are_no_pair() -> None:
    assert overlapping([frozenset({"a", "b"})] * 6 + [frozenset({"a"}), frozenset({"b"})] * 20) == []


def test_a_code_made_of_two_is_first(fitted: Clusters) -> None:
    made = {"parking": "site", "food": "site", "waiting": "waiting", "nurses": "nurses"}
    found = several(fitted, ANSWERS, [frozenset({made[subject]}) for subject in TRUTH])
    assert found[0].code == "site"
    assert sorted(found[0].sizes) == [40, 40]


def test_a_code_with_few_answers_is_not_judged(fitted: Clusters) -> None:
    codes = [frozenset({"rare"}) if at < 19 else None for at in range(len(ANSWERS))]
    assert several(fitted, ANSWERS, codes) == []


def test_the_order_of_the_answers_leaves_no_trace() -> None:
    made = {"parking": "site", "food": "site", "waiting": "waiting", "nurses": "nurses"}
    codes = [frozenset({made[subject]}) for subject in TRUTH]
    order = random.Random(5).sample(range(len(ANSWERS)), len(ANSWERS))
    mixed = [ANSWERS[at] for at in order]
    fitted = [Clusters(4, embedding=None).fit(texts) for texts in (ANSWERS, mixed)]
    assert several(fitted[0], ANSWERS, codes) == several(fitted[1], mixed, [codes[at] for at in order])
