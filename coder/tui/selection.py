"""Which part of an answer is meant: the whole, a sentence, or words, moved by keys. Code points only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

Span = tuple[int, int]
_WORD = re.compile(r"\w+(?:['\u2019\-]\w+)*")


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of one answer that the next code is given to; `span` None: the whole answer."""

    words: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    span: Span | None = None

    def sentence(self, way: int) -> Selection:
        """The next sentence (`way` 1) or the one before (-1), going round; the first or last to begin with."""
        return self._moved(self.sentences, way)

    def word(self, way: int) -> Selection:
        """The next word, or the one before."""
        return self._moved(self.words, way)

    def extended(self, way: int) -> Selection:
        """One word more at the end, or one less; never less than one."""
        if self.span is None:
            return self.word(way)
        start, end = self.span
        ends = [stop for _, stop in self.words if stop > end] if way > 0 else self._ends_before(start, end)
        return replace(self, span=(start, ends[0] if way > 0 else ends[-1])) if ends else self

    def _ends_before(self, start: int, end: int) -> list[int]:
        return [stop for _, stop in self.words if start < stop < end]

    def _moved(self, spans: Sequence[Span], way: int) -> Selection:
        if not spans:
            return self
        if self.span is None:
            return replace(self, span=spans[0 if way > 0 else -1])
        if self.span in spans:
            return replace(self, span=spans[(spans.index(self.span) + way) % len(spans)])
        start, end = self.span
        later, earlier = [s for s in spans if s[0] >= end], [s for s in spans if s[1] <= start]
        return replace(self, span=(later or spans)[0] if way > 0 else (earlier or spans)[-1])


def words(text: str) -> tuple[Span, ...]:
    """`[start, end)` of each word; an apostrophe or hyphen inside one does not end it."""
    return tuple(match.span() for match in _WORD.finditer(text))


def sentences(text: str, language: str) -> tuple[Span, ...]:
    """As `coder.text.sentences`; the answer as one where its language has no rules."""
    from coder import text as texts
    from coder.errors import RequestError

    try:
        return tuple(texts.sentences(text, language))
    except RequestError:
        return ((0, len(text)),) if text else ()
