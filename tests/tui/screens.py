"""Opens the review screen without a terminal, presses keys, and gives back what is drawn."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from coder.tui.screen import ReviewApp
from coder.tui.widgets import Words
from tests.review.desk import Desk, MakeLog, answers, listed
from tests.review.memory_log import MemoryLog

NORMAL, LARGE = (80, 24), (120, 40)


def in_memory(*texts: str, stream: str = "code", **settings: object) -> Desk:
    """A desk without a file."""
    make_log: MakeLog = lambda codebook, sources: MemoryLog()  # noqa: E731
    return listed(make_log, answers(*texts), stream, **settings)


@dataclass
class Shown:
    """The screen after the last key: its picture, and the words of each part that is on it."""

    svg: str
    parts: dict[str, str]
    session: Any
    result: object

    @property
    def text(self) -> str:
        """Everything in sight."""
        return "\n".join(self.parts.values())


def shown(desk: Desk, *keys: str, size: tuple[int, int] = NORMAL, **settings: Any) -> Shown:
    """Presses the keys (named as Textual names them) on a new screen."""
    return asyncio.run(_press(ReviewApp(desk.open(), **settings), keys, size))


def acted(desk: Desk, act: Callable[[Any], Any], size: tuple[int, int] = NORMAL) -> Shown:
    """Lets `act` do something with Textual's pilot."""
    return pictured(ReviewApp(desk.open()), act, size)


def pictured(app: Any, act: Callable[[Any], Any], size: tuple[int, int]) -> Shown:
    """Opens a screen of ours, lets `act` do something with its pilot, raises what went wrong in it."""
    return asyncio.run(_run(app, act, size))


async def _press(app: ReviewApp, keys: Sequence[str], size: tuple[int, int]) -> Shown:
    return await _run(app, lambda pilot: pilot.press(*keys), size)


async def _run(app: Any, act: Callable[[Any], Any], size: tuple[int, int]) -> Shown:
    async with app.run_test(size=size) as pilot:
        await act(pilot)
        await pilot.pause()
        if app.fault:
            raise app.fault
        parts = {each.id or "": each.words for each in app.query(Words) if _in_sight(each)}
        session = getattr(app, "session", None)
        return Shown(normalised(app.export_screenshot()), parts, session, app.return_value)


def _in_sight(widget: Words) -> bool:
    return all(each.display for each in [widget, *widget.ancestors_with_self])


def normalised(svg: str) -> str:
    """Without the fonts, which would come from the network, and the number that changes every time."""
    return re.sub(r"terminal-\d+", "terminal", re.sub(r"@font-face\s*{.*?}", "", svg, flags=re.DOTALL))
