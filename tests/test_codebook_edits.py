"""Rename, move, merge, split: where each code, its children, its themes and its codings go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coder.codebook import Codebook, Edit, adopt_ids, merge, move, parse_yaml, rename, split
from coder.domain import Code, Theme
from coder.errors import CodebookError, RequestError, UnknownCodeError

BOOK = adopt_ids(
    parse_yaml("""
codes:
  - path: waiting
    definition: Any wait.
    keywords: [wait*]
  - path: waiting/queue
    name: Standing in line
    keywords: [queue*, line]
    examples: [An hour.]
    questions: [Q1]
  - path: waiting/queue/outside
  - path: delay
    keywords: [late, wait*]
    questions: [Q2]
  - path: delay/queue
  - path: staff
    codable: false
  - path: staff/kind
  - path: bridge
    stance: true
  - path: tunnel
    stance: true
themes:
  - name: Time
    codes: [waiting/queue, delay]
"""),
    None,
    (),
)


def id_of(path: str) -> str:
    return BOOK.code(path).id


def themes(edit: Edit) -> tuple[str, ...]:
    return edit.codebook.themes[0].codes


class TestRename:
    def test_the_code_keeps_its_id(self) -> None:
        assert rename(BOOK, "delay", "lateness").codebook.code("lateness").id == id_of("delay")

    def test_children_follow(self) -> None:
        edit = rename(BOOK, "waiting", "time")
        assert edit.codebook.code("time/queue/outside").id == id_of("waiting/queue/outside")

    def test_the_place_among_its_siblings_stays(self) -> None:
        assert [code.path for code in rename(BOOK, "waiting", "time").codebook.children()][:2] == [
            "time",
            "delay",
        ]

    def test_themes_follow(self) -> None:
        assert themes(rename(BOOK, "waiting", "time")) == ("time/queue", "delay")

    def test_the_label_becomes_the_new_name(self) -> None:
        assert rename(BOOK, "waiting/queue", "line").codebook.code("waiting/line").label == "line"

    def test_a_whole_path_moves_it_too_and_makes_the_group(self) -> None:
        book = rename(BOOK, "delay", "access/late").codebook
        assert (book.code("access").codable, book.code("access/late").id) == (False, id_of("delay"))

    def test_the_same_name_changes_nothing(self) -> None:
        assert rename(BOOK, "delay", "delay").codebook == BOOK

    def test_a_name_in_use_is_refused(self) -> None:
        with pytest.raises(RequestError, match=r"There is already a code 'delay'\. Merge the two"):
            rename(BOOK, "waiting", "delay")

    def test_a_name_of_nothing_is_refused(self) -> None:
        with pytest.raises(CodebookError, match="has no path"):
            rename(BOOK, "waiting", " ")

    def test_an_unknown_code_is_refused(self) -> None:
        with pytest.raises(UnknownCodeError, match="Did you mean 'delay'"):
            rename(BOOK, "dellay", "x")


class TestMove:
    def test_it_becomes_the_last_child(self) -> None:
        book = move(BOOK, "waiting/queue", "staff").codebook
        assert [code.path for code in book.children("staff")] == ["staff/kind", "staff/queue"]

    def test_the_other_codes_keep_their_order(self) -> None:
        book = move(BOOK, "waiting/queue", "tunnel").codebook
        assert [code.path for code in book.children()] == [code.path for code in BOOK.children()]

    def test_the_label_stays(self) -> None:
        assert move(BOOK, "waiting/queue", "").codebook.code("queue").label == "Standing in line"

    def test_children_and_ids_go_along(self) -> None:
        book = move(BOOK, "waiting/queue", "").codebook
        assert book.code("queue/outside").id == id_of("waiting/queue/outside")

    def test_below_itself_is_a_cycle(self) -> None:
        with pytest.raises(RequestError, match="'waiting' cannot go below itself"):
            move(BOOK, "waiting", "waiting/queue")

    def test_a_sibling_of_that_name_is_in_the_way(self) -> None:
        with pytest.raises(RequestError, match="already a code 'delay/queue'"):
            move(BOOK, "waiting/queue", "delay")

    def test_a_parent_that_is_not_there_is_not_made(self) -> None:
        with pytest.raises(UnknownCodeError, match="Did you mean 'staff'"):
            move(BOOK, "delay", "stafff")


class TestMerge:
    edit = merge(BOOK, ["delay"], "waiting")

    def test_the_codings_of_both_and_of_children_with_one_name_are_joined(self) -> None:
        assert self.edit.merged == {
            id_of("delay"): id_of("waiting"),
            id_of("delay/queue"): id_of("waiting/queue"),
        }

    def test_the_merged_code_is_gone(self) -> None:
        assert "delay" not in self.edit.codebook.paths

    def test_words_are_united(self) -> None:
        assert self.edit.codebook.code("waiting").keywords == ("wait*", "late")

    def test_a_code_for_all_questions_stays_one(self) -> None:
        assert self.edit.codebook.code("waiting").questions == ()

    def test_questions_are_united(self) -> None:
        assert merge(BOOK, ["delay"], "waiting/queue").codebook.code("waiting/queue").questions == (
            "Q1",
            "Q2",
        )

    def test_the_definition_of_the_kept_code_stays(self) -> None:
        assert self.edit.codebook.code("waiting").definition == "Any wait."

    def test_a_missing_definition_is_taken_over(self) -> None:
        assert merge(BOOK, ["waiting"], "delay").codebook.code("delay").definition == "Any wait."

    def test_other_children_move_with_their_ids(self) -> None:
        book = merge(BOOK, ["waiting"], "delay").codebook
        assert book.code("delay/queue/outside").id == id_of("waiting/queue/outside")

    def test_themes_name_each_code_once(self) -> None:
        assert themes(merge(BOOK, ["delay"], "waiting/queue")) == ("waiting/queue",)

    def test_a_child_may_go_into_its_parent(self) -> None:
        edit = merge(BOOK, ["waiting/queue"], "waiting")
        assert edit.codebook.code("waiting/outside").id == id_of("waiting/queue/outside")

    def test_a_family_may_become_one_code(self) -> None:
        edit = merge(BOOK, ["waiting", "waiting/queue"], "delay")
        assert edit.merged[id_of("waiting/queue")] == id_of("delay")

    def test_stance_codes_merge_side_by_side(self) -> None:
        assert merge(BOOK, ["tunnel"], "bridge").merged[id_of("tunnel/for")] == id_of("bridge/for")

    @pytest.mark.parametrize(
        ("paths", "into", "sentence"),
        [
            (["delay"], "delay", "'delay' cannot be merged with itself"),
            (["waiting"], "waiting/queue", "'waiting/queue' lies below 'waiting'"),
            (["bridge"], "delay", "Only one of 'bridge' and 'delay' is a stance code"),
            (["delay"], "staff", "'staff' is a group: it cannot take over the codings of 'delay'"),
            (["bridge/for"], "delay", "'bridge/for' is part of the stance code 'bridge'"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, paths: list[str], into: str, sentence: str) -> None:
        with pytest.raises(RequestError, match=sentence):
            merge(BOOK, paths, into)

    def test_a_child_that_would_end_in_a_group_is_refused_too(self) -> None:
        book = Codebook.build([Code("a/x"), Code("b/x/y")])
        with pytest.raises(RequestError, match="'b/x' is a group"):
            merge(book, ["a"], "b")


class TestSplit:
    edit = split(BOOK, "delay", ["ambulance", "results"])

    def test_the_code_becomes_a_group(self) -> None:
        assert self.edit.codebook.code("delay").codable is False

    def test_its_parts_stand_below_it_after_the_children_it_had(self) -> None:
        paths = [code.path for code in self.edit.codebook.children("delay")]
        assert paths == ["delay/queue", "delay/ambulance", "delay/results"]

    def test_the_ids_of_the_parts_are_handed_over(self) -> None:
        book = self.edit.codebook
        assert self.edit.split == {
            id_of("delay"): (book.code("delay/ambulance").id, book.code("delay/results").id)
        }

    def test_a_part_gets_no_id_that_was_ever_in_use(self) -> None:
        again = split(BOOK, "delay", ["ambulance", "results"], taken=self.edit.split[id_of("delay")])
        assert not set(again.split[id_of("delay")]) & set(self.edit.split[id_of("delay")])

    @pytest.mark.parametrize(
        ("path", "parts", "sentence"),
        [
            ("delay", ["one"], "takes two parts or more"),
            ("delay", ["one", " one "], "takes two parts or more"),
            ("delay", ["queue", "other"], "already a code 'delay/queue'"),
            ("staff", ["one", "two"], "'staff' is a group or a stance code"),
            ("bridge/for", ["one", "two"], "part of the stance code 'bridge'"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, path: str, parts: list[str], sentence: str) -> None:
        with pytest.raises(RequestError, match=sentence):
            split(BOOK, path, parts)


@pytest.mark.parametrize(
    "act",
    [
        lambda book: rename(book, "a", "c"),
        lambda book: move(book, "a/b", ""),
        lambda book: merge(book, ["a/b"], "a"),
        lambda book: split(book, "a/b", ["x", "y"]),
    ],
)
def test_a_codebook_without_ids_gets_them(act: Callable[[Codebook], Edit]) -> None:
    book = Codebook.build([Code("a/b"), Code("a")], [Theme("T", ("a",))])
    assert all(code.id for code in act(book).codebook.codes)
