"""Which part of the answer, or which code of the codebook, is meant: what the arrow keys and Tab move."""

from __future__ import annotations

from dataclasses import replace

from coder.errors import RequestError
from coder.review.keys import Keymap
from coder.review.session import ReviewSession
from coder.review.view import View
from coder.tui.drawing import Drawn
from coder.tui.selection import sentences
from coder.tui.turning import NO_CODES


class Choosing(Drawn):
    """Moves the chosen part and the cursor in the codebook."""

    def __init__(self, session: ReviewSession, keymap: Keymap | None = None, language: str = "en") -> None:
        """`language` says how sentences end."""
        super().__init__(session, keymap)
        self._language = language

    def _sentence(self, way: int = 1) -> None:
        if not self._selection.sentences:
            found = sentences(self._view().source.text, self._language)
            self._selection = replace(self._selection, sentences=found)
        self._selection = self._selection.sentence(way)

    def _sentence_back(self) -> None:
        self._sentence(-1)

    def _word(self, way: int = 1) -> None:
        self._selection = self._selection.word(way)

    def _word_back(self) -> None:
        self._word(-1)

    def _extend(self, way: int = 1) -> None:
        self._selection = self._selection.extended(way)

    def _shrink(self) -> None:
        self._extend(-1)

    def _whole(self) -> None:
        self._selection = replace(self._selection, span=None)
        self._side_wanted, self._cursor = False, None

    def _down(self, way: int = 1) -> None:
        paths = [code.path for code in self.session.codebook.codes if code.codable]
        if not paths:
            raise RequestError(NO_CODES)
        place = paths.index(self._cursor) + way if self._cursor in paths else 0 if way > 0 else -1
        self._cursor, self._side_wanted = paths[place % len(paths)], True

    def _up(self) -> None:
        self._down(-1)

    def _view(self) -> View:
        if self.session.current is None:
            raise RequestError("Nothing is left to read.")
        return self.session.current
