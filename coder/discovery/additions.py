"""What a variant of a template kept, and what its sender added: word by word, in the sender's spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from coder.text import fold

Block = tuple[int, int, int]
"""Words that agree: place in the template, place in the variant, how many."""


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
        tuple((placed[start][1], placed[end - 1][2]) for start, end in _gaps(blocks, len(placed))),
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


def _gaps(blocks: Sequence[Block], total: int) -> list[tuple[int, int]]:
    ends = [0, *(b + size for _, b, size in blocks)]
    starts = [*(b for _, b, _ in blocks), total]
    return [(start, end) for start, end in zip(ends, starts, strict=True) if start < end]
