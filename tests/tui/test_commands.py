"""Signs of the plain front end: as shipped, and as chosen for the review screen."""

from __future__ import annotations

import pytest

from coder.review.keys import Keymap
from coder.tui.commands import Commands


def chosen(**keys: str) -> Commands:
    return Commands(Keymap(keys).chosen)


def meant(commands: Commands, line: str) -> str:
    command, _ = commands.read(line)
    return command.word if command else ""


def test_a_sign_that_was_chosen_takes_the_place_of_the_shipped_one() -> None:
    commands = chosen(skip="$")
    assert (meant(commands, "$"), meant(commands, ","), meant(commands, "/skip")) == ("skip", "", "skip")


def test_it_needs_no_enter_on_a_terminal() -> None:
    assert {"$", ","} & chosen(skip="$").instant == {"$"}


def test_what_takes_words_takes_them_after_its_new_sign() -> None:
    command, text = chosen(memo="$").read("$ ask Ben")
    assert (command and command.word, text) == ("memo", "ask Ben")


def test_a_key_that_is_no_sign_changes_nothing() -> None:
    assert meant(chosen(skip="ctrl+k"), ",") == "skip"


def test_the_sign_among_several_keys_is_taken() -> None:
    assert meant(chosen(skip="ctrl+k $"), "$") == "skip"


def test_two_may_change_places() -> None:
    commands = chosen(skip="!", uncodable=",")
    assert (meant(commands, "!"), meant(commands, ",")) == ("skip", "uncodable")


@pytest.mark.parametrize(("sign", "word"), [("=", "show"), ("/", "quit"), ('"', "")])
def test_what_means_something_else_here_keeps_its_meaning(sign: str, word: str) -> None:
    commands = chosen(skip=sign, new_code="ctrl+n", search_all="f2")
    assert (meant(commands, sign), meant(commands, ",")) == (word, "skip")


def test_a_command_whose_sign_went_to_another_has_its_word() -> None:
    commands = chosen(undo="ctrl+u", skip="-")
    assert (meant(commands, "-"), commands.sign("undo"), meant(commands, "/undo")) == (
        "skip",
        "/undo",
        "undo",
    )


def test_the_screen_s_word_for_a_new_code_is_another() -> None:
    assert meant(chosen(new_code="$"), "$access/lifts") == "new"


def test_help_shows_the_signs_in_use() -> None:
    assert any(line.startswith("$  /skip") for line in chosen(skip="$").help_lines())
