"""The codebook's own words as a prior: how near is a text to what a code says of itself?

    p(x, c) = mean over blocks of cos(x, d_c),   d_c = mean of the code's parts, scaled to length 1

The parts are name with definition, include, keywords and each example; p lies in [-1, 1] and is linear
in the features of the text, so that it adds exactly to the learner's weights. As a classifier of its own it
is useless; it ranks before anything is read, and it is an offset whose weight the labels decide afterwards.
An example that stands in an answer is left out of the prior of that answer: it would vouch for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from coder.domain import Code
from coder.tagging.features import text_key
from coder.tagging.space import Block, Space, weights_of

Floats = npt.NDArray[np.float64]


class CodebookLike(Protocol):
    """Anything with the codes in their order."""

    @property
    def codes(self) -> Iterable[Code]:
        """Every code, groups included."""
        ...


def parts_of(code: Code, without: str = "") -> list[str]:
    """What a code says of itself; an example equal to `without` (folded) is left out."""
    path = code.path.replace("/", " ").replace("-", " ").replace("_", " ")
    examples = [example for example in code.examples if not without or text_key(example) != without]
    own = [
        f"{code.name or path}. {code.definition}",
        code.include,
        " ".join(code.keywords).replace("*", ""),
        *examples,
    ]
    return [part for part in own if text_key(part)]


class Prior:
    """Directions in feature space, one per code; all zero for a code that is not in the codebook."""

    def __init__(self, space: Space, codes: Sequence[Code | None]) -> None:
        self.space = space
        self.codes = codes
        self.weights = self._directions([parts_of(code) if code else [] for code in codes])

    def __call__(self, blocks: list[Block]) -> Floats:
        """p(x, c) for every row of the blocks, (n, k)."""
        return _sum(blocks, self.weights)

    def for_examples(self, blocks: list[Block], texts: Sequence[str]) -> Floats:
        """The same for texts that may hold an example of the codebook, which then is left out."""
        values = self(blocks)
        for column, row, example in self._own_examples(texts):
            code = self.codes[column]
            assert code is not None
            alone = [block[row : row + 1] for block in blocks]
            values[row, column] = _sum(alone, self._directions([parts_of(code, without=example)]))[0, 0]
        return values

    def _own_examples(self, texts: Sequence[str]) -> list[tuple[int, int, str]]:
        keys = [f" {text_key(text)} " for text in texts]
        return [
            (column, row, example)
            for column, code in enumerate(self.codes)
            if code
            for example in sorted({text_key(text) for text in code.examples} - {""})
            for row, key in enumerate(keys)
            if f" {example} " in key
        ]

    def _directions(self, parts: list[list[str]]) -> list[Floats]:
        owner = np.repeat(np.arange(len(parts)), [len(found) for found in parts])
        mean = np.zeros((len(owner), len(parts)))
        mean[np.arange(len(owner)), owner] = 1.0
        blocks = self.space.transform([part for found in parts for part in found])
        return [weights_of(block, mean / _lengths(block, mean) / len(blocks)) for block in blocks]


def _lengths(block: Block, mean: Floats) -> Floats:
    summed = np.asarray(block.T @ mean)
    lengths = np.sqrt((summed**2).sum(axis=0))
    return np.asarray(np.where(lengths > 0, lengths, 1.0))


def _sum(blocks: list[Block], weights: list[Floats]) -> Floats:
    total = np.zeros((blocks[0].shape[0], weights[0].shape[1]))
    for block, weight in zip(blocks, weights, strict=True):
        total += np.asarray(block @ weight)
    return total
