"""The keys of the review screen: signs and named keys only, so that every letter starts a search.

One table; the footer, the help page, the dispatch and the settings `keys.NAME` all read it. Grid and plain front end
have tables of their own and take over what was chosen for the acts that they share (`adopted`).
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import NamedTuple

from coder.errors import RequestError, UnknownNameError


class Key(NamedTuple):
    """`keys` as Textual names them or as the sign typed; `act` names the method; `short` for the footer."""

    keys: tuple[str, ...]
    act: str
    short: str
    help: str


KEYS = (
    Key(("enter",), "done", "done", "accept what is marked [x] and go on (blind: the answer is read)"),
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
    Key(
        ("&",),
        "advice",
        "when to stop",
        "how far this is enough: saturation, intervals, the machine; not while blind",
    ),
    Key((";",), "explain", "explain", "why these suggestions"),
    Key(("=", "ctrl+n"), "new_code", "new code", "a new code, made here"),
    Key(("/",), "search_all", "all codes", "every code, last used first"),
    Key(("down",), "down", "next code", "down in the codebook; up goes up"),
    Key(("space",), "toggle_here", "toggle code", "turn the code under the cursor on or off"),
    Key(("ctrl+g",), "grid", "grid", "all answers as a table, to give one code to many"),
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
"""Footers while a line is typed and while a page is read."""
FIXED = frozenset({"toggle", "search"})
"""Acts that a whole class of keys has, so that no single key can be given to them."""
ALWAYS = frozenset({"ctrl+q", "ctrl+c"})
"""Leave the screen whatever else is set."""

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
    "delete": "Del",
    "escape": "Esc",
    "left": "\u2190",
    "up": "\u2191",
    "pageup": "PgUp",
}
_TERMINAL = {"ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+j": "Enter", "ctrl+h": "Backspace"}
"""What a terminal cannot tell from another key."""
_NAMED = re.compile(
    r"((ctrl|alt)\+(shift\+)?[a-z0-9])|((ctrl|alt|shift)\+)*"
    r"(f[1-9]|f1[0-2]|enter|space|tab|escape|backspace|delete|insert|home|end|page(up|down)|up|down|left|right)"
)


class Keymap:
    """The keys in use: those of the table, but where `chosen` (act -> keys, blanks between) says otherwise.

    RequestError for a key that is no key, that a search or a digit needs, or that means something already.
    """

    def __init__(self, chosen: Mapping[str, str] | None = None) -> None:
        given = {act: keys_of(act, text) for act, text in (chosen or {}).items() if text}
        self.chosen: Mapping[str, tuple[str, ...]] = given
        self.keys = tuple(key._replace(keys=given.get(key.act, key.keys)) for key in KEYS)
        pairs = [(name, key.act) for key in self.keys if key.act not in FIXED for name in key.keys]
        also = {act: (name,) for name, act in ALSO.items()} | {
            a: given[a] for a in given if a in ALSO.values()
        }
        self._acts: dict[str, str] = {}
        for name, act in [*pairs, *((name, act) for act, names in also.items() for name in names)]:
            if name in self._acts:
                raise RequestError(
                    f"'{name}' means '{self._acts[name]}' already, so it cannot mean '{act}'. "
                    f"Choose another, or give '{self._acts[name]}' another key first."
                )
            self._acts[name] = act

    def act_of(self, key: str, sign: str | None) -> str | None:
        """What a key press means while an answer is read; None for nothing."""
        if found := self._acts.get(key) or (self._acts.get(sign) if sign else None):
            return found
        if sign and sign in "123456789":
            return "toggle"
        return "search" if sign and sign.isalpha() else None

    def shown(self, act: str) -> str:
        """The key of an act as people write it."""
        return next(name_of(key.keys[0]) for key in self.keys if key.act == act)

    def codebook_footer(self) -> str:
        """While the codebook covers the answer."""
        name = {act: name_of(keys[0]) for act, keys in self._by_act().items()}
        return (
            f"{name['down']} {name['up']} move  {name['toggle_here']} turn on or off  {name['define']} meaning  "
            f"{name['codes']} or {name['whole']} goes back  {name['help']} keys  {name['quit']} quit"
        )

    def _by_act(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, act in self._acts.items():
            found.setdefault(act, []).append(key)
        return found

    def footer(self, width: int) -> str:
        """As many keys as fit into so many columns, in the order of the table; help and quit before all."""
        last = "  ".join(_short(key) for key in self.keys if key.act in ("help", "quit"))
        chosen, room = [last], width - len(last)
        for key in self.keys:
            if key.act in ("help", "quit"):
                continue
            room -= len(_short(key)) + 2
            if room < 0:
                break
            chosen.insert(-1, _short(key))
        return "  ".join(chosen)

    def help_lines(self) -> list[str]:
        """Every key with what it does."""
        named = [(" ".join(name_of(each) for each in _shown(key)), key.help) for key in self.keys]
        width = max(len(name) for name, _ in named)
        return [f"{name:<{width}}  {text}" for name, text in named]


def adopted(
    shipped: Mapping[str, tuple[str, ...]], chosen: Mapping[str, tuple[str, ...]], taken: Container[str]
) -> dict[str, tuple[str, ...]]:
    """Keys by act of a front end with a table of its own: `shipped`, but where other ones were chosen for the act.

    A chosen key that is `taken` there by an act of its own is not; nor is a shipped one that was chosen for another.
    """
    found = {act: tuple(key for key in chosen.get(act, ()) if key not in taken) for act in shipped}
    used = {key for keys in found.values() for key in keys}
    return {act: found[act] or tuple(key for key in shipped[act] if key not in used) for act in shipped}


def acts() -> list[str]:
    """Names under which keys can be set."""
    return [*(key.act for key in KEYS if key.act not in FIXED), *ALSO.values()]


def keys_of(act: str, text: str) -> tuple[str, ...]:
    """The keys named in `text`, blanks between them, for an act; RequestError says which cannot be one."""
    if act not in acts():
        raise UnknownNameError("key to set", act, acts())
    found = tuple(dict.fromkeys(name if len(name) == 1 else name.lower() for name in text.split()))
    for name in found:
        if reason := _refused(act, name):
            raise RequestError(f"'{name}' cannot be the key for '{act}': {reason}.")
    return found


def _refused(act: str, name: str) -> str:
    if len(name) == 1 and name.isalpha():
        return "letters find codes"
    if len(name) == 1 and name.isdigit():
        return "digits turn suggestions on and off"
    if name in _TERMINAL:
        return f"terminals send it for {_TERMINAL[name]}"
    if name in ALWAYS and act != "quit":
        return "it always leaves the screen"
    fits = name.isprintable() if len(name) == 1 else _NAMED.fullmatch(name)
    return "" if fits else "it is no key; write a sign like $, or ctrl+u, f5, shift+tab, space"


def _short(key: Key) -> str:
    return f"{name_of(_shown(key)[0])} {key.short}"


def _shown(key: Key) -> tuple[str, ...]:
    return ("1-9",) if key.act == "toggle" else key.keys


def name_of(key: str) -> str:
    """A key as people write it: `^Z`, `Shift+Tab`, `F5`."""
    held, plus, last = key.rpartition("+")
    if held == "ctrl" and len(last) == 1:
        return f"^{last.upper()}"
    if plus and held:
        return "+".join([*(part.capitalize() for part in held.split("+")), name_of(last)])
    return _NAMES.get(key, key.upper() if re.fullmatch(r"f\d+", key) else key)
