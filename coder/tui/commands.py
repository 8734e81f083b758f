"""The commands of the line-by-line front end: a sign or a word each, and what a typed line means among them.

What the review screen can do too has the sign that was chosen for it there; keys that are no signs cannot be typed
on a line, so they change nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from coder.errors import RequestError, listed
from coder.review.keys import adopted


class Command(NamedTuple):
    """A sign, the word for it (typed as /word), and what it does."""

    key: str
    word: str
    help: str
    takes_text: bool = False


COMMANDS = (
    Command(".", "none", "no code applies"),
    Command("!", "uncodable", "the answer cannot be coded"),
    Command(",", "skip", "skip: later"),
    Command("-", "undo", "undo, as often as you like, earlier sessions too"),
    Command("+", "redo", "redo"),
    Command("<", "back", "back to the answer before"),
    Command(">", "forward", "forward again"),
    Command("=", "show", "show the answer again"),
    Command("*", "codes", "list the codes, last used first"),
    Command(":", "define", "what a code means, :wait for example; alone: the suggestions", True),
    Command("@", "variables", "who answered, and that person's other answers"),
    Command("%", "flag", "mark the answer to be looked at again, or not"),
    Command("#", "memo", "a note on this answer: #ask Ben", True),
    Command("^", "new", "a new code, made and given here: ^access/lifts", True),
    Command(";", "explain", "why these suggestions"),
    Command("&", "advice", "when to stop: saturation, intervals, the machine; not while blind"),
    Command("?", "help", "this help"),
    Command("/", "quit", "quit; everything is saved"),
)
_OWN = frozenset({"show", "quit"})
"""What has no sign on the review screen, or one that begins a /word here."""
_ACTS = {"new": "new_code"}
"""What the review screen calls a command, where that is another word."""


class Commands:
    """The commands in use: those of the table, but for signs `chosen` (act of the review screen -> keys)."""

    def __init__(self, chosen: Mapping[str, tuple[str, ...]] | None = None) -> None:
        signs = {act: tuple(key for key in keys if len(key) == 1) for act, keys in (chosen or {}).items()}
        shipped = {_ACTS.get(c.word, c.word): (c.key,) for c in COMMANDS if c.word not in _OWN}
        taken = {command.key for command in COMMANDS if command.word in _OWN}
        found = adopted(shipped, signs, {*taken, '"'})
        self.all = tuple(
            c if c.word in _OWN else c._replace(key="".join(found[_ACTS.get(c.word, c.word)][:1]))
            for c in COMMANDS
        )

    @property
    def instant(self) -> frozenset[str]:
        """Keys that are complete decisions: a terminal may send them without Enter."""
        alone = {command.key for command in self.all if not command.takes_text} - {"/", "-", "+", ""}
        return frozenset("123456789").union(alone)

    def sign(self, word: str) -> str:
        """What to type for a command: its sign, or /word where it has none."""
        command = next(command for command in self.all if command.word == word)
        return command.key or (f"/{word} " if command.takes_text else f"/{word}")

    def help_lines(self) -> list[str]:
        """Every command with what it does."""
        return [f"{c.key or ' '}  /{c.word:<11}{c.help}" for c in self.all]

    def read(self, line: str) -> tuple[Command | None, str]:
        """The command of a line, if it is one, and what follows: a sign alone, : or # with text, or /word."""
        if line.startswith("/") and len(line) > 1:
            word, _, text = line[1:].partition(" ")
            return self._by_word(word.casefold()), text.strip()
        command = next((c for c in self.all if c.key and c.key == line[:1]), None)
        if command and (command.takes_text or len(line) == 1):
            return command, line[1:].strip()
        return None, ""

    def _by_word(self, word: str) -> Command:
        fitting = [command for command in self.all if command.word.startswith(word)]
        if len(fitting) == 1:
            return fitting[0]
        words = [f"/{command.word}" for command in fitting or self.all]
        raise RequestError(f"There is no command '/{word}'. Use one of: {listed(words, len(words))}.")
