"""The keys of the grid: signs and named keys only, for every letter finds the code in question.

What the review screen can do too has the keys that were chosen for it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from coder.review.keys import adopted, name_of


class Key(NamedTuple):
    """`keys` as Textual names them or as the sign typed; `act` names the method; `short` for the footer.

    `shown` and `help` are a line of the help page, "" where another line speaks of the key too.
    """

    keys: tuple[str, ...]
    act: str
    short: str
    shown: str
    help: str


KEYS = (
    Key(("enter",), "give", "Enter give", "Enter", "give the code to all that are chosen; first says what that does"),
    Key((), "find", "a-z code", "a-z", "find the code in question by part of its name"),
    Key(("space",), "toggle", "Space choose", "Space", "choose the answer at the cursor, or no longer"),
    Key(("1", "2", "3"), "strength", "1 2 3 by strength", "1 2 3", "choose where it is suggested: weak, medium, strong or more"),
    Key(("*",), "all", "* all shown", "*", "choose all that are shown; again: none of them"),
    Key(("/",), "filter", "/ filter", "/", "only those with words; region=North, code=parking, read=no"),
    Key(("-", "ctrl+z"), "undo", "- undo", "-", "take back what was given in bulk last, earlier sessions too"),
    Key(("shift+down",), "extend", "", "Shift+\u2193 \u2191", "choose and go on"),
    Key(("shift+up",), "extend_back", "", "", ""),
    Key(("escape",), "none", "", "Esc", "choose none; again: show all"),
    Key(("tab",), "sort", "Tab sort", "Tab", "sort by the next column; Shift+Tab by the one before"),
    Key(("shift+tab",), "sort_back", "", "", ""),
    Key(("<",), "ascending", "", "< >", "smallest first, largest first"),
    Key((">",), "descending", "", "", ""),
    Key(("right",), "later", "", "\u2192 \u2190", "further variables"),
    Key(("left",), "earlier", "", "", ""),
    Key(("@",), "whole", "@ whole", "@", "the whole answer with its variables"),
    Key((":",), "meaning", ": meaning", ":", "what the code in question means"),
    Key(("?", "f1"), "help", "? keys", "?", "this help"),
    Key(("ctrl+q", "ctrl+c"), "quit_", "^Q quit", "^Q", "quit; everything is saved"),
)  # fmt: skip
MOVES = {"down": 1, "up": -1, "home": -(10**9), "end": 10**9}
"""Rows that a key moves the cursor by."""
PAGES = ("pagedown", "pageup")
_SHARED = {"undo": "undo", "variables": "whole", "define": "meaning", "help": "help", "quit": "quit_"}
"""Acts of the review screen and what they are called here."""


class GridKeys:
    """The keys in use: those of the table, but for what was `chosen` (act of the review screen -> keys)."""

    def __init__(self, chosen: Mapping[str, tuple[str, ...]]) -> None:
        own = {key.act: key.keys for key in KEYS}
        taken = {name for act, names in own.items() if act not in _SHARED.values() for name in names}
        shipped = {act: own[here] for act, here in _SHARED.items()}
        found = adopted(shipped, chosen, {*taken, *MOVES, *PAGES})
        mine = {here: found[act] for act, here in _SHARED.items()}
        self._keys = tuple(_with(key, mine.get(key.act, key.keys)) for key in KEYS)
        self._acts = {name: key.act for key in self._keys for name in key.keys}

    def act_of(self, key: str, sign: str | None) -> str | None:
        """What a key press means while the table is in sight; None for nothing."""
        return self._acts.get(key) or (self._acts.get(sign) if sign else None)

    def shown(self, act: str) -> str:
        """The key of an act as people write it."""
        return next(key.shown for key in self._keys if key.act == act)

    def footer(self, width: int) -> str:
        """As many keys as fit into so many columns, in the order of the table; help and quit always."""
        last = [key.short for key in self._keys if key.act in ("help", "quit_")]
        kept: list[str] = []
        for key in self._keys:
            longer = [*kept, key.short]
            if key.short not in ("", *last) and len("  ".join(longer + last)) <= width:
                kept = longer
        return "  ".join(kept + last)

    def help_lines(self) -> list[str]:
        """Every key with what it does."""
        return [f"{key.shown:<10}{key.help}" for key in self._keys if key.help]


def _with(key: Key, names: tuple[str, ...]) -> Key:
    """The key as it stands in the table, or with other names and called by the first of them."""
    if names == key.keys:
        return key
    name = name_of(names[0]) if names else ""
    word = key.short.partition(" ")[2]
    return key._replace(keys=names, shown=name, short=f"{name} {word}" if name and word else "")
