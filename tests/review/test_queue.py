"""Which answer comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.domain import Case, Question, Source
from coder.errors import RequestError
from coder.review.queue import (
    Goal,
    ListQueue,
    Queue,
    StreamQueue,
    choose_active,
    prefix,
    random_order,
    reserved,
)

NAMES = st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=40)
QUESTIONS = ("best", "improve")


def _sources(cases: int, questions: Sequence[str] = ("best",)) -> list[Source]:
    return [
        Source(f"{case}-{question}", Case(f"R{case}"), Question(question), f"answer {case}", key=f"{case}")
        for case in range(cases)
        for question in questions
    ]


def _first(candidates: Sequence[Source]) -> list[Source]:
    return list(candidates[:10])


def _read(queue: Queue, times: int, settled: set[str] | None = None) -> list[tuple[Source, str]]:
    """What is drawn when every answer drawn is read."""
    done = settled or set()
    drawn: list[tuple[Source, str]] = []
    while len(drawn) < times and (found := queue.next(done)):
        drawn.append(found)
        done.add(found[0].id)
    return drawn


@given(NAMES, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_given(names: list[str], random: Random) -> None:
    shuffled = random.sample(names, len(names))
    assert random_order(shuffled, 7) == random_order(names, 7)


@given(NAMES)
def test_the_order_holds_every_case_once(names: list[str]) -> None:
    assert sorted(random_order(names, 7)) == sorted(names)


def test_another_seed_is_another_order() -> None:
    names = [f"R{number}" for number in range(100)]
    assert random_order(names, 8) != random_order(names, 7)


@given(NAMES, st.sets(st.integers(0, 39)))
def test_a_part_of_the_cases_comes_in_the_order_of_the_whole(names: list[str], places: set[int]) -> None:
    part = [names[place] for place in places if place < len(names)]
    assert random_order(part, 7) == [name for name in random_order(names, 7) if name in part]


def test_a_case_is_as_likely_in_the_first_half_as_in_the_second() -> None:
    names = [f"R{number}" for number in range(10)]
    in_front = Counter(name for seed in range(2000) for name in random_order(names, seed)[:5])
    # 1,000 expected for each; the standard deviation is 22.
    assert all(900 < in_front[name] < 1100 for name in names)


@given(NAMES, st.sets(st.integers(0, 39)))
def test_the_prefix_is_settled_and_the_position_after_it_is_not(names: list[str], places: set[int]) -> None:
    settled = {names[place] for place in places if place < len(names)}
    length = len(prefix(names, settled))
    assert prefix(names, settled) == names[:length]
    assert settled.issuperset(names[:length])
    assert settled.isdisjoint(names[length : length + 1])


def test_an_unsettled_position_stops_the_prefix() -> None:
    assert prefix(["a", "b", "c", "d"], {"a", "c", "d"}) == ["a"]


def test_twice_the_readings_planned_are_reserved() -> None:
    order = [f"{number:02}" for number in range(20)]
    assert reserved(order, {"00", "01", "07"}, 3) == {"02", "03", "04", "05", "06", "07"}


def test_the_most_uncertain_answer_teaches_most() -> None:
    assert choose_active(np.array([[0.99], [0.5], [0.2]]), np.array([0])) == [1, 2, 0]


def test_uncertainty_about_a_rare_code_counts_more() -> None:
    unsure_of_common, unsure_of_rare = [0.5, 0.01], [0.01, 0.5]
    assert choose_active(np.array([unsure_of_common, unsure_of_rare]), np.array([99, 3]), size=1) == [1]


def test_a_batch_does_not_hold_the_same_answer_twice_while_there_are_others() -> None:
    vectors = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    chosen = choose_active(np.array([[0.5], [0.5], [0.3]]), np.array([0]), vectors, size=2)
    assert 2 in chosen


def test_unknown_probabilities_count_nothing() -> None:
    assert choose_active(np.array([[np.nan, 0.5], [0.5, 0.5]]), np.array([0, 0]), size=1) == [1]


def test_nothing_to_choose_from_is_an_empty_choice() -> None:
    assert choose_active(np.empty((0, 3)), np.zeros(3), np.empty((0, 2))) == []


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_choice_does_not_depend_on_the_order_of_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    probabilities, vectors = np.round(rng.random((60, 4)), 1), rng.normal(size=(60, 5))
    names = [f"R{number}" for number in range(60)]
    order = rng.permutation(60)
    chosen = choose_active(probabilities, np.arange(4), vectors, ids=names)
    again = choose_active(
        probabilities[order], np.arange(4), vectors[order], ids=[names[row] for row in order]
    )
    assert [names[row] for row in chosen] == [names[order[row]] for row in again]


def test_ties_are_broken_by_the_seed_not_by_the_row() -> None:
    flat, names = np.full((50, 1), 0.5), [f"R{number}" for number in range(50)]
    assert choose_active(flat, np.zeros(1), seed=1, ids=names) != choose_active(
        flat, np.zeros(1), seed=2, ids=names
    )


@pytest.mark.parametrize(("goal", "random"), [("counts", 200), ("both", 120), ("codes", 60)])
def test_the_random_stream_has_its_exact_share(goal: Goal, random: int) -> None:
    drawn = _read(StreamQueue(_sources(1000), seed=3, goal=goal, active=_first, planned=100), 200)
    assert Counter(stream for _, stream in drawn)["random"] == random


@pytest.mark.parametrize("goal", ["counts", "both", "codes"])
def test_the_share_is_kept_after_every_reading(goal: Goal) -> None:
    drawn = _read(StreamQueue(_sources(1000), seed=3, goal=goal, active=_first, planned=100), 100)
    share = {"counts": 1.0, "both": 0.6, "codes": 0.3}[goal]
    random = np.cumsum([stream == "random" for _, stream in drawn])
    assert np.all(np.abs(random - share * np.arange(1, 101)) < 1)


def test_identical_answers_read_together_count_once_for_the_share() -> None:
    sources = _sources(1000)
    campaign = set(StreamQueue(sources, seed=3).orders[0][600:900])
    sources = [replace(s, key="same") if s.id in campaign else s for s in sources]
    queue = StreamQueue(sources, seed=3, goal="both", active=_first, planned=100)
    streams = [stream for _, stream in _read(queue, 4, set(campaign))]
    assert streams == ["random", "random", "random", "active"]


def test_the_random_stream_reads_the_order_from_the_top() -> None:
    queue = StreamQueue(_sources(30), seed=3, goal="counts")
    assert [source.id for source, _ in _read(queue, 30)] == queue.orders[0]


def test_two_copies_of_a_project_draw_the_same_answers() -> None:
    sources = _sources(200, QUESTIONS)
    one = StreamQueue(sources, seed=3, active=_first, questions=QUESTIONS, planned=20)
    other = StreamQueue(sources[::-1], seed=3, active=_first, questions=QUESTIONS, planned=20)
    assert _read(one, 150) == _read(other, 150)


def test_the_active_stream_leaves_the_next_random_positions_alone() -> None:
    queue = StreamQueue(_sources(1000), seed=3, goal="codes", active=_first, planned=100)
    drawn = [source.id for source, stream in _read(queue, 60) if stream == "active"]
    assert set(drawn).isdisjoint(queue.orders[0][:200])


def test_a_small_project_keeps_half_of_its_order_for_the_active_stream() -> None:
    drawn = _read(StreamQueue(_sources(40), seed=3, goal="codes", active=_first), 10)
    assert Counter(stream for _, stream in drawn) == {"random": 3, "active": 7}


def test_without_a_learner_everything_is_random() -> None:
    drawn = _read(StreamQueue(_sources(20), seed=3, goal="codes"), 20)
    assert {stream for _, stream in drawn} == {"random"}


def test_everything_is_read_in_the_end() -> None:
    sources = _sources(50, QUESTIONS)
    drawn = _read(StreamQueue(sources, seed=3, active=_first), 1000)
    assert sorted(source.id for source, _ in drawn) == sorted(source.id for source in sources)


def test_the_answers_of_a_case_are_read_together_in_question_order() -> None:
    queue = StreamQueue(_sources(30, ("improve", "best")), seed=3, goal="counts", questions=QUESTIONS)
    drawn = [source for source, _ in _read(queue, 60)]
    assert [source.question.name for source in drawn] == list(QUESTIONS) * 30
    assert [s.case for s in drawn[::2]] == [s.case for s in drawn[1::2]]


def test_one_question_keeps_the_order_of_cases() -> None:
    sources = _sources(30, QUESTIONS)
    everything = StreamQueue(sources, seed=3, goal="counts", questions=QUESTIONS)
    one = StreamQueue(sources, seed=3, goal="counts", question="improve")
    cases = [source.case for source, _ in _read(everything, 60)][::2]
    assert [source.case for source, _ in _read(one, 60)] == cases


def test_waves_advance_in_proportion_to_their_sizes() -> None:
    sources = _sources(300)
    waves = {source.case.id: 1 if number < 200 else 2 for number, source in enumerate(sources)}
    drawn = _read(StreamQueue(sources, seed=3, goal="counts", waves=waves), 90)
    assert Counter(waves[source.case.id] for source, _ in drawn) == {1: 60, 2: 30}


def test_a_later_wave_leaves_the_order_of_the_first_as_it_was() -> None:
    sources = _sources(300)
    waves = {source.case.id: 1 if number < 200 else 2 for number, source in enumerate(sources)}
    first = StreamQueue(sources[:200], seed=3, waves=waves)
    assert StreamQueue(sources, seed=3, waves=waves).orders[1] == first.orders[1]


def test_a_goal_that_is_none_is_refused() -> None:
    with pytest.raises(RequestError, match="There is no goal 'speed'"):
        StreamQueue([], seed=3, goal="speed")  # type: ignore[arg-type]


def test_a_list_is_read_in_its_own_order() -> None:
    sources = _sources(5)[::-1]
    assert _read(ListQueue(sources, "search"), 9) == [(source, "search") for source in sources]


@pytest.mark.parametrize(
    "queue", [ListQueue(_sources(5), "search"), StreamQueue(_sources(5), seed=1)], ids=["list", "streams"]
)
def test_left_counts_what_is_not_settled(queue: Queue) -> None:
    assert queue.left({_sources(5)[0].id, "someone else's"}) == 4


def test_campaigns_read_with_certainty_come_in_turn_with_random_ones() -> None:
    sources = _sources(100)
    whole = {source.case.id for source in sources[:20]}
    drawn = _read(StreamQueue(sources, seed=3, goal="counts", certain=whole), 60)
    assert [stream for _, stream in drawn[:4]] == ["certain", "random", "certain", "random"]
    assert {source.case.id for source, stream in drawn if stream == "certain"} == whole


def test_the_random_order_of_the_others_does_not_depend_on_what_left_it() -> None:
    sources = _sources(100)
    whole, gone = {s.case.id for s in sources[:20]}, {s.id for s in sources[:20]}
    full = StreamQueue(sources, seed=3).orders[0]
    rest = StreamQueue(sources, seed=3, certain=whole).orders[0]
    assert rest == [name for name in full if name not in gone]


def test_the_most_frequent_text_of_a_campaign_comes_first() -> None:
    sources = [replace(s, key="same" if n < 5 else f"k{n}") for n, s in enumerate(_sources(30))]
    queue = StreamQueue(sources, seed=3, certain={s.case.id for s in sources[:10]})
    found = queue.next(())
    assert found
    assert (found[0].key, found[1]) == ("same", "certain")
