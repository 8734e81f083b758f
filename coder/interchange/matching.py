"""Finds the answers, codes and places in a text that a file from elsewhere speaks of by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from coder.domain import Code, Source

_ID, _CASE = ("id", "source", "source id", "source_id", "answer"), ("case", "respondent", "respondentid")


class NotMatched(Exception):
    """The reason why a name leads nowhere, as the middle of a sentence."""


class SourceNames:
    """Answers by id or name, told apart by question and case where the row names them."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._named: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            for name in dict.fromkeys((source.id, source.name, f"\0{source.case.name}")):
                self._named[name].append(source)

    @staticmethod
    def name(cells: Mapping[str, str]) -> str:
        """What the row calls the answer, "" when it does not."""
        return next((cells[name] for name in (*_ID, *_CASE) if cells.get(name)), "")

    def find(self, cells: Mapping[str, str]) -> Source:
        """The one answer a row (lower-case headers) means; raises NotMatched."""
        name = next((cells[column] for column in _ID if cells.get(column)), "")
        case = next((cells[column] for column in _CASE if cells.get(column)), "")
        found = self._named.get(name or f"\0{case}", [])
        question = cells.get("question", "")
        if len(found) > 1 and question:
            found = [source for source in found if source.question.name == question]
        if len(found) > 1 and case:
            found = [source for source in found if source.case.name == case]
        if not found:
            raise NotMatched("no answer here has this id")
        if len(found) > 1:
            raise NotMatched("several answers have this id: the columns question and case tell them apart")
        return found[0]


class CodeNames:
    """Codable codes by path, by id, and by name or last part where that is unique; case and runs of spaces do not matter."""

    def __init__(self, codes: Iterable[Code]) -> None:
        codes = tuple(codes)
        self.codable = sum(code.codable for code in codes)
        self._paths = {name: code for code in codes for name in (_folded(code.path), code.id)}
        self._labels: dict[str, list[Code]] = defaultdict(list)
        for code in codes:
            for name in {_folded(code.label), _folded(code.path.rpartition("/")[2])}:
                self._labels[name].append(code)

    def get(self, name: str) -> Code | None:
        """The code a column header means, None for every other column."""
        try:
            return self.find(name)
        except NotMatched:
            return None

    def find(self, name: str) -> Code:
        """The one codable code of this name; raises NotMatched."""
        wanted = _folded(name)
        found = [self._paths[wanted]] if wanted in self._paths else self._labels.get(wanted, [])
        if len(found) > 1:
            raise NotMatched("several codes have this name: write the whole path")
        if not found:
            raise NotMatched("no code here has this path or name")
        if not found[0].codable:
            raise NotMatched("is a group of codes and cannot be applied itself")
        return found[0]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


Place = tuple[int | None, int | None, str]
"""start, end (None: the whole answer) and what was wrong, "" for nothing."""


def place(text: str, cells: Mapping[str, str]) -> Place:
    """Where in `text` a row's `start`, `end` and `quote` point; the quote wins over the positions.

    Positions that fit neither the text nor the quote make a coding of the whole answer, and say so.
    """
    quote, start, end = cells.get("quote", ""), cells.get("start", ""), cells.get("end", "")
    if not (start or end or quote):
        return None, None, ""
    if start.isdecimal() and end.isdecimal():
        first, last = int(start), int(end)
        if 0 <= first < last <= len(text) and quote in ("", text[first:last].strip()):
            return first, last, ""
        return _by_quote(text, quote, first) or (None, None, _outside(quote))
    if start or end:
        return _by_quote(text, quote, 0) or (None, None, "start and end are not both whole numbers")
    if quote == text.strip():
        return None, None, ""
    return _by_quote(text, quote, None) or (None, None, "the quote is not in the answer; kept for all of it")


def _outside(quote: str) -> str:
    what = "the quote stands nowhere in the answer" if quote else "the positions lie outside the answer"
    return f"{what}; kept for all of it"


def _by_quote(text: str, quote: str, near: int | None) -> Place | None:
    """The quote's occurrence nearest to `near`; without that it must be the only one."""
    starts, at = [], text.find(quote) if quote else -1
    while at >= 0:
        starts.append(at)
        at = text.find(quote, at + 1)
    if not starts:
        return None
    if near is None and len(starts) > 1:
        return None, None, "the quote occurs more than once; kept for the whole answer"
    best = min(starts, key=lambda found: abs(found - (near or 0)))
    return best, best + len(quote), ""
