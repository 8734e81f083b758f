"""A Listing as Textual contents: heading, column titles, one line per answer. Nothing about keys."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import set_cell_size
from textual.content import Content

from coder.project.applying import Row
from coder.project.project import shown as worded
from coder.project.project import value_of
from coder.tui.listing import ANSWER, CODES, SUGGESTED, Listing
from coder.tui.page import visible
from coder.tui.paint import fitted

_MARKS, _LEAST, _CODES, _STRENGTH, _VARIABLE = 5, 28, 22, 9, 14


def heading(listing: Listing) -> Content:
    """How many there are, are shown and chosen; the code in question; the filter."""
    parts = [
        f"{len(listing.rows):,} answers",
        f"shown {len(listing.shown):,}" if listing.filter else "",
        f"chosen {len(listing.chosen):,}",
        fitted(listing.code, 44) or "no code yet: type part of its name",
        f"/{visible(listing.filter)}" if listing.filter else "",
    ]
    text = " \u00b7 ".join(part for part in parts if part)
    return Content(text).stylize("bold", 0, len(parts[0]))


def title(listing: Listing, width: int, first: int) -> Content:
    """Column names, the one sorted by with an arrow."""
    arrow = "\u25bc" if listing.descending else "\u25b2"
    cells = [
        _cell(f"{arrow}{name}" if name == listing.sort else name, room)
        for name, room in columns(listing, width, first)
    ]
    return Content(" " * _MARKS + " ".join(cells))


def lines(listing: Listing, window: Sequence[int], width: int, first: int) -> list[Content]:
    """One line per row in `window` (places in the rows): `[x]` chosen, `r` read, then the columns."""
    wanted = columns(listing, width, first)
    return [_line(listing, listing.rows[at], wanted) for at in window]


def columns(listing: Listing, width: int, first: int) -> list[tuple[str, int]]:
    """Names and widths of what fits, the variables from number `first` on; the answer takes what is left.

    While nobody asked for variables (`first` under 0) the answer has half of the room or more.
    """
    fixed = [(CODES, min(_CODES, width // 4)), (SUGGESTED, _STRENGTH)]
    room = width - _MARKS - sum(wide + 1 for _, wide in fixed)
    least = max(_LEAST, width // (2 if first < 0 else 3))
    for name in listing.variables[max(0, first) :]:
        if room - _VARIABLE - 1 < least:
            break
        fixed.append((name, _VARIABLE))
        room -= _VARIABLE + 1
    return [(ANSWER, max(1, room)), *fixed]


def _line(listing: Listing, row: Row, wanted: Sequence[tuple[str, int]]) -> Content:
    chosen = "[x]" if row.source.id in listing.chosen else "[ ]"
    texts = ((_around(row.source.text, listing.word, room), room) for _, room in wanted[:1])
    others = ((_value(listing, row, name), room) for name, room in wanted[1:])
    cells = " ".join(_cell(text, room) for text, room in (*texts, *others))
    line = Content(f"{chosen}{'r' if row.read else ' '} {cells}")
    return line.stylize("reverse") if row is listing.here else line


def _value(listing: Listing, row: Row, name: str) -> str:
    if name == CODES:
        return ", ".join(f"({_last(path)})" if path in row.bulk else _last(path) for path in row.codes)
    if name == SUGGESTED:
        return listing.strength(row)
    return worded(value_of(row.source, name))


def _around(text: str, word: str, room: int) -> str:
    """The text from a little before the word where it stands too far behind to be seen."""
    flat = " ".join(text.split())
    at = flat.lower().find(word) if word else 0
    return flat if at < room - len(word) else f"\u2026{flat[at - room // 3 :]}"


def _last(path: str) -> str:
    """The last part says most where there is room for little."""
    return path.rpartition("/")[2]


def _cell(text: str, room: int) -> str:
    """One line in so many columns of the terminal, whatever signs it is made of."""
    flat = " ".join(visible(text[: 4 * room + 40]).split())
    return set_cell_size(flat, room)
