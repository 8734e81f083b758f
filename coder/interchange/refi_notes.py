"""Memos as REFI-QDA Notes: a Note each, and a NoteRef on the code, answer, part or project it is about.

A Case can refer to no Note, so a memo on a case names it in its description, with the code or theme on
which it sums up what the case said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from coder.domain import Memo
from coder.interchange import stamps
from coder.interchange.described import compose
from coder.interchange.guids import guid_of, user_guid
from coder.interchange.losses import Losses
from coder.interchange.privacy import about
from coder.interchange.xml import Ink, Xml

_SEGMENT = re.compile(r"([^:]+):(\d+):(\d+)")


class Notes:
    """The memos of a data set; remembers which of them something refers to, since only those leave."""

    def __init__(self, memos: Iterable[Memo], codes: Mapping[str, str], ink: Ink, losses: Losses) -> None:
        """`codes`: code id -> GUID."""
        self._memos, self._codes, self._ink, self._losses = list(memos), codes, ink, losses
        self._left: set[str] = set()
        self._about: dict[tuple[str, str], list[Memo]] = defaultdict(list)
        self._parts: dict[str, dict[str, tuple[Memo, int, int]]] = defaultdict(dict)
        for memo in self._memos:
            self._about[memo.about, "" if memo.about == "project" else memo.target].append(memo)
            place = _SEGMENT.fullmatch(memo.target)
            if place and memo.about == "segment":
                self._parts[place[1]][memo.target] = (memo, int(place[2]), int(place[3]))

    def references(self, about: str, target: str = "") -> list[Xml]:
        """A NoteRef for each memo on one thing (id; `source:start:end` for a segment)."""
        found = self._about.get((about, target), [])
        self._left.update(memo.id for memo in found)
        return [self._ink.element("NoteRef", {"targetGUID": guid_of("memo", memo.id)}) for memo in found]

    def parts(self, source: str) -> Iterator[tuple[str, Memo, int, int]]:
        """(target, first memo, start, end) of each part of a source that has memos."""
        for target, place in self._parts.get(source, {}).items():
            yield target, *place

    def elements(self, cases: Collection[str]) -> Iterator[Xml]:
        """The Note elements; to be asked for last, when it is known which memos left."""
        for number, memo in enumerate(self._memos, 1):
            if memo.about == "case" and about(memo) in cases:
                self._left.add(memo.id)
            if memo.id in self._left:
                yield self._note(memo, number)
            else:
                self._losses.add("memos on what does not leave", memo.text)

    def texts(self) -> Iterator[tuple[str, str]]:
        """(GUID, text) of each memo that left."""
        return ((guid_of("memo", memo.id), memo.text) for memo in self._memos if memo.id in self._left)

    def _note(self, memo: Memo, number: int) -> Xml:
        guid = guid_of("memo", memo.id)
        attributes = {
            "guid": guid,
            "name": f"Memo {number}",
            "plainTextPath": f"internal://{guid}.txt",
            "creatingUser": user_guid(memo.coder),
            "creationDateTime": stamps.out(memo.at) or stamps.out(stamps.EPOCH),
        }
        return self._ink.element(
            "Note", attributes, self._ink.text("Description", compose("", self._case(memo)))
        )

    def _case(self, memo: Memo) -> list[tuple[str, str]]:
        if memo.about != "case":
            return []
        summed_up = memo.target.partition(":")[2]
        guid = self._codes.get(summed_up)
        theme = [("Code", guid)] if guid else [("Theme", summed_up)] if summed_up else []
        return [("Case", guid_of("case", about(memo))), *theme]
