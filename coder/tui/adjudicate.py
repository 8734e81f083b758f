"""The screen on which disagreements are settled: the answer, what each coder gave beside it, the outcome.

All keys come to one place: a letter takes a coder's side, digits single codes, Enter asks for the reason
and then decides. Coders' words and people's reach the screen as `Content`, never as markup.
"""

from __future__ import annotations

from string import ascii_lowercase

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from coder.codebook import Codebook
from coder.errors import CoderError
from coder.project.adjudicating import Adjudication, Dispute
from coder.tui.adjudicate_plain import HELP, Settled, choose, letters, notes, outcome, said
from coder.tui.drawing import TALL
from coder.tui.keyed import Keyed, on_screen
from coder.tui.page import code_page, visible
from coder.tui.paint import CODED, displayed, fitted
from coder.tui.widgets import Lines, Words

CSS = """
Screen { background: ansi_default; color: ansi_default; layout: vertical; }
#desk { height: 1fr; padding: 0 1; }
#heading { height: 1; }
#asked { max-height: 3; text-style: italic; }
#answer { height: 1fr; margin: 1 0; scrollbar-size-vertical: 1; }
.-tall #answer { height: auto; min-height: 10; max-height: 50%; }
#text { max-width: 100; padding: 0 1; }
#agreed, #notes { max-height: 3; }
#sides { text-style: dim; text-wrap: nowrap; }
#rows { max-height: 9; text-wrap: nowrap; text-overflow: clip; }
#outcome { text-style: bold; }
#page { display: none; padding: 0 1; }
#message { padding: 0 1; min-height: 1; max-height: 3; text-style: bold; }
#keys { height: 1; padding: 0 1; text-style: dim; }
"""
_KEYS = "a b take a side  + all  . none  1-9 codes  Enter decide  , later  - back  ? help"
_TYPING = "Enter decides   Esc does not"
_PAGE = "any key closes"


class AdjudicateApp(Keyed[Settled]):
    """Returns how much was settled in this sitting."""

    TITLE = "coder adjudicate"
    CSS = CSS

    def __init__(self, session: Adjudication, codebook: Codebook) -> None:
        super().__init__()
        self.session, self._codebook = session, codebook
        self._before = session.settled
        self._reason: str | None = None
        self._page: Content | None = None

    def compose(self) -> ComposeResult:
        """The answer, the sides below it, message and keys at the bottom."""
        with Vertical(id="desk"):
            yield Words("heading")
            yield Words("asked")
            with VerticalScroll(id="answer", can_focus=False):
                yield Words("text")
            yield Words("agreed")
            yield Words("sides")
            yield Lines("rows")
            yield Words("notes")
            yield Words("outcome")
        with VerticalScroll(id="page", can_focus=False):
            yield Words("page-text")
        yield Words("message", always=True)
        yield Words("keys")

    def on_mount(self) -> None:
        """The first dispute."""
        self._draw()

    # Keys

    def on_lines_clicked(self, event: Lines.Clicked) -> None:
        """A code in dispute was clicked: the same as its digit, but no part of a reason."""
        if self._reason is None:
            self._guarded(lambda: self.obey("", str(event.number + 1)))

    def obey(self, key: str, sign: str | None) -> None:
        """One key, in whatever state the screen is."""
        self._words("message").show(Content(""))
        try:
            if key in ("ctrl+q", "ctrl+c"):
                self.quit_()
            elif self._page is not None:
                self._page = None
            elif self._reason is not None:
                self._type(key, sign or "")
            else:
                self._act(key, sign or "")
        except CoderError as error:
            self._words("message").show(Content(str(error)))
        self._draw()

    def _act(self, key: str, sign: str) -> None:
        if key == "enter":
            self._enter()
        elif sign == ",":
            self.session.skip()
        elif sign == "-":
            told = "Taken back." if self.session.undo() else "There is no decision to take back."
            self._words("message").show(Content(told))
        elif sign == ":":
            self._page = Content("\n\n".join(self._meanings()))
        elif sign == "?":
            self._page = Content(HELP)
        elif sign == "/":
            self.quit_()
        elif key in ("up", "down", "pageup", "pagedown"):
            self._scroll(key)
        elif sign and (sign in ascii_lowercase or sign in "+.123456789"):
            choose(self.session, sign)

    def _enter(self) -> None:
        if self.session.current is None:
            self.quit_()
        elif self.session.chosen is None:
            self.session.decide("")
        else:
            self._reason = ""

    def _type(self, key: str, sign: str) -> None:
        assert self._reason is not None
        if key == "escape" or (key == "backspace" and not self._reason):
            self._reason = None
        elif key == "enter":
            self.session.decide(self._reason)
            self._reason = None
            self.query_one("#answer", VerticalScroll).scroll_home(animate=False)
        elif key == "backspace":
            self._reason = self._reason[:-1]
        elif sign.isprintable():
            self._reason += sign

    def on_paste(self, event: events.Paste) -> None:
        """Pasted words go into the reason."""
        event.stop()
        if self._reason is not None:
            self._reason += " ".join(event.text.split())
        self._draw()

    def _scroll(self, key: str) -> None:
        area = self.query_one("#answer", VerticalScroll)
        step = area.size.height - 2 if key.startswith("page") else 1
        area.scroll_relative(y=-step if key.endswith("up") else step, animate=False)

    def _meanings(self) -> list[str]:
        codes = self.session.current.codes if self.session.current else ()
        return ["\n".join(code_page(self._codebook.code(path), self.size.width - 4)) for path in codes]

    def quit_(self) -> None:
        """Leaves; everything is saved already."""
        self.exit(Settled(max(0, self.session.settled - self._before), self.session.left))

    # Drawing

    def _draw(self) -> None:
        dispute, is_page = self.session.current, self._page is not None
        self.query_one("#desk").display = not is_page
        self.screen.set_class(self.size.height >= TALL, "-tall")
        self.query_one("#page").display = is_page
        self._words("page-text").show(self._page or Content(""))
        typing = self._reason is not None
        self._words("keys").show(Content(_PAGE if is_page else _TYPING if typing else _KEYS))
        if dispute is None:
            self._draw_end()
        else:
            self._draw_dispute(dispute)
        if self._reason is not None:
            self._words("outcome").show(Content(f"{outcome(self.session)}\nWhy? {self._reason}\u258f"))

    def _draw_end(self) -> None:
        for name in ("heading", "asked", "agreed", "sides", "notes", "outcome"):
            self._words(name).show(Content(""))
        self.query_one("#rows", Lines).show_lines([])
        over = "Nothing is left to settle. Enter leaves; - takes the last decision back."
        self._words("text").show(Content(over))

    def _draw_dispute(self, dispute: Dispute) -> None:
        session, width = self.session, self.size.width - 2
        self._words("heading").show(_heading(session, dispute))
        self._words("asked").show(Content(visible(dispute.source.question.text)))
        self._words("text").show(_answer(dispute))
        shared = f"All gave: {', '.join(dispute.agreed)}" if dispute.agreed else ""
        self._words("agreed").show(Content(shared))
        self._words("sides").show(_sides(dispute, width))
        chosen = session.chosen or frozenset()
        self.query_one("#rows", Lines).show_lines(_rows(dispute, chosen, width))
        self._words("notes").show(Content("\n".join(notes(dispute))))
        self._words("outcome").show(Content(outcome(session)))


def _heading(session: Adjudication, dispute: Dispute) -> Content:
    name = " ".join(visible(dispute.source.question.name).split())
    copies = len(dispute.copies)
    parts = [
        fitted(name, 32),
        f"settled {session.settled:,}, left {session.left:,}",
        f"{copies:,} identical" if copies > 1 else "",
    ]
    return Content(" \u00b7 ".join(part for part in parts if part)).stylize("bold", 0, len(parts[0]))


def _answer(dispute: Dispute) -> Content:
    """The words; what a coder gave a code in dispute to is bold and underlined."""
    text = dispute.source.text
    shown = Content(visible(text))
    for start, end in [part for path in dispute.codes for part in dispute.parts(path)]:
        if start is not None and end is not None:
            shown = shown.stylize(CODED, displayed(text, start), displayed(text, end))
    return shown


def _sides(dispute: Dispute, width: int) -> Content:
    path, side = _columns(dispute, width)
    heads = "".join(
        f"{letter} {fitted(visible(each.coder), side - 3):<{side - 2}}" for letter, each in letters(dispute)
    )
    return Content(f"{'':<{path + 8}}{heads}")


def _rows(dispute: Dispute, chosen: frozenset[str], width: int) -> list[Content]:
    room, side = _columns(dispute, width)
    rows = []
    for number, path in enumerate(dispute.codes, start=1):
        cells = (
            f"{said(each, path, dispute.source.text, side - 8)[: side - 1]:<{side}}" for each in dispute.sides
        )
        mark = "[x]" if path in chosen else "[ ]"
        line = Content(f" {number} {mark} {fitted(path, room):<{room}} {''.join(cells)}")
        rows.append(line.stylize("bold") if path in chosen else line)
    return rows


def _columns(dispute: Dispute, width: int) -> tuple[int, int]:
    """Columns for the code and for each coder."""
    longest = max(len(path) for path in dispute.codes)
    path = max(12, min(longest, width // 3))
    return path, max(10, (width - path - 8) // len(dispute.sides))


def adjudicate_on_screen(app: AdjudicateApp) -> Settled:
    """Runs the screen until the person leaves it; raises what went wrong in it."""
    return on_screen(app) or Settled(0, app.session.left)
