"""The same acts by three ways in: straight to the session, by lines typed, by keys on the screen."""

from __future__ import annotations

import asyncio
from typing import Protocol

from coder.review.search import find_codes
from coder.review.session import ReviewSession
from coder.tui.plain import run
from coder.tui.screen import ReviewApp


class Hands(Protocol):
    """What a person does at the desk."""

    session: ReviewSession

    def add(self, code: str) -> None: ...
    def reject(self, code: str) -> None: ...
    def remove(self, code: str) -> None: ...
    def toggle(self, code: str) -> None: ...
    def done(self) -> None: ...
    def none(self) -> None: ...
    def uncodable(self) -> None: ...
    def skip(self) -> None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...
    def back(self) -> None: ...
    def forward(self) -> None: ...
    def leave(self) -> None: ...


class Direct:
    """Calls the session."""

    def __init__(self, session: ReviewSession) -> None:
        self.session = session

    def add(self, code: str) -> None:
        self.session.add(code)

    def reject(self, code: str) -> None:
        self.session.reject(code)

    def remove(self, code: str) -> None:
        self.session.remove(code)

    def toggle(self, code: str) -> None:
        self.session.toggle(code)

    def done(self) -> None:
        self.session.done()

    def none(self) -> None:
        self.session.none()

    def uncodable(self) -> None:
        self.session.uncodable()

    def skip(self) -> None:
        self.session.skip()

    def undo(self) -> None:
        self.session.undo()

    def redo(self) -> None:
        self.session.redo()

    def back(self) -> None:
        self.session.back()

    def forward(self) -> None:
        self.session.forward()

    def leave(self) -> None:
        """Nothing is open."""


class ByKeys:
    """Types a line at the plain front end, which then meets the end of the input."""

    def __init__(self, session: ReviewSession) -> None:
        self.session = session
        self.written: list[str] = []

    def type(self, *lines: str) -> None:
        waiting = iter(lines)
        run(self.session, read_line=lambda prompt: next(waiting, None), write=self.written.append)

    def add(self, code: str) -> None:
        self.type(code)

    def reject(self, code: str) -> None:
        self.type(f"-{code}")

    def remove(self, code: str) -> None:
        self.type(f"-{code}")

    def toggle(self, code: str) -> None:
        view = self.session.current
        assert view is not None
        self.type(str([proposal.code for proposal in view.proposals].index(code) + 1))

    def done(self) -> None:
        self.type("")

    def none(self) -> None:
        self.type(".")

    def uncodable(self) -> None:
        self.type("!")

    def skip(self) -> None:
        self.type(",")

    def undo(self) -> None:
        self.type("-")

    def redo(self) -> None:
        self.type("+")

    def back(self) -> None:
        self.type("<")

    def forward(self) -> None:
        self.type(">")

    def leave(self) -> None:
        """Each line was a sitting of its own."""


class OnScreen:
    """Presses keys on the Textual screen, which stays open from one act to the next."""

    def __init__(self, session: ReviewSession) -> None:
        self.session = session
        self.app = ReviewApp(session)
        self._loop = asyncio.Runner()
        self._running = self.app.run_test()
        self._pilot = self._loop.run(self._running.__aenter__())

    def press(self, *keys: str) -> None:
        self._loop.run(self._pilot.press(*keys))

    def leave(self) -> None:
        """Closes the screen."""
        self._loop.run(self._running.__aexit__(None, None, None))
        self._loop.close()

    def add(self, code: str) -> None:
        self.press("/", *_typed(self.session, code), "enter")

    def reject(self, code: str) -> None:
        self._take_away(code)

    def remove(self, code: str) -> None:
        self._take_away(code)

    def _take_away(self, code: str) -> None:
        self.press("backspace", *code[-4:], "enter")

    def toggle(self, code: str) -> None:
        view = self.session.current
        assert view is not None
        self.press(str([proposal.code for proposal in view.proposals].index(code) + 1))

    def done(self) -> None:
        self.press("enter")

    def none(self) -> None:
        self.press("full_stop")

    def uncodable(self) -> None:
        self.press("exclamation_mark")

    def skip(self) -> None:
        self.press("comma")

    def undo(self) -> None:
        self.press("minus")

    def redo(self) -> None:
        self.press("plus")

    def back(self) -> None:
        self.press("less_than_sign")

    def forward(self) -> None:
        self.press("greater_than_sign")


def _typed(session: ReviewSession, code: str) -> str:
    """The shortest beginning of the code's last part that puts it first, else the whole path."""
    last = code.rpartition("/")[2]
    tries = [last[:length] for length in range(1, len(last) + 1)]
    return next(
        (text for text in tries if find_codes(text, session.choices).codes[:1] == _one(session, code)), code
    )


def _one(session: ReviewSession, code: str) -> tuple[object, ...]:
    return (session.codebook.code(code),)
