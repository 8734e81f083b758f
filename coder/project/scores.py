"""The machine's scores for counting: cross-fitted, so that no answer is scored by a model that saw it.

Each target is learnt from its own labels (a parent, theme or joint label too, never from a maximum or sum
over its parts). Labelled units get their leave-one-out score, all copies of a text left out together;
the others the fitted one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from coder.counting.sample import Floats

if TYPE_CHECKING:
    from coder.project.project import Project
    from coder.protocols import Progress
    from coder.tagging.tagger import Tagger

LEAST = 20
"""Under this many labelled units nothing is learnt."""

ALMOST_ALL = 0.99
"""Above this share of labelled units nothing is learnt either: there is next to nothing left to estimate."""


def crossfit(
    project: Project, texts: Sequence[str], labels: Floats, progress: Progress | None = None
) -> Floats | None:
    """Scores in [0, 1] for units by targets; `labels` is nan where unknown. None with too few labels, or none that says yes."""
    known = ~np.isnan(labels)
    rows = np.flatnonzero(known.any(axis=1)).tolist()
    if len(rows) < LEAST or len(rows) > ALMOST_ALL * len(labels) or known.all():
        return None
    if not (labels == 1).any():  # no target was ever given: nothing to learn
        return None
    from coder.project.vectors import embedder
    from coder.tagging.tagger import Tagger

    names = [f"{number:05}" for number in range(labels.shape[1])]
    given = [{names[c] for c in np.flatnonzero(labels[row] == 1)} for row in rows]
    scopes = [{names[c] for c in np.flatnonzero(known[row])} for row in rows]
    tagger = Tagger(None, embedding=embedder(project, texts, progress), random_state=project.config()["seed"])
    tagger.prepare(texts).fit([texts[row] for row in rows], given, scopes=scopes)
    columns = [names.index(path) for path in tagger.codes_]
    scores = np.zeros(labels.shape)
    scores[:, columns] = tagger.decision_function(texts) + tagger.thresholds_
    _put_left_out(scores, texts, tagger, columns)
    return np.clip(scores, 0, 1)


def _put_left_out(scores: Floats, texts: Sequence[str], tagger: Tagger, columns: Sequence[int]) -> None:
    """The leave-one-out score for every copy of a labelled text, read or not.

    An unread copy that kept its fitted score would look better than its twin in S, and the count be biased.
    """
    from coder.tagging.features import text_key

    place = {text_key(text): row for row, text in enumerate(tagger.examples_.texts)}
    judged = tagger.examples_.weights > 0
    for row, text in enumerate(texts):
        example = place.get(text_key(text))
        if example is not None:
            seen = judged[example]
            scores[row, np.array(columns)[seen]] = tagger.loo_[example, seen]
