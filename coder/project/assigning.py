"""Who reads what: some answers by several coders, each blind to the others, the rest shared out.

An assignment is a row of the log. It names the respondents that are read by all its coders, drawn from the
top of the random order as far as nobody has read it; that the rest is shared out is a rule: in each wave the
respondents that nobody reads twice go round the coders in the random order. So copies of a project agree.

What this does to S, the unbroken prefix of the random order in which every position is read by somebody:
in ana's copy the prefix ends at the first position that is ben's, and in ben's at the first that is ana's,
so neither copy alone has a sample worth counting. Each reads their own positions from the top, none is left
out and none is taken early (the active stream takes a coder's own answers beyond those reserved), so in the
merged file the prefix reaches to the first position that its coder has not read yet: the whole order, when
both are done. The slower of them decides; nobody need wait, for counts are made of the merged file. Which
coder reads a position follows from the keyed hash and never from what was answered, so that their share of
S is a random one, and differences between coders do not follow differences between respondents.

Answers read twice count by their resolved coding. They come first in everyone's queue, under the stream
"random", hence blind, and in no other queue before that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coder.domain import Source
from coder.errors import RequestError, UnknownNameError
from coder.project.certainty import certain
from coder.project.resolve import CONSENSUS
from coder.review.queue import Queue, random_order
from coder.store import content, sharing

if TYPE_CHECKING:
    from coder.project.project import Project, Where


@dataclass(frozen=True, slots=True)
class Assigned:
    """What one assignment says: `cases` (ids) are read by all `coders`, the rest by turns if `split`."""

    coders: tuple[str, ...]
    cases: tuple[str, ...]
    split: bool
    question: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def filters(self) -> dict[str, str]:
        """As `Project.sources` takes them."""
        return {**self.where, **({"question": self.question} if self.question else {})}


@dataclass(frozen=True, slots=True)
class Plan:
    """Who reads each answer: `double` by source id, `first` where one coder does; others are anyone's."""

    double: Mapping[str, frozenset[str]]
    first: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.double or self.first)

    def offers(self, source: str, coder: str) -> bool:
        """Whether the coder may read the answer: it is theirs, or nobody's in particular."""
        if source in self.double:
            return coder in self.double[source]
        return self.first.get(source, coder) == coder

    def coders(self) -> list[str]:
        """Everyone who was assigned something."""
        return sorted({*self.first.values(), *(name for names in self.double.values() for name in names)})


def assign(
    project: Project,
    *coders: str,
    double: int = 0,
    split: bool = False,
    question: str | None = None,
    where: Where | None = None,
    by: str,
) -> Assigned:
    """Draws `double` respondents for all the coders; with `split` the rest is shared out among them.

    RequestError for fewer than two coders, for nothing to assign, and where fewer are unread than wanted.
    """
    names = _named(coders)
    if question is not None and question not in (known := [each.name for each in project.questions]):
        raise UnknownNameError("question", question, known)
    if double < 1 and not split:
        raise RequestError(
            "Say how many answers all of them read (--double 50), or share them out (--split)."
        )
    made = Assigned(names, (), split, question, dict(where or {}))
    cases = _drawn(project, made, double)
    detail = {
        "coders": list(names),
        "double": cases,
        "split": split,
        "question": question,
        "where": dict(where or {}),
    }
    project.record("config", by, {"assigned": detail})
    return Assigned(names, tuple(cases), split, question, dict(where or {}))


def clear(project: Project, *, by: str) -> None:
    """Ends all assignments: everyone is offered everything again. What was read stays."""
    project.record("config", by, {"assigned": None})


def assigned(project: Project) -> list[Assigned]:
    """The assignments that hold, oldest first; of several that share out, the last counts."""
    found: list[Assigned] = []
    for _, _, _, detail in sharing.config_rows(project.store.db):
        told = detail.get("assigned", found)
        if told is None:
            found = []
        elif isinstance(told, dict):
            coders, cases = tuple(told["coders"]), tuple(told["double"])
            found.append(Assigned(coders, cases, told["split"], told["question"], told["where"]))
    return found


def plan(project: Project) -> Plan:
    """Who reads what, by all assignments together."""
    made = assigned(project)
    double: dict[str, frozenset[str]] = {}
    sources = project.sources() if made else {}
    for each in made:
        cases = set(each.cases)
        for id_, source in sources.items():
            if source.case.id in cases and each.question in (None, source.question.name):
                double[id_] = double.get(id_, frozenset()) | set(each.coders)
    shared = [each for each in made if each.split]
    return Plan(double, dict(_shared_out(project, shared[-1], double)) if shared else {})


def assignments(project: Project) -> list[dict[str, Any]]:
    """One record per coder: answers read by several and by this one alone, assigned, read and left."""
    found = plan(project)
    return [_record(project, found, name) for name in found.coders()]


class InTurn:
    """A queue that is read to its end before the next one begins."""

    def __init__(self, *queues: Queue) -> None:
        self._queues = queues

    def next(self, settled: Collection[str]) -> tuple[Source, str] | None:
        """The next of the first queue that has one."""
        return next((drawn for queue in self._queues if (drawn := queue.next(settled))), None)

    def left(self, settled: Collection[str]) -> int:
        """How many are not settled in all of them."""
        return sum(queue.left(settled) for queue in self._queues)

    def __contains__(self, source: str) -> bool:
        """Whether one of them has it."""
        return any(source in queue for queue in self._queues)


def _named(coders: Iterable[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in coders))
    if len(names) < 2 or not all(names):
        raise RequestError("An assignment needs two coders or more. Name them, like ana ben.")
    if CONSENSUS in names:
        raise RequestError(f"'{CONSENSUS}' reads nothing: it stands for what coders settle between them.")
    return names


def _drawn(project: Project, wanted: Assigned, number: int) -> list[str]:
    """Case ids from the top of the random order, waves in proportion, as far as nobody has begun them."""
    sources = project.sources(wanted.filters or None).values()
    begun = {reading.source for reading in project.readings()}
    closed = {source.case.id for source in sources if source.id in begun}
    closed |= certain(project).union(*(each.cases for each in assigned(project)))
    free = {source.case.id for source in sources} - closed
    if number > len(free):
        raise RequestError(
            f"Nobody has read or been assigned {len(free):,} respondents here; {number:,} were asked for."
        )
    waves = content.case_waves(project.store.db)
    places = [
        ((place + 0.5) / len(order), wave, case)
        for wave, order in _orders(free, waves, project.config()["seed"]).items()
        for place, case in enumerate(order)
    ]
    return [case for _, _, case in sorted(places)[:number]]


def _orders(cases: Iterable[str], waves: Mapping[str, int], seed: int) -> dict[int, list[str]]:
    in_wave: dict[int, list[str]] = defaultdict(list)
    for case in cases:
        in_wave[waves[case]].append(case)
    return {wave: random_order(found, seed) for wave, found in in_wave.items()}


def _shared_out(project: Project, rule: Assigned, double: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """(source, coder) for every answer that is read once; forgotten respondents keep their turn."""
    sources = project.sources(rule.filters or None)
    twice = {source.case.id for id_, source in project.sources().items() if id_ in double}
    waves = content.case_waves(project.store.db, forgotten=True)
    turns = _turns(
        {case for case in waves if case not in twice}, waves, project.config()["seed"], rule.coders
    )
    for id_, source in sources.items():
        if id_ not in double:
            yield id_, turns.get(source.case.id, rule.coders[0])


def _turns(
    cases: Iterable[str], waves: Mapping[str, int], seed: int, coders: Sequence[str]
) -> dict[str, str]:
    return {
        case: coders[place % len(coders)]
        for order in _orders(cases, waves, seed).values()
        for place, case in enumerate(order)
    }


def _record(project: Project, found: Plan, coder: str) -> dict[str, Any]:
    read = {reading.source for reading in project.store.readings(coder=coder)}
    double = {id_ for id_, names in found.double.items() if coder in names}
    first = {id_ for id_, name in found.first.items() if name == coder}
    return {
        "coder": coder,
        "read by several": len(double),
        "of these read": len(double & read),
        "read alone": len(first),
        "of these read too": len(first & read),
        "left": len((double | first) - read),
    }
