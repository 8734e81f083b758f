"""Eight invented answers with two codes, and a codebook for them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from coder.domain import Code
from coder.tagging.tagger import Tagger

TEXTS = [
    "the nurse was kind",
    "kind and friendly staff",
    "we waited three hours",
    "a long wait in the queue",
    "friendly nurse but a long wait",
    "hours of waiting",
    "lovely kind people",
    "the food was cold",
]
CODES = [{"staff"}, {"staff"}, {"wait"}, {"wait"}, {"staff", "wait"}, {"wait"}, {"staff"}, set()]
BOOK = SimpleNamespace(
    codes=(
        Code("staff", definition="How kind and friendly staff are", examples=("a very kind nurse",)),
        Code("wait", definition="Long waits, queues, hours lost", keywords=("queue*", "hours lost")),
        Code("food", definition="Meals and drinks, cold food"),
        Code("group", codable=False, keywords=("everything",)),
    )
)


@pytest.fixture
def trained() -> Tagger:
    """Learnt without an embedding."""
    return Tagger(embedding=None).fit(TEXTS, CODES)
