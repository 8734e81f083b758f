"""A saved model made ready for arrays of answers: codes, probabilities and zones without a Python object per answer.

Says the same as `Tagger.propose` and `Tagger.zones`: it only keeps the results in columns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coder.domain import Code
from coder.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from coder.tagging.tagger import Tagger

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

SCORED = ("model.json", "arrays.npz")
"""The files of a model that decide how it scores."""

BATCH, CHARACTERS = 10_000, 2_000_000
"""At most so much is scored at a time: enough that each word is looked up seldom, little enough for 200 MB."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Of n texts: the codes of text i are `codes[starts[i]:starts[i + 1]]`, strongest first.

    `codes` are numbers into `Scorer.codes`, `chances` their probabilities, `zones` one word per text; `ruled`
    the numbers of the codes whose written rules fit, from `rule_starts`.
    """

    starts: Ints
    codes: Ints
    chances: Floats
    zones: list[str]
    rule_starts: Ints
    ruled: Ints


class Scorer:
    """`name` is the model's id, with a fingerprint of its files where it was never given one."""

    def __init__(self, tagger: Tagger, name: str) -> None:
        from coder.tagging.rules import Rules

        self._tagger, self.name = tagger, name
        self.codes = tagger.codes_
        self._rules = Rules(Code(**rule) for rule in tagger.facts().get("rules", ()))
        self._verdicts = [verdict.verdict for verdict in tagger.verdicts_.values()]
        self._limits: dict[str, list[str]] = tagger.facts().get("questions", {})

    def judge(self, texts: Sequence[str], question: str = "") -> Judged:
        """Scores texts; each gets the same answer alone and among others. `question` "": every code is meant."""
        import numpy as np

        meant = [not question or question in self._limits.get(path, [question]) for path in self.codes]
        parts = [self._judge(batch, meant, question) for batch in batches(texts)]
        ruled = self._ruled(texts, meant)
        return Judged(
            starts_of(np.concatenate([np.zeros(0, np.int64), *(counts for counts, _, _, _ in parts)])),
            np.concatenate([np.zeros(0, np.int64), *(codes for _, codes, _, _ in parts)]),
            np.concatenate([np.zeros(0), *(chances for _, _, chances, _ in parts)]),
            [zone for _, _, _, zones in parts for zone in zones],
            starts_of(np.array([len(found) for found in ruled], dtype=np.int64)),
            np.array([number for found in ruled for number in found], dtype=np.int64),
        )

    def strongest(self, texts: Sequence[str], judged: Judged, question: str = "") -> list[list[str]]:
        """For each code in `judged.codes` the words that speak most for it, in the order of the text."""
        import numpy as np

        from coder.tagging.strongest import strongest

        found: list[list[str]] = []
        end = 0
        for batch in batches(texts):
            start, end = end, end + len(batch)
            rows = np.repeat(np.arange(len(batch)), np.diff(judged.starts[start : end + 1]))
            codes = judged.codes[judged.starts[start] : judged.starts[end]]
            found += strongest(self._tagger, batch, rows, codes, question=question)
        return found

    def _judge(
        self, texts: Sequence[str], meant: list[bool], question: str
    ) -> tuple[Ints, Ints, Floats, list[str]]:
        import numpy as np

        from coder.tagging.verdicts import exact_set, zones

        tagger = self._tagger
        scores = tagger.decision_function(texts, [question] * len(texts))
        yes = tagger.decided(scores, texts)
        chances = tagger.calibration_(scores)
        # As in a project: an answer that seems to raise a code of another question is for a person to see.
        verdicts = [verdict if own else "weak" for verdict, own in zip(self._verdicts, meant, strict=True)]
        found = zones(exact_set(chances, yes), yes, verdicts, tagger.auto_threshold_)
        yes &= np.array(meant, dtype=bool)
        found = np.where(yes.any(axis=1), found, "leave").tolist()
        rows, columns = np.nonzero(yes)
        order = np.lexsort((columns, -scores[rows, columns], rows))
        rows, columns = rows[order], columns[order]
        return yes.sum(axis=1), columns, chances[rows, columns], found

    def _ruled(self, texts: Sequence[str], meant: list[bool]) -> list[list[int]]:
        if not self._rules:
            return [[]] * len(texts)
        number = {path: place for place, path in enumerate(self.codes) if meant[place]}
        return [sorted(number[path] for path in paths if path in number) for paths in self._rules.hits(texts)]


def batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in runs of at most BATCH texts and CHARACTERS characters, one text at the least."""
    start = size = 0
    for at, text in enumerate(texts):
        size += len(text)
        if at > start and (at - start == BATCH or size > CHARACTERS):
            yield texts[start:at]
            start, size = at, len(text)
    if start < len(texts):
        yield texts[start:]


def load(folder: Path) -> Scorer:
    """The scorer of a saved model. ModelError where it is damaged or has learnt nothing."""
    from coder.tagging.tagger import Tagger

    tagger = Tagger.load(folder)
    if not tagger.positives_.any():
        raise ModelError(folder, "has learnt nothing yet", "Read and code some answers, then save it again.")
    return Scorer(tagger, tagger.name if "@" in tagger.name else f"{tagger.name}@{digest(folder)[:8]}")


def digest(folder: Path) -> str:
    """sha256 over all of a saved model that decides how it scores."""
    total = hashlib.sha256()
    for name in SCORED:
        try:
            total.update(hashlib.sha256((folder / name).read_bytes()).digest())
        except OSError as error:
            raise ModelError(
                folder, f"cannot be read ({error.strerror})", "'coder model save' writes one."
            ) from None
    return total.hexdigest()


def starts_of(counts: Ints) -> Ints:
    """Where each of consecutive runs starts, and where the last ends: n + 1 offsets."""
    import numpy as np

    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
