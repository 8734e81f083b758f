"""Histories of a codebook united: what each version changed adds up, whatever the order they come in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coder.codebook import Codebook, adopt_ids
from coder.domain import Code, Theme
from coder.project.uniting import United, Version, unite


def _version(day: int, *paths: str, parent: Version | None = None, title: str = "") -> Version:
    """A version made on that day in May; `path=definition` defines."""
    codes = [Code(path, definition=what) for path, _, what in (text.partition("=") for text in paths)]
    old = parent.codebook if parent else None
    return _of(adopt_ids(Codebook.build(codes, title=title), old, ()), day, parent)


def _of(book: Codebook, day: int, parent: Version | None) -> Version:
    stamp = (f"2026-05-{day:02}T00:00:00.000000+00:00", book.digest)
    return Version(stamp, "ana", book.to_json(), "", True, parent.stamp if parent else None)


def _united(*sides: list[Version], used: tuple[Version, ...] = ()) -> United:
    return unite(sides[0], sides[1], [each.stamp for each in used], {})


def _paths(found: United) -> list[str]:
    return list(found.versions[-1].codebook.paths)


FIRST = _version(1, "a=one", "b")


def test_one_history_stays_as_it_is() -> None:
    second = _version(2, "a=two", "b", parent=FIRST)
    assert _united([FIRST, second], [FIRST]).versions == (FIRST, second)


def test_nothing_and_nothing_is_nothing() -> None:
    assert _united([], []).versions == ()


def test_both_sides_are_added_and_kept_as_one_more_version() -> None:
    here, there = _version(2, "a=one", "b", "c", parent=FIRST), _version(3, "a=one", "b", "d", parent=FIRST)
    found = _united([FIRST, here], [FIRST, there])
    assert _paths(found) == ["a", "b", "d", "c"]
    assert [version.made for version in found.versions] == [True, True, True, False]


def test_the_sides_can_be_turned() -> None:
    here, there = _version(2, "a=two", "c", parent=FIRST), _version(3, "a=three", "b", parent=FIRST)
    one, two = _united([FIRST, here], [FIRST, there]), _united([FIRST, there], [FIRST, here])
    assert one.versions == two.versions


def test_what_a_merge_made_is_made_anew_unless_somebody_used_it() -> None:
    here, there = _version(2, "a=one", "b", "c", parent=FIRST), _version(3, "a=one", "b", "d", parent=FIRST)
    merged = _united([FIRST, here], [FIRST, there]).versions[-1]
    more = _version(4, "a=one", "b", "e", parent=FIRST)
    both = [FIRST, here, there, merged]
    assert merged not in _united(both, [FIRST, more]).versions
    assert merged in _united(both, [FIRST, more], used=(merged,)).versions


def test_work_on_a_merged_codebook_goes_on_from_it() -> None:
    here, there = _version(2, "a=one", "b", "c", parent=FIRST), _version(3, "a=one", "b", "d", parent=FIRST)
    merged = _united([FIRST, here], [FIRST, there]).versions[-1]
    book = merged.codebook
    fewer = _of(replace(book, codes=tuple(code for code in book.codes if code.path != "c")), 5, merged)
    found = _united([FIRST, here, there, merged, fewer], [FIRST, here])
    assert _paths(found) == ["a", "b", "d"]


def test_taken_out_on_one_side_and_changed_on_the_other_stays_out_and_is_told() -> None:
    here, there = _version(2, "a=one", parent=FIRST), _version(3, "a=one", "b=kept", parent=FIRST)
    found = _united([FIRST, here], [FIRST, there])
    assert (_paths(found), found.conflicts) == (
        ["a"],
        ("Code b: taken out here, changed there; it stays out.",),
    )
    assert _united([FIRST, there], [FIRST, here]).conflicts == (
        "Code b: taken out there, changed here; it stays out.",
    )


@pytest.mark.parametrize(("mine", "theirs", "counts"), [(2, 3, "there"), (3, 2, "here")])
def test_two_titles_are_told_and_the_later_counts(mine: int, theirs: int, counts: str) -> None:
    here = _version(mine, "a=one", "b", parent=FIRST, title="Ours")
    there = _version(theirs, "a=one", "b", parent=FIRST, title="Theirs")
    assert _united([FIRST, here], [FIRST, there]).conflicts == (
        f"Codebook: title 'Ours' here, 'Theirs' there; the later counts, what was said {counts}.",
    )


def test_a_theme_without_any_code_left_goes() -> None:
    book = FIRST.codebook
    here = _of(replace(book, themes=(Theme("t", ("b",)),)), 2, FIRST)
    there = _version(3, "a=one", parent=FIRST)
    assert _united([FIRST, here], [FIRST, there]).versions[-1].codebook.themes == ()
