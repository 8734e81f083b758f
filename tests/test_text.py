from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.errors import RequestError
from coder.text import (
    answer_key,
    fold,
    language_note,
    normalise,
    pipeline,
    sentences,
    split_sentences,
    tokenise,
    tokens,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
STEADY = settings(deadline=None, derandomize=True)
LANGUAGES = ["en", "de", "fr", "cy", "xx"]


def cut(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("raw", "stored", "changes"),
    [
        ("as it is", "as it is", ()),
        ("two\nlines\tand a tab", "two\nlines\tand a tab", ()),
        ("cafe\u0301", "caf\u00e9", ("nfc",)),
        ("one\r\ntwo\rthree", "one\ntwo\nthree", ("newlines",)),
        ("nul\x00 bell\x07 c1\x85 del\x7f", "nul bell c1 del", ("control",)),
        ("not characters \ufffe\uffff.", "not characters .", ("control",)),
        ("lone \ud800 half", "lone  half", ("surrogates",)),
        ("two halves \ud83d\ude00", "two halves \U0001f600", ("surrogates",)),
        ("  \u00a0around\n", "around", ("stripped",)),
        ("\r\ne\u0301", "\u00e9", ("newlines", "nfc", "stripped")),
        ("", "", ()),
        (" \n ", "", ("stripped",)),
    ],
)
def test_stored_form_and_what_was_done(raw: str, stored: str, changes: tuple[str, ...]) -> None:
    assert normalise(raw) == (stored, changes)


def test_a_line_break_cut_by_a_control_character_is_one_line_break() -> None:
    assert normalise("a\r\x00\nb")[0] == "a\nb"


@STEADY
@given(ANY_TEXT)
def test_normalising_twice_changes_nothing_more(raw: str) -> None:
    once, _ = normalise(raw)
    assert normalise(once) == (once, ())


@STEADY
@given(ANY_TEXT)
def test_the_stored_form_is_nfc_and_can_be_written_as_utf_8(raw: str) -> None:
    stored, _ = normalise(raw)
    assert unicodedata.is_normalized("NFC", stored.encode("utf-8").decode("utf-8"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Don't -- WAIT!", "dont wait"),
        ("Don\u2019t\u00a0wait\u2026", "dont wait"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("follow-up", "follow up"),
        ("£5 + tip", "£5 + tip"),
        ("Great \U0001f44d!", "great \U0001f44d"),
        ("ﬁne ｗｏｒｄ", "fine word"),
        ("co\u00adoperate", "cooperate"),
        ("...?!", ""),
    ],
)
def test_folding_keeps_words_and_symbols(text: str, folded: str) -> None:
    assert fold(text) == folded


@STEADY
@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_answers_that_differ_in_case_space_and_marks_have_one_key() -> None:
    assert answer_key("why", "  Very GOOD, thanks! ") == answer_key("why", "very good\nthanks")


def test_the_same_answer_to_another_question_has_another_key() -> None:
    assert answer_key("why", "good") != answer_key("how", "good")


def test_a_key_is_32_hexadecimal_digits() -> None:
    assert len(bytes.fromhex(answer_key("why", "good"))) == 16


def test_an_answer_of_emoji_has_a_key_of_its_own() -> None:
    assert "" != answer_key("why", "\U0001f620") != answer_key("why", "\U0001f600") != ""


def test_an_answer_of_marks_alone_has_no_key() -> None:
    assert answer_key("why", " ?!... ") == ""


def test_tokens_have_exact_offsets_and_no_white_space() -> None:
    found = [(token.text, token.start, token.end) for token in tokens("We  waited\n2 hours!", "en")]
    assert found == [("We", 0, 2), ("waited", 4, 10), ("2", 11, 12), ("hours", 13, 18), ("!", 18, 19)]


@STEADY
@pytest.mark.parametrize("language", LANGUAGES)
@given(text=ANY_TEXT)
def test_tokens_cover_all_that_is_not_space(language: str, text: str) -> None:
    stored, _ = normalise(text)
    assert "".join(token.text for token in tokens(stored, language)) == "".join(stored.split())


@STEADY
@given(text=ANY_TEXT)
def test_tokens_are_where_they_say(text: str) -> None:
    assert [text[token.start : token.end] for token in tokens(text)] == [token.text for token in tokens(text)]


def test_a_blank_pipeline_gives_no_lemmas() -> None:
    assert {token.lemma for token in tokens("We were waiting", "en")} == {""}


def test_many_texts_give_what_each_gives_alone() -> None:
    texts = ["One. Two.", "", "Trois mots ici"]
    assert list(tokenise(texts, "fr")) == [tokens(text, "fr") for text in texts]
    assert list(split_sentences(texts, "fr")) == [sentences(text, "fr") for text in texts]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["I saw Dr. Smith.", "never again!!", "We left."]),
        ("en", ["He came at 3 p.m. and waited, e.g. two hours.", "Fine."]),
        ("en", ["J. Smith was kind.", "Thanks"]),
        ("en", ["Slow.", "Great! \U0001f44d"]),
        ("en", ["Great! \U0001f44d\U0001f3fd", "Next time too :)"]),
        ("en", ["Fine. :)", "Was it?"]),
        ("en", ["Why, they asked?", '"Because."', "(No answer.)"]),
        ("en", ["Good staff", "- kind", "- quick"]),
        ("en", ["1. Parking"]),
        ("de", ["Das war z. B. gut.", "Dr. Müller kam am 3. Oktober."]),
        ("de", ["Frau Dr. Weiß half, d.h. Ärzte bzw. Pfleger.", "Danke!"]),
        ("fr", ["M. Dupont n'est pas là.", "C'est p. ex. trop cher.", "L'accueil est bien."]),
        ("cy", ["Roedd Dr. Jones yn dda, h.y. yn garedig.", "Mae'r bws yn hwyr.", "Diolch."]),
        ("xx", ["Mr. Jones came.", "Fine."]),
    ],
)
def test_sentences_end_where_a_reader_would_say(language: str, parts: list[str]) -> None:
    text = ("\n" if parts[-1].startswith("-") else " ").join(parts)
    assert cut(text, language) == parts


@STEADY
@pytest.mark.parametrize("language", LANGUAGES)
@given(text=ANY_TEXT)
def test_sentences_cover_all_that_is_not_space(language: str, text: str) -> None:
    stored, _ = normalise(text)
    assert "".join("".join(cut(stored, language)).split()) == "".join(stored.split())


@STEADY
@given(text=ANY_TEXT)
def test_sentences_come_in_order_and_start_and_end_with_a_character(text: str) -> None:
    flat = [position for span in sentences(text) for position in span]
    assert flat == sorted(set(flat))
    assert cut(text, "en") == [part.strip() for part in cut(text, "en")]


def test_a_text_beyond_spacys_limit_is_split_all_the_same() -> None:
    assert len(sentences(f"{'Slow' * 30}. " * 9_000, "en")) == 9_000


def test_welsh_borrows_the_multi_language_tokenizer_and_says_so() -> None:
    assert pipeline("cy").lang == "xx"
    assert language_note("cy") == (
        "spaCy has no rules for Welsh (cy); its multi-language tokenizer is used, "
        "with our own list of abbreviations."
    )


def test_no_note_for_a_language_of_its_own() -> None:
    assert language_note("de") == ""


@pytest.mark.parametrize("language", ["qq", "", "../models", "EN"])
def test_an_unknown_language_is_a_sentence(language: str) -> None:
    with pytest.raises(RequestError) as error:
        pipeline(language)
    assert str(error.value) == (
        f"spaCy does not know the language '{language}'. Give a code such as en, de, fr or cy, "
        "'xx' for several languages, or the name of an installed pipeline."
    )


def test_a_language_that_needs_a_package_names_it() -> None:
    with pytest.raises(
        RequestError, match=r"^spaCy needs further packages for the language 'vi': install pyvi\.$"
    ):
        pipeline("vi")


def test_a_pipeline_that_is_not_installed_names_the_command() -> None:
    with pytest.raises(
        RequestError, match=r"'xx_none_sm' is not installed .*python -m spacy download xx_none_sm"
    ):
        pipeline("xx_none_sm")


def test_importing_the_module_does_not_import_spacy() -> None:
    check = "import sys, coder.text; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
