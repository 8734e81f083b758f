"""What a variant of a template kept, and what its sender added: word by word, in the sender's spelling.

Where a word of the template was replaced right beside an addition, place alone cannot tell them apart. A broken sentence
can: no more words than the template misses there, before the only capital letter in mid-sentence or, in small letters,
after the last full stop, are a passage of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from coder.text import fold

Words = Sequence[tuple[str, int, int]]
Block = tuple[int, int, int]
"""Words that agree: place in the template, place in the variant, how many."""

STOPS = re.compile(r"[.!?…]\W*$")
FIRST_PERSON = re.compile(r"I\b")


@dataclass(frozen=True, slots=True)
class Difference:
    """`kept`: share of the template's words found in order; `runs`: the same, lone words left out.

    `added` are `[start, end)` of the variant's own words.
    """

    kept: float
    runs: float
    added: tuple[tuple[int, int], ...]


def difference(template: Sequence[str], text: str) -> Difference:
    """Aligns the folded words of a template with a text."""
    placed = placed_words(text)
    blocks = aligned(template, [word for word, _, _ in placed])
    size = max(1, len(template))
    return Difference(
        sum(block[2] for block in blocks) / size,
        sum(block[2] for block in blocks if block[2] > 1) / size,
        tuple(
            (part[0][1], part[-1][2])
            for start, end, missing in _gaps(blocks, len(template), len(placed))
            for part in _parted(text, placed[start:end], missing)
        ),
    )


def placed_words(text: str) -> list[tuple[str, int, int]]:
    """Folded words with `[start, end)` of the written word each comes from."""
    return [
        (word, found.start(), found.end())
        for found in re.finditer(r"\S+", text)
        for word in fold(found.group()).split()
    ]


def aligned(template: Sequence[str], variant: Sequence[str]) -> list[Block]:
    """Runs of equal words, longest first (Ratcliff & Obershelp); chance hits inside an addition taken out."""
    matcher = SequenceMatcher(None, template, variant, autojunk=False)
    blocks = [(block.a, block.b, block.size) for block in matcher.get_matching_blocks() if block.size]
    while True:
        doubtful = [at for at in range(len(blocks)) if _by_chance(blocks, at, len(template), len(variant))]
        if not doubtful:
            return blocks
        del blocks[min(doubtful, key=lambda at: blocks[at][2])]


def _by_chance(blocks: Sequence[Block], at: int, template: int, variant: int) -> bool:
    a, b, size = blocks[at]
    before = blocks[at - 1] if at else (0, 0, 0)
    after = blocks[at + 1] if at + 1 < len(blocks) else (template, variant, 0)
    left = (b - before[1] - before[2]) - (a - before[0] - before[2])
    right = (after[1] - b - size) - (after[0] - a - size)
    return size <= 2 and left > 0 and right > 0 and left + right > 2


def _gaps(blocks: Sequence[Block], template: int, total: int) -> list[tuple[int, int, int]]:
    """Where words of the variant stand that do not agree, and how many of the template's are missing there."""
    ends = [(0, 0), *((a + size, b + size) for a, b, size in blocks)]
    starts = [*((a, b) for a, b, _ in blocks), (template, total)]
    return [(at, b, a - done) for (done, at), (a, b) in zip(ends, starts, strict=True) if at < b]


def _parted(text: str, words: Words, missing: int) -> list[Words]:
    """Words that may stand for missing ones of the template, cut off where they break a sentence."""
    if not missing or len(words) <= missing:
        return [words]
    written = [text[start:end] for _, start, end in words]
    before = _before_the_capital(written, missing)
    after = len(words) - _after_the_stop(written, missing - before)
    return [part for part in (words[:before], words[before:after], words[after:]) if part]


def _before_the_capital(written: Sequence[str], most: int) -> int:
    stops = [bool(STOPS.search(word)) for word in written]
    broken = [
        at
        for at, word in enumerate(written)
        if at and word[0].isupper() and not FIRST_PERSON.match(word) and not stops[at - 1]
    ]
    return broken[0] if len(broken) == 1 and broken[0] <= most and not any(stops[: broken[0]]) else 0


def _after_the_stop(written: Sequence[str], most: int) -> int:
    for after, word in enumerate(reversed(written)):
        if STOPS.search(word):
            return after if after <= most else 0
        if word[0].isupper():
            break
    return 0
