"""The keys of the review screen: signs and named keys only, so that every letter starts a search.

One table; the footer, the help page and the dispatch all read it.
"""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """`keys` as Textual names them or as the sign typed; `act` names the method; `short` for the footer."""

    keys: tuple[str, ...]
    act: str
    short: str
    help: str


KEYS = (
    Key(("enter",), "done", "accept", "accept what is marked [x] and go on (blind: the answer is read)"),
    Key(tuple("123456789"), "toggle", "toggle", "turn a suggestion on or off; blind: your most used codes"),
    Key(("letters",), "search", "find", "find a code by part of its name: wait finds access/waiting time"),
    Key((".",), "none", "none", "no code applies"),
    Key(("-", "ctrl+z"), "undo", "undo", "undo, as often as you like, earlier sessions too"),
    Key(("?", "f1"), "help", "keys", "this help"),
    Key((",",), "skip", "skip", "skip: later"),
    Key(("!",), "uncodable", "uncodable", "the answer cannot be coded"),
    Key(("#",), "memo", "memo", "a note on this answer"),
    Key(("@",), "variables", "who", "who answered, and that person's other answers"),
    Key((":",), "define", "meaning", "what the code under the cursor, or the suggestions, mean"),
    Key(("*",), "codes", "codes", "the codebook, where it is not beside the answer"),
    Key(("tab",), "sentence", "sentence", "narrow to the next sentence; shift+tab to the one before"),
    Key(("right",), "word", "word", "narrow to the next word; left to the one before"),
    Key(("shift+right",), "extend", "extend", "one more word; shift+left one less; Esc: the whole answer"),
    Key(("backspace", "delete"), "take_away", "reject", "take a code away, or say no to it"),
    Key(("+", "ctrl+y"), "redo", "redo", "redo"),
    Key(("<",), "back", "back", "back to the answer before"),
    Key((">",), "forward", "forward", "forward again"),
    Key(("%",), "flag", "flag", "mark the answer to be looked at again, or not"),
    Key((";",), "explain", "explain", "why these suggestions"),
    Key(("=", "ctrl+n"), "new_code", "new code", "a new code, made here"),
    Key(("/",), "search_all", "all codes", "every code, last used first"),
    Key(("down",), "down", "next code", "down in the codebook; up goes up"),
    Key(("space",), "toggle_here", "toggle code", "turn the code under the cursor on or off"),
    Key(("pagedown",), "page_down", "scroll", "scroll a long answer; pageup scrolls back"),
    Key(("ctrl+q", "ctrl+c"), "quit", "quit", "quit; everything is saved"),
)
ALSO = {
    "shift+tab": "sentence_back",
    "left": "word_back",
    "shift+left": "shrink",
    "up": "up",
    "pageup": "page_up",
    "escape": "whole",
}
"""Second halves of pairs, which the help names in one line."""
TYPING = "Enter take it  \u2193 \u2191 choose  Esc leave it"
PAGE = "PgDn PgUp scroll  any other key goes back  ^Q quit"
CODEBOOK = "\u2193 \u2191 move  Space turn on or off  : meaning  * or Esc goes back  ? keys  ^Q quit"
"""Footers while a line is typed, a page is read, the codebook covers the answer."""
FIXED = frozenset({"toggle", "search"})
"""Acts that a whole class of keys has, so that no single key can be given to them."""

_NAMES = {
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "letters": "a-z",
    "right": "\u2192",
    "down": "\u2193",
    "shift+right": "Shift+\u2192",
    "backspace": "\u232b",
    "pagedown": "PgDn",
    "ctrl+q": "^Q",
    "ctrl+n": "^N",
    "ctrl+z": "^Z",
    "ctrl+y": "^Y",
    "ctrl+c": "^C",
    "delete": "Del",
    "f1": "F1",
}


def act_of(key: str, sign: str | None) -> str | None:
    """What a key press means while an answer is read; None for nothing."""
    if found := _ACTS.get(key) or (_ACTS.get(sign) if sign else None):
        return found
    if sign and sign in "123456789":
        return "toggle"
    return "search" if sign and sign.isalpha() else None


def footer(width: int) -> str:
    """As many keys as fit into so many columns, in the order of the table; help and quit before all."""
    last = "  ".join(_short(key) for key in KEYS if key.act in ("help", "quit"))
    chosen, room = [last], width - len(last)
    for key in KEYS:
        if key.act == "help":
            continue
        room -= len(_short(key)) + 2
        if room < 0:
            break
        chosen.insert(-1, _short(key))
    return "  ".join(chosen)


def help_lines() -> list[str]:
    """Every key with what it does."""
    named = [(" ".join(_name(each) for each in _shown(key)), key.help) for key in KEYS]
    width = max(len(name) for name, _ in named)
    return [f"{name:<{width}}  {text}" for name, text in named]


def _short(key: Key) -> str:
    return f"{_name(_shown(key)[0])} {key.short}"


def _shown(key: Key) -> tuple[str, ...]:
    return ("1-9",) if key.act == "toggle" else key.keys


def _name(key: str) -> str:
    return _NAMES.get(key, key)


_ACTS = {name: key.act for key in KEYS if key.act not in FIXED for name in key.keys} | ALSO
