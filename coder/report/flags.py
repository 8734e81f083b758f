"""What in a quote may say who wrote it: names, numbers, addresses. Rules, so a person has the last word.

A name in small letters, or a first name that begins a sentence, is not found: that is why quotes are ticked.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass

import regex as re

_NOT_NAMES = frozenset(calendar.day_name) | frozenset(calendar.month_name) | {"I"}
_TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Rev|Reverend|Cllr|Councillor|Sister|Nurse"
_STREETS = "Street|St|Road|Rd|Lane|Avenue|Ave|Close|Drive|Way|Place|Square|Court|Crescent|Terrace|Gardens|Row|Hill|House"
_RULES = (
    ("e-mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("web address", re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|org|net|co\.uk|org\.uk|gov\.uk)\b", re.I)),
    ("postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b", re.I)),
    ("address", re.compile(rf"\b\d+[a-z]?,?\s+(?:[^\W\d_][\w'’-]*\s+){{1,3}}(?:{_STREETS})\b|\b(?:Flat|PO Box)\s+\d+", re.I)),
    ("phone number", re.compile(r"(?<![\w.])(?:\+|\(?0)\(?\d(?:[\s()/.-]{0,3}\d){6,}")),
    ("number", re.compile(r"\b\d+(?:[ ./-]\d+)+\b(?<=(?:\d\D?){4})|\b(?=(?:[^\W_]*,?\d){3})[^\W_](?:[^\W_]|[.,/-](?=\d))*")),
    ("name", re.compile(rf"\b(?:{_TITLES})\b\.?(?:\s+\p{{Lu}}(?:[\w'’-]*\w|\.)?){{1,3}}")),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BEGINS = re.compile(r"(?:^|[.!?:…\n][\"”’)]*|[\"“‘(]\s*)\s*$")


@dataclass(frozen=True, slots=True)
class Flag:
    """A part of a quote, `[start, end)`, that a rule takes for a name, a number or an address."""

    kind: str
    start: int
    end: int


def flags(text: str) -> tuple[Flag, ...]:
    """All parts that a rule finds, in order; the first rule that claims a place has it."""
    found: list[Flag] = []
    for kind, rule in _RULES:
        found += [flag for match in rule.finditer(text) if _free(flag := Flag(kind, *match.span()), found)]
    words = [Flag("name", *word.span()) for word in _WORD.finditer(text) if _capital(word.group())]
    found += _runs(text, [word for word in words if _free(word, found)])
    return tuple(sorted(found, key=lambda flag: flag.start))


def _free(new: Flag, taken: list[Flag]) -> bool:
    return all(new.end <= flag.start or new.start >= flag.end for flag in taken)


def _capital(word: str) -> bool:
    return word[0].isupper() and word not in _NOT_NAMES and not word.startswith(("I'", "I’"))


def _runs(text: str, words: list[Flag]) -> list[Flag]:
    """Capitalised words that follow one another as one; a single one at the start of a sentence is only that."""
    runs: list[list[Flag]] = []
    for word in words:
        if runs and re.fullmatch(r"\.?\s+", text[runs[-1][-1].end : word.start]):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [
        Flag("name", run[0].start, run[-1].end)
        for run in runs
        if len(run) > 1 or not _BEGINS.search(text[max(0, run[0].start - 80) : run[0].start])
    ]
