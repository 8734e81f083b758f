"""Tagger: texts and the codes people gave them in, proposals out; scikit-learn in manner, no project needed.

The score of a text for a code is a sum over its n-grams and its embedding, the codebook's prior included,
plus an intercept, minus the code's threshold: above 0 is a proposal. It proposes; only people's decisions code.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coder import embedding as embeddings
from coder.domain import Code, Proposal, Strength
from coder.errors import ModelError, RequestError, UnknownCodeError
from coder.tagging import persist
from coder.tagging.calibration import Platt
from coder.tagging.card import card_text
from coder.tagging.evidence import Explanation, explain
from coder.tagging.examples import Examples, Scope, gather
from coder.tagging.features import Ngrams, has_words
from coder.tagging.learning import learn
from coder.tagging.memory import Memory
from coder.tagging.prior import CodebookLike, Prior, limits, parts_of
from coder.tagging.rules import Rules
from coder.tagging.space import Block, Space, weights_of
from coder.tagging.thresholds import NEVER, thresholds
from coder.tagging.verdicts import ADD, CodeVerdict, Zone, auto_threshold, exact_set, judge, looked_at, zones

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Questions = Sequence[str] | None

RANKED = 3
"""How many codes the codebook alone puts forward while nothing has been coded."""

STRENGTHS: tuple[tuple[float, Strength], ...] = ((0.8, "strong"), (0.5, "medium"), (0.0, "weak"))


class Tagger:
    """Learns codes from few decisions.

    `codebook`: anything with `.codes` (domain.Code); without one the codes are those that were used.
    `embedding`: "minilm", "static", None, the name of a sentence-transformers model, or a callable from texts
    to vectors. Nothing in it is random; `random_state` is kept for the card.

    `questions`, wherever texts are given: the question that each answers (None: one for all). The same words may mean
    another code there; a question that was not there when the features were frozen counts as none.
    """

    codes_: tuple[str, ...]
    examples_: Examples
    loo_: Floats
    weights_: list[Floats]
    intercept_: Floats
    thresholds_: Floats
    positives_: Floats
    calibration_: Platt
    verdicts_: dict[str, CodeVerdict]
    auto_threshold_: float
    always_: bool

    def __init__(
        self,
        codebook: CodebookLike | None = None,
        embedding: str | embeddings.Embedder | None = "minilm",
        random_state: int = 0,
    ) -> None:
        self.codebook, self.embedding, self.random_state = codebook, embedding, random_state
        self.name = "tagger"
        self.space_: Space | None = None
        self._corpus_is_known = False
        self._memory: Memory | None = None
        self._saved_facts: dict[str, Any] | None = None
        self._rules = Rules(codebook.codes) if codebook else Rules(())

    def prepare(self, corpus: Iterable[str], questions: Iterable[str] = ()) -> Tagger:
        """Freezes vocabulary, IDF and embedding centre on all answers there are, coded or not, and the questions.

        Worth doing once per project: `fit` then only solves, and adds what is new. Without it `fit` prepares
        on its own texts every time.
        """
        self.space_ = Space(embeddings.load(self.embedding)).fit(corpus, questions)
        self._corpus_is_known, self._memory = True, None
        return self

    def fit(
        self,
        texts: Sequence[str],
        codes: Sequence[Collection[str]],
        *,
        questions: Questions = None,
        sample_weight: Sequence[float] | None = None,
        scopes: Sequence[Scope] | None = None,
        random_and_blind: Sequence[bool] | None = None,
    ) -> Tagger:
        """Learns from texts that were read and the set of code paths each was given.

        `scopes`: for each text the codes that were judged (None: all); any other code is unknown there, not
        "no". `random_and_blind`: which readings may judge the machine, in the order they were read (None: none).
        """
        by_path = self._known_codes(codes)
        examples = gather(
            texts, codes, tuple(by_path), questions=questions, scopes=scopes, sample_weight=sample_weight
        )
        if random_and_blind is not None and len(random_and_blind) != len(texts):
            raise RequestError(
                f"There are {len(texts)} texts but {len(random_and_blind)} entries in random_and_blind."
            )
        self._saved_facts = None
        self._ready(texts, questions or (), by_path)
        self.codes_, self.examples_, self.readings_ = tuple(by_path), examples, len(texts)
        self._learn(examples)
        self._judge(
            np.array(random_and_blind if random_and_blind is not None else [False] * len(texts), dtype=bool)
        )
        return self

    def decision_function(self, texts: Sequence[str], questions: Questions = None) -> Floats:
        """(n, k) scores in the order of `codes_`; above 0 is a yes. A text without words scores -1 throughout."""
        blocks = self._space().transform(texts, questions)
        scores = self._raw(blocks) + (self.intercept_ - self.thresholds_)
        scores[[row for row, text in enumerate(texts) if not has_words(text)]] = -1.0
        return scores

    def predict_proba(self, texts: Sequence[str], questions: Questions = None) -> Floats:
        """(n, k) probabilities, calibrated on leave-one-out scores."""
        return np.asarray(self.calibration_(self.decision_function(texts, questions)))

    def predict(self, texts: Sequence[str], questions: Questions = None) -> list[set[str]]:
        """For each text the paths that are a yes; never empty where every answer read so far had a code."""
        yes = self.decided(self.decision_function(texts, questions), texts)
        return [{self.codes_[column] for column in np.flatnonzero(row)} for row in yes]

    def propose(self, texts: Sequence[str], questions: Questions = None) -> list[list[Proposal]]:
        """For each text its proposals, strongest first, then what rules of the codebook add, named as such.

        While nothing has been coded, the codebook's wording alone ranks (origin "prior", no probability).
        """
        scores = self.decision_function(texts, questions)
        chances = self.calibration_(scores)
        learnt = self.positives_.any()
        own = [
            self._learnt(*row) if learnt else self._ranked(row[0])
            for row in zip(scores, chances, self.decided(scores, texts), strict=True)
        ]
        ruled = self._rules.propose(texts) if self._rules else [[] for _ in texts]
        return [
            mine + [rule for rule in rules if rule.code not in {p.code for p in mine}]
            for mine, rules in zip(own, ruled, strict=True)
        ]

    def zones(self, texts: Sequence[str], questions: Questions = None) -> list[Zone]:
        """For each text auto, ask or leave (see verdicts.py); auto needs blind random readings at `fit`."""
        scores = self.decision_function(texts, questions)
        proposed = self.decided(scores, texts)
        chances = exact_set(self.calibration_(scores), proposed)
        return zones(
            chances, proposed, [verdict.verdict for verdict in self.verdicts_.values()], self.auto_threshold_
        )

    def explain(self, text: str, code: str, question: str = "") -> Explanation:
        """What each piece of the text adds to the score of one code; sums to `decision_function` exactly."""
        if code not in self.codes_:
            raise UnknownCodeError(code, known=self.codes_)
        if not has_words(text):
            return Explanation(text, code, -1.0, -1.0, ())
        column = self.codes_.index(code)
        weights = [weight[:, column] for weight in self.weights_]
        constant = float(self.intercept_[column] - self.thresholds_[column])
        return explain(self._space(), text, code, weights, constant, question)

    def card(self) -> str:
        """The model card in Markdown."""
        return card_text(self.facts(), self.verdicts_)

    def facts(self) -> dict[str, Any]:
        """What the card says, as data: also what the corpus and the codes were like when it learnt."""
        if self._saved_facts is not None:
            return dict(self._saved_facts)
        from dataclasses import asdict

        from coder import __version__

        space = self._space()
        machine = self.decided(self.loo_ - self.thresholds_, self.examples_.texts)
        micro, macro = self.examples_.f1(machine)
        return {
            "name": self.name,
            "version": __version__,
            "random_state": self.random_state,
            "embedding": embeddings.name_of(space.embedder),
            "scales": space.scales,
            "typical": space.typical,
            "codes": list(self.codes_),
            "codebook": self._codebook_digest(),
            "rules": self._rules.facts(),
            "asked": space.questions,
            "questions": limits(self.codebook.codes if self.codebook else ()),
            "texts": len(self.examples_.texts),
            "readings": self.readings_,
            "micro_f1": micro,
            "macro_f1": macro,
            "looked_at": self.looked_at_,
            "always": self.always_,
            "auto_threshold": self.auto_threshold_ if self.auto_threshold_ < math.inf else None,
            "prior_weight": self.prior_weight_.tolist(),
            "penalty": self.penalty_,
            "verdicts": [asdict(verdict) for verdict in self.verdicts_.values()],
            "corpus": space.about,
            "shares": self._shares(),
            "leave": float(1 - machine.any(axis=1).mean()) if len(machine) else 0.0,
            "sure": self._sure(machine),
        }

    def save(self, folder: str | Path) -> None:
        """Writes what scoring needs into a folder: JSON, npz, card. No answers, no codings."""
        space = self._space()
        arrays: persist.Arrays = {
            f"weights.{name}": weight for name, weight in zip(space.names, self.weights_, strict=True)
        }
        arrays |= {
            "intercept": self.intercept_,
            "thresholds": self.thresholds_,
            "positives": self.positives_,
            "slope": self.calibration_.slope,
            "shift": self.calibration_.shift,
            "pairs": space.ngrams.pairs,
            "word_idf": space.ngrams.word_idf,
            "gram_idf": space.ngrams.gram_idf,
            "centre": np.zeros(0) if space.centre is None else space.centre,
            "basis": np.zeros(0) if space.basis is None else space.basis,
        }
        vocabulary = {"words": space.ngrams.words, "grams": space.ngrams.grams}
        persist.write(Path(folder), self.facts(), arrays, vocabulary, self.card())

    @classmethod
    def load(
        cls,
        folder: str | Path,
        embedding: embeddings.Embedder | None = None,
        *,
        codebook: CodebookLike | None = None,
    ) -> Tagger:
        """A Tagger that scores as the saved one did; `embedding` only where that was the user's own callable.

        Rules are those of the codebook given, else those it was saved with. Raises ModelError for a damaged folder.
        """
        facts, arrays, words = persist.read(Path(folder))
        name = facts["embedding"]
        short = {"none": None, "minilm-en": "minilm", "static-en": "static"}
        tagger = cls(codebook, embedding or short.get(name, name), facts["random_state"])
        tagger.name = facts["name"]
        try:
            tagger._restore(facts, arrays, words)
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(
                folder, f"is incomplete ({error})", "Save it again with 'coder model save'."
            ) from error
        return tagger

    def _restore(self, facts: dict[str, Any], arrays: persist.Arrays, words: dict[str, list[str]]) -> None:
        centre = arrays["centre"] if len(arrays["centre"]) else None
        ngrams = Ngrams(
            words["words"], arrays["pairs"], words["grams"], arrays["word_idf"], arrays["gram_idf"]
        )
        self.space_ = Space(
            embeddings.load(self.embedding),
            facts["scales"],
            ngrams,
            centre,
            arrays["basis"] if "basis" in arrays and arrays["basis"].size else None,
            facts["typical"],
            facts.get("corpus", {}),
            facts["asked"],
        )
        self._corpus_is_known = True
        self.codes_ = tuple(facts["codes"])
        self.weights_ = [arrays[f"weights.{name}"] for name in self.space_.names]
        self.intercept_, self.thresholds_ = arrays["intercept"], arrays["thresholds"]
        self.positives_ = arrays["positives"]
        self.calibration_ = Platt(arrays["slope"], arrays["shift"])
        self.verdicts_ = {item["code"]: CodeVerdict(**item) for item in facts["verdicts"]}
        found = facts["auto_threshold"]
        self.auto_threshold_ = math.inf if found is None else float(found)
        self.always_ = bool(facts["always"])
        self._saved_facts = facts
        if self.codebook is None:
            self._rules = Rules(Code(**rule) for rule in facts.get("rules", ()))

    def _learnt(self, scores: Floats, chances: Floats, yes: Flags) -> list[Proposal]:
        order = sorted(np.flatnonzero(yes).tolist(), key=lambda c: (-scores[c], c))
        return [
            Proposal(self.codes_[c], float(scores[c]), float(chances[c]), strength=_strength(chances[c]))
            for c in order
        ]

    def _ranked(self, scores: Floats) -> list[Proposal]:
        ranks = scores + NEVER
        said = bool((scores != -1.0).any())
        order = np.argsort(-ranks, kind="stable")[: RANKED * said].tolist()
        return [Proposal(self.codes_[c], float(scores[c]), origin="prior") for c in order if ranks[c] > 0]

    def decided(self, scores: Floats, texts: Sequence[str]) -> Flags:
        """(n, k) yes or no for scores of these texts; a yes somewhere where every answer read so far had a code."""
        yes = scores > 0
        if self.always_ and scores.shape[1]:
            some = np.array([has_words(text) for text in texts], dtype=bool)
            rows = np.flatnonzero(some & ~yes.any(axis=1))
            yes[rows, scores[rows].argmax(axis=1)] = True
        return yes

    def _known_codes(self, codes: Sequence[Collection[str]]) -> dict[str, Code | None]:
        used = {path for found in codes for path in found}
        if self.codebook is None:
            return dict.fromkeys(sorted(used))
        known: dict[str, Code | None] = {code.path: code for code in self.codebook.codes if code.codable}
        for path in sorted(used - set(known)):
            raise UnknownCodeError(path, known=known)
        return known

    def _ready(self, texts: Sequence[str], questions: Sequence[str], codes: dict[str, Code | None]) -> None:
        if not self._corpus_is_known:
            told = [part for code in codes.values() if code for part in parts_of(code)]
            self.space_ = Space(embeddings.load(self.embedding)).fit([*texts, *told], questions)
            self._memory = None
        wanted = list(codes.values())
        if self._memory is None or list(self._memory.prior.codes) != wanted:
            self._memory = Memory(self._space(), Prior(self._space(), wanted))

    def _space(self) -> Space:
        if self.space_ is None:
            raise RequestError("This Tagger has learnt nothing yet: call fit first.")
        return self.space_

    def _raw(self, blocks: list[Block]) -> Floats:
        total = np.zeros((blocks[0].shape[0], len(self.codes_)))
        for block, weight in zip(blocks, self.weights_, strict=True):
            total += np.asarray(block @ weight)
        return total

    def _learn(self, examples: Examples) -> None:
        assert self._memory is not None
        memory, space = self._memory, self._space()
        rows = memory.rows(examples.texts, examples.questions)
        learnt = learn(memory.kernel(rows), examples.targets, examples.weights, memory.offsets(rows))
        prior = memory.prior
        self.loo_, self.prior_weight_, self.penalty_ = learnt.loo, learnt.gamma, learnt.penalty
        self.intercept_ = learnt.intercept + (learnt.gamma * prior.intercepts).sum(axis=0)
        blocks = zip(space.names, memory.blocks(rows), strict=True)
        self.weights_ = [
            weights_of(block, space.scales[name] * learnt.alpha, prior.along(learnt.gamma, number))
            for number, (name, block) in enumerate(blocks)
        ]
        self.positives_ = examples.positives
        self.thresholds_ = thresholds(learnt.loo, examples.targets, examples.weights)
        self.calibration_ = Platt().fit(self.loo_ - self.thresholds_, examples.targets, examples.weights)

    def _judge(self, blind: Flags) -> None:
        examples, row_of = self.examples_, self.examples_.row_of
        rows = row_of[blind & (row_of >= 0)]
        full = examples.weights.all(axis=1) if len(self.codes_) else np.zeros(len(examples.texts), bool)
        self.always_ = bool(
            full.any() and (examples.targets[full].sum(axis=1) > 0).all() and full.sum() >= 20
        )
        scores = self.loo_[rows] - self.thresholds_
        chances = self.calibration_(scores)
        human, known = examples.targets[rows] > 0.5, examples.weights[rows] > 0
        self.verdicts_ = judge(self.codes_, chances >= ADD, human, known)
        proposed = self.decided(scores, [examples.texts[row] for row in rows])
        ok = np.array([verdict.verdict == "ok" for verdict in self.verdicts_.values()], dtype=bool)
        eligible = proposed.any(axis=1) & ~(proposed & ~ok).any(axis=1) & known.all(axis=1)
        right = (proposed == human).all(axis=1)
        self.auto_threshold_ = auto_threshold(exact_set(chances, proposed), right, eligible)
        self.looked_at_ = looked_at(len(rows))

    def _shares(self) -> dict[str, float]:
        """Of the readings that judged each code, the share that has it."""
        judged = np.maximum(self.examples_.judged, 1)
        return dict(zip(self.codes_, (self.positives_ / judged).tolist(), strict=True))

    def _sure(self, machine: Flags) -> float:
        """Mean over the texts it proposes something for of the highest leave-one-out probability of that."""
        chances = np.where(machine, self.calibration_(self.loo_ - self.thresholds_), 0.0)
        return float(chances[machine.any(axis=1)].max(axis=1).mean()) if machine.any() else 0.0

    def _codebook_digest(self) -> str:
        return str(getattr(self.codebook, "digest", ""))


def _strength(chance: float) -> Strength:
    return next(name for least, name in STRENGTHS if chance >= least)
