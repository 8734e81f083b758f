"""The review screen: draws a ReviewSession with Textual and turns keys and clicks into its methods.

All keys come to one place. While an answer is read a sign is a decision and a letter starts a search;
while a line is typed (a search, a memo) everything goes to it; while a page is open (help, meaning,
who) any key closes it. The colours are the terminal's own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.containers import VerticalScroll
from textual.content import Content

from coder.codebook import resembles
from coder.domain import Code, Source
from coder.errors import CoderError, RequestError, listed
from coder.review.keys import Keymap
from coder.review.session import ReviewSession
from coder.review.view import View
from coder.tui import paint
from coder.tui.choosing import Choosing
from coder.tui.keyed import on_screen
from coder.tui.page import who_page
from coder.tui.picker import Prompt
from coder.tui.plain import Summary
from coder.tui.selection import Selection, sentences, words
from coder.tui.turning import BLIND_ADVICE, NO_CODES, NO_MAKING, redo, undo, waiting
from coder.tui.widgets import Lines

if TYPE_CHECKING:
    from coder.project.advice import Adviser
    from coder.project.making import CodeMaker


class ReviewApp(Choosing):
    """Returns how much was read in this sitting."""

    def __init__(
        self,
        session: ReviewSession,
        *,
        maker: CodeMaker | None = None,
        adviser: Adviser | None = None,
        others: Callable[[Source], Sequence[Source]] = lambda source: (),
        language: str = "en",
        keymap: Keymap | None = None,
    ) -> None:
        """Without `maker` no code can be made here, without `adviser` nothing is said of when to stop.

        `others` gives the same respondent's other answers.
        """
        super().__init__(session, keymap, language)
        self._maker, self._others = maker, others
        self._adviser, self._advised = adviser, 0
        self._learn, session.finished = session.finished, None
        self._before = session.progress.read
        self._about, self._confirmed = ("", False), ""

    def on_mount(self) -> None:
        """The first answer; what cuts sentences is fetched meanwhile, for it takes a second to load."""
        threading.Thread(target=sentences, args=("", self._language), daemon=True).start()
        self._draw()

    # Keys and clicks

    def on_paste(self, event: events.Paste) -> None:
        """Pasted words go to the line being typed, or into a search."""
        event.stop()
        self._guarded(lambda: self._take_in(event.text))

    def on_lines_clicked(self, event: Lines.Clicked) -> None:
        """A code of the codebook or of a list was clicked: the same as its key."""
        self._guarded(lambda: self._click(event.lines, event.number))

    def _take_in(self, text: str) -> None:
        pasted = " ".join(text.split())
        if self._prompt is None and pasted:
            self._act("search_all")
        if self._prompt:
            self._prompt.type(pasted)
        self._draw()

    def _click(self, lines: str, number: int) -> None:
        if lines == "codebook":
            self._cursor = self.session.codebook.codes[number].path
            self._act("toggle_here")
        elif self._prompt:
            self._prompt.place = self._prompt.window[0] + number
            self._finish_prompt()
        else:
            self._act("toggle", str(number + 1))
        self._draw()

    def obey(self, key: str, sign: str | None) -> None:
        """One key, in whatever state the screen is."""
        self._say("")
        if key in ("ctrl+q", "ctrl+c"):
            self.quit_()
        elif self._prompt:
            self._type(key, sign)
        elif self._page is not None and not self._scroll(key):
            self._page = None
        elif self._page is None and (act := self._bound.act_of(key, sign)):
            self._act(act, sign or "")
        self._draw()

    def _act(self, act: str, sign: str = "") -> None:
        try:
            if act in ("toggle", "search"):
                {"toggle": self._toggle, "search": self._search}[act](sign)
            elif act in _PLAIN:
                getattr(self.session, act)()
            else:
                getattr(self, f"_{act}" if act != "quit" else "quit_")()
        except CoderError as error:
            self._say(str(error))

    def quit_(self) -> None:
        """Leaves; everything is saved already."""
        self.exit(self._summary())

    def _summary(self) -> Summary:
        tally = self.session.progress
        return Summary(max(0, tally.read - self._before), tally.left)

    # Decisions

    def _done(self) -> None:
        if self.session.current is None:
            self.quit_()
        else:
            self.session.done()

    def _toggle(self, sign: str) -> None:
        view, number = self._view(), int(sign)
        offered = [c.path for c in self.session.frequent] if view.blind else [p.code for p in view.proposals]
        if number > len(offered):
            raise RequestError(f"There is no {'usual code' if view.blind else 'suggestion'} {number} here.")
        self._turn(offered[number - 1])

    def _toggle_here(self) -> None:
        self._view()
        if self._cursor is None:
            raise RequestError(f"{self._bound.shown('down')} puts the cursor on a code first.")
        self._turn(self._cursor)

    def _turn(self, path: str) -> None:
        span, view = self._selection.span, self._view()
        if span is None:
            self.session.toggle(path)
        elif path in {proposal.code for proposal in view.proposals}:
            self.session.accept(path, span)
        else:
            self.session.add(path, *span)

    def _give(self, code: Code) -> None:
        self.session.add(code.path, *(self._selection.span or (None, None)))
        self._say(f"+ {code.path}")

    def _search(self, sign: str) -> None:
        self._view()
        new = self._ask_new if self._maker else None
        self._prompt = Prompt("Find a code", self.session.choices, self._give, new, text=sign)

    def _search_all(self) -> None:
        self._search("")

    def _take_away(self) -> None:
        view = self._view()
        here = {*view.codes, *(p.code for p in view.proposals)}
        codes = [code for code in self.session.codebook.codes if code.path in here]
        if not codes:
            raise RequestError("There is no code here to take away.")
        codes.sort(key=lambda code: code.path not in {*view.codes, *view.preselected})
        self._prompt = Prompt("Take away, or say no to", codes, self._reject)

    def _reject(self, code: Code) -> None:
        proposed = {proposal.code for proposal in self._view().proposals}
        (self.session.reject if code.path in proposed else self.session.remove)(code.path)
        self._say(f"- {code.path}")

    def _memo(self) -> None:
        self._view()
        self._prompt = Prompt("A note on this answer", entered=self._noted)

    def _noted(self, text: str) -> None:
        self.session.memo(text)
        self._say("Noted.")

    def _new_code(self) -> None:
        self._view()
        if self._maker is None:
            raise RequestError(NO_MAKING)
        self._prompt = Prompt("Path of the new code", entered=self._name_new)

    def _ask_new(self, path: str) -> None:
        """Words that fit no code may be a slip of the finger: Enter once more makes them one."""
        self._prompt = Prompt("Path of the new code", entered=self._name_new, text=path)
        self._say(f"No code is called '{path}' yet. Enter makes it one, Esc does not.")

    def _name_new(self, path: str) -> None:
        alike = resembles(self.session.codebook, path)
        if alike and self._confirmed != path:
            self._confirmed = path
            self._prompt = Prompt("Path of the new code", entered=self._name_new, text=path)
            raise RequestError(
                f"'{path}' resembles {listed(alike)}. Enter makes it all the same, Esc does not."
            )
        assert self._maker
        self.session.use_codebook(*self._maker.make(path))
        self._give(self.session.codebook.find(path))

    # Going back

    def _undo(self) -> None:
        self._cursor = None
        self._say(undo(self.session, self._maker))

    def _redo(self) -> None:
        self._say(redo(self.session, self._maker))

    def _back(self) -> None:
        if not self.session.back():
            self._say("This is the first answer you read.")

    def _forward(self) -> None:
        if not self.session.forward():
            self._say("This is the answer to read now.")

    # Looking

    def _advice(self) -> None:
        view, adviser = self.session.current, self._adviser
        if view is not None and view.blind:
            raise RequestError(BLIND_ADVICE)
        found = adviser.now() if adviser and view is None else adviser.newest if adviser else None
        if found is None:
            raise RequestError(waiting(adviser))
        self._open(Content("\n".join(found.lines())))

    def _grid(self) -> None:
        if not self.session.codebook.codes:
            raise RequestError(NO_CODES)
        self.exit(replace(self._summary(), to_grid=True))

    def _help(self) -> None:
        self._open(Content("\n".join(self._bound.help_lines())))

    def _variables(self) -> None:
        source = self._view().source
        self._open(Content("\n".join(who_page(source, self._others(source)))))

    def _define(self) -> None:
        codebook, view = self.session.codebook, self._view()
        shown = [c.path for c in self.session.frequent] if view.blind else [p.code for p in view.proposals]
        wanted = [self._cursor] if self._cursor else shown
        self._open(paint.meaning([codebook.code(path) for path in wanted], self._room()))

    def _explain(self) -> None:
        self._open(paint.explained(self._view()))

    def _codes(self) -> None:
        self._side_wanted = not self._side_wanted
        self._cursor = self._cursor if self._side_wanted else None

    def _page_down(self) -> None:
        self._scroll("pagedown")

    def _page_up(self) -> None:
        self._scroll("pageup")

    # The line being typed

    def _type(self, key: str, sign: str | None) -> None:
        prompt = self._prompt
        assert prompt
        if key == "escape" or (key == "backspace" and not prompt.text):
            self._prompt, self._confirmed = None, ""
        elif key == "enter":
            self._finish_prompt()
        elif key in ("up", "down", "tab", "shift+tab"):
            prompt.move(-1 if key in ("up", "shift+tab") else 1)
        elif key in ("backspace", "ctrl+u"):
            prompt.rub_out(everything=key == "ctrl+u")
        elif sign and sign.isprintable():
            prompt.type(sign)

    def _finish_prompt(self) -> None:
        prompt, self._prompt = self._prompt, None
        try:
            if prompt and not prompt.finish():
                self._prompt = prompt if prompt.text else None
                self._say(f"Nothing here fits '{prompt.text}'." if prompt.text else "")
        except CoderError as error:
            self._say(str(error))

    def _draw(self) -> None:
        view = self.session.current
        if view is not None and (view.source.id, view.second) != self._about:
            self._turn_to(view)
        super()._draw()

    def _turn_to(self, view: View) -> None:
        self._about, self._cursor, self._side_wanted = (view.source.id, view.second), None, False
        self.set_timer(_PAUSE, lambda: self._guarded(self._get_ready))
        self._await_suggestions(view, _PATIENCE)
        self._selection = Selection(words(view.source.text))
        self._page = None
        self._tell_advice(view)
        self.query_one("#answer", VerticalScroll).scroll_home(animate=False)

    def _get_ready(self) -> None:
        """Once the answer is drawn: learns from the decision before it, and looks at the one after it."""
        if self._learn:
            self._learn()
        self.session.look_ahead()

    def _await_suggestions(self, view: View, times: int) -> None:
        """While nothing is learnt yet: shows the suggestions for the answer in sight as soon as there are any."""
        if times and not view.blind and not view.proposals:
            self.set_timer(_AGAIN, lambda: self._guarded(lambda: self._ask_again(times - 1)))

    def _ask_again(self, times: int) -> None:
        view = self.session.current
        if view and not view.codings and (view.source.id, view.second) == self._about:
            self.session.refresh()
            self._await_suggestions(self._view(), times)
            self._draw()

    def _tell_advice(self, view: View) -> None:
        """Says once what a look found, as soon as the reading is not blind."""
        adviser = self._adviser
        if adviser is None:
            return
        adviser.look(view.tally.streams.get("random", 0))
        if adviser.newest and adviser.newest.look > self._advised and not view.blind:
            self._advised = adviser.newest.look
            self._say(f"{adviser.newest.headline} {self._bound.shown('advice')} says more.")


_PAUSE = 0.15
"""Seconds after an answer is drawn until the next one is got ready."""
_AGAIN, _PATIENCE = 0.5, 60
"""Seconds after which suggestions are asked for again where there were none, and how often."""
_PLAIN = frozenset({"none", "uncodable", "skip", "flag"})


def review_on_screen(app: ReviewApp) -> Summary:
    """Runs the screen until the person leaves it; raises what went wrong in it."""
    return on_screen(app) or Summary(0, app.session.progress.left)
