from __future__ import annotations

import csv
import math

import numpy as np
import pytest

from coder.agreement.coefficients import Values, krippendorff_alpha, masi_distance
from coder.agreement.compare import beside, compare, confusion, disagreements
from coder.agreement.units import Judged, Units, make_units
from coder.errors import RequestError
from tests.shared_data import SHARED, needs_shared


def read_by(**coders: str) -> Units:
    """Each coder's answers in order, codes as letters: `ana="a ab . b"` ("." none, "?" not read)."""
    rows = [
        Judged(f"{number:03}", f"{number:03}", name, frozenset(codes.strip(".")))
        for name, said in coders.items()
        for number, codes in enumerate(said.split())
        if codes != "?"
    ]
    return make_units(rows, coders=list(coders), codes=["a", "b", "c"])


def simulated(coders: int, units: int, error: float, seed: int = 0) -> Units:
    random = np.random.default_rng(seed)
    truth = random.random((units, 1, 3)) < [0.4, 0.2, 0.05]
    labels = np.where(random.random((units, coders, 3)) < error, ~truth, truth).astype(np.int8)
    names = tuple("vwxyz"[:coders])
    return Units(tuple(f"{n:04}" for n in range(units)), names, ("a", "b", "c"), np.arange(units), labels)


def test_overall_alpha_is_alpha_of_whole_sets_with_masi() -> None:
    """By hand: distances 0, 2/3, 0, 1; expected from all pairs of the eight values a a ab a . . b a."""
    found = compare(read_by(ana="a ab . b", ben="a a . a"), resamples=10)
    values = ["a", "a", "ab", "a", "", "", "b", "a"]
    observed = (0 + 2 / 3 + 0 + 1) / 4
    expected = sum(masi_distance(p, q) for p in values for q in values) / (8 * 7)
    assert found.overall.value == pytest.approx(1 - observed / expected)


def test_over_used_answers_both_empty_ones_are_left_out() -> None:
    found = compare(read_by(ana="a ab . b", ben="a a . a"), resamples=10)
    assert (found.n, found.n_used) == (4, 3)


def test_a_unit_needs_only_the_codes_that_its_question_asks() -> None:
    """Codes b and c are for another question: what is said of a alone is a whole set there."""
    only_a = frozenset("a")
    rows = [
        Judged(f"{n}", f"{n}", coder, frozenset(said), only_a, asked=only_a)
        for coder, answers in (("ana", ["a", "", "a"]), ("ben", ["a", "", ""]))
        for n, said in enumerate(answers)
    ]
    found = compare(make_units(rows, coders=["ana", "ben"], codes=["a", "b", "c"]), resamples=10)
    assert (found.n, found.n_used) == (3, 2)
    assert found.overall.value == pytest.approx(found.codes[0].alpha.value)


def test_a_code_that_is_asked_and_not_judged_leaves_the_unit_out() -> None:
    rows = [
        Judged("0", "0", coder, frozenset("a"), frozenset("a"), asked=frozenset("ab"))
        for coder in ("ana", "ben")
    ]
    assert compare(make_units(rows, coders=["ana", "ben"], codes=["a", "b"]), resamples=10).n == 0


def test_kappa_is_for_two_coders() -> None:
    assert compare(read_by(ana="a b", ben="a b", eva="a b"), resamples=10).codes[0].kappa is None


def test_prevalence_and_n_are_of_double_coded_units() -> None:
    found = compare(read_by(ana="a . a a", ben="a . . ?"), resamples=10).codes[0]
    assert (found.n, found.prevalence) == (3, 0.5)


def test_an_undefined_coefficient_says_why() -> None:
    found = compare(read_by(ana="a . a", ben="a . a"), resamples=10).codes[2]
    assert math.isnan(found.alpha.value)
    assert found.alpha.reason.startswith("all coders said the same")


def test_the_share_of_undefined_resamples_is_shown() -> None:
    """One yes in 4 units: a resample misses it with (3/4)^4 = .316."""
    found = compare(read_by(ana="a . . .", ben="a . . ."), resamples=2000).codes[0]
    assert found.alpha.dropped == pytest.approx(0.316, abs=0.04)


def test_the_interval_is_that_of_a_plain_bootstrap() -> None:
    """Resampling 300 units one by one gives the same limits within simulation error."""
    data = simulated(2, 300, 0.1)
    found = compare(data, resamples=2000).codes[0].alpha
    random = np.random.default_rng(7)
    values = data.labels[:, :, 0]
    plain = [krippendorff_alpha(values[random.integers(0, 300, 300)]) for _ in range(2000)]
    assert (found.low, found.high) == pytest.approx(np.quantile(plain, [0.025, 0.975]), abs=0.01)


def test_intervals_resample_respondents_not_answers() -> None:
    """Two answers of each respondent that always agree in kind are half as many independent units."""
    data = simulated(2, 200, 0.1)
    twice = Units(
        tuple(f"{n:04}" for n in range(400)),
        data.coders,
        data.codes,
        np.repeat(data.case, 2),
        np.repeat(data.labels, 2, 0),
    )
    once, both = (compare(each, resamples=500).codes[0].percent for each in (data, twice))
    assert both.high - both.low == pytest.approx(once.high - once.low)


def test_the_same_seed_gives_the_same_intervals() -> None:
    data = simulated(3, 50, 0.1)
    assert compare(data, resamples=50, seed=3) == compare(data, resamples=50, seed=3)


def test_nothing_in_common_is_said_and_not_raised() -> None:
    found = compare(read_by(ana="? ?", ben="a ?"), resamples=10)
    assert (found.n, found.overall.reason) == (0, "no unit was judged by two coders")


def test_one_coder_cannot_agree() -> None:
    with pytest.raises(RequestError, match="two coders"):
        compare(read_by(ana="a b"))


def test_machine_against_people_stands_beside_people() -> None:
    data = read_by(ana="a b . a", ben="a b . b", machine="a a . ?")
    human, mixed = beside(data, "machine", resamples=10)
    assert [each.coders for each in human + mixed] == [("ana", "ben"), ("ana", "machine"), ("ben", "machine")]


def test_people_are_compared_on_what_the_machine_judged() -> None:
    human, _ = beside(read_by(ana="a b . a", ben="a b . b", machine="a a . ?"), "machine", resamples=10)
    assert human[0].n == 3


def test_confusion_pairs_what_only_one_of_them_used() -> None:
    table = confusion(read_by(ana="a a ab b .", ben="b b a b c"), "ana", "ben")
    assert table.tolist() == [[1, 2, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0], [0, 0, 1, 0]]


def test_confusion_turns_with_the_coders() -> None:
    data = simulated(2, 50, 0.2)
    np.testing.assert_equal(confusion(data, "v", "w"), confusion(data, "w", "v").T)


def test_disagreements_name_both_sides() -> None:
    found = disagreements(read_by(ana="a .", ben="a b", eva="ab ?"))
    assert [(d.unit, d.code, d.yes, d.no) for d in found] == [
        ("000", "b", ("eva",), ("ana", "ben")),
        ("001", "b", ("ben",), ("ana",)),
    ]


def topics(batch: str) -> Values:
    """One topic per sentence and coder, (sentences, coders)."""
    with (SHARED / "data" / "issuepositions_nl" / "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["batch"] == batch]
    units, coders, codes = (sorted({row[key] for row in rows}) for key in ("id", "coder", "code"))
    values = np.full((len(units), len(coders)), -1)
    for row in rows:
        values[units.index(row["id"]), coders.index(row["coder"])] = codes.index(row["code"])
    return values


@needs_shared
@pytest.mark.parametrize(("batch", "alpha"), [("gold_325", 0.634), ("round_1", 0.634), ("round_2", 0.756)])
def test_issue_positions_as_measured_by_others(batch: str, alpha: float) -> None:
    """Three to five coders; the values are those of the data folder's README."""
    assert krippendorff_alpha(topics(batch)) == pytest.approx(alpha, abs=5e-4)
