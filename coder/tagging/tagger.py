"""Tagger: texts and the codes people gave them in, proposals out; scikit-learn in manner, no project needed.

The score of a text for a code is a sum over its n-grams and its embedding, plus the codebook's prior,
plus an intercept, minus the code's threshold: above 0 is a proposal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from coder import embedding as embeddings
from coder.domain import Code, Proposal
from coder.errors import UnknownCodeError
from coder.tagging.calibration import Platt
from coder.tagging.examples import Examples, Scope, gather
from coder.tagging.features import text_key
from coder.tagging.prior import CodebookLike, Prior, parts_of
from coder.tagging.ridge import Factor, Solution, choose_penalty
from coder.tagging.space import Block, Embedder, Space, weights_of
from coder.tagging.thresholds import thresholds

Floats = npt.NDArray[np.float64]

PENALTIES = (0.3, 0.6, 1.2, 2.4, 4.8)
PRIOR_WEIGHT = 0.3


class Tagger:
    """Learns codes from few decisions.

    `codebook`: anything with `.codes` (domain.Code); without one the codes are those that were used.
    `embedding`: "minilm", "static", None, or a callable from texts to vectors.
    """

    def __init__(
        self,
        codebook: CodebookLike | None = None,
        embedding: str | Embedder | None = "minilm",
        random_state: int = 0,
    ) -> None:
        self.codebook = codebook
        self.embedding = embedding
        self.random_state = random_state
        self.name = "tagger"
        self.space_: Space | None = None

    def prepare(self, corpus: Iterable[str]) -> Tagger:
        """Freezes vocabulary, IDF and embedding centre on all answers there are, coded or not.

        Worth doing once when a project is opened: `fit` then only solves. Without it `fit` does this on its texts.
        """
        self.space_ = Space(embeddings.load(self.embedding)).fit(corpus)
        self._prepared = True
        return self

    def fit(
        self,
        texts: Sequence[str],
        codes: Sequence[Collection[str]],
        *,
        sample_weight: Sequence[float] | None = None,
        scopes: Sequence[Scope] | None = None,
        random_and_blind: Sequence[bool] | None = None,
    ) -> Tagger:
        """Learns from texts that were read and the set of code paths each was given.

        `scopes`: for each text the codes that were judged (None: all); any other code is unknown there, not "no".
        """
        by_path = self._codes(codes)
        self.codes_ = tuple(by_path)
        self.examples_ = gather(texts, codes, self.codes_, scopes=scopes, sample_weight=sample_weight)
        self._ready(texts)
        self._learn(self.examples_, list(by_path.values()))
        return self

    def decision_function(self, texts: Sequence[str]) -> Floats:
        """(n, k) scores in the order of `codes_`; above 0 is a yes. A text without words scores -1."""
        scores = self._raw(self._space().transform(texts)) + self.intercept_ - self.thresholds_
        empty = [row for row, text in enumerate(texts) if not text_key(text)]
        scores[empty] = -1.0
        return scores

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """(n, k) calibrated probabilities."""
        return self.calibration_(self.decision_function(texts))

    def predict(self, texts: Sequence[str]) -> list[set[str]]:
        """For each text the paths whose score is above 0."""
        yes = self.decision_function(texts) > 0
        return [{self.codes_[column] for column in np.flatnonzero(row)} for row in yes]

    def propose(self, texts: Sequence[str]) -> list[list[Proposal]]:
        """For each text its proposals, strongest first."""
        scores = self.decision_function(texts)
        chances = self.calibration_(scores)
        return [self._proposals(row, chance) for row, chance in zip(scores, chances, strict=True)]

    def _proposals(self, scores: Floats, chances: Floats) -> list[Proposal]:
        order = [int(c) for c in np.argsort(-scores, kind="stable") if scores[c] > 0]
        return [Proposal(self.codes_[c], float(scores[c]), float(chances[c])) for c in order]

    def _codes(self, codes: Sequence[Collection[str]]) -> dict[str, Code | None]:
        used = {path for found in codes for path in found}
        if self.codebook is None:
            return dict.fromkeys(sorted(used))
        known: dict[str, Code | None] = {code.path: code for code in self.codebook.codes if code.codable}
        for path in sorted(used - set(known)):
            raise UnknownCodeError(path, known=known)
        return known

    def _ready(self, texts: Sequence[str]) -> None:
        if self.space_ is None or not getattr(self, "_prepared", False):
            told = [part for code in self.codebook.codes for part in parts_of(code)] if self.codebook else []
            self.space_ = Space(embeddings.load(self.embedding)).fit([*texts, *told])

    def _space(self) -> Space:
        assert self.space_ is not None
        return self.space_

    def _raw(self, blocks: list[Block]) -> Floats:
        total = np.zeros((blocks[0].shape[0], len(self.codes_)))
        for block, weight in zip(blocks, self.weights_, strict=True):
            total += np.asarray(block @ weight)
        return total

    def _learn(self, examples: Examples, codes: list[Code | None]) -> None:
        space = self._space()
        blocks = space.transform(examples.texts)
        prior = Prior(space, codes)
        offsets = prior.for_examples(blocks, examples.texts)
        kernel = space.kernel(blocks, blocks)
        solution, self.prior_weight_ = self._solve(kernel, examples, offsets)
        self.loo_ = solution.loo
        self.intercept_ = solution.intercept
        self.weights_ = [
            weights_of(block, space.scales[name] * solution.alpha) + self.prior_weight_ * direction
            for name, block, direction in zip(space.names, blocks, prior.weights, strict=True)
        ]
        self.thresholds_ = thresholds(self.loo_, examples.targets, examples.weights)
        self.calibration_ = Platt().fit(self.loo_ - self.thresholds_, examples.targets, examples.weights)

    def _solve(self, kernel: Floats, examples: Examples, offsets: Floats) -> tuple[Solution, float]:
        targets = examples.targets
        if not len(targets):
            empty = np.zeros((0, targets.shape[1]))
            return Solution(empty, np.zeros(targets.shape[1]), empty), PRIOR_WEIGHT
        return solve_all(kernel, targets, examples.weights, offsets)


def solve_all(kernel: Floats, targets: Floats, weights: Floats, offsets: Floats) -> tuple[Solution, float]:
    """One solution for all codes, with one factorisation for each distinct pattern of weights."""
    n, k = targets.shape
    ours, theirs = (Solution(np.zeros((n, k)), np.zeros(k), np.zeros((n, k))) for _ in range(2))
    patterns, pattern_of = np.unique(weights.T, axis=0, return_inverse=True)
    common = int(np.argmax(np.bincount(pattern_of.ravel(), minlength=len(patterns))))
    penalty = None
    for number in sorted(range(len(patterns)), key=lambda p: p != common):
        rows = np.flatnonzero(patterns[number] > 0)
        columns = np.flatnonzero(pattern_of.ravel() == number)
        if not len(rows):
            continue
        part = kernel[np.ix_(rows, rows)]
        goal = targets[np.ix_(rows, columns)]
        if penalty is None:
            penalty = choose_penalty(part, goal, patterns[number][rows], PENALTIES)
        factor = Factor(part, patterns[number][rows], penalty)
        for total, wanted in ((ours, goal), (theirs, offsets[np.ix_(rows, columns)])):
            found = factor.solve(wanted)
            total.alpha[np.ix_(rows, columns)] = found.alpha
            total.intercept[columns] = found.intercept
            total.loo[np.ix_(rows, columns)] = found.loo
    left = (targets - ours.loo) * weights
    right = offsets - theirs.loo
    gain = float((left * right).sum() + PRIOR_WEIGHT * 1e-3) / (float((weights * right**2).sum()) + 1e-3)
    gain = max(gain, 0.0)
    together = ours.minus(theirs, np.full(k, gain))
    return Solution(together.alpha, together.intercept, together.loo + gain * offsets), gain
