"""Ids that survive a new file, what a load would change, and names too close to each other."""

from __future__ import annotations

import pytest

from coder.codebook import Changes, Codebook, adopt_ids, diff, merge, near_duplicates, rename, resembles
from coder.codebook.compare import Change
from coder.domain import Code, Theme, stable_id


def book(*codes: Code | str, themes: tuple[Theme, ...] = (), title: str = "") -> Codebook:
    return Codebook.build([Code(code) if isinstance(code, str) else code for code in codes], themes, title)


class TestIds:
    def test_two_people_who_load_one_file_get_the_same_ids(self) -> None:
        assert adopt_ids(book("a", "b"), None, ()) == adopt_ids(book("a", "b"), None, ())

    def test_a_code_is_recognised_by_its_path(self) -> None:
        old = book(Code("a", id="7"))
        assert adopt_ids(book("b", "a"), old, {"7"}).code("a").id == "7"

    def test_a_new_code_gets_the_id_of_its_path(self) -> None:
        assert adopt_ids(book("a/b"), None, ()).code("a/b").id == stable_id("code", "a/b")

    def test_a_path_that_comes_back_is_another_code(self) -> None:
        first = stable_id("code", "a")
        assert adopt_ids(book("a"), None, {first}).code("a").id == stable_id("code", "a", "2")

    def test_it_may_come_back_more_than_once(self) -> None:
        gone = {stable_id("code", "a"), stable_id("code", "a", "2")}
        assert adopt_ids(book("a"), None, gone).code("a").id == stable_id("code", "a", "3")

    def test_an_id_that_moved_with_a_rename_is_not_given_again(self) -> None:
        old = book(Code("a", id="7"))
        new = adopt_ids(book(Code("b", id="7"), "a"), old, {"7"})
        assert (new.code("b").id, new.code("a").id) == ("7", stable_id("code", "a"))

    def test_a_merged_code_does_not_wake_up(self) -> None:
        start = adopt_ids(book("a", "b"), None, ())
        after = merge(start, ["b"], "a").codebook
        taken = {code.id for code in start.codes}
        assert adopt_ids(book("a", "b"), after, taken).code("b").id == stable_id("code", "b", "2")


class TestDiff:
    def test_equal_codebooks_differ_in_nothing(self) -> None:
        assert not diff(book("a"), book("a"))

    def test_ids_are_no_difference(self) -> None:
        assert diff(book("a"), adopt_ids(book("a"), None, ())) == Changes()

    def test_added_and_removed_codes(self) -> None:
        assert diff(book("queue", "staff"), book("staff", "parking")).lines() == ["+ parking", "- queue"]

    def test_a_changed_field_shows_old_and_new(self) -> None:
        old, new = book(Code("a", keywords=("x",))), book(Code("a", keywords=("x", "y"), codable=False))
        assert diff(old, new).lines() == ["~ a: keywords: 'x' -> 'x, y'", "~ a: codable: yes -> no"]

    def test_a_change_is_data_too(self) -> None:
        old, new = book("a"), book(Code("a", definition="New."))
        assert diff(old, new).changed == (Change("a", "definition", "", "New."),)

    def test_a_long_text_is_cut_for_people(self) -> None:
        old, new = book("a"), book(Code("a", definition="x" * 80))
        assert diff(old, new).lines() == [f"~ a: definition: nothing -> '{'x' * 57}...'"]

    def test_a_rename_is_seen_where_ids_are_known(self) -> None:
        old = adopt_ids(book("a", "b"), None, ())
        assert diff(old, rename(old, "a", "c").codebook).lines() == ["~ c: path: 'a' -> 'c'"]

    def test_a_likely_rename_is_pointed_out_where_they_are_not(self) -> None:
        lines = diff(book("waiting times", "x"), book("waiting time", "x")).lines()
        assert lines[-1] == "? waiting times may have become waiting time: a rename keeps its codings"

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (Code("waiting/queue"), Code("queue")),
            (Code("a", definition="Any wait."), Code("zzz", definition="any wait.")),
        ],
    )
    def test_the_same_leaf_or_definition_points_to_a_rename(self, old: Code, new: Code) -> None:
        assert (old.path, new.path) in diff(book(old), book(new)).renamed

    def test_another_order(self) -> None:
        assert diff(book("a", "b"), book("b", "a")).lines() == ["~ the order of the codes"]

    def test_the_title(self) -> None:
        assert diff(book("a"), book("a", title="T")).lines() == ["~ title: nothing -> 'T'"]

    def test_themes(self) -> None:
        old = book("a", "b", themes=(Theme("T", ("a",)), Theme("Gone", ("a",))))
        new = book("a", "b", themes=(Theme("T", ("a", "b")), Theme("New", ("b",))))
        assert diff(old, new).lines() == ["+ theme New", "- theme Gone", "~ theme T: codes: 'a' -> 'a, b'"]


class TestNearDuplicates:
    @pytest.mark.parametrize(
        ("a", "b", "reason"),
        [
            (Code("staff/kind"), Code("food/kind"), "the same name"),
            (Code("Better rule"), Code("better rule"), "the same name"),
            (Code("waiting time"), Code("waiting times"), "similar names"),
            (Code("non functional"), Code("non-functional"), "similar names"),
            (Code("house(building)"), Code("housebuilding"), "similar names"),
            (Code("times of waiting"), Code("waiting of times"), "similar names"),
            (Code("a", name="Waiting time"), Code("b", name="Waiting times"), "similar names"),
            (Code("a", definition="Any wait."), Code("zzz", definition="any wait."), "the same definition"),
        ],
    )
    def test_two_that_may_be_one_are_pointed_out(self, a: Code, b: Code, reason: str) -> None:
        assert (a.path, b.path, reason) in near_duplicates(book(a, b))

    @pytest.mark.parametrize(
        "codes", [("wave 1", "wave 2"), ("parking", "staff"), ("waiting/queue", "waiting/room")]
    )
    def test_two_that_are_not_are_left_alone(self, codes: tuple[str, str]) -> None:
        assert near_duplicates(book(*codes)) == []

    def test_the_parts_of_stance_codes_are_no_duplicates(self) -> None:
        assert near_duplicates(book(Code("bridge", stance=True), Code("tunnel", stance=True))) == []

    def test_a_name_is_compared_with_those_there_are(self) -> None:
        assert resembles(book("access/waiting times", "staff"), "waiting time") == ["access/waiting times"]

    def test_the_last_part_of_a_path_is_compared(self) -> None:
        assert resembles(book("access/parking", "staff"), "rooms/parkings") == ["access/parking"]

    def test_a_name_of_its_own_resembles_none(self) -> None:
        assert resembles(book("access/waiting times", "staff"), "parking") == []
