"""What the review screen looks like: its parts, where they stand, and what each shows at this moment.

Beside the session's view there is only what no log knows: the chosen part of the answer, the cursor in
the codebook, the line being typed, the page that is open.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from coder.domain import Code
from coder.review import keys
from coder.review.keys import Keymap
from coder.review.session import ReviewSession
from coder.review.view import View
from coder.tui import paint
from coder.tui.keyed import Keyed
from coder.tui.picker import Prompt
from coder.tui.plain import Summary
from coder.tui.selection import Selection
from coder.tui.widgets import Lines, Words

WIDE = 100
"""Columns from which the codebook stands beside the answer."""
TALL = 34
"""Lines from which the suggestions stand near a short answer, not at the bottom."""

CSS = """
Screen { background: ansi_default; color: ansi_default; layout: vertical; }
#desk { height: 1fr; }
#side { width: 36; border-right: solid ansi_default; scrollbar-size-vertical: 1; }
#reading, #page { width: 1fr; padding: 0 1; }
#heading { height: 1; }
#asked { max-height: 3; text-style: italic; }
#answer { height: 1fr; margin: 1 0; scrollbar-size-vertical: 1; }
.-tall #answer { height: auto; min-height: 10; max-height: 50%; }
#text { max-width: 100; padding: 0 1; }
#given { max-height: 3; }
#rows { max-height: 9; }
#said { max-height: 4; margin-top: 1; }
#side Lines, #rows { text-wrap: nowrap; text-overflow: clip; }
#message { padding: 0 1; min-height: 1; max-height: 4; }
#keys { height: 1; padding: 0 1; text-style: dim; }
#page { display: none; scrollbar-size-vertical: 1; }
"""


class Drawn(Keyed[Summary]):
    """Draws; what keys and clicks do is said by the class below it."""

    TITLE = "coder review"
    CSS = CSS

    def __init__(self, session: ReviewSession, keymap: Keymap | None = None) -> None:
        super().__init__()
        self._bound = keymap or Keymap()
        self.session = session
        self._selection = Selection()
        self._cursor: str | None = None
        self._prompt: Prompt | None = None
        self._page: Content | None = None
        self._side_wanted = False
        self._said = ""

    def compose(self) -> ComposeResult:
        """Codebook, answer and page side by side; message and keys below."""
        with Horizontal(id="desk"):
            with VerticalScroll(id="side", can_focus=False):
                yield Lines("codebook")
            with Vertical(id="reading"):
                yield Words("heading")
                yield Words("asked")
                with VerticalScroll(id="answer", can_focus=False):
                    yield Words("text")
                yield Words("given")
                yield Words("note")
                yield Lines("rows")
                yield Words("said")
            with VerticalScroll(id="page", can_focus=False):
                yield Words("page-text")
        yield Words("message", always=True)
        yield Words("keys")

    def _say(self, sentence: str) -> None:
        self._said = sentence

    def _draw_said(self) -> None:
        """Near the answer on a tall screen, where the bottom is far from it; else at the bottom."""
        near = self.size.height >= TALL and self.query_one("#reading").display
        here, elsewhere = ("said", "message") if near else ("message", "said")
        choice = self._prompt.here if self._prompt and not self._said else None
        text = Content(self._said).stylize("bold") if self._said else paint.hint(choice, self._room())
        self._words(here).show(text)
        self._words(elsewhere).show(Content(""))

    def _scroll(self, key: str) -> bool:
        """Whether the key scrolls: the page, where one is open, else the answer."""
        if key not in ("pagedown", "pageup", "down", "up"):
            return False
        area = self.query_one("#answer" if self._page is None else "#page", VerticalScroll)
        step = area.size.height - 2 if key.startswith("page") else 1
        area.scroll_relative(y=-step if key.endswith("up") else step, animate=False)
        return True

    def _open(self, page: Content) -> None:
        self._page = page
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)

    def _room(self) -> int:
        return min(100, self.size.width - 4 - (self._side_width() + 1 if self.size.width >= WIDE else 0))

    def _side_width(self) -> int:
        return max(36, min(56, self.size.width // 4))

    def _draw(self) -> None:
        view = self.session.current
        is_page, wide = self._page is not None, self.size.width >= WIDE
        side = wide or (self._side_wanted and not is_page)
        self.query_one("#side").display = side
        self.query_one("#side").styles.width = self._side_width() if wide else "1fr"
        self.screen.set_class(self.size.height >= TALL, "-tall")
        self.query_one("#reading").display = not is_page and (wide or not side)
        self.query_one("#page").display = is_page
        self._words("page-text").show(self._page or Content(""))
        self._words("keys").show(Content(self._footer(side and not wide)))
        self._draw_answer(view)
        self._draw_rows(view)
        self._draw_said()
        if side:
            self._draw_codebook(view, self._side_width() - 2 if wide else self.size.width - 3)

    def _footer(self, covered: bool) -> str:
        if self._prompt:
            return keys.TYPING
        return (
            keys.PAGE
            if self._page is not None
            else self._bound.codebook_footer()
            if covered
            else self._bound.footer(self.size.width - 2)
        )

    def _draw_answer(self, view: View | None) -> None:
        done, undo, back = (self._bound.shown(act) for act in ("done", "undo", "back"))
        over = Content(f"Nothing is left to read. {done} leaves; {undo} undoes, {back} goes back.")
        self._words("heading").show(paint.heading(view) if view else Content(""))
        self._words("asked").show(paint.question(view) if view else Content(""))
        self._words("text").show(paint.answer(view, self._selection.span) if view else over)
        self._words("given").show(paint.given(view) if view else Content(""))

    def _draw_rows(self, view: View | None) -> None:
        rows, note = self.query_one("#rows", Lines), self._words("note")
        room = self._room()
        if prompt := self._prompt:
            first, shown = prompt.window
            lines = [paint.choice(c, first + n == prompt.place, room) for n, c in enumerate(shown)]
            if prompt.offers_new and len(lines) <= len(shown):
                new = Code(f"new code '{prompt.text.strip()}'")
                lines.append(paint.choice(new, prompt.place >= len(prompt.found), room))
            note.show(Content(f"{prompt.title}: {prompt.text}\u258f"))
            rows.show_lines(lines)
        else:
            usual = self.session.frequent if view and view.blind else []
            told = paint.note(view, usual) if view else Content("")
            note.show(told if self.session.codebook.codes or not view else paint.no_codes(room))
            rows.show_lines(paint.proposals(view, usual, room) if view else [])

    def _draw_codebook(self, view: View | None, width: int) -> None:
        codebook = self.session.codebook
        offered = {code.path for code in self.session.choices}
        taken = {*view.codes, *view.preselected} if view else set[str]()
        shown = self.query_one("#codebook", Lines)
        shown.show_lines(paint.codes(codebook, offered, taken, self._cursor, width))
        if not codebook.codes:
            shown.show(paint.no_codes(width))
        if self._cursor:
            place = [code.path for code in codebook.codes].index(self._cursor)
            side = self.query_one("#side", VerticalScroll)
            if not side.scroll_y <= place < side.scroll_y + side.size.height:
                side.scroll_to(y=max(0, place - side.size.height // 2), animate=False)
