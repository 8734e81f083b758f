"""The line one types on the review screen: a search among codes, or words for a memo or a new code.

State without drawing. Keys arrive one by one through the screen, never through a widget that must be
focused first, so that nothing typed ahead is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coder.domain import Code
from coder.review.search import find_codes

MOST_LISTED = 8


@dataclass
class Prompt:
    """A line being typed; `chosen` gets the code at the cursor, `entered` the words where no code is.

    `codes` None asks for words only. Without `entered`, words that fit no code do nothing.
    """

    title: str
    codes: Sequence[Code] | None = None
    chosen: Callable[[Code], None] | None = None
    entered: Callable[[str], None] | None = None
    text: str = ""
    place: int = 0

    @property
    def found(self) -> list[Code]:
        """The codes that fit, best first; all of them while nothing is typed."""
        if self.codes is None:
            return []
        return list(find_codes(self.text, self.codes).codes if self.text.strip() else self.codes)

    @property
    def here(self) -> Code | None:
        """The code at the cursor, if it is on one."""
        found = self.found
        return found[self.place] if self.place < len(found) else None

    @property
    def offers_new(self) -> bool:
        """Whether the words themselves stand below the codes, to be chosen as a new one."""
        return bool(self.codes is not None and self.entered and self.text.strip())

    @property
    def window(self) -> tuple[int, list[Code]]:
        """Number of the first code in sight, and the codes in sight."""
        first = max(0, self.place - MOST_LISTED + 1)
        return first, self.found[first : first + MOST_LISTED]

    def type(self, words: str) -> None:
        """Adds to the end; the cursor returns to the first code."""
        self.text, self.place = self.text + words, 0

    def rub_out(self, everything: bool = False) -> None:
        """Takes the last sign away, or all."""
        self.text, self.place = "" if everything else self.text[:-1], 0

    def move(self, way: int) -> None:
        """The cursor up (-1) or down (1), no further than the ends."""
        last = len(self.found) - (0 if self.offers_new else 1)
        self.place = max(0, min(self.place + way, last))

    def finish(self) -> bool:
        """Hands over what is meant; False when nothing is."""
        found = self.found
        if self.place < len(found) and self.chosen:
            self.chosen(found[self.place])
        elif self.text.strip() and self.entered:
            self.entered(self.text.strip())
        else:
            return False
        return True
