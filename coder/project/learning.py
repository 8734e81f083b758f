"""The tagger beside a person who reads: proposes for one answer, and learns while the next one is read.

Only the caller's thread talks to SQLite. It hands plain data to a worker, which fits and hands back a
snapshot with the next generation number; proposals come from the newest snapshot there is. Without a
worker every call waits until the newest decision was learnt from.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coder.domain import Coding, Proposal, Reading, Source
from coder.project.first import first_codings
from coder.project.resolve import resolve
from coder.project.sentences import per_sentence, proposed
from coder.project.training import TrainingSet, fit, training_set

if TYPE_CHECKING:
    from coder.codebook import Codebook
    from coder.embedding import Embedder
    from coder.project.project import Project
    from coder.project.vectors import Background
    from coder.tagging.tagger import Tagger

OTHERS = 5
"""So many proposals are made at least; those below the threshold have no strength."""
_RANKED = 200
_EXPLAINED = 4


@dataclass(frozen=True)
class Lesson:
    """Everything a fit needs, as plain data; `anew` prepares the corpus again, with `embedding`.

    `offered`: (codebook version, question) -> ids of the codes that could be given.
    """

    codebook: Codebook
    readings: Sequence[Reading]
    codings: Sequence[Coding]
    offered: Mapping[tuple[int, str], frozenset[str]]
    merged: Mapping[str, str]
    lead: str
    seed: int
    anew: bool
    embedding: Callable[[], Embedder | None]
    wants_ranking: bool
    by_sentence: bool = False
    language: str = "en"

    def known(self, sources: Mapping[str, Source]) -> TrainingSet:
        """What the readings teach."""

        def codable(version: int, source: str) -> frozenset[str]:
            return self.offered[version, sources[source].question.name]

        answers = resolve(self.readings, self.codings, codable, lead=self.lead, merged=self.merged)
        known = training_set(answers, sources, self.codebook.codes)
        if not self.by_sentence:
            return known
        paths = {code.id: code.path for code in self.codebook.codable()}
        return per_sentence(known, sources, self.codings, paths, self.language)


@dataclass(frozen=True)
class Snapshot:
    """A fitted tagger nobody changes any more, and the answers that would teach it most, best first."""

    generation: int
    tagger: Tagger
    ranking: tuple[str, ...]


class Learner:
    """Fits lessons, in a thread of its own or at once."""

    def __init__(self, sources: Mapping[str, Source], *, in_background: bool) -> None:
        self._sources = sources
        self._texts = list(dict.fromkeys(source.text for source in sources.values()))
        self._tagger: Tagger | None = None
        self._thread: threading.Thread | None = None
        self._failure: Exception | None = None
        self._in_background = in_background
        self.newest: Snapshot | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a lesson is being learnt."""
        return self._thread is not None and self._thread.is_alive()

    def learn(self, lesson: Lesson) -> None:
        """Learns it; in the background the caller goes on, and must not hand over another one meanwhile."""
        if not self._in_background:
            self._work(lesson)
            return
        if self._failure:
            raise self._failure
        self._thread = threading.Thread(target=self._try, args=(lesson,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until nothing is being learnt."""
        if self._thread:
            self._thread.join()

    def _try(self, lesson: Lesson) -> None:
        try:
            self._work(lesson)
        except Exception as failure:  # it is raised where the next lesson is handed over
            self._failure = failure

    def _work(self, lesson: Lesson) -> None:
        tagger, known = self._prepared(lesson), lesson.known(self._sources)
        fit(tagger, known)
        snapshot = copy(tagger)
        ranking = self._ranking(snapshot, known, lesson.seed) if lesson.wants_ranking else ()
        self._tagger = tagger
        self.newest = Snapshot(self.newest.generation + 1 if self.newest else 1, snapshot, ranking)

    def _prepared(self, lesson: Lesson) -> Tagger:
        from coder.tagging.tagger import Tagger

        if self._tagger is None or lesson.anew:
            blank = Tagger(lesson.codebook, embedding=lesson.embedding(), random_state=lesson.seed)
            return blank.prepare(self._texts, {source.question.name for source in self._sources.values()})
        if self._tagger.codebook != lesson.codebook:
            self._tagger.codebook = lesson.codebook
        return self._tagger

    def _ranking(self, tagger: Tagger, known: TrainingSet, seed: int) -> tuple[str, ...]:
        import numpy as np

        from coder.review.queue import choose_active

        read = set(known.sources)
        names = [name for name in self._sources if name not in read]
        rest = [self._sources[name] for name in names]
        chances = tagger.predict_proba([each.text for each in rest], [each.question.name for each in rest])
        positives = np.array([sum(path in codes for codes in known.codes) for path in tagger.codes_])
        rows = choose_active(chances, positives, None, size=_RANKED, seed=seed, ids=names)
        return tuple(names[row] for row in rows)


class LiveTagger:
    """Proposals and the active stream's choice for one review session over a project."""

    def __init__(self, project: Project, *, in_background: bool = False) -> None:
        """While MiniLM's vectors are still being computed in the background the static table stands in."""
        self._project, self.in_background = project, in_background
        self._sources: Mapping[str, Source] = project.sources()
        self._learner = Learner(self._sources, in_background=in_background)
        self._texts = list(dict.fromkeys(source.text for source in self._sources.values()))
        self._learnt_at = -1
        self._vectors: Background | None = None
        self._model = ""
        self._anew, self._wants_ranking = True, False

    def proposals(self, source: Source) -> list[Proposal]:
        """What the newest tagger proposes, codes of its question only; nothing while there is none yet."""
        self._learn_unless_it_can_wait()
        if self._learner.newest is None:
            return []
        allowed = {code.path for code in self._project.codebook.codable(source.question.name)}
        settings, tagger = self._project.config(), self._learner.newest.tagger
        if settings["unit"] == "sentence":
            asked, language = [source.question.name], str(settings["language"])
            made = proposed(tagger, [source.text], asked, language)[0]
            return _with_evidence(tagger, source, [each for each in made if each.code in allowed])
        return proposals(tagger, source, allowed)

    def most_instructive(self, candidates: Sequence[Source]) -> list[Source]:
        """The batch of candidates whose reading would teach most; none while that is being worked out."""
        self._wants_ranking = True
        self._learn_unless_it_can_wait()
        ranking = self._learner.newest.ranking if self._learner.newest else ()
        by_id = {source.id: source for source in candidates} if ranking else {}
        return [by_id[name] for name in ranking if name in by_id][:10]

    def learn(self) -> None:
        """Learns from what was decided since; in the background, and not while a lesson is under way."""
        if self._learner.is_busy:
            return
        self._anew = self._better_embedding() or self._anew
        changed = self._project.store.db.total_changes
        if changed == self._learnt_at and not self._anew and not self._wants_ranking:
            return
        self._learner.learn(self._lesson())
        self._learnt_at = self._project.store.db.total_changes
        self._anew = self._wants_ranking = False

    def _learn_unless_it_can_wait(self) -> None:
        """In the background the front end says when: gathering a lesson would keep the next answer waiting."""
        if not self.in_background or self._learner.newest is None:
            self.learn()

    @property
    def newest(self) -> Tagger | None:
        """The tagger as it stands, None while nothing was learnt."""
        return self._learner.newest.tagger if self._learner.newest else None

    def now(self) -> Tagger:
        """The tagger when it has learnt from everything decided so far; waits for it."""
        self._learner.wait()
        self.learn()
        self._learner.wait()
        assert self._learner.newest
        return self._learner.newest.tagger

    def warm(self) -> None:
        """Starts embedding in the background what has no vector yet; returns at once."""
        from coder.project.vectors import Background, absent, chosen, kept_as

        name = chosen(self._project, self._texts)
        if self._vectors is None and (model := kept_as(name)):
            self._vectors, self._model = (
                Background(str(name), absent(self._project, model, self._texts)),
                model,
            )

    def close(self) -> None:
        """Stops the background work and keeps what it has done."""
        self._learner.wait()
        if self._vectors:
            self._vectors.stop()
            self._project.store.save_vectors(self._model, self._vectors.collect())

    def _lesson(self) -> Lesson:
        project, settings = self._project, self._project.config()
        readings = [reading for reading in project.readings() if reading.source in self._sources]
        asked = {(reading.version, self._sources[reading.source].question.name) for reading in readings}
        return Lesson(
            project.codebook,
            readings,
            first_codings(project),
            {each: project.codebooks.codable(*each) for each in asked},
            project.codebooks.merged,
            settings["lead"],
            settings["seed"],
            self._anew,
            self._embedding() if self._anew else _nothing,
            self._wants_ranking,
            settings["unit"] == "sentence",
            settings["language"],
        )

    def _embedding(self) -> Callable[[], Embedder | None]:
        from coder.embedding import Cached, key_of, load
        from coder.project.vectors import chosen, kept_as

        name = "static" if self._vectors else chosen(self._project, self._texts)
        stored = kept_as(name)
        if not stored:
            return lambda: load(name)
        kept = _Kept(self._project.store.vectors(stored, [key_of(text) for text in self._texts]))

        def cached() -> Embedder | None:
            model = load(name)
            return Cached(model, kept) if model else None

        return cached

    def _better_embedding(self) -> bool:
        """Keeps what the background has done so far; true once, when it has done everything."""
        if self._vectors is None:
            return False
        finished = self._vectors.finished
        if found := self._vectors.collect():
            self._project.store.save_vectors(self._model, found)
        if finished:
            self._vectors = None
        return finished


class _Kept:
    """Vectors in memory: the worker may not touch the project file."""

    def __init__(self, vectors: Mapping[str, bytes]) -> None:
        self._vectors = dict(vectors)

    def vectors(self, model: str, keys: Sequence[str]) -> Mapping[str, bytes]:
        """Of one model only, whatever its name."""
        return {key: self._vectors[key] for key in keys if key in self._vectors}

    def save_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Until the program ends."""
        self._vectors |= vectors


def proposals(tagger: Tagger, source: Source, allowed: set[str]) -> list[Proposal]:
    """What the tagger proposes with its evidence, filled up to five with the next best, without strength."""
    answer = [source.text], [source.question.name]
    made = [proposal for proposal in tagger.propose(*answer)[0] if proposal.code in allowed]
    if len(made) >= OTHERS:
        return _with_evidence(tagger, source, made)
    taken = {proposal.code for proposal in made}
    scores = tagger.decision_function(*answer)[0]
    rest = [
        (-float(scores[column]), path)
        for column, path in enumerate(tagger.codes_)
        if path in allowed and path not in taken and scores[column] > -1
    ]
    others = [Proposal(path, -score) for score, path in sorted(rest)[: OTHERS - len(made)]]
    return [*_with_evidence(tagger, source, made), *others]


def _with_evidence(tagger: Tagger, source: Source, made: list[Proposal]) -> list[Proposal]:
    """The words that speak for the strongest few."""
    return [
        replace(proposal, evidence=_evidence(tagger, source, proposal))
        if proposal.origin == "tagger" and place < _EXPLAINED
        else proposal
        for place, proposal in enumerate(made)
    ]


def _evidence(tagger: Tagger, source: Source, proposal: Proposal) -> tuple[tuple[int, int], ...]:
    start, end = proposal.segment or (0, len(source.text))
    found = tagger.explain(source.text[start:end], proposal.code, source.question.name).best()
    return tuple((start + first, start + last) for first, last in found)


def _nothing() -> None:
    return None
