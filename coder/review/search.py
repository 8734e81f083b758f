"""Finding the code a person means from a part of its name: `wait` finds `access/waiting time`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coder.domain import Code

_CLOSE = 75.0
_BY_DEFINITION = 5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """Codes that fit, best first; `sure` when the first one fits better than any other."""

    codes: tuple[Code, ...]
    sure: bool


def find_codes(text: str, codes: Sequence[Code]) -> Found:
    """The codes whose path or name fits the text; equally good ones stay in the order given.

    From best to worst: the whole path; the whole name; words that begin the name; words that begin any
    part of the path or a keyword; the text anywhere in the path; then, never sure, words that begin
    words of the definition or what it includes; something spelt alike.
    """
    wanted = text.strip().casefold()
    ranked = [(rank, code) for code in codes if (rank := _rank(wanted, code)) is not None] if wanted else []
    if not ranked:
        return Found(_spelt_alike(wanted, codes) if wanted else (), False)
    ranked.sort(key=lambda found: found[0])
    first = ranked[0][0]
    sure = first < _BY_DEFINITION and sum(rank == first for rank, _ in ranked) == 1
    return Found(tuple(code for _, code in ranked), sure)


def _rank(wanted: str, code: Code) -> int | None:
    path, name = code.path.casefold(), code.label.casefold()
    keywords = " ".join(code.keywords).casefold()
    fits = (
        wanted == path,
        wanted in (name, path.rpartition("/")[2]),
        _begins(wanted, name),
        _begins(wanted, f"{path} {name} {keywords}"),
        wanted in f"{path}\n{name}",
        _begins(wanted, f"{code.definition} {code.include}".casefold()),
    )
    return fits.index(True) if any(fits) else None


def _begins(wanted: str, text: str) -> bool:
    """Whether every word wanted begins a word of the text."""
    words, parts = _WORD.findall(text), _WORD.findall(wanted)
    return bool(parts) and all(any(word.startswith(part) for word in words) for part in parts)


def _spelt_alike(wanted: str, codes: Sequence[Code]) -> tuple[Code, ...]:
    from rapidfuzz import fuzz

    scored = [(fuzz.WRatio(wanted, f"{code.path} {code.name}".casefold()), code) for code in codes]
    scored.sort(key=lambda found: -found[0])
    return tuple(code for score, code in scored if score >= _CLOSE)
