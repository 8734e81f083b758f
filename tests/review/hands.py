"""The same acts by two ways in: straight to the session, and by lines typed at the plain front end."""

from __future__ import annotations

from typing import Protocol

from coder.review.session import ReviewSession
from coder.tui.plain import run


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
