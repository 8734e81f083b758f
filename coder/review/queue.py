"""Which answer comes next: the random order, the prefix that counts, and the active choice.

Everything here is a function of its arguments. The random order is a keyed hash of the case, so two
copies of a project, whatever the order of their rows, read the same answers. Estimators and goals are
those of the methods paper trail: only the unbroken prefix of the random order enters a count.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, Literal, Protocol

from coder import protocols
from coder.domain import Source, Stream
from coder.errors import RequestError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

Goal = Literal["counts", "codes", "both"]
Active = Callable[[Sequence[Source]], Sequence[Source]]
"""From candidates to a batch of them, the most instructive first."""

RANDOM_PERCENT: dict[str, int] = {"counts": 100, "codes": 30, "both": 60}
_POOL = 50


class Queue(protocols.Queue, Protocol):
    """A queue that also knows how much is left of it."""

    def left(self, settled: Collection[str]) -> int:
        """Number of its sources that are not in `settled` (ids)."""
        ...

    def __contains__(self, source: str) -> bool:
        """Whether the source with this id is, or was, to be read here."""
        ...


def random_order(cases: Iterable[str], seed: int | str) -> list[str]:
    """Case ids in the order that `seed` gives them, whatever order they come in and whoever else is there.

    A part of the cases (a wave, one coder's share) comes in the same order as in the whole, so that two
    copies of a project that know different cases agree about those they share.
    """
    key = hashlib.blake2b(str(seed).encode()).digest()
    # The 1 was the number of the wave once; without it, projects begun then would get another order.
    return sorted(set(cases), key=lambda case: (_hash(key, f"1\x1f{case}"), case))


def prefix(order: Sequence[str], settled: Collection[str]) -> list[str]:
    """S, the sample that counts: everything before the first position that is not settled.

    A skip leaves its position unsettled; "cannot be coded" settles it.
    """
    return list(itertools.takewhile(_as_set(settled).__contains__, order))


def reserved(order: Sequence[str], settled: Collection[str], planned: int) -> set[str]:
    """The positions after the prefix that the active stream leaves alone, so that S stays blind.

    Twice as many as readings are `planned`.
    """
    start = len(prefix(order, settled))
    return set(order[start : start + 2 * planned])


def choose_active(
    probabilities: Floats,
    positives: Floats | NDArray[np.integer[Any]],
    vectors: Floats | None = None,
    size: int = 10,
    seed: int | str = 0,
    ids: Sequence[str] | None = None,
) -> list[int]:
    """Row numbers of the `size` answers that teach most, best first.

    Entropy (nats) summed over codes, each weighted by 1/sqrt(1 + positives so far), times the cosine
    distance to the nearest answer already in the batch. `probabilities` (n, k), nan where nothing is
    known; `positives` (k,); `vectors` (n, d). Ties go by a hash of `ids`, or of the row itself, so the
    choice does not depend on the order of rows.
    """
    import numpy as np

    scores = np.round(_entropy(np.asarray(probabilities, float), np.asarray(positives, float)), 9)
    hashes = _row_hashes(probabilities, vectors, ids, seed)
    pool = sorted(range(len(scores)), key=lambda row: (-scores[row], hashes[row]))
    if vectors is None:
        return pool[:size]
    return _spread(pool[: _POOL * size], scores, np.asarray(vectors, float), size)


def _entropy(p: Floats, positives: Floats) -> Floats:
    import numpy as np

    p = np.clip(p, 1e-12, 1 - 1e-12)
    bits = -(p * np.log(p) + (1 - p) * np.log1p(-p))
    weighted: Floats = (np.nan_to_num(bits) / np.sqrt(1 + positives)).sum(axis=1)
    return weighted


def _spread(pool: list[int], scores: Floats, vectors: Floats, size: int) -> list[int]:
    """Greedy: the best, then again and again the best of score x distance to those taken."""
    import numpy as np

    units = vectors[pool] / np.maximum(np.linalg.norm(vectors[pool], axis=1, keepdims=True), 1e-12)
    values, distance = scores[pool], np.ones(len(pool))
    taken: list[int] = []
    for _ in range(min(size, len(pool))):
        worth = np.round(values * distance, 9)
        worth[taken] = -1.0
        taken.append(int(worth.argmax()))
        near = (units * units[taken[-1]]).sum(axis=1)
        distance = np.minimum(distance, np.clip(1 - near, 0, 1))
    return [pool[place] for place in taken]


def _row_hashes(
    probabilities: Floats, vectors: Floats | None, ids: Sequence[str] | None, seed: int | str
) -> list[bytes]:
    import numpy as np

    key = hashlib.blake2b(str(seed).encode()).digest()
    if ids is not None:
        return [_hash(key, name) for name in ids]
    rows = [np.ascontiguousarray(part, float) for part in (probabilities, vectors) if part is not None]
    return [
        hashlib.blake2b(b"".join(part[row].tobytes() for part in rows), key=key, digest_size=16).digest()
        for row in range(len(rows[0]))
    ]


class ListQueue:
    """These sources in this order, under one stream: by code, by search, by cluster, flagged."""

    def __init__(self, sources: Iterable[Source], stream: Stream) -> None:
        self._sources = {source.id: source for source in sources}
        self._stream = stream

    def next(self, settled: Collection[str]) -> tuple[Source, str] | None:
        """The first that is not settled."""
        done = _as_set(settled)
        return next(((self._sources[name], self._stream) for name in self._sources if name not in done), None)

    def left(self, settled: Collection[str]) -> int:
        """How many of the list are not settled."""
        return _left(self._sources, settled)

    def __contains__(self, source: str) -> bool:
        """Whether the list has it."""
        return source in self._sources


class StreamQueue:
    """The random and the active stream, mixed so that the project's goal keeps its exact share.

    Random: cases from the top of the order of their wave, all answers of a case together, in question
    order; waves advance in proportion to their sizes. Active: batches that `active` picks outside the
    reserved positions. Which stream is next follows from what is settled: identical answers count once,
    and what lies in the prefix counts as random, whoever drew it.
    """

    def __init__(
        self,
        sources: Iterable[Source],
        *,
        seed: int | str,
        goal: Goal = "both",
        active: Active | None = None,
        waves: Mapping[str, int] | None = None,
        questions: Sequence[str] = (),
        question: str | None = None,
        planned: int = 400,
        certain: Collection[str] = (),
    ) -> None:
        """`waves` maps case ids to their wave; `questions` are names in reading order.

        `question` restricts both streams to one question. At most half of the order is reserved. Cases in
        `certain` are in neither stream: all of them are read, in turn with the random ones.
        """
        if goal not in RANDOM_PERCENT:
            raise RequestError(f"There is no goal '{goal}'. Goals are counts, codes and both.")
        wanted = [s for s in sources if question is None or s.question.name == question]
        self._sources = {source.id: source for source in wanted}
        whole = _as_set(certain)
        self._certain = [source for source in wanted if source.case.id in whole]
        self._orders = _orders((s for s in wanted if s.case.id not in whole), seed, waves or {}, questions)
        self._identity = {source.id: _identity(source) for source in wanted}
        self._percent = RANDOM_PERCENT[goal]
        self._active = active
        self._planned = planned
        self._batch: list[Source] = []

    @property
    def orders(self) -> dict[int, list[str]]:
        """Source ids in random order, per wave."""
        return {wave: list(order) for wave, order in self._orders.items()}

    def next(self, settled: Collection[str]) -> tuple[Source, str] | None:
        """The next answer and `random` or `active`; None when every answer is settled."""
        done = _as_set(settled)
        read = {wave: prefix(order, done) for wave, order in self._orders.items()}
        drawn = self._random(read)
        if certain := self._next_certain(drawn, read, done):
            return certain, "certain"
        if drawn is None:
            return None
        if self._random_is_due(drawn, read, done):
            return drawn, "random"
        chosen = self._next_active(done)
        return (chosen, "active") if chosen else (drawn, "random")

    def left(self, settled: Collection[str]) -> int:
        """How many of its answers are not settled."""
        return _left(self._sources, settled)

    def __contains__(self, source: str) -> bool:
        """Whether it is among the answers of either stream."""
        return source in self._sources

    def _random(self, read: Mapping[int, list[str]]) -> Source | None:
        """The first unsettled position of the wave that is least far advanced."""
        open_waves = [wave for wave, order in self._orders.items() if len(read[wave]) < len(order)]
        if not open_waves:
            return None
        wave = min(open_waves, key=lambda wave: (len(read[wave]) / len(self._orders[wave]), wave))
        return self._sources[self._orders[wave][len(read[wave])]]

    def _next_certain(
        self, drawn: Source | None, read: Mapping[int, list[str]], done: AbstractSet[str]
    ) -> Source | None:
        """The next of a campaign, its most frequent text first; one for each that was drawn at random."""
        waiting = [source for source in self._certain if source.id not in done]
        if not waiting or (drawn and self._begun(drawn, read)):
            return None
        settled = {self._identity[source.id] for source in self._certain if source.id in done}
        random = {self._identity[name] for order in read.values() for name in order}
        if drawn and len(settled) > len(random):
            return None
        times = Counter(self._identity[source.id] for source in waiting)
        return min(waiting, key=lambda source: (-times[self._identity[source.id]], source.id))

    def _random_is_due(self, drawn: Source, read: Mapping[int, list[str]], done: AbstractSet[str]) -> bool:
        if self._active is None or self._begun(drawn, read):
            return True
        tops = {name for order in read.values() for name in order}
        streamed = done - tops - {source.id for source in self._certain}
        random = {self._identity[name] for name in tops}
        other = {self._identity[name] for name in streamed if name in self._sources} - random
        return 100 * len(random) < self._percent * (len(random) + len(other) + 1)

    def _begun(self, drawn: Source, read: Mapping[int, list[str]]) -> bool:
        """Whether the prefix ends inside the case of `drawn`: its other answers come first."""
        last = [self._sources[order[-1]].case.id for order in read.values() if order]
        return drawn.case.id in last

    def _next_active(self, done: AbstractSet[str]) -> Source | None:
        kept = {name for order in self._orders.values() for name in self._reserved(order, done)}
        closed = done | kept
        self._batch = [source for source in self._batch if source.id not in closed]
        if not self._batch and self._active:
            candidates = self._candidates(closed)
            self._batch = list(self._active(candidates)) if candidates else []
        return self._batch[0] if self._batch else None

    def _reserved(self, order: list[str], done: AbstractSet[str]) -> set[str]:
        share = self._planned * len(order) // max(1, len(self._sources))
        return reserved(order, done, min(share, len(order) // 4))

    def _candidates(self, closed: AbstractSet[str]) -> list[Source]:
        """One of each group of identical answers, in the random order."""
        names = [name for order in self._orders.values() for name in order if name not in closed]
        return list({self._identity[name]: self._sources[name] for name in reversed(names)}.values())[::-1]


def _orders(
    sources: Iterable[Source], seed: int | str, waves: Mapping[str, int], questions: Sequence[str]
) -> dict[int, list[str]]:
    """Source ids per wave: cases by keyed hash, answers of a case by question, then name."""
    place = {name: number for number, name in enumerate(questions)}
    by_case: dict[str, list[Source]] = {}
    for source in sources:
        by_case.setdefault(source.case.id, []).append(source)
    for answers in by_case.values():
        answers.sort(key=lambda s: (place.get(s.question.name, len(place)), s.question.name, s.name, s.id))
    in_wave: dict[int, list[str]] = {}
    for case in by_case:
        in_wave.setdefault(waves.get(case, 0), []).append(case)
    return {
        wave: [source.id for case in random_order(in_wave[wave], seed) for source in by_case[case]]
        for wave in sorted(in_wave)
    }


def _identity(source: Source) -> str:
    """The same for answers that are decided together."""
    return f"{source.question.name}\x1f{source.key}" if source.key else source.id


def _left(sources: Mapping[str, Source], settled: Collection[str]) -> int:
    return len(sources) - sum(map(sources.__contains__, settled))


def _as_set(names: Collection[str]) -> AbstractSet[str]:
    return names if isinstance(names, AbstractSet) else frozenset(names)


def _hash(key: bytes, text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest()
