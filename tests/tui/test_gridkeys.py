"""Keys of the grid: those of the acts it shares with the review screen may be chosen there."""

from __future__ import annotations

import pytest

from coder.review.keys import Keymap
from coder.tui.gridkeys import GridKeys


def chosen(**keys: str) -> GridKeys:
    return GridKeys(Keymap(keys).chosen)


def test_undo_has_the_key_that_was_chosen() -> None:
    keys = chosen(undo="ctrl+u")
    assert (keys.act_of("ctrl+u", None), keys.act_of("minus", "-")) == ("undo", None)


@pytest.mark.parametrize(
    ("act", "here"), [("variables", "whole"), ("define", "meaning"), ("help", "help"), ("quit", "quit_")]
)
def test_acts_of_other_names_are_the_same(act: str, here: str) -> None:
    assert chosen(**{act: "f9"}).act_of("f9", None) == here


@pytest.mark.parametrize(
    ("key", "sign"), [("space", None), ("asterisk", "*"), ("home", None), ("pageup", None)]
)
def test_a_key_with_another_meaning_here_keeps_it(key: str, sign: str | None) -> None:
    keys = chosen(undo=sign or key, toggle_here="f2", codes="f3", page_up="f4")
    assert keys.act_of(key, sign) == GridKeys({}).act_of(key, sign)
    assert keys.act_of("minus", "-") == "undo"


def test_keys_for_what_the_grid_has_not_change_nothing() -> None:
    keys = chosen(skip="tab", sentence="f2")
    assert keys.act_of("tab", None) == "sort"


def test_two_may_change_places() -> None:
    keys = chosen(variables=":", define="@")
    assert (keys.act_of("colon", ":"), keys.act_of("at", "@")) == ("whole", "meaning")


def test_footer_and_help_name_the_keys_in_use() -> None:
    keys = chosen(undo="ctrl+u")
    assert "^U undo" in keys.footer(200)
    assert any(line.startswith("^U        take back") for line in keys.help_lines())
