"""What holds for a whole project: the settings, their defaults, and what each may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coder.errors import RequestError, UnknownNameError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `parse` turns typed text into the value or raises ValueError saying what fits."""

    default: Any
    parse: Callable[[str], Any]
    help: str


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"one of {', '.join(allowed)}")
        return text

    return parse


def _whole(least: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise ValueError(f"a whole number from {least}") from None
        if number < least:
            raise ValueError(f"a whole number from {least}")
        return number

    return parse


def _embedding(text: str) -> str:
    if text not in ("auto", "minilm", "static", "none"):
        from coder.embedding import load

        load(text)  # raises ModelError, which says what would do
    return text


SETTINGS: dict[str, Setting] = {
    "title": Setting("", str, "the project's name in exports and reports"),
    "language": Setting("en", str, "language of the answers, or the name of an installed spaCy pipeline"),
    "seed": Setting(0, _whole(0), "makes the random order of cases; change it only before reading starts"),
    "goal": Setting(
        "both",
        _one_of("counts", "codes", "both"),
        "what reading is for: counts (all random), codes (30 % random), both (60 % random)",
    ),
    "unit": Setting(
        "source",
        _one_of("source", "sentence"),
        "what the machine learns from and proposes for: whole answers (source), or each sentence",
    ),
    "planned": Setting(400, _whole(1), "readings planned; keeps the next random positions blind"),
    "lead": Setting("", str, "the coder whose codings stand where several read the same answer"),
    "embedding": Setting(
        "auto",
        _embedding,
        "how the learner sees meaning: minilm, static, none, a sentence-transformers model on this machine, or auto: "
        "minilm, for many answers static, none where not English",
    ),
}
DISCLOSURE = "disclosure."
_disclosure = Setting(0, _whole(0), "counts below this are hidden in tables by the variable (0: never)")

KEYS = "keys."
_KEYS_HELP = "keys for this on the review screen, in the grid and with --plain (signs), blanks between; empty: as shipped"


def known() -> list[str]:
    """Names that `coder config` takes."""
    return [*SETTINGS, DISCLOSURE + "VARIABLE", KEYS + "NAME"]


def setting(key: str) -> Setting:
    """The setting of this name; UnknownNameError if there is none."""
    if key.startswith(DISCLOSURE) and key != DISCLOSURE:
        return _disclosure
    if key.startswith(KEYS):
        from coder.review.keys import keys_of

        return Setting("", lambda text: " ".join(keys_of(key.removeprefix(KEYS), text)), _KEYS_HELP)
    if key not in SETTINGS:
        raise UnknownNameError("setting", key, known())
    return SETTINGS[key]


def notes(key: str, value: Any) -> list[str]:
    """Sentences for the person who sets this value; RequestError for a language there is no tokenizer for."""
    if key != "language" or value == SETTINGS[key].default:
        return []
    from coder.text import language_note, pipeline

    pipeline(value)
    told = [language_note(value)]
    if not str(value).startswith("en"):
        told.append("The shipped embeddings know English only: the learner uses words and characters alone.")
    return [sentence for sentence in told if sentence]


def keys(config: Mapping[str, Any]) -> dict[str, str]:
    """What was chosen for the review screen: name of what a key does -> keys."""
    return {name.removeprefix(KEYS): text for name, text in config.items() if name.startswith(KEYS)}


def check(key: str, value: Any, config: Mapping[str, Any]) -> None:
    """RequestError where a value does not go with the other settings: a key that means something already."""
    if key.startswith(KEYS):
        from coder.review.keys import Keymap

        Keymap(keys({**config, key: value}))


def parsed(key: str, text: str) -> Any:
    """The typed value for `key`; RequestError says what would fit."""
    try:
        return setting(key).parse(text)
    except ValueError as error:
        raise RequestError(f"'{text}' does not fit the setting '{key}': it takes {error}.") from None
