"""A ReviewSession over a project: which queue it reads, with which tagger beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from coder.domain import Source
from coder.errors import RequestError
from coder.project.assigning import InTurn, Plan, plan
from coder.project.certainty import certain
from coder.project.learning import LiveTagger
from coder.project.queues import Order, choose
from coder.review.queue import ListQueue, Queue, StreamQueue
from coder.review.session import ReviewSession
from coder.store import content

if TYPE_CHECKING:
    from coder.project.project import Project, Where


def session(
    project: Project,
    coder: str,
    *,
    proposals: bool = True,
    where: Where | None = None,
    question: str | None = None,
    order: Order | None = None,
    second_look: bool = False,
    in_background: bool = False,
) -> ReviewSession:
    """A session of `coder` on the project's streams, or on the queue that `order` names.

    `where` and `question` narrow it to some answers; `in_background`: the tagger learns in a thread while
    the next answer is read.
    """
    _ready(project, coder)
    everything, shared = project.sources(where), plan(project)
    sources = {id_: source for id_, source in everything.items() if shared.offers(id_, coder)}
    if everything and not sources:
        raise RequestError(f"Everything here is for others to read, not for '{coder}': see 'coder assign'.")
    live = LiveTagger(project, in_background=in_background) if proposals else None
    if live:
        live.warm()
        if in_background:
            live.learn()
        project.live = live
        project.when_closing.append(live.close)
    if order is None or not order.name:
        streams = _in_turn(project, sources, question, live, shared)
        return _made(project, coder, streams, live, sources, second_look=second_look)
    # What several read blind is in no other queue before that.
    read = {reading.source for reading in project.store.readings(coder=coder)} if shared else set()
    wanted = {
        id_: source
        for id_, source in sources.items()
        if question in (None, source.question.name) and (id_ not in shared.double or id_ in read)
    }
    chosen = choose(project, order, wanted, coder, (live or LiveTagger(project)).now)
    queue = ListQueue(chosen.sources, chosen.stream)
    return _made(project, coder, queue, live, sources, scope=chosen.scope, again=chosen.again)


def split_session(project: Project, coder: str, path: str) -> ReviewSession:
    """A session on the answers of a split code that judges its parts only."""
    _ready(project, coder)
    scope = [code.path for code in project.codebook.descendants(path)]
    queue = ListQueue(project.to_split(path), "split")
    return _made(project, coder, queue, None, project.sources(), scope=scope, again=True)


def _made(
    project: Project,
    coder: str,
    queue: Queue,
    live: LiveTagger | None,
    sources: Mapping[str, Source],
    *,
    scope: Iterable[str] | None = None,
    again: bool = False,
    second_look: bool = False,
) -> ReviewSession:
    return ReviewSession(
        project.store,
        queue,
        coder=coder,
        codebook=project.codebook,
        version=project.codebooks.version,
        find=project.sources().get,
        tagger_proposals=live.proposals if live else None,
        twins=Twins(sources.values()),
        scope=scope,
        again=again,
        second_look=second_look,
        finished=live.learn if live and live.in_background else None,
    )


def _in_turn(
    project: Project,
    sources: Mapping[str, Source],
    question: str | None,
    live: LiveTagger | None,
    shared: Plan,
) -> Queue:
    """The streams; before them, blind and in the random order, what several people read."""
    if not shared.double:
        return _streams(project, sources, question, live)
    double = {id_: source for id_, source in sources.items() if id_ in shared.double}
    rest = {id_: source for id_, source in sources.items() if id_ not in shared.double}
    return InTurn(_streams(project, double, question, None), _streams(project, rest, question, live))


def _streams(
    project: Project, sources: Mapping[str, Source], question: str | None, live: LiveTagger | None
) -> StreamQueue:
    settings = project.config()
    return StreamQueue(
        sources.values(),
        seed=settings["seed"],
        goal=settings["goal"],
        active=live.most_instructive if live else None,
        waves=content.case_waves(project.store.db),
        questions=[asked.name for asked in project.questions],
        question=question,
        planned=settings["planned"],
        certain=certain(project),
    )


def _ready(project: Project, coder: str) -> None:
    """Answers there must be, codes need not: for readings made before the first code it stays unknown."""
    if not project.sources():
        raise RequestError("There is nothing to read yet. Add answers: 'coder add FILE'.")
    if not project.codebooks.version:
        from coder.codebook import Codebook

        project.save_codebook(Codebook(), coder=coder, note="empty")


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


def other_answers(project: Project, source: Source) -> list[Source]:
    """The same respondent's answers to the other questions, in order."""
    return [each for each in project.sources({"case": source.case.name}).values() if each.id != source.id]
