"""Classes of a variable in the author's order, with what disclosure control hides left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coder import Project
from coder.errors import RequestError
from coder.report.tally import Class, tally
from tests.report.consultation import consultation, park

ORDER = ("Central Government Department", "Media")


@pytest.fixture(scope="module")
def ons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with consultation(tmp_path_factory.mktemp("ons")) as made:
        yield made


def test_named_classes_come_first_and_empty_ones_stay(ons: Project) -> None:
    found = tally(ons, "type", order=ORDER)
    assert found.rows[:3] == (Class(ORDER[0], 6), Class("Media", 0), Class("Charity", 3))
    assert (found.total, found.missing) == (43, 1)


def test_those_without_a_value_can_be_a_class(ons: Project) -> None:
    found = tally(ons, "type", order=ORDER, unclassified="Not stated")
    assert (found.rows[-1], found.total, found.missing) == (Class("Not stated", 1), 44, 0)


def test_too_many_values_are_no_table(tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = "id,comment,kind,privacy\n" + "".join(f"a{n},Some words {n},kind {n},public\n" for n in range(70))
    codings = "source,code,coder\na1,dogs,ana\n"
    with (
        park(tmp_path_factory.mktemp("many"), rows, codings) as project,
        pytest.raises(RequestError, match="'kind' has 70 values"),
    ):
        tally(project, "kind")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Many in A and B, four in C and one without a kind, which is protected from 10 on."""
    kinds = ["A"] * 150 + ["B"] * 90 + ["C"] * 4 + ["D"] * 20 + [""]
    rows = "id,comment,kind,privacy\n" + "".join(
        f"a{n},Words {n},{kind},public\n" for n, kind in enumerate(kinds)
    )
    codings = "source,code,coder\n" + "".join(f"a{n},{'dogs' if n % 2 else ''},ana\n" for n in range(265))
    with park(tmp_path_factory.mktemp("guarded"), rows, codings) as made:
        made.configure("disclosure.kind", "10", coder="ana")
        yield made


def test_small_classes_of_a_protected_variable_are_hidden(guarded: Project) -> None:
    found = {row.name: row.count for row in tally(guarded, "kind").rows}
    assert (found["C"], found["A"]) == (None, 150)


def test_no_total_tells_what_is_hidden(guarded: Project) -> None:
    found = tally(guarded, "kind", unclassified="Not stated")
    assert (found.total, found.missing, found.rows[-1].count) == (None, None, None)
