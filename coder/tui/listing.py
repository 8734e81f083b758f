"""Many answers as a table that is filtered, sorted and chosen from: state without drawing.

`shown` are places in `rows`. Whatever is typed as a filter or lies in an answer is compared as it is,
never run as a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from coder.domain import Source, Strength
from coder.project.applying import AT_LEAST, Row
from coder.project.project import shown as worded
from coder.project.project import value_of

_PART = re.compile(r'"([^"]*)"|([^\s"=]+="[^"]*")|(\S+)')
ANSWER, CODES, SUGGESTED = "answer", "codes", "suggested"


@dataclass
class Listing:
    """The rows, which of them are shown in which order, which are chosen, and where the cursor is.

    `code` is the one in question: what choosing by strength and the column `suggested` speak of.
    """

    rows: Sequence[Row]
    variables: Sequence[str] = ()
    code: str = ""
    filter: str = ""
    sort: str = ""
    descending: bool = False
    place: int = 0
    chosen: set[str] = field(default_factory=set)
    shown: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.replace(self.rows)

    def replace(self, rows: Sequence[Row]) -> None:
        """Other rows of the same answers, after something was saved; cursor and choice stay."""
        self.rows = rows
        self._ids = [row.source.id for row in rows]
        self._texts = [_flat(row.source.text).casefold() for row in rows]
        self.narrow(self.filter, keep=True)

    @property
    def columns(self) -> list[str]:
        """What can be sorted by, in the order drawn."""
        return [ANSWER, CODES, SUGGESTED, *self.variables]

    @property
    def here(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.shown[self.place]] if self.shown else None

    @property
    def meant(self) -> list[Source]:
        """The chosen answers, in order of arrival, also those that a filter hides."""
        return [row.source for row, id_ in zip(self.rows, self._ids, strict=True) if id_ in self.chosen]

    def narrow(self, text: str, *, keep: bool = False) -> None:
        """Shows the rows with all words of `text`; `name=value` asks for a variable, `code=` and `read=` too."""
        self.filter = text
        self.shown = list(range(len(self.rows)))
        for part in _parts(text):
            fits = self._test(*part)
            self.shown = [at for at in self.shown if fits(at)]
        self._order()
        self.place = min(self.place, max(0, len(self.shown) - 1)) if keep else 0

    @property
    def word(self) -> str:
        """The first word of the filter, lower case, to show answers from there; "" for none."""
        return next((value for name, value in _parts(self.filter) if not name), "")

    def sort_by(self, way: int) -> None:
        """The next column (`way` 1) or the one before; before the first, order of arrival."""
        names = ["", *self.columns]
        self.sort = names[(names.index(self.sort) + way) % len(names)]
        self._reorder()

    def turn(self, descending: bool) -> None:
        """Largest first, or smallest first."""
        self.descending = descending
        self._reorder()

    def move(self, way: int) -> None:
        """The cursor so many rows down, or up; no further than the ends."""
        self.place = max(0, min(self.place + way, len(self.shown) - 1))

    def toggle(self) -> None:
        """Chooses the row under the cursor, or no longer."""
        if self.here:
            self.chosen ^= {self.here.source.id}

    def extend(self, way: int) -> None:
        """Chooses the row under the cursor and the next one (`way` 1), or the one before."""
        for step in (0, way):
            self.move(step)
            self.chosen |= {self.here.source.id} if self.here else set()

    def choose_shown(self) -> None:
        """All that are shown; when they all are chosen already, none of them."""
        names = {self._ids[at] for at in self.shown}
        self.chosen = self.chosen - names if names <= self.chosen else self.chosen | names

    def choose(self, at_least: Strength) -> int:
        """Of those shown the ones for which the code is suggested so strongly or more; how many."""
        wanted = AT_LEAST[AT_LEAST.index(at_least) :]
        found = {self._ids[at] for at in self.shown if self.rows[at].suggested.get(self.code) in wanted}
        self.chosen = self.chosen.difference(self._ids[at] for at in self.shown) | found
        return len(found)

    def strength(self, row: Row) -> str:
        """How strongly the code in question is suggested, "" for not at all."""
        return row.suggested.get(self.code, "")

    def _reorder(self) -> None:
        self.shown.sort()
        self._order()
        self.place = 0

    def _order(self) -> None:
        if self.sort or self.descending:
            keys = [self._key(row) for row in self.rows] if self.sort else list(range(len(self.rows)))
            self.shown.sort(key=keys.__getitem__, reverse=self.descending)

    def _key(self, row: Row) -> tuple[object, ...]:
        if self.sort == ANSWER:
            return (_flat(row.source.text).casefold(),)
        if self.sort == CODES:
            return (not row.codes, row.codes)
        if self.sort == SUGGESTED:
            return (-_rank(row.suggested.get(self.code, "none")),)
        value = value_of(row.source, self.sort)
        number = isinstance(value, int | float)
        return (value is None, not number, value if number else worded(value).casefold())

    def _test(self, name: str, value: str) -> Callable[[int], bool]:
        if name == "code":
            return lambda at: any(value in path.casefold() for path in self.rows[at].codes)
        if name == "read":
            return lambda at: self.rows[at].read == (value in ("yes", "true", "1"))
        known = {each.casefold(): each for each in (*self.variables, "case", "question", "source")}
        if name in known:
            return lambda at: worded(value_of(self.rows[at].source, known[name])).casefold() == value
        words = f"{name}={value}" if name else value
        return lambda at: words in self._texts[at]


def _parts(text: str) -> Iterable[tuple[str, str]]:
    """(name, value) of each part, "" as name where it is words; quotes keep blanks together."""
    for quoted, pair, word in _PART.findall(text.casefold()):
        name, equals, value = (pair or word).partition("=")
        yield (name, value.strip('"')) if equals and not quoted else ("", quoted or pair or word)


def _rank(strength: Strength) -> int:
    return AT_LEAST.index(strength) + 1 if strength in AT_LEAST else 0


def _flat(text: str) -> str:
    return " ".join(text.split())
