"""One person reads answers and decides: accept, reject, add, remove, done, undo. No input, no output.

A front end draws `current` and calls a method per key; every method that decides has saved one step in
the log when it returns. The state is what the log says of this coder, so a killed session resumes
where it was: an answer that was begun comes back first.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from coder.codebook import Codebook
from coder.domain import Act, Code, Coding, Decision, Proposal, Source
from coder.errors import RequestError
from coder.protocols import Log
from coder.review.history import History, Step, rejected
from coder.review.naming import Names
from coder.review.queue import Queue
from coder.review.scribe import Mark, Scribe, giving, seen, strengths, taking
from coder.review.view import MOST_SHOWN, Tally, View, worth_showing


class _Focus(NamedTuple):
    source: Source
    stream: str
    blind: bool
    second: bool = False


class ReviewSession:
    """A coder's review of the answers of a queue; codes are given by path."""

    def __init__(
        self,
        log: Log,
        queue: Queue,
        *,
        coder: str,
        codebook: Codebook,
        version: int,
        find: Callable[[str], Source | None],
        tagger_proposals: Callable[[Source], list[Proposal]] | None = None,
        twins: Callable[[Source], list[Source]] | None = None,
        scope: Iterable[str] | None = None,
        again: bool = False,
        second_look: bool = False,
        blind: Callable[[str], bool] = frozenset({"random", "certain"}).__contains__,
        finished: Callable[[], None] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        """`find` gives a source by id, `twins` the answers identical to one, `blind` says it of a stream.

        Without `tagger_proposals` every reading is blind. `scope` (code paths) limits what is judged;
        `again` asks for answers that this coder has read before; `finished` is called after each answer.
        `second_look`: after a blind reading the suggestions are shown, and the answer can be corrected.
        """
        self.coder = coder
        self._log, self._queue = log, queue
        self._find, self._identical, self._propose = find, twins, tagger_proposals
        self._is_blind, self._passed, self.finished = blind, set[str](), finished
        self._looks_twice = second_look and tagger_proposals is not None
        self._shown: tuple[str, tuple[Proposal, ...]] | None = None
        self._ahead: tuple[str, tuple[Proposal, ...]] | None = None
        self._view: View | None = None
        self._visiting: _Focus | None = None
        self.use_codebook(codebook, version)
        self._scope = None if scope is None else tuple(codebook.code(path).path for path in scope)
        asked = None if self._scope is None else {codebook.code(path).id for path in self._scope}
        self._history = History(log.decisions(coder=coder), asked, again)
        self._scribe = Scribe(log, self._history, coder=coder, clock=clock, new_id=new_id)
        unfinished = self._history.unfinished()
        self._live = self._focus_on(unfinished) if unfinished and unfinished.source in queue else None

    # What there is to see

    @property
    def current(self) -> View | None:
        """The answer to decide on; None when the queue is done."""
        if self._view is None and (focus := self._focus()):
            self._view = self._look(focus)
        return self._view

    @property
    def progress(self) -> Tally:
        """How many answers are read, left and skipped, and under which streams."""
        settled = self._history.settled
        streams = {stream: count for stream, count in self._history.streams.items() if count}
        return Tally(len(settled), self._queue.left(settled), len(self._history.skipped()), streams)

    @property
    def codebook(self) -> Codebook:
        """The codebook in use."""
        return self._names.codebook

    @property
    def choices(self) -> list[Code]:
        """The codes that the current answer can get: last used first, then as in the codebook."""
        focus = self._focus()
        codes = self.codebook.codable(focus.source.question.name if focus else None)
        used = {code: place for place, code in enumerate(self._history.recent_codes())}
        return sorted(codes, key=lambda code: used.get(code.id, len(used)))

    @property
    def frequent(self) -> list[Code]:
        """The at most nine codes this coder gave most often that the current answer can get."""
        codes = {code.id: code for code in self.choices}
        return [codes[id_] for id_ in self._history.frequent_codes() if id_ in codes][:MOST_SHOWN]

    def use_codebook(self, codebook: Codebook, version: int) -> None:
        """Decisions are made under this version from now on."""
        self._names, self._version = Names(codebook), version
        self._shown = self._ahead = self._view = None

    def refresh(self) -> None:
        """Asks for the proposals of the current answer anew, because the tagger has learnt."""
        self._shown = self._ahead = self._view = None

    def look_ahead(self) -> None:
        """Asks for the proposals of the answer after this one, so that it need not wait; while one reads."""
        focus = self._focus()
        if self._propose is None or focus is None or self._visiting:
            return
        here = {source.id for source in self._together(focus.source)}
        drawn = self._queue.next(self._history.settled | self._passed | here)
        if drawn and not self._is_blind(drawn[1]):
            self._ahead = drawn[0].id, self._worth_showing(drawn[0])

    # Decisions about codes

    def accept(self, code: str, segment: tuple[int, int] | None = None) -> None:
        """Takes a suggestion that is shown, for the whole answer or for `[start, end)`."""
        view, wanted = self._need(), self._code(code)
        if wanted.path not in {proposal.code for proposal in view.proposals}:
            raise RequestError(f"The code '{code}' is not among the suggestions here. Add it instead.")
        self._give("accept", wanted, segment or view.segment(wanted.path), view)

    def add(self, code: str, start: int | None = None, end: int | None = None) -> None:
        """Gives a code to the whole answer, or to the code points `[start, end)` of it."""
        view, wanted = self._need(), self._code(code)
        if (start is None) != (end is None):
            raise RequestError("A part of an answer needs both its start and its end.")
        self._give("add", wanted, None if start is None or end is None else (start, end), view)

    def reject(self, code: str) -> None:
        """Says no: takes the code away if it is there, and remembers that it was refused."""
        view, wanted = self._need(), self._code(code)
        given: list[Coding | None] = [coding for coding in view.codings if coding.code == wanted.path]
        if given or wanted.path not in view.rejected:
            self._save([taking("reject", wanted.id, each, seen(view)) for each in (given or [None])])

    def remove(self, code: str) -> None:
        """Takes the code away, from the whole answer and from every part of it."""
        view = self._need()
        given = [coding for coding in view.codings if coding.code == code]
        if not given:
            raise RequestError(f"The code '{code}' is not on this answer.")
        self._save([taking("remove", self._names.id(code), coding, seen(view)) for coding in given])

    def toggle(self, code: str) -> None:
        """Gives the code if the answer lacks it, else takes it away; a preselected one counts as there."""
        view = self._need()
        proposed = code in {proposal.code for proposal in view.proposals}
        if code in view.codes or code in view.preselected:
            (self.reject if proposed else self.remove)(code)
        else:
            (self.accept if proposed else self.add)(code)

    # Decisions that finish an answer

    def done(self) -> None:
        """The answer is read: preselected proposals are accepted, every other code in scope is a no."""
        view = self._need()
        self._prepare_second(view)
        if not self._is_unchanged(view):
            codes = [self._code(p.code) for p in view.proposals if p.code in view.preselected]
            marks = [giving("accept", code, view.segment(code.path), seen(view)) for code in codes]
            self._save([*marks, *self._settling(view), self._reading("read", view)])
        self._leave(view)

    def none(self) -> None:
        """The answer is read and no code in scope applies, whatever was given or suggested before."""
        view = self._need()
        self._prepare_second(view)
        self._clear("read", view)
        self._leave(view)

    def uncodable(self) -> None:
        """The answer cannot be coded (illegible, another language): settled, but no code is judged."""
        self._clear("uncodable", self._need())
        self._leave()

    def skip(self) -> None:
        """Leaves the answer for later: it comes back when the others are done, or in the next session."""
        view = self._need()
        self._save([Mark("skip", detail=seen(view))])
        self._passed.update(source.id for source in self._together(view.source))
        self._leave()

    # Going back

    def undo(self) -> Step | None:
        """Takes the last step of this coder back and returns to its answer; None when none is left."""
        step = next(reversed(self._history.done.values()), None)
        if step:
            self._scribe.turn("undo", step)
            self._passed.discard(step.source)
            self._visiting, self._view = self._focus_on(step), None
        return step

    def redo(self) -> Step | None:
        """Takes the last undo back; None when there is none, or when something was decided since."""
        step = next(reversed(self._history.undone.values()), None)
        if step:
            self._scribe.turn("redo", step)
            self._passed.update({step.source} if step.kind == "skip" else ())
            self._visiting, self._view = self._focus_on(step) if step.kind == "code" else None, None
        return step

    def back(self) -> bool:
        """To the answer read before this one; False when there is none."""
        return self._move(-1)

    def forward(self) -> bool:
        """To the answer read after this one, in the end to the one still to be read; False there."""
        return self._move(1)

    def memo(self, text: str) -> None:
        """Notes something about the current answer; undo leaves it alone."""
        self._scribe.note(self._need().source, text, self._version)

    def flag(self) -> None:
        """Marks the current answer to be looked at again, or takes the mark off; undo leaves it alone."""
        view = self._need()
        self._scribe.flag("unflag" if view.flagged else "flag", view.source, self._version)
        self._view = None

    # Where we are

    def _focus(self) -> _Focus | None:
        closed = self._history.settled | self._passed
        if self._visiting is None and (self._live is None or self._live.source.id in closed):
            self._live = self._draw()
        return self._visiting or self._live

    def _draw(self) -> _Focus | None:
        settled = self._history.settled
        drawn = self._queue.next(settled | self._passed)
        if drawn is None and self._passed:
            self._passed.clear()
            drawn = self._queue.next(settled)
        return self._focused(*drawn, self._is_blind(drawn[1])) if drawn else None

    def _focus_on(self, step: Step) -> _Focus | None:
        """The step's answer as it was read; None for many answers at once, or when its case was forgotten."""
        source = None if step.bulk else self._find(step.source)
        return self._focused(source, step.stream, step.blind, step.second) if source else None

    def _focused(self, source: Source, stream: str, blind: bool, second: bool = False) -> _Focus:
        """Blind no more once the machine's suggestions were seen; always blind where there is no machine."""
        unseen = blind and source.id not in self._history.looked_twice
        return _Focus(source, stream, unseen or self._propose is None, second)

    def _move(self, way: Literal[-1, 1]) -> bool:
        trail = self._history.readings()
        names = [step.source for step in trail]
        here = self._visiting.source.id if self._visiting else ""
        place = (names.index(here) if here in names else len(names)) + way
        if 0 <= place <= len(names):
            self._visiting = self._focus_on(trail[place]) if place < len(names) else None
            self._view = None
        return 0 <= place <= len(names)

    def _prepare_second(self, view: View) -> None:
        """Keeps what the machine says before it learns from this very answer."""
        if self._is_due_twice(view):
            self._shown = view.source.id, self._worth_showing(view.source)

    def _is_due_twice(self, view: View) -> bool:
        return self._looks_twice and view.blind and self._visiting is None

    def _leave(self, read: View | None = None) -> None:
        """To the next answer, or to a second look at the one just `read`, blind no more from then on."""
        suggests = self._shown and read and self._shown[0] == read.source.id and self._shown[1]
        twice = read if read and suggests and self._is_due_twice(read) else None
        self._visiting = _Focus(twice.source, twice.stream, False, True) if twice else None
        self._history.looked_twice.update({twice.source.id} if twice else ())
        self._view = None
        if self.finished:
            self.finished()

    def _code(self, path: str) -> Code:
        return self._names.code(path, self._need().question.name)

    def _need(self) -> View:
        if self.current is None:
            raise RequestError("There is no answer left to decide on. Undo and back return to earlier ones.")
        return self.current

    # Looking

    def _look(self, focus: _Focus) -> View:
        source = focus.source
        rows = self._counting(source)
        refused = frozenset(self._names.path(code) for code in rejected(rows))
        mine = self._log.codings(source.id, self.coder)
        codings = tuple(self._names.with_path(c) for c in mine if not (focus.blind and c.origin == "bulk"))
        proposals = () if focus.blind else self._proposals(source)
        free = {p.code for p in proposals if p.strength in ("strong", "medium")} - refused
        outcomes = [row.act for row in rows if row.act in ("read", "uncodable")]
        return View(
            source=source,
            stream=focus.stream,
            blind=focus.blind,
            proposals=proposals,
            preselected=frozenset(
                () if (source.id in self._history.settled) else free - {c.code for c in codings}
            ),
            codings=codings,
            rejected=refused,
            scope=self._scope,
            copies=len(self._together(source)),
            outcome=None if not outcomes else "read" if outcomes[-1] == "read" else "uncodable",
            tally=self.progress,
            flagged=source.id in self._history.flagged,
            second=focus.second,
        )

    def _proposals(self, source: Source) -> tuple[Proposal, ...]:
        if self._shown is None or self._shown[0] != source.id:
            known = self._ahead and self._ahead[0] == source.id
            self._shown = self._ahead if known else (source.id, self._worth_showing(source))
        assert self._shown
        return self._shown[1]

    def _worth_showing(self, source: Source) -> tuple[Proposal, ...]:
        asked = self._names.asked(source.question.name, self._scope)
        found = self._propose(source) if self._propose else []
        return worth_showing(proposal for proposal in found if proposal.code in asked)

    def _counting(self, source: Source) -> list[Decision]:
        rows = self._log.decisions(coder=self.coder, source=source.id)
        return [row for row in rows if self._history.counts(row.step)]

    def _is_unchanged(self, view: View) -> bool:
        """Whether the answer was read before and nothing was decided about it since."""
        rows = [row for row in self._counting(view.source) if row.act not in ("undo", "redo", "memo")]
        same = bool(rows) and bool(rows[-1].detail.get("second")) == view.second
        return same and view.source.id in self._history.settled and rows[-1].act in ("read", "uncodable")

    # Saving

    def _give(self, act: Act, code: Code, part: tuple[int, int] | None, view: View) -> None:
        self._names.check_part(part, view.source)
        if (code.path, part or (None, None)) not in {(c.code, (c.start, c.end)) for c in view.codings}:
            self._save([giving(act, code, part, seen(view))])

    def _clear(self, act: Act, view: View) -> None:
        """Reads the answer without any code of the scope."""
        given = [c for c in view.codings if view.scope is None or c.code in view.scope]
        given += [c for c in self._in_bulk(view) if c not in given]
        marks = [taking("remove", self._names.id(coding.code), coding, seen(view)) for coding in given]
        self._save([*marks, self._reading(act, view)])

    def _settling(self, view: View) -> list[Mark]:
        """What becomes of codes given in bulk: those on screen are confirmed, in a blind reading they go."""
        act: Act = "remove" if view.blind else "accept"
        return [taking(act, self._names.id(c.code), c, seen(view)) for c in self._in_bulk(view)]

    def _in_bulk(self, view: View) -> list[Coding]:
        """Codings in question that were given to many answers at once and not confirmed since."""
        mine = [self._names.with_path(c) for c in self._log.codings(view.source.id, self.coder)]
        return [c for c in mine if c.origin == "bulk" and (view.scope is None or c.code in view.scope)]

    def _reading(self, act: Act, view: View) -> Mark:
        ids = {proposal.code: self._names.id(proposal.code) for proposal in view.proposals}
        judged = (
            None if view.scope is None else sorted({self._names.id(c) for c in (*view.scope, *view.codes)})
        )
        detail = {"scope": judged, "shown": strengths(view.proposals, ids)}
        return Mark(act, detail={**seen(view), **detail})

    def _save(self, marks: list[Mark]) -> None:
        self._scribe.save(self._together(self._need().source), marks, self._version)
        self._view = None

    def _together(self, source: Source) -> list[Source]:
        """The answer and those identical to it that this coder has not read, or read along with it."""
        if before := self._history.reading_of(source.id):
            twins = [self._find(name) for name in dict.fromkeys(before.settles)]
        else:
            same, settled = self._identical(source) if self._identical else [], self._history.settled
            twins = [twin for twin in same if twin.id not in settled]
        return [source, *(twin for twin in twins if twin and twin.id != source.id)]
