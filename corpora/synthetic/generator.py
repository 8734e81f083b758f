"""Synthetic answers of a library survey, any number of them, with the codes they were made from.

For tests and benchmarks that must run without real data. Nobody said any of it: every id begins with SYN-.
Answer `i` depends on the seed and on `i` alone, so the first thousand of a million are the thousand.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import TypedDict

from .words import (
    ANY_BAD,
    ANY_GOOD,
    CAMPAIGNS,
    EMPTY,
    FILLERS,
    GROUPS,
    OPENERS,
    PERIODS,
    TOPICS,
    VAGUE,
    Topic,
)

QUESTIONS = ("like", "change")
REGIONS = ("Harbour", "Hillside", "Market", "Old Town")
COLUMNS = ("id", "respondent", "question", "text", "region", "age")

_CUTS = list(accumulate(topic.share for topic in TOPICS))
_HILLSIDE_CUTS = list(
    accumulate(topic.share * (4 if topic.path == "building/parking" else 1) for topic in TOPICS)
)


class Answer(TypedDict):
    """One answer; `codes` are the paths it was made from, sorted."""

    id: str
    respondent: str
    question: str
    text: str
    region: str
    age: str
    codes: tuple[str, ...]


def answers(n: int, seed: int = 0) -> Iterator[Answer]:
    """`n` answers of n/2 respondents to two questions, one at a time.

    About 5 % are empty in substance, 5 % hold a campaign's text, 8 % raise nothing; the others raise one to four of
    twelve codes whose shares run from 22 % to under 1 %. Hillside raises parking four times as often. One code in
    twenty is missing although it was raised, as if the coder had overlooked it.
    """
    for number in range(n):
        who = Random(f"{seed} person {number // 2}")
        region = who.choice(REGIONS)
        age = "" if who.random() < 0.05 else str(int(who.triangular(16, 92, 44)))
        question = QUESTIONS[number % 2]
        text, codes = _said(Random(f"{seed} answer {number}"), question, region)
        yield Answer(
            id=f"SYN-{number:07d}",
            respondent=f"SYN-P{number // 2:07d}",
            question=question,
            text=text,
            region=region,
            age=age,
            codes=codes,
        )


def codebook() -> str:
    """The codes as the YAML of a codebook, with definition and keywords."""
    lines = ["title: Synthetic library survey", "codes:"]
    for path, definition, keywords in _entries():
        lines += [f"  - path: {path}", f"    definition: '{definition.replace(chr(39), 2 * chr(39))}'"]
        lines += [f"    keywords: [{', '.join(keywords)}]"] if keywords else ["    codable: false"]
    return "\n".join(lines) + "\n"


def write(folder: Path, n: int, seed: int = 0) -> Path:
    """Fills `folder` (made if missing) with responses.csv, codes.csv, codebook.csv and codebook.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / "responses.csv").open("w", encoding="utf-8", newline="") as responses,
        (folder / "codes.csv").open("w", encoding="utf-8", newline="") as codes,
    ):
        rows = csv.DictWriter(responses, COLUMNS, extrasaction="ignore", lineterminator="\n")
        pairs = csv.writer(codes, lineterminator="\n")
        rows.writeheader()
        pairs.writerow(("id", "code"))
        for answer in answers(n, seed):
            rows.writerow(answer)
            pairs.writerows((answer["id"], code) for code in answer["codes"])
    _write_codebook(folder)
    return folder


def _write_codebook(folder: Path) -> None:
    (folder / "codebook.yaml").write_text(codebook(), encoding="utf-8")
    with (folder / "codebook.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("code", "parent", "definition"))
        rows.writerows((path, path.rpartition("/")[0], definition) for path, definition, _ in _entries())


def _entries() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    groups = dict(GROUPS)
    for topic in TOPICS:
        parent = topic.path.rpartition("/")[0]
        if parent in groups:
            yield parent, groups.pop(parent), ()
        yield topic.path, topic.definition, topic.keywords


def _said(random: Random, question: str, region: str) -> tuple[str, tuple[str, ...]]:
    kind = random.random()
    if kind < 0.05:
        return random.choice(EMPTY), ()
    if kind < 0.10:
        return _campaign(random)
    topics = [] if kind < 0.18 else _topics(random, region)
    sentences = [_sentence(random, topic, question) for topic in topics]
    if not topics or random.random() < 0.25:
        sentences.insert(random.randint(0, len(sentences)), random.choice(FILLERS))
    if random.random() < 0.15:
        sentences.append(_idle(random))
    noticed = (topic.path for topic in topics if random.random() < 0.95)
    return _typed(random, sentences), tuple(sorted(noticed))


def _campaign(random: Random) -> tuple[str, tuple[str, ...]]:
    text, codes = random.choice(CAMPAIGNS)
    if random.random() < 0.4:
        text += " " + random.choice(FILLERS)
    return text, tuple(sorted(codes))


def _topics(random: Random, region: str) -> list[Topic]:
    wanted = random.choices((1, 2, 3, 4), (50, 30, 15, 5))[0]
    cuts = _HILLSIDE_CUTS if region == "Hillside" else _CUTS
    drawn = random.choices(TOPICS, cum_weights=cuts, k=wanted)
    return list(dict.fromkeys(drawn))


def _sentence(random: Random, topic: Topic, question: str) -> str:
    if random.random() < 0.2:
        return random.choice(topic.oblique)
    pleased = random.random() < (0.85 if question == "like" else 0.15)
    comments = (*topic.good, *ANY_GOOD) if pleased else (*topic.bad, *ANY_BAD)
    things = VAGUE if random.random() < 0.2 else topic.things
    thing, comment = random.choice(things), random.choice(comments)
    whole = f"{random.choice(OPENERS)}{thing} {comment}{random.choice(PERIODS)}."
    return whole[0].upper() + whole[1:]


def _idle(random: Random) -> str:
    """A sentence with a keyword of a code that it does not raise."""
    return random.choice(random.choice(TOPICS).idle)


def _typed(random: Random, sentences: list[str]) -> str:
    """Joined as people type: line breaks, no capitals, no full stop, slips, now and then an emoji."""
    text = ("\n" if random.random() < 0.02 else " ").join(sentences)
    if random.random() < 0.2:
        text = text.lower()
    if random.random() < 0.2:
        text = text.rstrip(".")
    if random.random() < 0.1:
        at = random.randrange(len(text) - 1)
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text + " 🙂" if random.random() < 0.005 else text
