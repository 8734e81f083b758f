"""Words in context: every place where a word, a pattern or any form of a word stands.

    indifferen*     any ending; ? is one letter          hold* line     words in a row
    /wait(ed|ing)/  a regular expression, with a limit on length and time
    lemmas=True     wait: waits, waited, waiting (spaCy's lookup tables)

Upper and lower case are the same. Hits are `[start, end)` in code points of the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from coder.embedding import fold, words
from coder.errors import RequestError

LONGEST, SECONDS = 300, 5.0


@dataclass(frozen=True, slots=True)
class Hit:
    """One place: which text, `[start, end)`, and the words around it."""

    answer: int
    start: int
    end: int
    before: str
    text: str
    after: str


def find(
    texts: Sequence[str],
    query: str,
    *,
    lemmas: bool = False,
    language: str = "en",
    width: int = 40,
    seconds: float = SECONDS,
) -> list[Hit]:
    """All hits in order of the texts. RequestError for a query that is empty, wrong or takes too long."""
    vocabulary = {word for text in texts for word in words(text)} if lemmas else frozenset[str]()
    pattern = _compiled(expression(query, vocabulary, language))
    try:
        return list(_hits(pattern, texts, width, seconds))
    except TimeoutError:
        raise RequestError(
            f"The search took more than {seconds:g} seconds. Say it more simply; "
            "repeats inside repeats, like (a+)+, are slow."
        ) from None


def expression(query: str, vocabulary: Collection[str] = (), language: str = "en") -> str:
    """The regular expression that a query stands for; with a vocabulary, all forms that it has of each word."""
    plain = query.strip()
    if len(plain) > LONGEST:
        raise RequestError(f"A search may be {LONGEST} characters long; this one has {len(plain):,}.")
    if len(plain) > 2 and plain[0] == plain[-1] == "/":
        return plain[1:-1]
    found = plain.split()
    if not any(re.search(r"[^*?]", word) for word in found):
        raise RequestError("Nothing to search for: give a word, a part of one with *, or /a pattern/.")
    parts = [_forms(word, language, vocabulary) if vocabulary else _wild(word) for word in found]
    return r"(?<!\w)" + r"\W+".join(parts) + r"(?!\w)"


def _wild(word: str) -> str:
    marks = {"*": r"[\w'’\-]*", "?": r"\w", "'": "['’]", "’": "['’]"}
    return "".join(marks.get(character, re.escape(character)) for character in word)


def _forms(word: str, language: str, vocabulary: Collection[str]) -> str:
    """Every word of the texts that has the lemma of this one."""
    if re.search(r"[*?]", word):
        return _wild(word)
    table = lemma_table(language.partition("_")[0])
    folded = fold(word)
    lemma = table.get(folded, folded)
    forms = {folded, *(form for form in vocabulary if table.get(form, form) == lemma)}
    return "(?:" + "|".join(_wild(form) for form in sorted(forms)) + ")"


@lru_cache(maxsize=4)
def lemma_table(language: str) -> Any:
    """spaCy's mapping from word forms to lemmas; RequestError for a language without one."""
    from spacy.lookups import load_lookups

    try:
        return load_lookups(language, ["lemma_lookup"]).get_table("lemma_lookup")
    except ValueError:
        raise RequestError(
            f"There is no table of word forms for the language '{language}' here: search with wait* instead."
        ) from None


def _compiled(source: str) -> Any:
    import regex

    try:
        return regex.compile(source, regex.IGNORECASE | regex.MULTILINE)
    except regex.error as error:
        raise RequestError(f"This is no regular expression: {error}.") from None


def _hits(pattern: Any, texts: Iterable[str], width: int, seconds: float) -> Iterator[Hit]:
    from time import monotonic

    deadline = monotonic() + seconds
    for at, text in enumerate(texts):
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        for found in pattern.finditer(text, timeout=left):
            if found.end() > found.start():
                start, end = found.span()
                yield Hit(at, start, end, *_around(text, start, end, width))


def _around(text: str, start: int, end: int, width: int) -> tuple[str, str, str]:
    """What stands before, at and after a place, cut between words."""
    before = text[max(0, start - width) : start]
    after = text[end : end + width]
    if start > width and " " in before:
        before = before[before.index(" ") + 1 :]
    if end + width < len(text) and " " in after:
        after = after[: after.rindex(" ")]
    return before, text[start:end], after
