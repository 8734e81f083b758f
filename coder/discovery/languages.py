"""Which language each answer is in, among those a project may meet; never silently mixed in.

Short or doubtful answers count as the project's own language: a word or two is no evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from coder.embedding import words
from coder.errors import RequestError

EXPECTED = ("cy", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ro")
LEAST, SURE, READ = 5, 0.9, 400


def languages(texts: Iterable[str], main: str = "en", expected: Sequence[str] = EXPECTED) -> list[str]:
    """ISO 639-1 code of each text; `main` for fewer than five words or under 90 % certainty.

    RequestError for a language that cannot be told.
    """
    own = main.partition("_")[0]
    identifier = _identifier(tuple(sorted({own, *expected})))
    return [_language(identifier, text, own) for text in texts]


def _language(identifier: Any, text: str, main: str) -> str:
    if len(words(text[:READ])) < LEAST:
        return main
    found, sure = identifier.classify(text[:READ].lower())
    return str(found) if sure >= SURE else main


@lru_cache(maxsize=4)
def _identifier(expected: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    unknown = set(expected) - set(identifier.labels)
    if unknown:
        raise RequestError(
            f"No language is known by the code {', '.join(sorted(unknown))}. Give codes like en or de."
        )
    identifier.set_languages(expected)
    return identifier
