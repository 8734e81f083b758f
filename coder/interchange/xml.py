"""Words into XML, so that nobody's words can become markup: `Xml` is made here only.

What XML 1.0 cannot hold (control characters, section 2.2) becomes U+FFFD, one for one, so that positions
stay; it is counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NewType

from coder.interchange.losses import Losses

Xml = NewType("Xml", str)
"""Markup that is well formed and escaped."""

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile('[&<>"\t\n\r]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


class Ink:
    """Writes elements and counts the characters that XML has no place for."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses

    def element(self, name: str, attributes: Mapping[str, str | None], *children: Xml) -> Xml:
        """One element; attributes that are None and children that are empty are left out."""
        inside = "".join(children)
        given = self._given(attributes)
        return Xml(f"<{name}{given}>{inside}</{name}>\n" if inside else f"<{name}{given}/>\n")

    def start(self, name: str, attributes: Mapping[str, str | None]) -> Xml:
        """Only the start of an element, for one too large to hold; the caller writes its end."""
        return Xml(f"<{name}{self._given(attributes)}>\n")

    def text(self, name: str, words: str) -> Xml:
        """An element that holds words; nothing at all where there are none."""
        return Xml(f"<{name}>{self._escaped(words)}</{name}>\n") if words else Xml("")

    def words(self, name: str, words: str) -> Xml:
        """As `text`, but there even when it is empty."""
        return Xml(f"<{name}>{self._escaped(words)}</{name}>\n")

    def box(self, name: str, *children: Xml) -> Xml:
        """A container; nothing at all where it would be empty, which REFI-QDA forbids."""
        inside = "".join(children)
        return Xml(f"<{name}>\n{inside}</{name}>\n") if inside else Xml("")

    def _given(self, attributes: Mapping[str, str | None]) -> str:
        named = [(name, value) for name, value in attributes.items() if value is not None]
        return "".join(f' {name}="{self._escaped(value)}"' for name, value in named)

    def _escaped(self, words: str) -> str:
        if words.isalnum():
            return words
        legal, illegal = _ILLEGAL.subn("\ufffd", words)
        self._losses.add("characters XML cannot hold, replaced", legal, illegal)
        return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], legal)
