"""A column that nobody has given a meaning yet, and what it looks like."""

from __future__ import annotations

import re
from collections.abc import Callable

from coder.ingest.batch import Table
from coder.ingest.variables import typed

_LOOKED_AT = 500
_TEXT = re.compile(
    r"\b(text|comments?|answers?|response|feedback|verbatim|why|open ended|explain|remarks?)\b"
)
_NEVER = re.compile(r"\b(date|time|datetime|timestamp|url|link|email|address|name|title)\b")
_ID = re.compile(r"\b(id|uuid|ref|reference|identifier|nr|key)$|^(response|record|row|case|respondent)$")
_CASE = re.compile(
    r"(respondent|participant|person|patient|customer|user|case|interviewee)( (id|no|nr|number|code|ref|key))?"
)
_QUESTION = re.compile(r"(question|prompt|item|frage|cwestiwn)( (id|name|text|label))?")
_PRIVACY = frozenset(("public", "anonymous", "confidential"))
_PERSON = re.compile(
    r"(what is |please (give|enter) )?(your |recipient |respondent |contact )?"
    r"((first|last|full|family|given|middle)? ?name|forename|surname|username|e ?mail( address)?"
    r"|ip ?addr(ess)?|(tele|mobile )?phone( number)?|(postal |home )address|location (latitude|longitude))"
    r"( (name|e ?mail|text|answer|optional|required))*"
)
_ADDRESS = re.compile(r"\S+@\S+\.\S+")


class Column:
    """What costs time looks at its first rows only."""

    def __init__(self, table: Table, name: str) -> None:
        index = table.header.index(name)
        self.name = name
        # "RespondentID" and "respondent_id" are the same two words.
        self.words = _words(name)
        self.wording = _words(table.wordings.get(name, name))
        self.surveyed = table.survey is not None
        self.own = table.survey is not None and name in table.survey.own
        self.head = [cells[index] for _, cells in table.rows[:_LOOKED_AT] if cells[index].strip()]
        self.all: Callable[[], list[str]] = lambda: [cells[index] for _, cells in table.rows]

    def wordiness(self) -> float:
        """Words per filled cell, 0 for numbers, dates, yes/no, people and what the survey program filled in."""
        if not self.head or self.own or self.is_person() or typed(self.head)[0] not in ("text", "category"):
            return 0.0
        return sum(len(cell.split()) for cell in self.head) / len(self.head)

    def is_text(self) -> bool:
        """Several words in each cell and seldom the same ones, or named like an answer.

        The names say nothing in a survey's export, where they are the wording of any kind of question.
        """
        each = self.wordiness()
        varied = len(set(self.head)) >= len(self.head) * 0.5
        if self.surveyed:
            return varied and each >= (2 if _TEXT.search(self.wording) else 4)
        if _ID.search(self.words) or _NEVER.search(self.words):
            return False
        return (each > 0 and _TEXT.search(self.words) is not None) or (each >= 4 and varied)

    def distinct(self) -> float:
        """Share of rows with a value of their own, over the whole file: 1.0 can serve as an id."""
        cells = self.all()
        return len({cell for cell in cells if cell.strip()}) / max(1, len(cells))

    def is_person(self) -> bool:
        """Says who somebody is, by its name or because it holds addresses of e-mail."""
        if any(map(_PERSON.fullmatch, {self.words, self.wording})):
            return True
        addresses = sum(1 for cell in self.head if _ADDRESS.fullmatch(cell.strip()))
        return addresses * 2 > len(self.head)

    def is_privacy(self) -> bool:
        """Holds nothing but the words for privacy."""
        words = {cell.strip().casefold() for cell in self.head}
        return bool(words) and words <= _PRIVACY and (len(words) > 1 or "privacy" in self.words)

    def is_question(self) -> bool:
        """Named like one, and each value comes several times."""
        return len(set(self.head)) * 2 <= len(self.head) and _QUESTION.fullmatch(self.words) is not None

    def is_id(self, least: float = 0.9) -> bool:
        """Named like one. A few repeats are an error in the data; many mean several rows per respondent."""
        return _ID.search(self.words) is not None and self.distinct() >= least

    def is_case(self) -> bool:
        """Named like a respondent, and some come back."""
        return _CASE.fullmatch(self.words) is not None and 0.05 <= self.distinct() < 1


def _words(name: str) -> str:
    return re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).strip().lower()
