"""Percentages as the model document rounds them, and links the explorer understands."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.counting.prevalence import Estimate
from coder.report import wording as say


@pytest.mark.parametrize(
    ("count", "total", "shown"),
    [
        (6, 43, "14 %"),
        (22, 43, "51 %"),
        (0, 43, "-"),
        (43, 43, "100 %"),
        (1, 1000, "<1 %"),
        (999, 1000, ">99 %"),
        (1, 200, "1 %"),
        (25, 1000, "3 %"),
        (0, 0, "-"),
    ],
)
def test_percentages(count: int, total: int, shown: str) -> None:
    assert say.percent(count, total) == shown


@given(st.integers(1, 5000), st.integers(0, 5000))
def test_only_none_is_shown_as_none_and_only_all_as_all(total: int, count: int) -> None:
    shown = say.percent(min(count, total), total)
    assert (shown == "-", shown == "100 %") == (count == 0, count >= total)


@pytest.mark.parametrize(
    ("counts", "told"), [((6, 1, 3, 2, 3, 2, 3, 1, 0, 22), ""), ((1, 1, 1), "99"), ((0, 0), "")]
)
def test_a_sum_that_is_not_100_is_explained(counts: tuple[int, ...], told: str) -> None:
    explained = say.sum_explained(counts)
    assert (told in explained, bool(explained)) == (True, bool(told))


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (Estimate(60, 100, 55, 65, "sample"), "most"),
        (Estimate(30, 100, 20, 40, "sample"), "between 20 % and 40 %"),
        (Estimate(0, 100, 0, 0, "exact"), "none"),
        (Estimate(9, 44), ""),
        (None, ""),
    ],
)
def test_a_word_must_hold_at_both_ends(found: Estimate | None, word: str) -> None:
    assert say.word(found) == word


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (Estimate(60, 100, 55, 65, "sample"), "55 % to 65 %"),
        (Estimate(60, 100, 60, 60, "exact"), "all read"),
        (Estimate(9, 44), "none: codings only"),
        (None, "hidden"),
    ],
)
def test_intervals_say_where_there_is_none(found: Estimate | None, shown: str) -> None:
    assert say.interval(found) == shown


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (Estimate(9, 44, 9, 9, "exact"), "20 %"),
        (Estimate(0, 44, 0, 0, "exact"), "0 %"),
        (Estimate(9, 44), ""),
        (Estimate(0, 0, 0, 0, "exact"), "-"),
        (None, "hidden"),
    ],
)
def test_a_count_of_codings_is_no_share(found: Estimate | None, shown: str) -> None:
    assert say.share_of(found) == shown


def test_the_tie_between_words_and_shares_is_spelt_out() -> None:
    assert "many: more than 25 %, up to 50 %" in say.words_explained()


@given(st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_links_carry_any_name(name: str) -> None:
    link = say.link(theme=name, question="a & b")
    assert parse_qsl(link.removeprefix("#")) == [("theme", name), ("question", "a & b")]


def test_a_blank_line_begins_a_paragraph() -> None:
    found = say.paragraphs("One\nline.\n\n\nTwo.\n")
    assert [paragraph.words[0].text for paragraph in found] == ["One line.", "Two."]
