"""Settling what coders differ on: their codings side by side, an outcome with its reason, coder `consensus`.

A dispute is one distinct answer with the codes that some of the coders gave and others judged and did not
give. What is decided is a reading of the consensus in the stream "adjudication" whose scope is those codes:
everything else stays the coders' own. Agreement never sees it, the resolved coding puts it first.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from coder.domain import Act, Coding, Decision, Reading, Source
from coder.errors import RequestError, UnknownCodeError, UnknownNameError
from coder.project.agreeing import Scopes, participants
from coder.project.resolve import CONSENSUS
from coder.store.log import undone_steps
from coder.store.store import later

if TYPE_CHECKING:
    from coder.project.project import Project, Where

STREAM = "adjudication"


@dataclass(frozen=True, slots=True)
class Side:
    """One coder's answer: codings (code by path) as they stand now, codes `judged`, notes, and if blind."""

    coder: str
    codings: tuple[Coding, ...]
    judged: frozenset[str]
    memos: tuple[str, ...]
    blind: bool

    @property
    def codes(self) -> frozenset[str]:
        """Paths of the codes given, to the whole answer or to a part."""
        return frozenset(coding.code for coding in self.codings)


@dataclass(frozen=True, slots=True)
class Dispute:
    """One answer on which coders differ: `codes` (paths) are those in dispute, `copies` identical answers.

    `settled` are the codes of them that the consensus has judged before.
    """

    source: Source
    copies: tuple[Source, ...]
    sides: tuple[Side, ...]
    codes: tuple[str, ...]
    settled: frozenset[str] = frozenset()

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is left to decide."""
        return self.settled.issuperset(self.codes)

    @property
    def agreed(self) -> tuple[str, ...]:
        """Codes that all coders gave."""
        return tuple(sorted(frozenset.intersection(*(side.codes for side in self.sides))))

    def of(self, coder: str) -> frozenset[str]:
        """What this coder gave of the codes in dispute."""
        return next(side.codes for side in self.sides if side.coder == coder) & set(self.codes)

    def parts(self, code: str) -> list[tuple[int | None, int | None]]:
        """Where those who gave the code gave it, each place once."""
        found = [(c.start, c.end) for side in self.sides for c in side.codings if c.code == code]
        return list(dict.fromkeys(found))


def disagreements(
    project: Project,
    *coders: str,
    question: str | None = None,
    where: Where | None = None,
    code: str | None = None,
) -> list[Dispute]:
    """Distinct answers, in order of arrival, that the coders (else everyone who read) coded differently.

    `code` keeps that code and those below it. Settled ones are there too: `is_settled` says so.
    """
    names, wanted = participants(project, coders), _wanted(project, code)
    asked = project.sources({**(where or {}), **({"question": question} if question else {})} or None)
    answers = _Answers(project, [*names, CONSENSUS], project.sources())
    groups = _alike(answers, asked, names)
    return [found for copies in groups if (found := _dispute(answers, copies, names, wanted)).codes]


def adjudication(
    project: Project,
    *coders: str,
    by: str,
    question: str | None = None,
    where: Where | None = None,
    code: str | None = None,
) -> Adjudication:
    """A session over the disagreements of the coders, led by `by`."""
    return Adjudication(
        project, disagreements(project, *coders, question=question, where=where, code=code), by=by
    )


class Adjudication:
    """One dispute after the other; a decision is in the log when the method returns. No input, no output.

    What is settled is what the log says, so that a session goes on where the last one ended.
    """

    def __init__(self, project: Project, disputes: Sequence[Dispute], *, by: str) -> None:
        self._project, self._by = project, by
        self._disputes = list(disputes)
        self._passed: set[str] = set()
        self._visiting: int | None = None
        self.chosen: frozenset[str] | None = None
        """Paths that are to apply; None while nothing was chosen."""

    @property
    def current(self) -> Dispute | None:
        """The dispute to decide on; None when all are settled. Skipped ones come again at the end."""
        place = self._place()
        return None if place is None else self._disputes[place]

    @property
    def settled(self) -> int:
        """How many disputes are decided, in earlier sessions too."""
        return sum(dispute.is_settled for dispute in self._disputes)

    @property
    def left(self) -> int:
        """How many are not."""
        return len(self._disputes) - self.settled

    def take(self, coder: str) -> None:
        """Chooses what this coder said; UnknownNameError for one who did not read the answer."""
        names = [side.coder for side in self._need().sides]
        if coder not in names:
            raise UnknownNameError("coder", coder, names)
        self.chosen = self._need().of(coder)

    def take_all(self) -> None:
        """Chooses every code in dispute: what any of them said."""
        self.chosen = frozenset(self._need().codes)

    def take_none(self) -> None:
        """Chooses that none of the codes in dispute applies."""
        self.chosen = frozenset()

    def toggle(self, code: str) -> None:
        """Chooses a code in dispute, or no longer."""
        if code not in self._need().codes:
            raise UnknownCodeError(code, self._need().codes)
        self.chosen = (self.chosen or frozenset()) ^ {code}

    def decide(self, reason: str) -> None:
        """Makes the chosen codes the consensus on this answer and its copies.

        RequestError where nothing was chosen, or without a reason.
        """
        words, dispute = " ".join(reason.split()), self._need()
        if self.chosen is None:
            raise RequestError("Choose first: what one coder said, both, neither, or single codes.")
        if not words:
            raise RequestError("A decision needs a reason: say in a few words why.")
        rows = list(self._rows(dispute, words))
        self._project.store.append(rows)
        place = self._place()
        assert place is not None
        self._settle(place, frozenset(dispute.codes))

    def skip(self) -> None:
        """Leaves the dispute for later."""
        self._passed.add(self._need().source.id)
        self._visiting = self.chosen = None

    def undo(self) -> Dispute | None:
        """Takes the consensus's last decision back and returns to it; None when there is none here."""
        step = self._last_step()
        if step is None:
            return None
        row = Decision(
            uuid.uuid4().hex, uuid.uuid4().hex, self._project.store.now(), CONSENSUS, "undo",
            step.source, target=step.step, detail={"by": self._by},
        )  # fmt: skip
        self._project.store.append([row])
        place = next(n for n, each in enumerate(self._disputes) if each.source.id == step.source)
        left = _judged_by_consensus(self._project, self._disputes[place].source)
        self._settle(place, left & set(self._disputes[place].codes))
        self._visiting = place
        return self._disputes[place]

    def _place(self) -> int | None:
        if self._visiting is not None:
            return self._visiting
        open_ = [n for n, dispute in enumerate(self._disputes) if not dispute.is_settled]
        fresh = [n for n in open_ if self._disputes[n].source.id not in self._passed]
        return next(iter(fresh or open_), None)

    def _need(self) -> Dispute:
        if self.current is None:
            raise RequestError("There is nothing left to settle.")
        return self.current

    def _settle(self, place: int, codes: frozenset[str]) -> None:
        self._disputes[place] = replace(self._disputes[place], settled=codes)
        self._visiting = self.chosen = None

    def _last_step(self) -> Decision | None:
        rows, here = self._project.store.decisions(coder=CONSENSUS), {d.source.id for d in self._disputes}
        undone = undone_steps(rows)
        found = [row for row in rows if row.act == "read" and row.step not in undone and row.source in here]
        return next((row for row in reversed(found) if row.detail.get("stream") == STREAM), None)

    def _rows(self, dispute: Dispute, reason: str) -> Iterator[Decision]:
        """One step: codings of the consensus on every copy, its readings, and the reason as a memo."""
        at, step = self._project.store.now(), uuid.uuid4().hex
        version = self._project.codebooks.version
        ids = {code.path: code.id for code in self._project.codebook.codes}
        seen = {"stream": STREAM, "blind": False, "by": self._by}
        scope, between = sorted(ids[path] for path in dispute.codes), [side.coder for side in dispute.sides]
        judged = {**seen, "scope": scope, "between": between, "reason": reason}

        def _row(act: Act, source: str, **rest: Any) -> Decision:
            nonlocal at
            made = Decision(uuid.uuid4().hex, step, at, CONSENSUS, act, source, version=version, **rest)
            at = later(at)
            return made

        for copy in dispute.copies:
            for act, path, (start, end) in self._changes(dispute, copy):
                yield _row(act, copy.id, code=ids[path], start=start, end=end, detail=seen)
            yield _row("read", copy.id, detail=judged)
        about = dispute.source.id
        yield _row("memo", about, target=about, detail={"about": "source", "text": reason})

    def _changes(
        self, dispute: Dispute, copy: Source
    ) -> Iterator[tuple[Act, str, tuple[int | None, int | None]]]:
        """What to take from the consensus's earlier codings of the copy, and what to give."""
        paths = {code.id: code.path for code in self._project.codebook.codes}
        for coding in self._project.store.codings(copy.id, CONSENSUS):
            if (path := paths.get(coding.code)) in dispute.codes and path:
                yield "remove", path, (coding.start, coding.end)
        for path in dispute.codes:
            if path in (self.chosen or ()):
                # Copies may differ in white space and signs: there, a part of the answer has no place.
                same = copy.text == dispute.source.text
                yield from (("add", path, part) for part in (dispute.parts(path) if same else [(None, None)]))


class _Answers:
    """What each coder says now of each answer: codes by path, as the codebook has them today."""

    def __init__(self, project: Project, names: Sequence[str], sources: Mapping[str, Source]) -> None:
        self.sources, self._scopes = sources, Scopes(project, sources)
        self._paths = {code.id: code.path for code in project.codebook.codable()}
        self.order = {code.path: place for place, code in enumerate(project.codebook.codes)}
        self.readings: dict[tuple[str, str], list[Reading]] = defaultdict(list)
        for reading in project.readings():
            if reading.coder in names and reading.source in sources and reading.outcome == "read":
                self.readings[reading.source, reading.coder].append(reading)
        self._codings: dict[tuple[str, str], list[Coding]] = defaultdict(list)
        for coding in project.codings():
            if coding.origin != "bulk" and coding.code in self._paths:
                self._codings[coding.source, coding.coder].append(coding)
        self._memos: dict[tuple[str, str], list[str]] = defaultdict(list)
        for memo in project.memos():
            self._memos[memo.target.partition(":")[0], memo.coder].append(memo.text)

    def judged(self, source: str, coder: str) -> frozenset[str]:
        """Paths of the codes that the coder's readings of the answer settled."""
        return frozenset().union(*map(self._scopes, self.readings[source, coder]))

    def side(self, source: str, coder: str, text: str) -> Side:
        """The coder's answer; a part of it has no place in a copy that is written differently, as `text`."""
        same = self.sources[source].text == text
        codings = tuple(
            replace(c, code=self._paths[c.code], start=c.start if same else None, end=c.end if same else None)
            for c in self._codings[source, coder]
        )
        readings = self.readings[source, coder]
        return Side(
            coder,
            codings,
            self.judged(source, coder) | {coding.code for coding in codings},
            tuple(self._memos[source, coder]),
            readings[0].blind,
        )


def _alike(answers: _Answers, asked: Mapping[str, Source], names: Sequence[str]) -> list[list[Source]]:
    """Groups of identical answers that one of the coders read, those that are asked for first in each."""
    found: dict[tuple[str, str], list[Source]] = defaultdict(list)
    others = (source for id_, source in answers.sources.items() if id_ not in asked)
    for source in (*asked.values(), *others):
        if any((source.id, name) in answers.readings for name in names):
            found[source.question.name, source.key or source.id].append(source)
    return [copies for copies in found.values() if copies[0].id in asked]


def _dispute(
    answers: _Answers, copies: Sequence[Source], names: Sequence[str], wanted: frozenset[str] | None
) -> Dispute:
    """What the coders say of one answer, each by the copy they read last; no `codes` where they agree."""
    last = {name: _last_read(answers, copies, name) for name in names}
    sides = tuple(answers.side(copy, name, copies[0].text) for name, copy in last.items() if copy)
    codes = tuple(path for path in _split(sides, answers.order) if wanted is None or path in wanted)
    settled = frozenset.intersection(*(answers.judged(copy.id, CONSENSUS) for copy in copies))
    return Dispute(copies[0], tuple(copies), sides, codes, settled & set(codes))


def _last_read(answers: _Answers, copies: Sequence[Source], coder: str) -> str | None:
    """The copy that the coder read last."""
    found = [(r.at, r.source) for copy in copies for r in answers.readings.get((copy.id, coder), ())]
    return max(found)[1] if found else None


def _split(sides: Sequence[Side], order: Mapping[str, int]) -> tuple[str, ...]:
    """The codes that one side gave and another judged and did not give, in the order of the codebook."""
    given = {path for side in sides for path in side.codes}
    split = {path for path in given if any(path in side.judged - side.codes for side in sides)}
    return tuple(sorted(split, key=order.__getitem__))


def _wanted(project: Project, code: str | None) -> frozenset[str] | None:
    if code is None:
        return None
    found = project.codebook.find(code)
    return frozenset(each.path for each in (found, *project.codebook.descendants(found.path)))


def _judged_by_consensus(project: Project, source: Source) -> frozenset[str]:
    return _Answers(project, [CONSENSUS], {source.id: source}).judged(source.id, CONSENSUS)
