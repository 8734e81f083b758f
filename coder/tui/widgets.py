"""The two widgets that the review screen is made of: text, and lines that can be clicked."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class Words(Static):
    """Content and nothing else: a plain string would be taken for markup."""

    def __init__(self, id: str, always: bool = False) -> None:
        """`always` keeps the room while there is nothing to show."""
        super().__init__(Content(""), id=id, markup=False)
        self._shown, self._always = Content(""), always
        self.display = always

    @property
    def words(self) -> str:
        """What it shows, without its looks."""
        return self._shown.plain

    def show(self, content: Content) -> None:
        """Draws the content if it differs from what is there."""
        self.display = self._always or bool(content.plain)
        if content.plain != self._shown.plain or content.spans != self._shown.spans:
            self._shown = content
            self.update(content)


class Lines(Words):
    """Contents one below the other, each a line that can be clicked."""

    class Clicked(Message):
        """The line with this number was clicked, in the Lines with this id."""

        def __init__(self, lines: str, number: int) -> None:
            super().__init__()
            self.lines, self.number = lines, number

    _count = 0

    def show_lines(self, lines: Sequence[Content]) -> None:
        """Draws one line each, cut at the edge."""
        self._count = len(lines)
        self.show(Content("\n").join(lines))

    def on_click(self, event: events.Click) -> None:
        """Says which line it was."""
        if 0 <= event.y < self._count:
            self.post_message(self.Clicked(self.id or "", event.y))
