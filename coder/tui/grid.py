"""The grid: many answers as a table, chosen from by keys, and a code given to all that are chosen.

What it gives is of origin `bulk` and no reading; Enter shows first what would happen, Enter again does it,
`-` takes it back. Letters find the code in question, as on the review screen. Only the rows in sight are
drawn, so that a key costs the same with ten answers and with ten thousand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from coder.domain import Code
from coder.errors import CoderError, RequestError
from coder.project.applying import AT_LEAST, Applied
from coder.project.settings import keys
from coder.review.keys import Keymap
from coder.tui import paint
from coder.tui.gridkeys import MOVES, PAGES, GridKeys
from coder.tui.keyed import Keyed, on_screen
from coder.tui.listing import Listing
from coder.tui.page import variables_page, visible
from coder.tui.picker import Prompt
from coder.tui.rows import heading, lines, title
from coder.tui.widgets import Lines, Words

if TYPE_CHECKING:
    from coder.project import Project
    from coder.project.project import Where


_EXAMPLES = 8
_AROUND = 5
"""Lines of the screen that are no rows: heading, columns, message (2), keys."""

CSS = """
Screen { background: ansi_default; color: ansi_default; layout: vertical; }
#table { height: 1fr; }
#heading, #columns, #keys { height: 1; padding: 0 1; }
#columns { text-style: bold underline; }
#keys { text-style: dim; }
#lines { padding: 0 1; text-wrap: nowrap; text-overflow: clip; height: 1fr; }
#message { padding: 0 1; height: 2; text-style: bold; }
#page { display: none; height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
"""


class GridApp(Keyed[int]):
    """Returns to how many answers a code was given in this sitting."""

    TITLE = "coder grid"
    CSS = CSS

    def __init__(self, project: Project, coder: str, where: Where | None = None) -> None:
        super().__init__()
        self._project, self._coder, self._where = project, coder, where
        self._bound = GridKeys(Keymap(keys(project.config())).chosen)
        names = [variable.name for variable in project.variables]
        asked = ["question"] if len(project.questions) > 1 else []
        self.listing = Listing(project.grid(coder, where=where), [*asked, *names])
        self._top = self._given = 0
        self._first = -1
        self._prompt: Prompt | None = None
        self._page: Content | None = None
        self._planned: Applied | None = None

    def compose(self) -> ComposeResult:
        """Table or page; message and keys below."""
        yield Words("heading", always=True)
        with Vertical(id="table"):
            yield Words("columns", always=True)
            yield Lines("lines", always=True)
        with VerticalScroll(id="page", can_focus=False):
            yield Words("page-text")
        yield Words("message", always=True)
        yield Words("keys", always=True)

    def on_mount(self) -> None:
        """The table, from the first answer."""
        self._draw()

    # Keys, wheel and clicks

    def on_paste(self, event: events.Paste) -> None:
        """Pasted words go to the line being typed."""
        event.stop()
        self._guarded(lambda: self._take_in(" ".join(event.text.split())))

    def on_mouse_scroll_down(self) -> None:
        """Three rows on."""
        self._guarded(lambda: self._moved(3))

    def on_mouse_scroll_up(self) -> None:
        """Three rows back."""
        self._guarded(lambda: self._moved(-3))

    def on_lines_clicked(self, event: Lines.Clicked) -> None:
        """Chooses the row that was clicked, or takes the code of a list."""
        self._guarded(lambda: self._click(event.number))

    def _take_in(self, words: str) -> None:
        if self._prompt:
            self._prompt.type(words)
            if self._prompt.codes is None:
                self.listing.narrow(self._prompt.text)
            self._draw()

    def _moved(self, way: int) -> None:
        self.listing.move(way)
        self._draw()

    def _click(self, number: int) -> None:
        if self._prompt:
            self._prompt.place = self._prompt.window[0] + number
            self._finish_prompt()
        elif self._top + number < len(self.listing.shown):
            self.listing.place = self._top + number
            self.listing.toggle()
        self._draw()

    def obey(self, key: str, sign: str | None) -> None:
        """One key, in whatever state the screen is."""
        self._say("")
        try:
            if key in ("ctrl+q", "ctrl+c"):
                self.quit_()
            elif self._prompt:
                self._type(key, sign)
            elif self._page is not None:
                self._turn_page(key)
            else:
                self._act(key, sign)
        except CoderError as error:
            self._say(str(error))
        self._draw()

    def _act(self, key: str, sign: str | None) -> None:
        act = self._bound.act_of(key, sign)
        if key in MOVES:
            self.listing.move(MOVES[key])
        elif key in PAGES:
            self.listing.move(self._height() * (1 if key == "pagedown" else -1))
        elif act == "strength":
            self._choose(int(sign or key))
        elif act:
            getattr(self, f"_{act}" if act != "quit_" else act)()
        elif sign and sign.isalpha():
            self._find(sign)

    def quit_(self) -> None:
        """Leaves; everything is saved already."""
        self.exit(self._given)

    # Choosing

    def _toggle(self) -> None:
        self.listing.toggle()
        self.listing.move(1)

    def _extend(self) -> None:
        self.listing.extend(1)

    def _extend_back(self) -> None:
        self.listing.extend(-1)

    def _all(self) -> None:
        self.listing.choose_shown()

    def _none(self) -> None:
        if self.listing.chosen:
            self.listing.chosen = set()
        else:
            self.listing.narrow("")

    def _choose(self, strength: int) -> None:
        if not self.listing.code:
            raise RequestError("Which code? Type part of its name first.")
        word = AT_LEAST[strength - 1]
        found = self.listing.choose(word)
        self._say(f"{found:,} of those shown have {self.listing.code} suggested {word} or stronger.")

    def _sort(self, way: int = 1) -> None:
        self.listing.sort_by(way)

    def _sort_back(self) -> None:
        self._sort(-1)

    def _ascending(self) -> None:
        self.listing.turn(descending=False)

    def _descending(self) -> None:
        self.listing.turn(descending=True)

    def _later(self) -> None:
        self._first = min(self._first + 1, max(0, len(self.listing.variables) - 1))

    def _earlier(self) -> None:
        self._first = max(-1, self._first - 1)

    # The line being typed

    def _find(self, sign: str = "") -> None:
        codes = list(self._project.codebook.codable())
        self._prompt = Prompt("The code in question", codes, self._ask_about, text=sign)

    def _ask_about(self, code: Code) -> None:
        self.listing.code = code.path
        if self.listing.sort:
            self.listing.turn(self.listing.descending)

    def _filter(self) -> None:
        self._prompt = Prompt("Show", entered=self.listing.narrow, text=self.listing.filter)

    def _type(self, key: str, sign: str | None) -> None:
        prompt = self._prompt
        assert prompt
        filtering = prompt.codes is None
        if key == "escape" or (key == "backspace" and not prompt.text):
            self._prompt = None
        elif key == "enter":
            self._finish_prompt()
        elif key in ("up", "down") and not filtering:
            prompt.move(-1 if key == "up" else 1)
        elif key in ("backspace", "ctrl+u"):
            prompt.rub_out(everything=key == "ctrl+u")
        elif sign and sign.isprintable():
            prompt.type(sign)
        if filtering and key != "enter":
            self.listing.narrow("" if key == "escape" else prompt.text)

    def _finish_prompt(self) -> None:
        prompt, self._prompt = self._prompt, None
        if prompt and not prompt.finish() and prompt.codes is not None:
            self._prompt = prompt
            self._say(f"No code fits '{prompt.text}'.")

    # Giving

    def _give(self) -> None:
        if not self.listing.code:
            raise RequestError("Which code? Type part of its name first.")
        if not self.listing.chosen:
            raise RequestError("Nothing is chosen: Space chooses one answer, * all, 1 2 3 by strength.")
        planned = self._project.bulk_apply(
            self.listing.code, self.listing.meant, coder=self._coder, dry_run=True
        )
        self._planned = planned if planned.given else None
        self._open(Content("\n".join(preview(planned, bool(planned.given)))))

    def _turn_page(self, key: str) -> None:
        planned = self._planned
        if key in ("pagedown", "pageup", "down", "up"):
            step = (self.size.height - 4 if key.startswith("page") else 1) * (-1 if key.endswith("up") else 1)
            self.query_one("#page", VerticalScroll).scroll_relative(y=step, animate=False)
            return
        self._page = self._planned = None
        if planned and key == "enter":
            done = self._project.bulk_apply(planned.code, planned.given, coder=self._coder)
            self._given += len(done.given)
            self._reload()
            self.listing.chosen = set()
            self._say(
                f"{done.code} given to {len(done.given):,} answers. {self._bound.shown('undo')} takes it back."
            )

    def _undo(self) -> None:
        taken = self._project.undo_bulk(self._coder)
        if taken is None:
            raise RequestError("There is nothing given in bulk to take back.")
        self._reload()
        self._say(f"Took {taken[0]} back from {taken[1]:,} answers.")

    def _reload(self) -> None:
        self.listing.replace(self._project.grid(self._coder, where=self._where))

    # Looking

    def _help(self) -> None:
        self._open(Content("\n".join(self._bound.help_lines())))

    def _whole(self) -> None:
        if row := self.listing.here:
            text = [visible(row.source.question.name), "", *visible(row.source.text).split("\n"), ""]
            self._open(Content("\n".join([*text, *variables_page(row.source)])))

    def _meaning(self) -> None:
        if not self.listing.code:
            raise RequestError("Which code? Type part of its name first.")
        self._open(paint.meaning([self._project.codebook.code(self.listing.code)], self.size.width - 4))

    def _open(self, page: Content) -> None:
        self._page = page
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)

    def _say(self, sentence: str) -> None:
        self._words("message").show(Content(visible(sentence)))

    def _height(self) -> int:
        return max(1, self.size.height - _AROUND)

    def _draw(self) -> None:
        is_page, listing, room = self._page is not None, self.listing, self.size.width - 2
        self.query_one("#table").display = not is_page
        self.query_one("#page").display = is_page
        self._words("page-text").show(self._page or Content(""))
        self._words("heading").show(heading(listing))
        self._words("keys").show(Content(self._footer()))
        if prompt := self._prompt:
            self._words("heading").show(Content(f"{prompt.title}: {prompt.text}\u258f"))
        if prompt and prompt.codes is not None:
            first, found = prompt.window
            self._words("columns").show(Content(""))
            choices = [paint.choice(code, first + n == prompt.place, room) for n, code in enumerate(found)]
            self.query_one("#lines", Lines).show_lines(choices)
        elif not is_page:
            height = self._height()
            self._top = min(max(self._top, listing.place - height + 1), listing.place)
            self._words("columns").show(title(listing, room, self._first))
            window = listing.shown[self._top : self._top + height]
            self.query_one("#lines", Lines).show_lines(lines(listing, window, room, self._first))

    def _footer(self) -> str:
        if self._prompt:
            return "Enter take it  Esc leave it"
        if self._planned:
            return "Enter give it  Esc leave it as it is"
        if self._page is not None:
            return "\u2193 \u2191 scroll  any other key goes back"
        return self._bound.footer(self.size.width - 2)


def preview(planned: Applied, can_give: bool) -> list[str]:
    """What giving the code would do: how many get it, which stay as they are, some examples."""
    said = [f"{words}: {number:,}" for words, number in planned.told()]
    step = max(1, len(planned.given) // _EXAMPLES)
    examples = [_example(source.text) for source in planned.given[::step][:_EXAMPLES]]
    ends = "Enter gives it: a coding from a list, no reading." if can_give else "Nothing to give here."
    return [*said, "", *(["For example:", *examples, ""] if examples else []), ends]


def _example(text: str, most: int = 200) -> str:
    flat = " ".join(visible(text).split())
    return f"  {flat}" if len(flat) <= most else f"  {flat[: most - 1]}\u2026"


def grid_on_screen(app: GridApp) -> int:
    """Runs the grid until the person leaves it; raises what went wrong in it."""
    return on_screen(app) or 0
