"""A ReviewSession over a project: its queue, its log, and a tagger that learns while one reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from coder.domain import Proposal, Source
from coder.errors import RequestError
from coder.project.training import TrainingSet, fit, prepared, training_set

if TYPE_CHECKING:
    from coder.embedding import Embedder
    from coder.project.project import Project, Where
    from coder.project.vectors import Background
    from coder.review.session import ReviewSession
    from coder.tagging.tagger import Tagger


def session(
    project: Project,
    coder: str,
    *,
    proposals: bool = True,
    where: Where | None = None,
    question: str | None = None,
) -> ReviewSession:
    """A session of `coder` on the project's streams; `where` narrows it to some answers."""
    from coder.review.queue import StreamQueue
    from coder.review.session import ReviewSession
    from coder.store import content

    _ready(project)
    sources = project.sources(where)
    settings = project.config()
    live = LiveTagger(project) if proposals else None
    if live:
        live.warm()
        project.when_closing.append(live.close)
    queue = StreamQueue(
        sources.values(),
        seed=settings["seed"],
        goal=settings["goal"],
        active=live.most_instructive if live else None,
        waves=content.case_waves(project.store.db),
        questions=[asked.name for asked in project.questions],
        question=question,
        planned=settings["planned"],
    )
    return ReviewSession(
        project.store,
        queue,
        coder=coder,
        codebook=project.codebook,
        version=project.codebooks.version,
        find=project.sources().get if where else sources.get,
        tagger_proposals=live.proposals if live else None,
        twins=Twins(sources.values()),
    )


def split_session(project: Project, coder: str, path: str) -> ReviewSession:
    """A session on the answers of a split code that judges its parts only."""
    from coder.review.queue import ListQueue
    from coder.review.session import ReviewSession

    _ready(project)
    sources = project.sources()
    return ReviewSession(
        project.store,
        ListQueue(project.to_split(path), "split"),
        coder=coder,
        codebook=project.codebook,
        version=project.codebooks.version,
        find=sources.get,
        twins=Twins(sources.values()),
        scope=[code.path for code in project.codebook.descendants(path)],
        again=True,
    )


def _ready(project: Project) -> None:
    if not project.sources():
        raise RequestError("There is nothing to read yet. Add answers: 'coder add FILE'.")
    if not project.codebook.codable():
        raise RequestError("There are no codes to give yet. Load a codebook: 'coder codebook load FILE'.")


class Twins:
    """Called with a source, gives the other answers identical to it."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._groups: dict[tuple[str, str], list[Source]] = defaultdict(list)
        for source in sources:
            if source.key:
                self._groups[source.question.name, source.key].append(source)

    def __call__(self, source: Source) -> list[Source]:
        """Identical answers, without the source itself."""
        return [
            twin for twin in self._groups.get((source.question.name, source.key), []) if twin.id != source.id
        ]


class LiveTagger:
    """Proposals for one answer at a time, from a tagger fitted anew whenever something was read since.

    The first proposal prepares the corpus; blind readings never touch it. While MiniLM's vectors are
    still being computed in the background the static table stands in.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._sources: Mapping[str, Source] = project.sources()
        self._texts = list(dict.fromkeys(source.text for source in self._sources.values()))
        self._tagger: Tagger | None = None
        self._learnt_at = -1
        self._background: Background | None = None

    def proposals(self, source: Source) -> list[Proposal]:
        """What the tagger proposes for this source now, codes of its question only."""
        allowed = {code.path for code in self._project.codebook.codable(source.question.name)}
        made = self._current().propose([source.text])[0]
        return [proposal for proposal in made if proposal.code in allowed]

    def most_instructive(self, candidates: Sequence[Source]) -> list[Source]:
        """The batch of candidates whose reading would teach most."""
        import numpy as np

        from coder.review.queue import choose_active

        tagger = self._current()
        chances = tagger.predict_proba([source.text for source in candidates])
        known = self._known()
        positives = np.array([sum(path in codes for codes in known.codes) for path in tagger.codes_])
        rows = choose_active(
            chances,
            positives,
            None,
            seed=self._project.config()["seed"],
            ids=[source.id for source in candidates],
        )
        return [candidates[row] for row in rows]

    def warm(self) -> None:
        """Starts embedding in the background what has no vector yet; returns at once."""
        from coder.project.vectors import Background, absent, chosen

        if self._background is None and chosen(self._project, self._texts) == "minilm":
            missing = absent(self._project, "minilm-en", self._texts)
            self._background = Background("minilm", missing)

    def close(self) -> None:
        """Stops the background work and keeps what it has done."""
        if self._background:
            self._background.stop()
            self._project.store.save_vectors("minilm-en", self._background.collect())

    def _current(self) -> Tagger:
        learnt_at = len(self._project.readings())
        if self._tagger is None or self._better_embedding():
            self._tagger = fit(prepared(self._project, self._embedder(), self._texts), self._known())
        elif learnt_at != self._learnt_at:
            fit(self._tagger, self._known())
        self._learnt_at = learnt_at
        return self._tagger

    def _embedder(self) -> Embedder | None:
        from coder.embedding import load
        from coder.project.vectors import embedder

        return load("static") if self._background else embedder(self._project, self._texts)

    def _better_embedding(self) -> bool:
        """Keeps what the background has done so far; true once, when it has done everything."""
        if self._background is None:
            return False
        finished = self._background.finished
        self._project.store.save_vectors("minilm-en", self._background.collect())
        if finished:
            self._background = None
        return finished

    def _known(self) -> TrainingSet:
        answers = self._project.resolved(self._sources)
        return training_set(answers, self._sources, self._project.codebook.codes)
