"""The attack: linear and integer programmes over everything published leave no hidden cell narrow."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from coder.counting.disclosure import Key, Release, attack, protect
from coder.errors import RequestError

SIZES = {"north": 120, "south": 90, "west": 60, "east": 40}


def table(codes: int, sizes: Mapping[str, int], seed: int, *, tree: bool = False) -> Release:
    """Random counts; with `tree`, code 0 is the parent of the others."""
    random = np.random.default_rng(seed)
    counts = {
        f"c{code}": {group: float(random.binomial(size, random.beta(1, 5))) for group, size in sizes.items()}
        for code in range(codes)
    }
    below = [f"c{code}" for code in range(1, codes)] if tree else []
    counts["c0"] = {g: max(counts[c][g] for c in ["c0", *below]) for g in sizes}
    release = Release()
    release.table("all", "region", counts, sizes, parents=dict.fromkeys(below, "c0"))
    return release


def narrowest(release: Release, hidden: set[Key], *, whole: bool = False) -> float:
    guarded = hidden | {
        key
        for key, value in release.values.items()
        if value < 10 and key not in release.slack | release.earlier
    }
    return min(
        (high - low for low, high in attack(release, hidden, guarded, whole=whole).values()), default=np.inf
    )


@pytest.mark.parametrize("tree", [False, True], ids=["flat", "tree"])
@pytest.mark.parametrize("seed", range(6))
def test_linear_attack_leaves_ten_or_more(seed: int, tree: bool) -> None:
    release = table(6, SIZES, seed, tree=tree)
    assert narrowest(release, protect(release)) >= 10 - 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_integer_attack_leaves_ten_or_more(seed: int) -> None:
    release = table(4, SIZES, seed, tree=True)
    assert narrowest(release, protect(release), whole=True) >= 10 - 1e-6


def test_hiding_the_small_cells_alone_would_give_them_away() -> None:
    release = Release()
    release.table("all", "region", {"c": {"north": 30, "south": 25, "west": 4, "east": 20}}, SIZES)
    small: set[Key] = {("all", "c", "region", "west")}
    assert attack(release, small, small) == {("all", "c", "region", "west"): (4, 4)}


def test_small_cells_are_hidden_and_so_is_a_companion() -> None:
    release = Release()
    release.table("all", "region", {"c": {"north": 30, "south": 25, "west": 4, "east": 20}}, SIZES)
    assert protect(release) == {("all", "c", "region", group) for group in ("west", "east")}


def test_almost_everyone_is_as_telling_as_almost_nobody() -> None:
    release = Release()
    release.table("all", "region", {"c": {"north": 60, "south": 50, "west": 58, "east": 20}}, SIZES)
    assert ("all", "c", "region", "west") in protect(release)


def test_nothing_small_nothing_hidden() -> None:
    release = Release()
    release.table("all", "region", {"c": {"north": 60, "south": 40, "west": 30, "east": 20}}, SIZES)
    assert protect(release) == set()


def test_a_small_group_is_hidden_with_its_size() -> None:
    release = Release()
    release.table("all", "region", {"c": {"a": 40, "b": 30, "tiny": 3}}, {"a": 100, "b": 80, "tiny": 5})
    assert ("all", "", "region", "tiny") in protect(release)


def test_a_second_table_over_a_filter_does_not_give_the_rest_away() -> None:
    """64 of all and 60 of the men leave 4 women."""
    release = Release()
    sizes = {"north": 120, "south": 80}
    release.table("all", "region", {"c": {"north": 34, "south": 30}}, sizes)
    release.table("men", "region", {"c": {"north": 30, "south": 30}}, {"north": 60, "south": 50})
    release.nested("men", "all")
    assert narrowest(release, protect(release)) >= 10 - 1e-6


def test_almost_all_of_the_rest_is_as_telling() -> None:
    """50 of all less 20 of the men leave 30 of the 32 women in the North: 2 did not say it."""
    release = Release()
    release.table("all", "region", {"c": {"north": 50, "south": 40}}, {"north": 92, "south": 150})
    release.table("men", "region", {"c": {"north": 20, "south": 20}}, {"north": 60, "south": 70})
    release.nested("men", "all")
    hidden = protect(release)
    women = ("rest", ("men", "c", "region", "north"), ("all", "c", "region", "north"))
    low, high = attack(release, hidden, {("no", women)})["no", women]
    assert high - low >= 10 - 1e-6


def test_linked_tables_share_their_totals() -> None:
    release = Release()
    release.table("all", "region", {"c": {"a": 40, "b": 4}}, {"a": 100, "b": 100})
    release.table("all", "age", {"c": {"old": 22, "young": 22}}, {"old": 120, "young": 80})
    assert narrowest(release, protect(release)) >= 10 - 1e-6


def test_what_is_out_already_is_not_hidden_again_but_what_follows_is() -> None:
    release = Release()
    release.table("all", "region", {"c": {"a": 40, "b": 30}}, {"a": 100, "b": 100}, earlier=True)
    release.table("all", "age", {"c": {"old": 66, "young": 4}}, {"old": 120, "young": 80})
    hidden = protect(release)
    assert hidden == {("all", "c", "age", "old"), ("all", "c", "age", "young")}


def test_what_is_out_already_may_make_a_table_impossible() -> None:
    release = Release()
    release.table("all", "region", {"c": {"a": 40, "b": 4}}, {"a": 100, "b": 100}, earlier=True)
    with pytest.raises(RequestError, match="before"):
        protect(release)
