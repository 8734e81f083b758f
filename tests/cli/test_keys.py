"""`coder config keys.NAME`: a key of the review screen, kept in the project."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_a_key_is_set_and_listed(empty: Desk) -> None:
    assert empty("config", "keys.skip", "ctrl+k").err == "keys.skip is now ctrl+k.\n"
    assert "keys.skip" in empty("config").out


def test_a_clash_changes_nothing(empty: Desk) -> None:
    empty("config", "keys.skip", "ctrl+k")
    before = empty.dump()
    ran = empty("config", "keys.flag", "ctrl+k")
    assert (ran.status, "'ctrl+k' means" in ran.err) == (1, True)
    assert empty.dump() == before


def test_a_letter_is_refused(empty: Desk) -> None:
    assert "letters find codes" in empty("config", "keys.undo", "u").err


def test_an_unknown_name_is_guessed(empty: Desk) -> None:
    assert "Did you mean 'undo'?" in empty("config", "keys.undoo", "ctrl+u").err


def test_a_sign_works_in_the_plain_review(coded: Desk) -> None:
    coded("config", "keys.skip", "$")
    coded("review", "--plain", input="$\n/quit\n")
    with coded.open() as project:
        assert [row.act for row in project.log()][-1] == "skip"
