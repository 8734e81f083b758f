from __future__ import annotations

import math

import numpy as np
import pytest

from coder.counting.expansion import rows_of
from coder.counting.prevalence import Estimate, estimate, estimate_cells, estimate_drawn
from coder.counting.sample import Floats, Sample, prefix

N = 1000


class People:
    """A population of N with a theme raised by `share`, scores that know something, and 4 groups."""

    def __init__(self, seed: int, share: float = 0.2, skill: float = 0.6, units: int = N) -> None:
        self.random = np.random.default_rng(seed)
        self.truth = (self.random.random(units) < share).astype(float)
        noise = self.random.normal(0, 0.15, units)
        self.f = np.clip(share + skill * (self.truth - share) + noise, 0, 1)
        self.group = self.random.integers(0, 4, units)
        self.position = self.random.permutation(units)

    def read(self, n: int, **more: np.ndarray) -> tuple[Floats, Sample]:
        """Labels and S after n readings from the top of the random order."""
        settled = self.position < n
        return np.where(settled, self.truth, np.nan), prefix(self.position, settled, **more)


def limits(found: Estimate) -> tuple[float, float]:
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def covered(found: Estimate, truth: float) -> bool:
    low, high = limits(found)
    return low <= truth <= high


def width(found: Estimate) -> float:
    low, high = limits(found)
    return high - low


def test_without_scores_the_estimate_is_the_share_of_s_times_n() -> None:
    people = People(1)
    y, sample = people.read(200)
    assert estimate(y, sample).count == pytest.approx(N * np.nanmean(y))


def test_without_scores_the_interval_is_wilson_with_the_finite_population() -> None:
    """Solved by hand for p = 40/200 of 1,000: n_eff = 199 / (1 - 0.2), centre and half width by the formula."""
    y = np.concatenate([np.ones(40), np.zeros(160), np.full(800, np.nan)])
    found = estimate(y, prefix(np.arange(N), np.arange(N) < 200))
    n, z = 199 / 0.8, 1.959964
    centre = (0.2 + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(0.2 * 0.8 / n + (z / (2 * n)) ** 2)
    assert limits(found) == pytest.approx((N * (centre - half), N * (centre + half)), abs=1e-3)


def test_the_estimator_is_the_formula() -> None:
    people = People(2)
    y, sample = people.read(300)
    found = estimate(y, sample, people.f)
    s = sample.chosen
    by_hand = found.omega * people.f.sum() + N / 300 * (y[s] - found.omega * people.f[s]).sum()
    assert found.count == pytest.approx(by_hand)


def test_omega_is_the_slope_on_s() -> None:
    people = People(2, skill=0.9)
    y, sample = people.read(300)
    s = sample.chosen
    slope = np.cov(y[s], people.f[s])[0, 1] / people.f[s].var(ddof=1)
    assert estimate(y, sample, people.f).omega == pytest.approx(min(slope, 1.0))


def test_scores_that_point_the_wrong_way_are_not_used() -> None:
    people = People(3)
    y, sample = people.read(300)
    assert estimate(y, sample, 1 - people.f).omega == 0.0


def test_under_ten_positives_scores_are_not_used() -> None:
    y = np.concatenate([np.ones(9), np.zeros(191), np.full(800, np.nan)])
    f = np.linspace(1, 0, N)
    assert estimate(y, prefix(np.arange(N), np.arange(N) < 200), f).omega == 0.0


def test_under_five_positives_the_interval_is_exact() -> None:
    """Hypergeometric: 3 of 200 from 1,000; bounds checked against scipy in test_intervals."""
    from coder.counting.intervals import hypergeometric

    y = np.concatenate([np.ones(3), np.zeros(197), np.full(800, np.nan)])
    found = estimate(y, prefix(np.arange(N), np.arange(N) < 200))
    assert limits(found) == hypergeometric(N, 200, 3)


def test_under_five_negatives_the_interval_mirrors_that_of_few_positives() -> None:
    y = np.concatenate([np.ones(3), np.zeros(197), np.full(800, np.nan)])
    sample = prefix(np.arange(N), np.arange(N) < 200)
    few, many = limits(estimate(y, sample)), limits(estimate(1 - y, sample))
    assert many == pytest.approx((N - few[1], N - few[0]))


def test_nothing_read_gives_codings_and_no_interval() -> None:
    y = np.concatenate([np.full(500, np.nan), np.ones(7), np.zeros(493)])
    found = estimate(y, prefix(np.arange(N), ~np.isnan(y)))
    assert (found.count, found.how, found.interval, found.word) == (7, "codings", None, "")


def test_fully_read_is_exact_without_interval_to_either_side() -> None:
    people = People(4)
    y, sample = people.read(N)
    found = estimate(y, sample, people.f)
    assert (found.how, found.count, found.low, found.high, found.n) == ("exact", *[people.truth.sum()] * 3, N)


def test_a_fully_read_wave_adds_its_exact_count() -> None:
    people = People(5)
    wave = (np.arange(N) >= 300).astype(np.int64)
    settled = (people.position < 200) | (wave == 0)
    y = np.where(settled, people.truth, np.nan)
    cells = estimate_cells(
        y, prefix(people.position, settled, stratum=wave), None, rows=rows_of(N, group=wave)
    )
    assert (cells[0].how, cells[0].count) == ("exact", people.truth[:300].sum())


def test_waves_are_expanded_each_by_its_own_rate() -> None:
    y = np.concatenate(
        [np.ones(10), np.zeros(10), np.full(80, np.nan), np.ones(5), np.zeros(35), np.full(60, np.nan)]
    )
    wave = np.repeat([0, 1], 100)
    found = estimate(y, prefix(np.arange(200), ~np.isnan(y), stratum=wave))
    assert found.count == pytest.approx(100 * 10 / 20 + 100 * 5 / 40)


def test_a_wave_nobody_has_read_yet_leaves_the_total_open() -> None:
    people = People(6)
    wave = (np.arange(N) >= 500).astype(np.int64)
    settled = (people.position < 300) & (wave == 0)
    y = np.where(settled, people.truth, np.nan)
    cells = estimate_cells(
        y, prefix(people.position, settled, stratum=wave), None, rows=rows_of(N, group=wave)
    )
    assert [cell.how for cell in cells] == ["sample", "codings", "codings"]


def test_a_campaign_read_with_certainty_is_added_as_it_is() -> None:
    people = People(7)
    certain = np.arange(N) < 200
    settled = (people.position < 400) | certain
    y = np.where(settled, people.truth, np.nan)
    sample = prefix(people.position, settled, certain=certain)
    rest = prefix(people.position[200:], settled[200:])
    expected = people.truth[:200].sum() + estimate(y[200:], rest).count
    assert estimate(y, sample).count == pytest.approx(expected)


def test_cells_add_up_to_their_total_exactly() -> None:
    people = People(8)
    y, sample = people.read(300)
    cells = estimate_cells(y, sample, people.f, rows=rows_of(N, group=people.group))
    assert math.fsum(cell.count for cell in cells[:-1]) == cells[-1].count


def test_cells_of_post_strata_expand_within_their_group() -> None:
    people = People(9)
    y, sample = people.read(300)
    cells = estimate_cells(y, sample.crossed(people.group), None, rows=rows_of(N, group=people.group))
    inside = people.group == 2
    assert cells[2].count == pytest.approx(inside.sum() * np.nanmean(y[inside]))


def test_with_f_fixed_a_reading_outside_s_changes_nothing() -> None:
    people = People(10)
    y, sample = people.read(300)
    more = np.where(people.position >= 700, people.truth, y)
    assert estimate(more, sample, people.f) == estimate(y, sample, people.f)


def test_unsettled_skips_widen_the_interval_to_bounds() -> None:
    people = People(11)
    y, sample = people.read(300)
    gaps = y.copy()
    gaps[np.flatnonzero(sample.chosen)[:30]] = np.nan
    found = limits(estimate(gaps, sample))
    ends = [limits(estimate(np.where(sample.chosen & np.isnan(gaps), fill, gaps), sample)) for fill in (0, 1)]
    assert found == pytest.approx((ends[0][0], ends[1][1]))


def test_unsettled_skips_are_counted() -> None:
    people = People(11)
    y, sample = people.read(300)
    y[np.flatnonzero(sample.chosen)[:30]] = np.nan
    assert estimate(y, sample).pending == 30


def test_readings_with_the_machine_on_screen_stay_in_s_and_are_counted() -> None:
    people = People(12)
    y, sample = people.read(300, blind=people.position >= 40)
    assert (estimate(y, sample).n, estimate(y, sample).not_blind) == (300, 40)


def test_answers_are_drawn_with_their_case() -> None:
    """Each case's two answers agree: 2,000 answers say no more than 1,000 cases."""
    people = People(13)
    y, sample = people.read(300)
    unit = np.repeat(np.arange(N), 2)
    twice = estimate(y[unit], sample, rows=rows_of(N, unit=unit))
    assert width(twice) == pytest.approx(2 * width(estimate(y, sample)), rel=1e-6)


def test_distinct_texts_are_counted_by_weights() -> None:
    people = People(14)
    y, sample = people.read(N)
    found = estimate(y, sample, rows=rows_of(N, weight=np.full(N, 0.25)))
    assert (found.count, found.out_of) == (people.truth.sum() / 4, N / 4)


def coverage(runs: int, share: float, *, bias: bool = False, waves: bool = False) -> float:
    """Share of intervals that hold the truth, over populations and samples of 250 (or 150 + 200) from 1,000."""
    return float(np.mean([one_run(People(seed, share), bias, waves) for seed in range(runs)]))


def one_run(people: People, bias: bool, waves: bool) -> bool:
    wave = (np.arange(N) >= 700).astype(np.int64) if waves else np.zeros(N, dtype=np.int64)
    settled = np.where(wave == 1, people.position < 500, people.position < (150 if waves else 250))
    y = np.where(settled, people.truth, np.nan)
    f = np.sqrt(people.f) if bias else people.f
    return covered(estimate(y, prefix(people.position, settled, stratum=wave), f), people.truth.sum())


def floor(runs: int) -> float:
    """Nominal .95 less three simulation errors."""
    return float(0.95 - 3 * np.sqrt(0.95 * 0.05 / runs))


@pytest.mark.parametrize("share", [0.03, 0.2, 0.9])
def test_intervals_cover_the_truth(share: float) -> None:
    assert coverage(400, share) >= floor(400)


def test_biased_scores_cost_no_coverage() -> None:
    assert coverage(300, 0.2, bias=True) >= floor(300)


@pytest.mark.parametrize("share", [0.02, 0.15])
def test_waves_read_at_different_rates_cover(share: float) -> None:
    assert coverage(300, share, waves=True) >= floor(300)


def test_good_scores_narrow_the_interval() -> None:
    people = People(15, skill=0.8)
    y, sample = people.read(250)
    assert width(estimate(y, sample, people.f)) < 0.75 * width(estimate(y, sample))


@pytest.mark.parametrize("share", [0.002, 0.03, 0.3])
def test_what_was_drawn_and_a_total_say_as_much_as_the_whole_population(share: float) -> None:
    people = People(4, share=share, units=5000)
    y, sample = people.read(300)
    drawn = np.argsort(people.position)[:400]
    part = prefix(np.arange(400), np.arange(400) < 300)
    found = estimate_drawn(y[drawn], part, people.f[drawn], population=5000, total=float(people.f.sum()))
    whole = estimate(y, sample, people.f)
    assert (found.count, *limits(found)) == pytest.approx((whole.count, *limits(whole)))
    assert (found.how, found.n, found.out_of, found.needed) == (whole.how, whole.n, 5000, whole.needed)


def test_all_drawn_and_all_read_is_exact() -> None:
    found = estimate_drawn(
        np.array([1.0, 0.0, 1.0]), prefix(np.arange(3), np.ones(3, dtype=bool)), None, population=3
    )
    assert (found.count, found.how) == (2, "exact")


def test_a_few_late_answers_leave_bounds_over_what_they_could_be() -> None:
    """44 read, 22 of them yes; one came later and is in a stratum of its own."""
    y = np.append(np.repeat([1.0, 0.0], 22), np.nan)
    stratum, position = np.append(np.zeros(44, dtype=np.int64), 1), np.append(np.arange(44), 0)
    found = estimate(y, prefix(position, ~np.isnan(y), stratum=stratum))
    assert (found.count, found.low, found.high, found.pending) == (22, 22, 23, 1)


def test_a_large_stratum_that_nobody_began_leaves_codings_only() -> None:
    y = np.append(np.repeat([1.0, 0.0], 22), np.repeat(np.nan, 10))
    stratum = np.repeat([0, 1], [44, 10])
    position = np.append(np.arange(44), np.arange(10))
    assert estimate(y, prefix(position, ~np.isnan(y), stratum=stratum)).how == "codings"


def test_an_unread_campaign_leaves_bounds_where_all_others_are_read() -> None:
    certain = np.arange(44) < 5
    y = np.where(certain, np.nan, (np.arange(44) < 15).astype(float))
    found = estimate(y, prefix(np.arange(44), ~np.isnan(y), certain=certain))
    assert (found.count, found.low, found.high, found.n_effective) == (10, 10, 15, None)
