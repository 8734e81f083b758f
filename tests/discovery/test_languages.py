"""The language of an answer, among those expected."""

from __future__ import annotations

import pytest

from coder.discovery.languages import languages
from coder.errors import RequestError


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The staff were kind and I had to wait for a long time.", "en"),
        ("Das Personal war sehr freundlich, aber ich musste lange warten.", "de"),
        ("Roedd y staff yn garedig iawn ond roedd rhaid i mi aros am amser hir.", "cy"),
        ("Personel był bardzo miły, ale musiałem długo czekać na wizytę.", "pl"),
    ],
)
def test_whole_sentences(text: str, language: str) -> None:
    assert languages([text]) == [language]


@pytest.mark.parametrize("text", ["", "ok", "Merci beaucoup", "12 34 56"])
def test_a_word_or_two_is_no_evidence(text: str) -> None:
    assert languages([text], "en") == ["en"]


def test_only_expected_languages_are_told() -> None:
    assert languages(["Das Personal war sehr freundlich zu mir."], "en", ["fr"]) != ["de"]


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(RequestError, match="qq"):
        languages(["some text of some words here"], "en", ["qq"])
