"""Made-up answers about four things, for the tests of this folder; nobody wrote them."""

from __future__ import annotations

import random

SUBJECTS = {
    "parking": [
        "parking",
        "car",
        "park",
        "space",
        "spaces",
        "machine",
        "ticket",
        "ticket",
        "charge",
        "charges",
        "vehicle",
        "drove",
        "full",
    ],
    "food": [
        "food",
        "meal",
        "dinner",
        "lunch",
        "breakfast",
        "menu",
        "soup",
        "vegetables",
        "tea",
        "kitchen",
        "ate",
        "cold",
    ],
    "waiting": [
        "wait",
        "waited",
        "waiting",
        "queue",
        "hours",
        "minutes",
        "appointment",
        "delay",
        "delayed",
        "late",
        "clock",
        "slow",
    ],
    "nurses": [
        "nurse",
        "nurses",
        "nursing",
        "matron",
        "ward",
        "kind",
        "caring",
        "gentle",
        "bedside",
        "medicine",
        "night",
        "shift",
    ],
}
REST = [
    "I",
    "we",
    "they",
    "it",
    "was",
    "had",
    "the",
    "a",
    "my",
    "our",
    "to",
    "of",
    "for",
    "and",
    "again",
    "there",
    "today",
    "really",
    "then",
    "when",
]


def about(subject: str) -> list[str]:
    """40 different answers on one subject: five of its words, five of everybody's."""
    rng = random.Random(subject)
    said = [rng.sample(SUBJECTS[subject], 5) + rng.sample(REST, 5) for _ in range(40)]
    return [" ".join(rng.sample(words, len(words))) for words in said]


ANSWERS = [answer for subject in SUBJECTS for answer in about(subject)]
TRUTH = [subject for subject in SUBJECTS for _ in about(subject)]
