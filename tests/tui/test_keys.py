"""The keys of the screen: none collides with the search, none with another."""

from __future__ import annotations

import pytest

from coder.tui.keys import ALSO, KEYS, act_of, footer, help_lines
from coder.tui.screen import ReviewApp


def test_every_letter_starts_a_search() -> None:
    assert {act_of(sign, sign) for sign in "abcxyzABCXYZäßñд"} == {"search"}


def test_no_key_means_two_things() -> None:
    keys = [key for row in KEYS for key in row.keys] + list(ALSO)
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("act", sorted({row.act for row in KEYS} | set(ALSO.values())))
def test_every_act_is_something_the_screen_can_do(act: str) -> None:
    session_does = act in ("none", "uncodable", "skip", "flag", "quit")
    assert session_does or hasattr(ReviewApp, f"_{act}")


def test_a_sign_without_meaning_does_nothing() -> None:
    assert act_of("dollar_sign", "$") is None


@pytest.mark.parametrize("width", [30, 78, 118, 198])
def test_the_footer_fits_and_ends_with_quit(width: int) -> None:
    line = footer(width)
    assert len(line) <= width
    assert line.endswith("? keys  ^Q quit")


def test_the_help_has_a_line_for_every_key() -> None:
    assert len(help_lines()) == len(KEYS)
