"""The keys of the screen: none collides with the search, none with another, also where people choose their own."""

from __future__ import annotations

import re

import pytest

from coder.errors import RequestError, UnknownNameError
from coder.review.keys import ALSO, KEYS, Keymap, acts
from coder.tui.screen import ReviewApp

SHIPPED = Keymap()


def test_every_letter_starts_a_search() -> None:
    assert {SHIPPED.act_of(sign, sign) for sign in "abcxyzABCXYZäßñд"} == {"search"}


def test_no_key_means_two_things() -> None:
    keys = [key for row in KEYS for key in row.keys] + list(ALSO)
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("act", sorted({row.act for row in KEYS} | set(ALSO.values())))
def test_every_act_is_something_the_screen_can_do(act: str) -> None:
    session_does = act in ("none", "uncodable", "skip", "flag", "quit")
    assert session_does or hasattr(ReviewApp, f"_{act}")


def test_a_sign_without_meaning_does_nothing() -> None:
    assert SHIPPED.act_of("dollar_sign", "$") is None


@pytest.mark.parametrize("width", [30, 78, 118, 198])
def test_the_footer_fits_and_ends_with_quit(width: int) -> None:
    line = SHIPPED.footer(width)
    assert len(line) <= width
    assert line.endswith("? keys  ^Q quit")


def test_the_help_has_a_line_for_every_key() -> None:
    assert len(SHIPPED.help_lines()) == len(KEYS)


def test_a_chosen_key_takes_the_place_of_the_shipped_one() -> None:
    chosen = Keymap({"skip": "ctrl+k $"})
    assert (chosen.act_of("ctrl+k", None), chosen.act_of("dollar_sign", "$")) == ("skip", "skip")
    assert chosen.act_of("comma", ",") is None


def test_chosen_keys_are_shown_in_footer_and_help() -> None:
    chosen = Keymap({"undo": "f5", "skip": "ctrl+k"})
    assert "F5 undo" in chosen.footer(200)
    assert any(line.startswith("^K ") and "skip" in line for line in chosen.help_lines())


def test_the_second_half_of_a_pair_can_be_chosen() -> None:
    chosen = Keymap({"sentence_back": "ctrl+b"})
    assert (chosen.act_of("ctrl+b", None), chosen.act_of("shift+tab", None)) == ("sentence_back", None)


def test_a_key_that_is_free_now_can_be_taken() -> None:
    chosen = Keymap({"skip": "$", "flag": ","})
    assert chosen.act_of("comma", ",") == "flag"


def test_nothing_chosen_is_as_shipped() -> None:
    assert Keymap({"undo": ""}).act_of("minus", "-") == "undo"


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("u", "letters find codes"),
        ("Ä", "letters find codes"),
        ("3", "digits turn suggestions on and off"),
        ("ctrl+i", "terminals send it for Tab"),
        ("ctrl+c", "it always leaves the screen"),
        ("hyper+x", "it is no key"),
        ("undo", "it is no key"),
    ],
)
def test_a_key_that_cannot_be_one_is_refused(key: str, reason: str) -> None:
    with pytest.raises(RequestError, match=re.escape(f"'{key}' cannot be the key for 'skip': {reason}")):
        Keymap({"skip": key})


def test_a_clash_is_refused_with_what_the_key_means() -> None:
    with pytest.raises(RequestError, match="'-' means 'undo' already, so it cannot mean 'skip'"):
        Keymap({"skip": "-"})


@pytest.mark.parametrize("act", ["toggle", "search", "skipp"])
def test_what_has_no_key_of_its_own_is_refused(act: str) -> None:
    with pytest.raises(UnknownNameError, match=f"no key to set '{act}'"):
        Keymap({act: "$"})


def test_every_act_but_digits_and_letters_can_be_set() -> None:
    assert sorted(acts()) == sorted(({row.act for row in KEYS} | set(ALSO.values())) - {"toggle", "search"})


def test_the_footer_over_the_codebook_names_the_keys_in_use() -> None:
    chosen = Keymap(
        {"down": "f6", "up": "f7", "toggle_here": "f8", "define": "f9", "codes": "$", "whole": "f2"}
    )
    assert chosen.codebook_footer() == (
        "F6 F7 move  F8 turn on or off  F9 meaning  $ or F2 goes back  ? keys  ^Q quit"
    )


def test_the_footer_over_the_codebook_as_shipped_fits_a_small_screen() -> None:
    assert SHIPPED.codebook_footer() == (
        "\u2193 \u2191 move  Space turn on or off  : meaning  * or Esc goes back  ? keys  ^Q quit"
    )
