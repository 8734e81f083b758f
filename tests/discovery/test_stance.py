"""For and against: found where both are there, not where they are not."""

from __future__ import annotations

import numpy as np

from coder.discovery.pieces import pieces
from coder.discovery.stance import stances
from coder.embedding import Embedder, load

EMBEDDER: Embedder = load("static")  # type: ignore[assignment]
WHAT = (
    "the bridge",
    "a new bridge",
    "this bridge plan",
    "the bridge over the river",
    "our bridge",
    "that bridge",
)
PRO = [f"I {verb} {what}, it is good for us" for verb in ("support", "welcome", "love") for what in WHAT]
CON = [f"I {verb} {what}, it is bad and wrong" for verb in ("oppose", "hate", "reject") for what in WHAT]


def test_a_cluster_of_both_is_offered_as_two_sides() -> None:
    texts = PRO + CON
    cut = pieces(texts)
    (found,) = stances(cut, np.zeros(len(texts), np.int64), EMBEDDER(cut.texts), EMBEDDER, "en")
    assert found is not None
    assert set(found.in_favour) == set(range(len(PRO)))
    assert set(found.against) == set(range(len(PRO), len(texts)))


def test_a_cluster_of_one_mind_is_left_alone() -> None:
    texts = PRO + CON
    cut = pieces(texts)
    labels = np.array(
        [int(passage.text.startswith(("I oppose", "I hate", "I reject"))) for passage in cut.passages]
    )
    assert stances(cut, labels, EMBEDDER(cut.texts), EMBEDDER, "en") == [None, None]


def test_a_handful_is_not_split() -> None:
    cut = pieces(PRO[:3] + CON[:3])
    assert stances(cut, np.zeros(6, np.int64), EMBEDDER(cut.texts), EMBEDDER, "en") == [None]


def test_other_languages_are_not_judged_by_english_words() -> None:
    cut = pieces(PRO + CON)
    assert stances(cut, np.zeros(36, np.int64), EMBEDDER(cut.texts), EMBEDDER, "de") == [None]
