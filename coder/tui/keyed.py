"""What the screens have in common: every key comes to one place, and a fault leaves the screen before it is raised."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TypeVar

from textual import events
from textual.app import App

from coder.tui.widgets import Words

Result = TypeVar("Result")


class Keyed(App[Result]):
    """Each screen says what a key does (`obey`), what leaving gives (`quit_`) and how it looks (`_draw`)."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__(ansi_color=True)
        self.fault: Exception | None = None

    @abstractmethod
    def obey(self, key: str, sign: str | None) -> None:
        """One key, in whatever state the screen is."""

    @abstractmethod
    def quit_(self) -> None:
        """Leaves; everything is saved already."""

    @abstractmethod
    def _draw(self) -> None: ...

    def on_resize(self) -> None:
        """What fits may have changed."""
        self._draw()

    def on_key(self, event: events.Key) -> None:
        """Everything that is typed."""
        event.stop()
        event.prevent_default()
        self._guarded(lambda: self.obey(event.key, event.character))

    async def action_quit(self) -> None:
        """What Textual itself makes of ctrl+q."""
        self.quit_()

    def action_help_quit(self) -> None:
        """What Textual itself makes of ctrl+c."""
        self.quit_()

    def _guarded(self, act: Callable[[], None]) -> None:
        """Leaves the screen on a fault, which is then raised where the terminal is a plain one again."""
        try:
            act()
        except Exception as fault:
            self.fault = fault
            self.exit()

    def _words(self, name: str) -> Words:
        return self.query_one(f"#{name}", Words)


def on_screen(app: Keyed[Result]) -> Result | None:
    """Runs a screen until the person leaves it, None where it was closed; raises what went wrong in it."""
    result = app.run()
    if app.fault:
        raise app.fault
    return result
