"""Other answers to read than the streams would draw: hardest, by code, by search, by cluster, flagged, ...

Each says which codes it judges (its scope): an answer read for one code says nothing of the others.
None of them enters a count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.domain import Code, Reading, Source, Stream
from coder.errors import RequestError, UnknownNameError
from coder.project.resolve import CONSENSUS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from coder.project.project import Project
    from coder.tagging.tagger import Tagger


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: a queue by name, with the code, words or cluster (by number) that it is about."""

    queue: str = ""
    code: str = ""
    search: str = ""
    cluster: int = 0

    @property
    def name(self) -> str:
        """The queue's name; a cluster, words or a code without a name say it themselves."""
        named = (("cluster", self.cluster), ("search", self.search), ("code", self.code))
        return self.queue or next((name for name, given in named if given), "")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Answers in the order to read them; `scope` None: all codes; `again`: those read before too."""

    sources: list[Source]
    stream: Stream
    scope: tuple[str, ...] | None = None
    again: bool = False


def choose(
    project: Project, order: Order, sources: Mapping[str, Source], coder: str, tagger: Callable[[], Tagger]
) -> Chosen:
    """The answers of a queue among `sources`; `tagger` is asked only where the machine's view matters."""
    if order.name not in QUEUES:
        raise UnknownNameError("queue", order.name, QUEUES)
    if order.name in ("code", "search", "cluster") and not getattr(order, order.name):
        raise RequestError(f"The queue '{order.name}' needs --{order.name}.")
    return _CHOOSERS[order.name](project, order, sources, coder, tagger)


def _hardest(
    project: Project, order: Order, sources: Mapping[str, Source], coder: str, tagger: Callable[[], Tagger]
) -> Chosen:
    """Nobody has read them; the machine knows least what to say. Most uncertain first."""
    read = {reading.source for reading in project.readings()}
    names = [name for name in sources if name not in read]
    if not names:
        return Chosen([], "hardest")
    texts, asked = zip(*((sources[name].text, sources[name].question.name) for name in names), strict=True)
    chances = tagger().predict_proba(texts, asked)
    return Chosen([sources[name] for name in _by(_entropy(chances), names)], "hardest")


def _of_code(
    project: Project, order: Order, sources: Mapping[str, Source], coder: str, tagger: Callable[[], Tagger]
) -> Chosen:
    """Best fitting first, once learnt without those that hardly fit; judges that code only."""
    scope = _codable(project, order.code)
    fitted = tagger()
    columns = [fitted.codes_.index(path) for path in scope if path in fitted.codes_]
    asked = {s.question.name for s in sources.values() if _asks(project, scope, s.question.name)}
    names = [name for name, source in sources.items() if source.question.name in asked]
    if not names:
        return Chosen([], "code", scope)
    texts, questions = [sources[name].text for name in names], [sources[name].question.name for name in names]
    chances = fitted.predict_proba(texts, questions)[:, columns].max(axis=1)
    scores = fitted.decision_function(texts, questions)[:, columns].max(axis=1)
    learnt = bool(fitted.positives_[columns].any())
    ranked = sorted(zip((-scores).tolist(), names, chances.tolist(), strict=True))
    likely = [name for _, name, chance in ranked if chance >= _LIKELY or not learnt]
    return Chosen([sources[name] for name in likely], "code", scope)


def _of_search(
    project: Project, order: Order, sources: Mapping[str, Source], coder: str, tagger: Callable[[], Tagger]
) -> Chosen:
    """Those in which the words are found; judges the code that is named, else all codes."""
    from coder.discovery.concordance import find

    found = list(sources.values())
    hits = find([s.text for s in found], order.search, language=str(project.config()["language"]))
    places = dict.fromkeys(hit.answer for hit in hits)
    scope = _codable(project, order.code) if order.code else None
    return Chosen([found[place] for place in places], "search", scope)


def _of_cluster(
    project: Project, order: Order, sources: Mapping[str, Source], coder: str, tagger: Callable[[], Tagger]
) -> Chosen:
    """Those that `clusters` puts together, the most typical first; judges the code that is named, else all."""
    found = project.clusters()
    cluster = found.cluster(order.cluster)
    places = dict.fromkeys([*(quote.answer for quote in cluster.central), *cluster.members])
    names = [found.sources[place].id for place in places]
    scope = _codable(project, order.code) if order.code else None
    return Chosen([sources[name] for name in names if name in sources], "cluster", scope)


def _flagged(
    project: Project, order: Order, sources: Mapping[str, Source], coder: str, tagger: Callable[[], Tagger]
) -> Chosen:
    """Those that this coder flagged, read before or not; judges all codes."""
    last: dict[str, bool] = {}
    for row in project.store.decisions(coder=coder):
        if row.act in ("flag", "unflag") and row.source:
            last[row.source] = row.act == "flag"
    return Chosen(
        [sources[name] for name, up in last.items() if up and name in sources], "flagged", again=True
    )


def _outdated(
    project: Project, order: Order, sources: Mapping[str, Source], coder: str, tagger: Callable[[], Tagger]
) -> Chosen:
    """Read by this coder before a code's meaning changed; judges the codes that changed."""
    changed: set[str] = set()
    stale: list[Source] = []
    for name, readings in _by_source(project.store.readings(coder=coder)).items():
        old = _changed_since(project, readings) if name in sources else set[str]()
        changed |= old
        stale.extend([sources[name]] if old else [])
    order_of = [code.path for code in project.codebook.codable() if code.path in changed]
    return Chosen(stale, "outdated", tuple(order_of) if stale else None, again=True)


def _disputed(
    project: Project, order: Order, sources: Mapping[str, Source], coder: str, tagger: Callable[[], Tagger]
) -> Chosen:
    """Several people gave them different codes, no consensus yet; judges all codes, read before or not."""
    readers: dict[str, set[str]] = defaultdict(set)
    for reading in project.readings():
        readers[reading.source].add(reading.coder)
    given: dict[tuple[str, str], set[str]] = defaultdict(set)
    for coding in project.codings():
        given[coding.source, coding.coder].add(coding.code)
    disputed = [
        sources[name]
        for name, coders in readers.items()
        if name in sources
        and CONSENSUS not in coders
        and len({frozenset(given[name, each]) for each in coders}) > 1
    ]
    return Chosen(disputed, "disagreement", again=True)


_CHOOSERS = {
    "hardest": _hardest,
    "code": _of_code,
    "search": _of_search,
    "cluster": _of_cluster,
    "flagged": _flagged,
    "outdated": _outdated,
    "disagreements": _disputed,
}
QUEUES = tuple(_CHOOSERS)
_LIKELY = 0.05


def _codable(project: Project, path: str) -> tuple[str, ...]:
    """The code itself, or the codes below a group."""
    code = project.codebook.find(path)
    below = project.codebook.descendants(code.path)
    return tuple(each.path for each in (code, *below) if each.codable)


def _asks(project: Project, scope: Iterable[str], question: str) -> bool:
    codebook = project.codebook
    return any(codebook.applies(codebook.code(path), question) for path in scope)


def _entropy(chances: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    import numpy as np

    p = np.clip(chances, 1e-12, 1 - 1e-12)
    total: npt.NDArray[np.float64] = np.nan_to_num(-(p * np.log(p) + (1 - p) * np.log1p(-p))).sum(axis=1)
    return total


def _by(values: npt.NDArray[np.float64], names: list[str]) -> list[str]:
    """The names, highest value first, ties by name."""
    return [name for _, name in sorted(zip((-values).tolist(), names, strict=True))]


def _by_source(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        found[reading.source].append(reading)
    return found


def _changed_since(project: Project, readings: Iterable[Reading]) -> set[str]:
    """Paths of the codes whose meaning is another now than when this answer was last judged for them."""
    judged: dict[str, int] = {}
    for reading in readings:
        codebook = project.codebooks.get(reading.version)
        for code in codebook.codable() if reading.outcome == "read" else ():
            if reading.scope is None or code.id in reading.scope:
                judged[code.id] = max(judged.get(code.id, 0), reading.version)
    return {
        code.path
        for code in project.codebook.codable()
        if code.id in judged
        and _meaning(project.codebooks.get(judged[code.id]).by_id(code.id)) != _meaning(code)
    }


def _meaning(code: Code) -> tuple[str, str, str]:
    return code.definition, code.include, code.exclude
