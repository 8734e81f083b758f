"""Verdicts and zones: exact bounds, fixed looks, nothing licensed without evidence."""

from __future__ import annotations

import math

import numpy as np
import pytest

from coder.tagging.verdicts import auto_threshold, exact_set, judge, looked_at, lower, upper, zones


@pytest.mark.parametrize(
    ("errors", "trials", "expected"),
    [(0, 12, 0.2209), (0, 30, 0.0950), (1, 10, 0.3942), (10, 10, 1.0), (0, 0, 1.0)],
)
def test_upper_bounds_are_the_published_ones(errors: int, trials: int, expected: float) -> None:
    """0 of n: 1 - .05^(1/n); 1 of 10: .3942 (one-sided 95 %, Clopper-Pearson tables)."""
    assert upper(errors, trials) == pytest.approx(expected, abs=5e-5)


def test_lower_is_the_mirror_of_upper() -> None:
    assert lower(9, 10) == pytest.approx(1 - upper(1, 10))


def test_the_bound_holds_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    errors = random.binomial(60, 0.15, 4000)
    assert np.mean([upper(int(e), 60) >= 0.15 for e in errors]) >= 0.95


@pytest.mark.parametrize(("count", "look"), [(0, 0), (99, 0), (100, 100), (399, 200), (5000, 800)])
def test_looks_are_fixed(count: int, look: int) -> None:
    assert looked_at(count) == look


def flags(
    n: int, yes: int, false: int, missed: int
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.bool_]], ...]:
    """One code: the machine says yes `yes` times, `false` of them wrongly, and misses `missed`."""
    machine, human = np.zeros((n, 1), bool), np.zeros((n, 1), bool)
    machine[:yes] = True
    human[false:yes] = True
    human[yes : yes + missed] = True
    return machine, human, np.ones((n, 1), bool)


@pytest.mark.parametrize(
    ("yes", "false", "verdict"),
    [(60, 1, "ok"), (60, 10, "weak"), (60, 40, "not automatable"), (12, 0, "insufficient evidence")],
)
def test_verdicts(yes: int, false: int, verdict: str) -> None:
    assert judge(("a",), *flags(200, yes, false, 0))["a"].verdict == verdict


def test_misses_do_not_take_the_licence_but_are_printed() -> None:
    found = judge(("a",), *flags(200, 60, 0, 30))["a"]
    assert (found.verdict, found.misses, found.positives) == ("ok", 30, 90)
    assert found.misses_bound == pytest.approx(upper(30, 90))


def test_more_codes_need_more_evidence() -> None:
    many = [np.repeat(part, 40, axis=1) for part in flags(200, 26, 0, 0)]
    one, forty = (
        judge(("a",), *flags(200, 26, 0, 0))["a"],
        judge(tuple("a" * n for n in range(1, 41)), *many)["a"],
    )
    assert (one.verdict, forty.verdict) == ("ok", "weak")


def test_readings_after_the_last_look_do_not_count() -> None:
    machine, human, known = flags(150, 60, 0, 0)
    human[100:] = True
    assert judge(("a",), machine, human, known)["a"].misses == 0


def test_how_many_more_adds_are_needed() -> None:
    """Confidence 1 - .05/4: .8^n <= .0125 from n = 20 on."""
    assert judge(("a",), *flags(200, 12, 0, 0))["a"].needed == 8


def test_the_chance_of_the_exact_set() -> None:
    chances = exact_set(np.array([[0.9, 0.2], [0.5, 0.5]]), np.array([[True, False], [True, True]]))
    assert chances == pytest.approx([0.72, 0.25])


def test_the_auto_zone_is_empty_without_evidence() -> None:
    n = 99
    assert auto_threshold(np.ones(n), np.ones(n, bool), np.ones(n, bool)) == math.inf


def test_the_auto_zone_begins_where_the_machine_is_right() -> None:
    chances = np.tile(np.linspace(0, 1, 200), 2)
    found = auto_threshold(chances, chances > 0.5, np.ones(400, bool))
    assert 0.3 < found <= 0.6


def test_the_auto_zone_is_empty_where_the_halves_disagree() -> None:
    right = np.arange(400) % 2 == 0
    assert auto_threshold(np.linspace(0, 1, 400), right, np.ones(400, bool)) == math.inf


def test_the_realised_share_keeps_the_target() -> None:
    random = np.random.default_rng(1)
    shares = []
    for _ in range(60):
        chances = random.random(1200)
        right = random.random(1200) < chances
        found = auto_threshold(chances[:400], right[:400], np.ones(400, bool))
        shares.append(right[400:][chances[400:] >= found])
    assert np.concatenate(shares).mean() > 0.78


def test_zones() -> None:
    proposed = np.array([[True, False], [True, True], [False, False], [True, False]])
    found = zones(np.array([0.9, 0.9, 0.9, 0.1]), proposed, ["ok", "weak"], 0.5)
    assert found == ["auto", "ask", "leave", "ask"]
