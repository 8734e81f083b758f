"""Drawing, asking, obeying, line by line: what the plain front ends have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from coder.errors import CoderError
from coder.tui.terminal import ReadLine


class Dialogue(ABC):
    """Ends where `_is_over` is set, or with EOFError where the input ends; a user's mistake is said, not raised."""

    def __init__(self, read_line: ReadLine, write: Callable[[str], None], greeting: str) -> None:
        self._read_line, self._write, self._greeting = read_line, write, greeting
        self._is_over = False

    def loop(self) -> None:
        """Draw, ask, obey, until it is over."""
        self._say(self._greeting)
        while not self._is_over:
            self._draw()
            line = self._ask("> ")
            try:
                self._obey(line)
            except CoderError as error:
                self._say(str(error))

    @abstractmethod
    def _draw(self) -> None: ...

    @abstractmethod
    def _obey(self, line: str) -> None: ...

    def _ask(self, prompt: str) -> str:
        line = self._read_line(prompt)
        if line is None:
            raise EOFError
        return line.strip()

    def _say(self, *lines: str) -> None:
        for line in lines:
            self._write(line)
