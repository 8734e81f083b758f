"""Text files in another encoding, read as the UTF-8 that everything behind them expects."""

from __future__ import annotations

import io
from typing import BinaryIO

from coder.errors import RequestError


class Recoded:
    """The bytes of `file` as UTF-8. A byte that means nothing in its encoding stays, so that its row is no UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._text = io.TextIOWrapper(file, encoding, "surrogateescape", newline="")

    def read(self, size: int = -1) -> bytes:
        """The next so many characters; b"" at the end."""
        return self._text.read(size).encode("utf-8", "surrogateescape")


def checked(encoding: str) -> str:
    """The encoding's one name, "" for UTF-8. RequestError where there is none of that name."""
    import codecs

    try:
        name = codecs.lookup(encoding or "utf-8").name
        "".encode(name)
    except (LookupError, ValueError):
        raise RequestError(
            f"There is no text encoding '{encoding}'. Try utf-8, utf-16, cp1252 or latin-1."
        ) from None
    return "" if name in ("utf-8", "utf-8-sig") else name
