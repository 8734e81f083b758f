"""Copies of one project, worked on by several people, made one again: what comes in, what gives way, what is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coder import Project
from coder.codebook import Codebook
from coder.domain import Case, Theme
from coder.project.merging import merge
from tests.project.copies import (
    Work,
    adds_code,
    adds_file,
    copies,
    drops_code,
    forgets,
    joins,
    merged,
    merging,
    reads,
    renames,
    sets,
    whole,
    worked,
)

MORE = "id,comment,branch,visits\nb1,More books,East,1\nb2,Open longer please,East,2\n"
OTHER = "id,wishes,age\nd1,A garden,40\n"


def _file(project: Project, name: str, text: str) -> Path:
    path = project.path.with_name(name)
    path.write_text(text, encoding="utf-8")
    return path


def _two(project: Project, ana: Work, ben: Work) -> tuple[Path, Path]:
    """Copies on which ana worked, and then ben."""
    one, two = copies(project)
    return worked(one, "ana", ana), worked(two, "ben", ben)


def _told(project: Project, ana: Work, ben: Work) -> list[str]:
    one, two = _two(project, ana, ben)
    return merging(one, two)[0].conflicts


def _codebook(one: Path, two: Path) -> Codebook:
    return Codebook.from_json(str(merged(one, two)["codebook"]))


def test_the_same_person_in_both_copies_keeps_all_decisions(project: Project) -> None:
    one, two = copies(project)
    worked(one, "ana", reads(a1="staff"))
    worked(two, "ana", reads(a2="children"))
    assert len(merged(one, two)["codings"]) == 2


def test_one_person_who_decided_differently_is_listed(project: Project) -> None:
    one, two = copies(project)
    worked(one, "ana", reads(a1="staff", a2=""))
    worked(two, "ana", reads(a1="children", a2=""))
    assert merging(one, two)[0].conflicts == [
        "ana read answer a1 in both copies: staff here, children there; "
        "all decisions stand in the order of time, together: children, staff."
    ]


def test_nothing_is_listed_where_nothing_differs(project: Project) -> None:
    assert _told(project, reads(a1="staff"), reads(a2="children")) == []


# The codebook


def test_codes_made_on_both_sides_are_all_there(project: Project) -> None:
    one, two = _two(project, adds_code("dogs"), adds_code("cats"))
    assert {"dogs", "cats", "staff"} <= set(_codebook(one, two).paths)


def test_new_codes_merged_twice_make_no_new_version(project: Project) -> None:
    one, two = _two(project, adds_code("dogs"), adds_code("cats"))
    assert len(merged(one, two, two)["versions"]) == 4


def test_a_version_that_somebody_made_of_both_needs_no_other(project: Project) -> None:
    one, two = _two(project, adds_code("dogs"), adds_code("cats"))
    merging(two, one)
    worked(two, "ben", reads(a1="dogs"), adds_code("birds"))
    notes = [version["note"] for version in merged(one, two)["versions"]]
    assert notes == ["loaded", "loaded", "loaded", "merged", "loaded"]


def test_different_fields_of_one_code_are_both_taken(project: Project) -> None:
    one, two = _two(project, renames("staff", "people"), adds_code("staff", "All who work there."))
    assert _codebook(one, two).code("people").definition == "All who work there."


def test_the_later_wording_of_one_field_counts_and_both_are_told(project: Project) -> None:
    one, two = _two(project, adds_code("staff", "One."), adds_code("staff", "Two."))
    assert _codebook(one, two).code("staff").definition == "Two."
    assert _codebook(two, one).code("staff").definition == "Two."
    assert merging(one, two)[0].conflicts == [
        "Code staff: definition 'One.' here, 'Two.' there; the later counts, what was said there."
    ]


def test_the_older_side_does_not_lose_what_only_it_changed(project: Project) -> None:
    one, two = _two(project, adds_code("staff", "One."), adds_code("cats"))
    assert _codebook(one, two).code("staff").definition == "One."


def test_a_code_taken_out_stays_out_where_nobody_put_it_back(project: Project) -> None:
    one, two = _two(project, drops_code("staff"), adds_code("cats"))
    assert "staff" not in _codebook(one, two).paths


def test_a_group_taken_out_comes_back_with_what_is_put_below_it(project: Project) -> None:
    one, two = _two(project, drops_code("access"), adds_code("access/toilets"))
    book = _codebook(one, two)
    assert ("access/toilets" in book.paths, book.code("access").id) == (
        True,
        project.codebook.code("access").id,
    )


def test_one_path_for_two_codes_is_told_and_both_are_kept(project: Project) -> None:
    one, two = _two(project, adds_code("pets"), renames("staff", "pets"))
    book = _codebook(one, two)
    assert book.code("pets").id == project.codebook.code("staff").id
    assert "pets (2)" in book.paths
    assert merging(one, two)[0].conflicts == [
        "Code pets: two codes were given this path; the later one is now 'pets (2)'. "
        "'coder codebook merge' makes them one, if they are."
    ]


def test_groups_of_one_path_become_one(project: Project) -> None:
    one, two = _two(project, adds_code("pets/cats"), renames("access", "pets"))
    assert set(_codebook(one, two).paths) >= {"pets", "pets/cats", "pets/parking"}
    assert merging(one, two)[0].conflicts == []


def test_codes_made_one_on_both_sides_follow_to_the_end(project: Project) -> None:
    one, two = _two(project, joins("children", "staff"), joins("staff", "access/parking"))
    worked(one, "ana", reads(a1="staff"))
    last = project.codebook.code("access/parking").id
    assert [code for _, code, *_ in merged(one, two)["codings"]] == [last]


def test_a_theme_follows_its_codes(project: Project) -> None:
    book = project.codebook
    theme = Theme("people", ("staff", "children"))
    project.load_codebook(Codebook.build(book.codes, [theme], book.title))
    one, two = _two(project, renames("staff", "team"), adds_code("cats"))
    assert _codebook(one, two).themes == (replace(theme, codes=("team", "children")),)


def test_a_reading_keeps_the_codes_it_could_know(project: Project) -> None:
    one, two = copies(project)
    worked(one, "ana", adds_code("dogs"), reads(a1="dogs"))
    worked(two, "ben", reads(a2=""))
    with Project.open(one) as into:
        merge(into, two)
        known = into.resolved()[into.source("a2").id].known
        assert into.codebook.code("dogs").id not in known


# Answers, waves and the random order


def test_files_added_the_other_way_round_are_the_same_waves(project: Project) -> None:
    more, other = _file(project, "more.csv", MORE), _file(project, "other.csv", OTHER)
    one, two = copies(project)
    worked(one, "ana", adds_file(more))
    worked(two, "ben", adds_file(other), adds_file(more))
    worked(one, "ana", adds_file(other))
    state = merged(one, two)
    assert state == merged(two, one)
    assert [state["strata"][Case(name).id] for name in ("a1", "b1", "d1")] == [1, 2, 3]


def test_a_file_that_both_added_is_one_wave(project: Project) -> None:
    more = _file(project, "more.csv", MORE)
    one, two = _two(project, adds_file(more), adds_file(more))
    state = merged(one, two)
    assert (len(state["waves"]), set(state["strata"].values())) == (3, {1, 2})


def test_two_people_who_read_a_part_each_have_read_the_prefix_together(project: Project) -> None:
    """Every other position of the random order each: alone one answer counts, together all of them."""
    order = [name for name, *_ in sorted(whole(project)["order"], key=lambda place: place[2])]
    one, two = copies(project)
    worked(one, "ana", reads(**dict.fromkeys(order[0::2], "")))
    worked(two, "ben", reads(**dict.fromkeys(order[1::2], "")))
    assert len(merged(one, one)["sample"]) == 1
    assert len(merged(one, two)["sample"]) == len(order)


def test_values_that_differ_are_told(project: Project) -> None:
    changed = _file(project, "changed.csv", "id,comment,branch,visits\na1,Open longer please,West,3\n")
    one, two = copies(project)
    with Project.open(two) as there:
        there.add(changed, update=True)
    assert merging(one, two)[0].conflicts == [
        "Case a1: branch is 'North' here, 'West' there; 'West' was kept."
    ]


def test_a_difference_in_settings_is_listed_and_the_later_counts(project: Project) -> None:
    one, two = _two(project, sets("lead", "ana"), sets("lead", "ben"))
    assert merged(two, one)["settings"]["lead"] == "ben"
    assert merging(one, two)[0].conflicts == [
        "Setting lead: 'ana' here, 'ben' there; 'ben' counts, it was set last."
    ]


def test_codings_imported_on_both_sides_are_there_once(project: Project) -> None:
    table = _file(project, "codings.csv", "id,code,coder\na1,staff,eva\na2,,eva\n")
    one, two = _two(
        project,
        lambda each, coder: each.import_codings(table),
        lambda each, coder: each.import_codings(table),
    )
    state = merged(one, two)
    assert (len(state["codings"]), state["readings"]) == (1, merged(two, one)["readings"])


# Forgotten respondents


@pytest.mark.parametrize("forgetful", [0, 1])
def test_what_one_side_forgot_is_forgotten(project: Project, forgetful: int) -> None:
    paths = copies(project)
    worked(paths[0], "ana", reads(a1="staff"))
    worked(paths[1], "ben", reads(a1="children"))
    worked(paths[forgetful], "ana", forgets("a1"))
    with Project.open(paths[0]) as into:
        merge(into, paths[1])
        assert "a1" not in [case.name for case in into.cases()]
        assert into.codings() == []


def test_who_was_never_known_here_and_forgotten_there_does_not_come_back(project: Project) -> None:
    more = _file(project, "more.csv", MORE)
    one, two = copies(project)
    worked(two, "ben", adds_file(more), forgets("b1"))
    with Project.open(one) as into:
        merge(into, two)
        into.add(more)
        assert "b1" not in [case.name for case in into.cases()]


def test_words_of_a_forgotten_person_leave_the_codebook_of_the_other_side(project: Project) -> None:
    def _quotes(there: Project, coder: str) -> None:
        book = there.codebook
        codes = [replace(c, examples=("Open longer please",)) if c.path == "staff" else c for c in book.codes]
        there.load_codebook(Codebook.build(codes, book.themes, book.title), coder=coder)

    one, two = _two(project, forgets("a1"), _quotes)
    with Project.open(one) as into:
        merge(into, two)
        assert into.codebook.code("staff").examples == ()
    assert b"Open longer please" not in one.read_bytes()


def test_two_seeds_are_told_with_what_that_means(project: Project) -> None:
    (told,) = _told(project, sets("seed", "1"), sets("seed", "2"))
    assert told.startswith("Setting seed: 1 here, 2 there; 2 counts, it was set last.")
    assert told.endswith("is no random sample any more.")
