"""Standard input and output for a person: one key per decision on a terminal, lines in a pipe."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ReadLine = Callable[[str], str | None]
"""Shows a prompt and gives the line typed, or None at the end of the input."""


@contextmanager
def line_reader(instant: frozenset[str], *, single_keys: bool = True) -> Iterator[ReadLine]:
    """Reads lines within the block; on a terminal a key of `instant` is a line by itself.

    Without `single_keys`, on a dumb terminal and in a pipe every line needs its Enter.
    """
    if not sys.stdin.isatty():
        yield _piped
    elif (
        single_keys
        and sys.stdout.isatty()
        and os.environ.get("TERM", "dumb") != "dumb"
        and os.name == "posix"
    ):
        with _unbuffered(sys.stdin.fileno()):
            yield _from_keys(sys.stdin.fileno(), instant)
    else:
        yield input


def write_line(line: str) -> None:
    """The line as it is; signs that the terminal's encoding lacks become question marks."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def edited(
    keys: Iterator[str], echo: Callable[[str], None], instant: frozenset[str], prompt: str = ""
) -> str | None:
    """The next line from single keys; a key of `instant` at its beginning is a line by itself.

    None at Ctrl-D on an empty line or when the keys end. Escape empties the line; backspace works.
    """
    line = ""
    for key in keys:
        if key in "\r\n":
            echo("\n")
            return line
        if key == "\x04" and not line:
            return None
        if not line and key in instant:
            echo(key + "\n")
            return key
        changed = _typed(line, key)
        if changed != line:
            echo(key if changed == line + key else f"\r\x1b[K{prompt}{changed}")
        line = changed
    return None


def _typed(line: str, key: str) -> str:
    if key in ("\x7f", "\x08"):
        return line[:-1]
    if key in ("\x1b", "\x15"):
        return ""
    return line + key if len(key) == 1 and key.isprintable() else line


def _piped(prompt: str) -> str | None:
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None


def _from_keys(descriptor: int, instant: frozenset[str]) -> ReadLine:
    keys = _keys(descriptor)

    def read_line(prompt: str) -> str | None:
        _echo(prompt)
        return edited(keys, _echo, instant, prompt)

    return read_line


def _echo(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _keys(descriptor: int) -> Iterator[str]:
    """Characters as they are typed; an escape sequence (an arrow, say) comes in one piece."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while chunk := os.read(descriptor, 1024):
        text = decoder.decode(chunk)
        yield from [text] if text.startswith("\x1b") else text


@contextmanager
def _unbuffered(descriptor: int) -> Iterator[None]:
    """Keys arrive without Enter and are not echoed; Ctrl-C still interrupts. Undone at the end."""
    import termios
    import tty

    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
