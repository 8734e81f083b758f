"""Filtering, sorting and choosing among many answers, without a screen."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from coder.domain import Case, Question, Source, Strength
from coder.project.applying import Row
from coder.tui.listing import Listing

PARKING = "access/parking"


def _row(
    number: int, text: str, region: str, age: float | None, codes: str = "", suggested: Strength = "none"
) -> Row:
    case = Case(f"R{number}", values={"region": region, "age": age})
    source = Source(f"a{number}", case, Question("best"), text)
    strengths: Mapping[str, Strength] = {} if suggested == "none" else {PARKING: suggested}
    return Row(source, tuple(codes.split()), frozenset(), bool(codes), strengths)


@pytest.fixture
def listing() -> Listing:
    rows = [
        _row(1, "No place to park", "North", 41, suggested="strong"),
        _row(2, "Kind  STAFF [b]", "South West", 9, codes="staff"),
        _row(3, "parking is dear", "North", None, suggested="weak"),
        _row(4, "a.c", "South West", 100, suggested="medium"),
    ]
    return Listing(rows, ["region", "age"], code=PARKING)


def _shown(listing: Listing) -> list[str]:
    return [listing.rows[at].source.name for at in listing.shown]


def _chosen(listing: Listing) -> list[str]:
    return [source.name for source in listing.meant]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("park", ["a1", "a3"]),
        ("PARK place", ["a1"]),
        ('"kind staff"', ["a2"]),
        ("region=north", ["a1", "a3"]),
        ('region="South West" [b]', ["a2"]),
        ("age=41", ["a1"]),
        ("code=staf", ["a2"]),
        ("read=no park", ["a1", "a3"]),
        ("case=R4", ["a4"]),
        (".*", []),
        ("a.c", ["a4"]),
        ("unknown=North", []),
        ("", ["a1", "a2", "a3", "a4"]),
    ],
)
def test_a_filter_shows_what_fits_all_its_parts(listing: Listing, typed: str, names: list[str]) -> None:
    listing.narrow(typed)
    assert _shown(listing) == names


@pytest.mark.parametrize(
    ("column", "names"),
    [
        ("answer", ["a4", "a2", "a1", "a3"]),
        ("codes", ["a2", "a1", "a3", "a4"]),
        ("suggested", ["a1", "a4", "a3", "a2"]),
        ("region", ["a1", "a3", "a2", "a4"]),
        ("age", ["a2", "a1", "a4", "a3"]),
    ],
)
def test_a_column_sorts_numbers_as_numbers_and_puts_nothing_last(
    listing: Listing, column: str, names: list[str]
) -> None:
    listing.sort_by(1 + listing.columns.index(column))
    assert _shown(listing) == names


def test_largest_first(listing: Listing) -> None:
    listing.sort_by(1 + listing.columns.index("suggested"))
    listing.turn(descending=True)
    assert _shown(listing) == ["a2", "a3", "a4", "a1"]


def test_a_filter_keeps_the_order(listing: Listing) -> None:
    listing.sort_by(1 + listing.columns.index("suggested"))
    listing.narrow("region=north")
    assert _shown(listing) == ["a1", "a3"]


@pytest.mark.parametrize(
    ("strength", "names"), [("weak", ["a1", "a3", "a4"]), ("medium", ["a1", "a4"]), ("strong", ["a1"])]
)
def test_a_strength_chooses_it_and_stronger(listing: Listing, strength: Strength, names: list[str]) -> None:
    assert listing.choose(strength) == len(names)
    assert _chosen(listing) == names


def test_a_higher_strength_leaves_out_what_a_lower_one_chose(listing: Listing) -> None:
    listing.choose("weak")
    listing.choose("strong")
    assert _chosen(listing) == ["a1"]


def test_only_what_is_shown_is_chosen(listing: Listing) -> None:
    listing.narrow("region=north")
    listing.choose_shown()
    listing.narrow("")
    assert _chosen(listing) == ["a1", "a3"]


def test_all_again_chooses_none(listing: Listing) -> None:
    listing.choose_shown()
    listing.choose_shown()
    assert _chosen(listing) == []


def test_extending_chooses_as_it_goes(listing: Listing) -> None:
    listing.move(1)
    listing.extend(1)
    listing.extend(1)
    assert _chosen(listing) == ["a2", "a3", "a4"]


def test_the_cursor_stops_at_the_ends(listing: Listing) -> None:
    listing.move(10**9)
    last = listing.here
    listing.move(-(10**9))
    assert [row.source.name for row in (last, listing.here) if row] == ["a4", "a1"]


def test_nothing_shown_has_no_cursor(listing: Listing) -> None:
    listing.narrow("zebra")
    listing.toggle()
    listing.extend(1)
    assert (listing.here, _chosen(listing)) == (None, [])
