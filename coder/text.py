"""What a text is before anyone reads meaning into it: its stored form, its folded form, its words.

Everything speaks in `[start, end)` Unicode code points of the text as given. spaCy is imported only
inside the functions that need it; nothing is ever downloaded.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from coder.errors import RequestError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Two code points that are no characters go too: XML, and so every export to other programs, refuses them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u00ad]")
_LONGEST = 50_000_000

BORROWED = {"cy": "Welsh"}
"""Languages that spaCy has no rules for and that the multi-language tokenizer serves."""

_NEEDS = {
    "ja": "sudachipy and sudachidict_core",
    "ko": "mecab-ko and natto-py",
    "th": "pythainlp",
    "vi": "pyvi",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark at `[start, end)`; `lemma` is "" unless the pipeline has a lemmatizer."""

    text: str
    start: int
    end: int
    lemma: str = ""


def normalise(raw: str) -> tuple[str, tuple[str, ...]]:
    """NFC, LF, no control characters but newline and tab, no lone surrogates, nothing blank at the ends.

    The second item names what was done: "surrogates", "control", "newlines", "nfc", "stripped".
    Doing it twice changes nothing more.
    """
    if raw.isascii() and raw.isprintable():
        text = raw.strip()
        return text, () if text == raw else ("stripped",)
    text, changes = raw, []
    for name, step in _STEPS:
        before, text = text, step(text)
        if text != before:
            changes.append(name)
    return text, tuple(changes)


def fold(text: str) -> str:
    """The words alone: case, punctuation and white space evened out; symbols and emoji stay.

    "Don't -- WAIT!" and "dont wait" are equal; folding twice changes nothing more.
    """
    if text.isascii():
        words = _punctuation_ascii().sub(" ", _APOSTROPHES.sub("", text.lower()))
    else:
        words = _punctuation().sub(" ", _APOSTROPHES.sub("", _caseless(text)))
    return " ".join(words.split())


def answer_key(question: str, text: str) -> str:
    """32 hexadecimal digits, equal for the same folded answer to the same question; "" for an empty one."""
    words = fold(text)
    if not words:
        return ""
    return hashlib.sha256(f"{question}\x1f{words}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


@lru_cache(maxsize=8)
def pipeline(language: str = "en") -> Language:
    """spaCy's blank pipeline with a sentencizer, or the installed one of that name (`en_core_web_sm`).

    RequestError for a language that spaCy does not know, or one that needs a package that is missing.
    """
    nlp = _installed(language) if "_" in language else _blank(language)
    if not {"parser", "senter", "sentencizer"} & set(nlp.pipe_names):
        nlp.add_pipe("sentencizer")
    nlp.max_length = max(nlp.max_length, _LONGEST)
    return nlp


def language_note(language: str) -> str:
    """A sentence for the user when another tokenizer stands in for the language's own, else ""."""
    if language not in BORROWED:
        return ""
    return (
        f"spaCy has no rules for {BORROWED[language]} ({language}); its multi-language tokenizer is used, "
        "with our own list of abbreviations."
    )


def tokens(text: str, language: str = "en") -> list[Token]:
    """Words and marks in order, white space left out; `text[token.start:token.end] == token.text`."""
    return next(tokenise([text], language))


def tokenise(texts: Iterable[str], language: str = "en") -> Iterator[list[Token]]:
    """`tokens` of many texts, lazily; runs the whole pipeline only where it makes lemmas."""
    nlp = pipeline(language)
    lemmas = "lemmatizer" in nlp.pipe_names
    for doc in nlp.pipe(texts) if lemmas else map(nlp.make_doc, texts):
        yield [_token(doc, i, lemmas) for i in range(len(doc)) if not doc[i].is_space]


def sentences(text: str, language: str = "en") -> list[tuple[int, int]]:
    """`[start, end)` of each sentence, without the space around it; a line break ends a sentence.

    Together they cover everything that is not white space. Abbreviations ("Dr.", "z. B.", "h.y.")
    end none; a lone emoji or mark belongs to the sentence before it.
    """
    return next(split_sentences([text], language))


def split_sentences(texts: Iterable[str], language: str = "en") -> Iterator[list[tuple[int, int]]]:
    """`sentences` of many texts, lazily."""
    nlp = pipeline(language)
    for doc in nlp.pipe(texts):
        text = doc.text  # made anew at each access
        pieces = [piece for span in doc.sents for piece in _lines(text, span.start_char, span.end_char)]
        yield _joined(text, pieces, language.partition("_")[0])


def _without_surrogates(text: str) -> str:
    if not _SURROGATE.search(text):
        return text
    # A high and a low one side by side are one character that was cut in two: it is put together.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


# Controls go before newlines, so that CR NUL LF is one line break, and before NFC, so that nothing
# comes together afterwards that composes.
_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("surrogates", _without_surrogates),
    ("control", lambda text: _CONTROL.sub("", text)),
    ("newlines", lambda text: text.replace("\r\n", "\n").replace("\r", "\n")),
    ("nfc", lambda text: unicodedata.normalize("NFC", text)),
    ("stripped", str.strip),
)


def _caseless(text: str) -> str:
    once = unicodedata.normalize("NFKC", text.casefold())
    return unicodedata.normalize("NFKC", once.casefold())


@lru_cache(maxsize=1)
def _punctuation_ascii() -> re.Pattern[str]:
    marks = "".join(chr(i) for i in range(128) if _between_words(chr(i)))
    return re.compile(f"[{re.escape(marks)}]+")


@lru_cache(maxsize=1)
def _punctuation() -> re.Pattern[str]:
    marks = "".join(chr(i) for i in range(0x20000) if _between_words(chr(i)))
    return re.compile(f"[{re.escape(marks)}]+")


def _between_words(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "PZ" or category in ("Cc", "Cf")


def _blank(language: str) -> Language:
    import spacy

    try:
        return spacy.blank("xx" if language in BORROWED else language)
    except (ImportError, OSError, ValueError):
        if language in _NEEDS:
            raise RequestError(
                f"spaCy needs further packages for the language '{language}': install {_NEEDS[language]}."
            ) from None
        raise RequestError(
            f"spaCy does not know the language '{language}'. Give a code such as en, de, fr or cy, "
            "'xx' for several languages, or the name of an installed pipeline."
        ) from None


def _installed(name: str) -> Language:
    import spacy

    if spacy.util.is_package(name):
        return spacy.load(name)
    found = ", ".join(sorted(spacy.util.get_installed_models())) or "none"
    raise RequestError(
        f"The spaCy pipeline '{name}' is not installed (installed: {found}). "
        f"Install it with 'python -m spacy download {name}', or give a language code such as en."
    )


def _token(doc: Doc, i: int, lemmas: bool) -> Token:
    token = doc[i]
    return Token(token.text, token.idx, token.idx + len(token.text), token.lemma_ if lemmas else "")


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"\S(?:[^\n]*[^\s])?", text[start:end]):
        yield start + line.start(), start + line.end()


_OPENING = re.compile("(\\s+)[\"'(\\[\u00ab\u201e\u201c\u2018]+$")
_SMILE = re.compile("(?:[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]+|[:;=]-?[)(DP])(?=\\s)")


def _joined(text: str, pieces: list[tuple[int, int]], language: str) -> list[tuple[int, int]]:
    """Corrects the cuts: none after an abbreviation or list number, none before a piece without words.

    An opening mark belongs to what follows it, an emoji to what it comes after.
    """
    spans: list[tuple[int, int]] = []
    for start, end in pieces:
        if spans and "\n" not in text[spans[-1][1] : start]:
            first, last = spans.pop()
            last, start = _moved(text, first, last, start, end)
            if _belongs(text[first:last], text[start:end], language):
                start = first
            else:
                spans.append((first, last))
        spans.append((start, end))
    return spans


def _moved(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """Where the sentence before ends and the next starts, once marks and emoji are where they belong."""
    opening = _OPENING.search(text, first, last) if last == start else None
    if opening:
        return opening.start(), opening.end(1)
    smile = _SMILE.match(text, start, end)
    if smile:
        return smile.end(), end - len(text[smile.end() : end].lstrip())
    return last, start


_NUMBERED = re.compile(r"[(\[]?\d{1,3}[.)]")
_INITIAL = re.compile(r"[^\W\d_]\.")
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}|(?:etc|usw|ayyb|ayb|inc|ltd|co)\.")
_ABBREVIATED = {
    "en": "dr mr mrs ms prof rev st sr jr hon approx dept tel ext vs fig cllr incl e.g i.e",
    "de": "dr prof hr fr frl nr str bzw ca evtl ggf inkl exkl max tel vgl sog bspw gem abs ing zzgl z.b d.h u.a",
    "fr": "m mm mme mmes mlle dr pr st ste cf av env tél max ex p.ex c.-à-d",
    "cy": "dr mr mrs parch st tud gol cyf rhif ffôn e.e h.y",
}


def _belongs(before: str, after: str, language: str) -> bool:
    if not re.search(r"\w", after) or _NUMBERED.fullmatch(before):
        return True
    word = before.rsplit(maxsplit=1)[-1].lstrip("(['\"\u201c\u2018\u00ab").casefold()
    if word[:-1] in _ABBREVIATED.get(language, _ABBREVIATED["en"]).split() and word[-1] == ".":
        return True
    if _INITIAL.fullmatch(word):
        return True
    return _DOTTED.fullmatch(word) is not None and not after[0].isupper()
