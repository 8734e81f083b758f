"""Near copies meet in a bucket; others do not."""

from __future__ import annotations

import numpy as np

from coder.discovery.shingles import candidates, hits, shingled

ONE = "we ask the council to keep the old baths open for all of the town"
NEAR = ONE.replace("old", "indoor")
OTHER = "my bus was late on monday and again on friday so i walked home in rain"


def test_a_text_of_five_words_has_three_shingles() -> None:
    assert shingled(["a b c d e", "a b", ""]).starts.tolist() == [0, 3, 3, 3]


def test_the_same_words_have_the_same_shingles_in_any_text() -> None:
    found = shingled(["x y z a b c", "a b c"])
    assert found.of(0)[-1] == found.of(1)[0]


def test_order_matters() -> None:
    found = shingled(["a b c", "c b a"])
    assert found.of(0)[0] != found.of(1)[0]


def test_near_copies_are_candidates_and_strangers_are_not() -> None:
    assert candidates(shingled([ONE, OTHER, NEAR])).tolist() == [[0, 2]]


def test_no_texts_no_candidates() -> None:
    assert candidates(shingled([])).shape == (0, 2)


def test_hits_count_shared_shingles_per_group() -> None:
    found = shingled(["a b c d", "b c d e", "p q r"])
    wanted = [np.unique(found.of(0)), np.unique(found.of(2))]
    assert hits(found, wanted).tolist() == [[0, 0, 2], [1, 0, 1], [2, 1, 1]]
