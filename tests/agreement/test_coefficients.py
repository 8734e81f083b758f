from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coder.agreement.coefficients import (
    Values,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    masi_alpha,
    masi_distance,
    masi_matrix,
    percent,
)


def krippendorff_2011() -> Values:
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: 12 units, 4 observers, gaps."""
    observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ]
    return np.array(observers).T - 1


def cross(table: list[list[int]]) -> Values:
    """Two coders' values from their contingency table."""
    cells = [[i, j] for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return np.array(cells)


def test_krippendorff_nominal_as_published() -> None:
    assert krippendorff_alpha(krippendorff_2011()) == pytest.approx(0.743, abs=5e-4)


def test_krippendorff_interval_as_published() -> None:
    squared = (np.arange(5)[:, None] - np.arange(5)) ** 2.0
    assert krippendorff_alpha(krippendorff_2011(), squared) == pytest.approx(0.849, abs=5e-4)


def test_ac1_of_krippendorffs_example_as_published() -> None:
    """Gwet (2014) Handbook of Inter-Rater Reliability, the same data as raw ratings: 0.77544."""
    assert gwet_ac1(krippendorff_2011()) == pytest.approx(0.77544, abs=5e-6)


def test_ac1_stays_up_where_kappa_collapses() -> None:
    """Gwet (2002) Kappa statistic is not satisfactory, Table 118/5/2/0: kappa -.0234, AC1 .9408."""
    values = cross([[118, 5], [2, 0]])
    assert (cohen_kappa(values), gwet_ac1(values)) == pytest.approx((-0.0234, 0.9408), abs=5e-5)


def test_kappa_as_published_by_cohen() -> None:
    """Cohen (1960), frequencies of 200 cases: p_o = .70, p_e = .41, kappa = .492."""
    assert cohen_kappa(cross([[88, 10, 2], [14, 40, 6], [18, 10, 12]])) == pytest.approx(0.492, abs=5e-4)


def test_kappa_as_published_by_artstein_and_poesio() -> None:
    """Artstein & Poesio (2008) Comput. Linguist. 34, Table 1: kappa .348."""
    assert cohen_kappa(cross([[20, 20], [10, 50]])) == pytest.approx(0.348, abs=5e-4)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("ab", "ab", 0),
        ("ab", "abcd", 1 - 1 / 2 * 2 / 3),
        ("abc", "bcd", 1 - 2 / 4 * 1 / 3),
        ("ab", "cd", 1),
        ("", "", 0),
        ("", "a", 1),
    ],
    ids=["equal", "one holds the other", "overlap", "disjoint", "both empty", "one empty"],
)
def test_masi_as_defined_by_passonneau(a: str, b: str, distance: float) -> None:
    """Passonneau (2006): 1 - Jaccard x {1, 2/3, 1/3, 0}."""
    assert masi_distance(a, b) == pytest.approx(distance)


def test_masi_of_many_sets_is_masi_of_two() -> None:
    names = ["", "a", "ab", "abc", "bd"]
    sets = np.array([[letter in name for letter in "abcd"] for name in names])
    expected = [[masi_distance(a, b) for b in names] for a in names]
    np.testing.assert_allclose(masi_matrix(sets, sets), expected, atol=1e-6)


SETS = np.random.default_rng(1).random((600, 9)) < 0.2
"""So many that no matrix of their distances is kept."""


def coded_alike(units: int) -> Values:
    """Three coders who agree in 70 % of the units on one of the SETS."""
    random = np.random.default_rng(2)
    first = random.integers(0, 600, units)
    others = np.where(random.random((units, 2)) < 0.7, first[:, None], random.integers(0, 600, (units, 2)))
    return np.column_stack([first, others])


def test_alpha_over_many_sets_is_alpha_with_their_distances() -> None:
    values = np.where(np.random.default_rng(3).random((200, 3)) < 0.1, -1, coded_alike(200))
    exact = krippendorff_alpha(values, masi_matrix(SETS, SETS))
    assert masi_alpha(values, SETS)(values) == pytest.approx(exact, abs=1e-5)


def test_resampled_alpha_over_many_sets_is_near_the_exact_one() -> None:
    values, again = coded_alike(400), np.random.default_rng(4).integers(0, 400, 400)
    formula = masi_alpha(values, SETS)
    resampled = float(formula.value(formula.columns(values)[again].sum(axis=0)))
    exact = krippendorff_alpha(values[again], masi_matrix(SETS, SETS))
    assert resampled == pytest.approx(exact, abs=2 / 400)


def test_nobody_used_the_code() -> None:
    """Percent and AC1 are 1; kappa and alpha have nothing to go beyond."""
    values = np.zeros((20, 2), dtype=int)
    np.testing.assert_equal(
        (percent(values), gwet_ac1(values), cohen_kappa(values), krippendorff_alpha(values)),
        (1.0, 1.0, np.nan, np.nan),
    )


def test_without_a_unit_read_twice_nothing_is_defined() -> None:
    values = np.array([[1, -1], [-1, 0]])
    assert np.isnan(
        [percent(values), gwet_ac1(values), cohen_kappa(values), krippendorff_alpha(values)]
    ).all()


tables = arrays(np.int64, st.tuples(st.integers(3, 12), st.integers(2, 4)), elements=st.integers(-1, 3))


@given(tables, st.permutations(range(4)))
def test_names_of_codes_do_not_matter(values: Values, names: list[int]) -> None:
    renamed = np.where(values < 0, -1, np.array(names)[values])
    np.testing.assert_allclose(krippendorff_alpha(renamed), krippendorff_alpha(values), atol=1e-9)


@given(tables)
def test_order_of_coders_does_not_matter(values: Values) -> None:
    backwards = values[:, ::-1]
    np.testing.assert_allclose(
        (krippendorff_alpha(backwards), gwet_ac1(backwards), percent(backwards)),
        (krippendorff_alpha(values), gwet_ac1(values), percent(values)),
        atol=1e-9,
    )


@given(st.lists(st.integers(0, 3), min_size=2, max_size=12).filter(lambda one: len(set(one)) > 1))
def test_identical_coders_agree_perfectly(one: list[int]) -> None:
    values = np.column_stack([one, one])
    found = [coefficient(values) for coefficient in (percent, cohen_kappa, krippendorff_alpha, gwet_ac1)]
    assert found == pytest.approx([1, 1, 1, 1])
