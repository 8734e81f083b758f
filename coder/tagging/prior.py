"""The codebook's own sentences as a prior: two readings of them, both linear in the features of a text.

    nearness  p(x, c) = mean over blocks of cos(x, d_c), d_c = mean of the code's sentences, length 1
                       (times r(x), see space.py)
    lesson    r(x, c) = ridge regression learnt on the sentences alone: its own code 1, every other code 0

A code's sentences are its name with definition, include, keywords, and each example. As classifiers they are
poor; they rank before anything is read, and as offsets of the learner, with weights that the labels
decide, they are worth as much as doubling the first hundred readings. What the labels explain by
themselves takes the weight away from them. An example that stands in an answer is left out of the prior of that
answer (exactly, see ridge.py): it would vouch for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from coder.domain import Code
from coder.tagging.features import text_key
from coder.tagging.ridge import Factor, Solution
from coder.tagging.space import Block, Space, linear, weights_of

Floats = npt.NDArray[np.float64]

PENALTY = 1.0


class CodebookLike(Protocol):
    """Anything with the codes in their order."""

    @property
    def codes(self) -> Iterable[Code]:
        """Every code, groups included."""
        ...


def limits(codes: Iterable[Code]) -> dict[str, list[str]]:
    """By path the questions a code is meant for, of those that are not for all: its own, else those of one above."""
    found: dict[str, list[str]] = {}
    for code in sorted(codes, key=lambda code: code.path):
        questions = list(code.questions) or _above(code.path, found)
        if questions:
            found[code.path] = questions
    return found


def _above(path: str, found: Mapping[str, list[str]]) -> list[str]:
    return found.get(path.rpartition("/")[0], [])


def parts_of(code: Code) -> list[str]:
    """The sentences of one code, those without words left out."""
    path = code.path.replace("/", " ").replace("-", " ").replace("_", " ")
    keywords = " ".join(code.keywords).replace("*", "")
    own = [f"{code.name or path}. {code.definition}", code.include, keywords, *code.examples]
    return [part for part in own if text_key(part)]


class Prior:
    """Two directions in feature space per code; zero for codes that are not in a codebook.

    `weights[reading]` holds one (features, k) array per block; `intercepts` is (2, k).
    """

    def __init__(self, space: Space, codes: Sequence[Code | None]) -> None:
        self.space, self.codes = space, list(codes)
        parts = [parts_of(code) if code else [] for code in codes]
        self.owner = np.repeat(np.arange(len(parts)), [len(found) for found in parts])
        self.sentences = [part for found in parts for part in found]
        self.blocks = linear(space.unit(self.sentences))
        self.targets = np.zeros((len(self.owner), len(codes)))
        self.targets[np.arange(len(self.owner)), self.owner] = 1.0
        self.weights = [self._near(self.targets), self._learnt()]
        self._examples = _own_examples(self.sentences, codes)

    @property
    def intercepts(self) -> Floats:
        """Of nearness (none) and lesson, (2, k)."""
        lesson = self._solution.intercept if self._solution else np.zeros(self.targets.shape[1])
        return np.stack([np.zeros_like(lesson), lesson])

    def along(self, gamma: Floats, block: int) -> Floats:
        """Both readings' weights of one block, added with the factors `gamma` (2, k), (features, k); 0 for blocks beyond."""
        if block >= len(self.blocks):
            return np.zeros(1)
        return np.asarray(gamma[0] * self.weights[0][block] + gamma[1] * self.weights[1][block])

    def __call__(self, blocks: list[Block]) -> Floats:
        """(2, n, k): nearness and lesson of every row."""
        return np.stack([_sum(blocks, weights) for weights in self.weights]) + self.intercepts[:, None, :]

    def for_examples(self, blocks: list[Block], texts: Sequence[str]) -> Floats:
        """The same for texts that may hold an example of the codebook, which then is left out."""
        values = self(blocks)
        keys = [f" {text_key(text)} " for text in texts]
        for example, part in self._examples:
            rows = [row for row, key in enumerate(keys) if f" {example} " in key]
            if rows:
                some = [block[rows] for block in blocks]
                values[1, rows] -= self._share_of(part, some)
                code = self.owner[part]
                values[0, rows, code] = self._near_without(part, some)
        return values

    def _near(self, members: Floats) -> list[Floats]:
        return [
            weights_of(block, members / _lengths(block, members) / len(self.blocks)) for block in self.blocks
        ]

    def _near_without(self, part: int, blocks: list[Block]) -> Floats:
        rest = (self.owner == self.owner[part]).astype(float)
        rest[part] = 0.0
        return _sum(blocks, self._near(rest[:, None]))[:, 0]

    def _learnt(self) -> list[Floats]:
        self._solution: Solution | None = None
        if len(self.sentences) < 2:
            return self._near(self.targets)
        kernel = self.space.kernel(self.blocks, self.blocks)
        self._factor = Factor(kernel, np.ones(len(kernel)), PENALTY)
        self._solution = self._factor.solve(self.targets)
        return [
            weights_of(block, self.space.scales[name] * self._solution.alpha)
            for name, block in zip(self.space.names, self.blocks, strict=False)
        ]

    def _share_of(self, part: int, blocks: list[Block]) -> Floats:
        if self._solution is None:
            return np.zeros((1, self.targets.shape[1]))
        moved = self._factor.moved_by(part, self._solution)
        return self.space.kernel(blocks, self.blocks) @ moved.alpha + moved.intercept


def _own_examples(sentences: Sequence[str], codes: Sequence[Code | None]) -> list[tuple[str, int]]:
    examples = {text_key(text) for code in codes if code for text in code.examples} - {""}
    return [(key, part) for part, key in enumerate(map(text_key, sentences)) if key in examples]


def _lengths(block: Block, mean: Floats) -> Floats:
    summed = np.asarray(block.T @ mean)
    lengths = np.sqrt((summed**2).sum(axis=0))
    return np.asarray(np.where(lengths > 0, lengths, 1.0))


def _sum(blocks: list[Block], weights: list[Floats]) -> Floats:
    total = np.zeros((blocks[0].shape[0], weights[0].shape[1]))
    for block, weight in zip(blocks, weights, strict=False):
        total += np.asarray(block @ weight)
    return total
