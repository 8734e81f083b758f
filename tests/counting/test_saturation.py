from __future__ import annotations

import math

from coder.counting.saturation import saturation


def test_new_codes_per_step() -> None:
    found = saturation([{"a"}, {"a", "b"}, set(), {"c"}, {"b"}], list("vwxyz"), step=2)
    assert found.new == (2, 1, 0)


def test_good_turing_chance_is_codes_found_once_per_reading() -> None:
    """a twice, b twice, c and d once, in 8 readings: 2 / 8."""
    codes: list[set[str]] = [{"a"}, {"a", "b"}, {"b"}, {"c"}, {"d"}, set(), set(), set()]
    assert saturation(codes, list("12345678")).chance == 0.25


def test_copies_of_a_text_count_once() -> None:
    found = saturation([{"a"}, {"a"}, {"b"}], ["same", "same", "other"])
    assert (found.readings, found.once) == (2, 2)


def test_answers_without_words_are_nobodys_copies() -> None:
    assert saturation([set(), set()], ["", ""]).readings == 2


def test_before_the_first_reading_there_is_no_chance() -> None:
    assert math.isnan(saturation([], []).chance)
