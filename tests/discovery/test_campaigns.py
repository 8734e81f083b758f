"""Campaigns: planted templates are found whole, counted fairly, and can be split and joined by a person."""

from __future__ import annotations

import random

import pytest

from coder.discovery.campaigns import Campaign, Campaigns, joined, parted
from coder.errors import RequestError
from tests.discovery.answers import ANSWERS

LIBRARY = (
    "I object to the plan to close the library in Mill Road. Children need a quiet place to read after school, "
    "and many older people have nowhere else to meet."
)
BUSES = (
    "Please keep the number nine bus running in the evening. Without it shift workers cannot get home, and the "
    "hospital is cut off from the west of the town."
)
OWN = "My daughter learnt to read there."


@pytest.fixture
def texts() -> list[str]:
    return [
        *ANSWERS,
        *[LIBRARY] * 4,
        LIBRARY.upper(),
        f"{LIBRARY} {OWN}",
        LIBRARY.replace("quiet", "warm").replace("older people", "of us"),
        *[BUSES] * 3,
    ]


@pytest.fixture
def found(texts: list[str]) -> list[Campaign]:
    return Campaigns().fit(texts).campaigns_


def test_each_template_is_one_campaign_largest_first(found: list[Campaign]) -> None:
    assert [campaign.template for campaign in found] == [LIBRARY, BUSES]


def test_answers_and_distinct_texts_are_counted_side_by_side(found: list[Campaign]) -> None:
    assert found[0].counts() == {"answers": 7, "distinct": 3}


def test_a_respondent_who_sent_it_twice_counts_once(found: list[Campaign], texts: list[str]) -> None:
    names = [f"r{at}" for at in range(len(texts))]
    names[found[1].answers[1]] = names[found[1].answers[0]]
    assert found[1].counts(names)["respondents"] == 2


def test_answers_by_day_most_first(found: list[Campaign], texts: list[str]) -> None:
    days = ["Monday"] * len(texts)
    days[found[0].answers[0]] = "Sunday"
    assert list(found[0].by(days).items()) == [("Monday", 6), ("Sunday", 1)]


def test_what_an_individual_added_is_kept_word_for_word(found: list[Campaign]) -> None:
    assert OWN in [passage.text for passage in found[0].additions]


def test_an_addition_is_a_place_in_the_answer(found: list[Campaign], texts: list[str]) -> None:
    assert all(texts[p.answer][p.start : p.end] == p.text for p in found[0].additions)


def test_another_order_finds_the_same(texts: list[str], found: list[Campaign]) -> None:
    order = list(range(len(texts)))
    random.Random(5).shuffle(order)
    again = Campaigns().fit([texts[at] for at in order]).campaigns_
    assert [campaign.template for campaign in again] == [campaign.template for campaign in found]
    assert [tuple(sorted(order[at] for at in campaign.answers)) for campaign in again] == [
        campaign.answers for campaign in found
    ]


def test_variants_keep_and_add() -> None:
    short = LIBRARY.rpartition(",")[0]
    (campaign,) = Campaigns().fit([*[LIBRARY] * 3, short]).campaigns_
    assert [variant.kept for variant in campaign.variants] == [1.0, pytest.approx(21 / 30)]


def test_the_template_leaves_out_what_one_sender_added() -> None:
    sent = [
        f"{LIBRARY} {own}" for own in (OWN, "It is warm in winter there too.", "We went every single week.")
    ]
    (campaign,) = Campaigns().fit(sent).campaigns_
    assert campaign.template == LIBRARY


def test_a_short_common_answer_is_no_campaign() -> None:
    assert Campaigns().fit(["Very good service", "very good service!"] * 50).campaigns_ == []


def test_an_answer_that_quotes_another_does_not_tie_it_to_the_campaign() -> None:
    other = "The water in the pool was far too cold for small children this spring and autumn"
    texts = [*[LIBRARY] * 4, f"{LIBRARY} {other}", other, other]
    assert [campaign.answers for campaign in Campaigns().fit(texts).campaigns_] == [(0, 1, 2, 3, 4)]


@pytest.mark.parametrize("texts", [[], [""], [LIBRARY], [LIBRARY] * 2, ["!!", "?"]])
def test_few_answers_are_no_campaign(texts: list[str]) -> None:
    assert Campaigns().fit(texts).campaigns_ == []


def test_all_equal_answers_are_one_campaign() -> None:
    (campaign,) = Campaigns().fit([LIBRARY] * 10).campaigns_
    assert campaign.counts() == {"answers": 10, "distinct": 1}


def test_a_person_can_part_a_campaign(found: list[Campaign], texts: list[str]) -> None:
    leaving = found[0].variants[-1]
    stay, leave = parted(found[0], leaving.answers[:1])
    assert leave.answers == leaving.answers
    assert set(stay.answers) | set(leave.answers) == set(found[0].answers)


def test_a_person_can_join_two(found: list[Campaign], texts: list[str]) -> None:
    both = joined(found[1], found[0], texts)
    assert both.template == LIBRARY
    assert both.counts() == {"answers": 10, "distinct": 4}


def test_a_share_above_one_makes_no_sense() -> None:
    with pytest.raises(RequestError, match="between 0 and 1"):
        Campaigns(kept=1.5)
