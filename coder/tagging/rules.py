"""Rules written in the codebook: keywords and patterns, a source of proposals of its own, always named as such.

A keyword is a word or a phrase; `refund*` also finds refunds and refunded. Case and kind of apostrophe do not
matter. A pattern is a regular expression, or, where it starts with `[{`, a spaCy token pattern as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from coder.domain import Code, Proposal
from coder.errors import CodebookError

Span = tuple[int, int]

_MOST_MET = 100_000
_RUN = re.compile(r"\w+")
_KEYWORD_RUN = re.compile(r"(?<![\w*])(\w+)(\*?)")
_PLAIN = re.compile(r"\w+\*?")


class Rules:
    """All rules of a codebook, compiled once. Raises CodebookError for a pattern that cannot be."""

    def __init__(self, codes: Iterable[Code], language: str = "en") -> None:
        codes = tuple(codes)
        self._language = language
        self._written = [code for code in codes if code.codable and (code.keywords or code.patterns)]
        self._spoken = [(code.path, expression) for code in codes for _, expression in _expressions(code)]
        self._likely = Likely([keyword for code in codes for keyword, _ in _expressions(code)])
        self._tokens = [
            (code.path, _token_pattern(code, pattern))
            for code in codes
            if code.codable
            for pattern in code.patterns
            if _of_tokens(pattern)
        ]
        self._matcher: Any = None

    def __bool__(self) -> bool:
        """Whether there is any rule."""
        return bool(self._spoken or self._tokens)

    def facts(self) -> list[dict[str, Any]]:
        """The rules as they are written, for a saved model: path, keywords and patterns of each code with any."""
        return [
            {"path": code.path, "keywords": list(code.keywords), "patterns": list(code.patterns)}
            for code in self._written
        ]

    def propose(self, texts: Sequence[str]) -> list[list[Proposal]]:
        """For each text one proposal per code with a rule that fits; evidence is where it fits."""
        return [
            [
                Proposal(path, 0.0, None, "rule", tuple(sorted(set(spans))))
                for path, spans in self._found(text)
            ]
            for text in texts
        ]

    def hits(self, texts: Sequence[str]) -> list[set[str]]:
        """For each text the paths of the codes with a rule that fits: what `propose` says without where."""
        return [
            {path for path, found in self._by_words(text) if found}
            | {path for path, _ in self._by_tokens(text)}
            for text in texts
        ]

    def _by_words(self, text: str) -> Iterator[tuple[str, bool]]:
        for number in self._likely.of(text):
            path, expression = self._spoken[number]
            sure = self._likely.sure[number] and text.isascii()
            yield path, sure or any(match.group() for match in expression.finditer(text))

    def _found(self, text: str) -> list[tuple[str, list[Span]]]:
        found: dict[str, list[Span]] = {}
        for path, span in (*self._by_expression(text), *self._by_tokens(text)):
            found.setdefault(path, []).append(span)
        return list(found.items())

    def _by_expression(self, text: str) -> Iterator[tuple[str, Span]]:
        for number in self._likely.of(text):
            path, expression = self._spoken[number]
            yield from ((path, match.span()) for match in expression.finditer(text) if match.group())

    def _by_tokens(self, text: str) -> Iterator[tuple[str, Span]]:
        if not self._tokens:
            return
        nlp, matcher = self._matcher = self._matcher or self._spacy()
        doc = nlp(text)
        for key, start, end in matcher(doc):
            span = doc[start:end]
            yield nlp.vocab.strings[key], (span.start_char, span.end_char)

    def _spacy(self) -> tuple[Any, Any]:
        import spacy
        from spacy.matcher import Matcher

        nlp = spacy.blank(self._language)
        matcher = Matcher(nlp.vocab)
        for path, pattern in self._tokens:
            try:
                matcher.add(path, [pattern])
            except ValueError as error:
                raise CodebookError(
                    f"a pattern of '{path}' is not one spaCy understands",
                    field="patterns",
                    hint=str(error).splitlines()[0],
                ) from error
        return nlp, matcher


class Likely:
    """Tells by a text's words which keywords can be in it at all, so that hundreds need not be looked for in each.

    `keywords` are numbered by their place; one that is "" (a pattern) is always likely. Never misses one. `sure`
    are those that are in a text of ASCII whenever they are likely: single words.
    """

    def __init__(self, keywords: Sequence[str]) -> None:
        self.sure = [
            keyword.isascii() and _PLAIN.fullmatch(keyword.strip()) is not None for keyword in keywords
        ]
        self._always: list[int] = []
        self._met: dict[str, list[int]] = {}
        self._words: dict[str, list[int]] = {}
        self._starts: dict[int, dict[str, list[int]]] = {}
        for number, keyword in enumerate(keywords):
            self._file(number, keyword)

    def of(self, text: str) -> list[int]:
        """Numbers of the keywords to look for, ascending."""
        found = set(self._always)
        for word in set(_RUN.findall(text)):
            numbers = self._met.get(word)
            found.update(self._of_word(word) if numbers is None else numbers)
        return sorted(found)

    def _of_word(self, word: str) -> list[int]:
        if len(self._met) >= _MOST_MET:
            self._met.clear()
        alike = _alike(word)
        starts = [found.get(alike[:length], []) for length, found in self._starts.items()]
        numbers = self._met[word] = sum(starts, self._words.get(alike, []))
        return numbers

    def _file(self, number: int, keyword: str) -> None:
        # A run of letters in a keyword is one in the text; a star goes on with it.
        runs = [(match.group(1), bool(match.group(2))) for match in _KEYWORD_RUN.finditer(keyword)]
        whole = max((_alike(run) for run, open_ in runs if not open_), key=len, default="")
        start = max((_alike(run) for run, open_ in runs if open_), key=len, default="")
        if whole:
            self._words.setdefault(whole, []).append(number)
        elif start:
            self._starts.setdefault(len(start), {}).setdefault(start, []).append(number)
        else:
            self._always.append(number)


def _alike(word: str) -> str:
    """Equal for words that are equal to a regular expression that ignores case."""
    if word.isascii():
        return word.lower()
    return word.replace("İ", "i").lower().upper().lower().replace("ς", "σ")


def keyword_expression(keyword: str) -> re.Pattern[str]:
    """Whole words, any white space between them; `*` stands for the rest of a word."""
    words = [re.escape(word).replace(r"\*", r"\w*").replace("'", "['’]") for word in keyword.split()]
    phrase = r"\s+".join(words)
    return re.compile(rf"(?<!\w){phrase}(?!\w)", re.IGNORECASE)


def _expressions(code: Code) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Each keyword, or "" for a pattern, with its expression."""
    if code.codable:
        yield from (
            (keyword, keyword_expression(keyword)) for keyword in code.keywords if keyword.strip(" *")
        )
        yield from (("", _expression(code, pattern)) for pattern in code.patterns if not _of_tokens(pattern))


def _expression(code: Code, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise CodebookError(
            f"'{pattern}' of '{code.path}' is not a regular expression", field="patterns", hint=str(error)
        ) from error


def _of_tokens(pattern: str) -> bool:
    return pattern.lstrip().startswith("[{")


def _token_pattern(code: Code, pattern: str) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(pattern)
    except ValueError as error:
        raise CodebookError(
            f"a token pattern of '{code.path}' is not JSON", field="patterns", hint=str(error)
        ) from error
    return found
