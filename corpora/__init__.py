"""Worked examples that come with the program: answers, codebooks, codings, and where they are from.

`path("ons-user-engagement")` is the folder of the example that the README, the notebooks and `make demo` use.
"""

from __future__ import annotations

from pathlib import Path

from coder.errors import RequestError, listed

_HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """Every shipped corpus: the folders that say in a PROVENANCE.md where they are from."""
    return sorted(found.parent.name for found in _HERE.glob("*/PROVENANCE.md"))


def path(name: str) -> Path:
    """The folder of one corpus; RequestError lists the known ones when it is not there."""
    if name not in names():
        raise RequestError(f"There is no corpus '{name}'. Known: {listed(names())}.")
    return _HERE / name
