"""What a codebook is: order, groups, stance, questions, ids, and the rules it keeps."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from coder.codebook import Codebook, parse_yaml
from coder.codebook.tree import tidy_path
from coder.domain import Code, Theme
from coder.errors import CodebookError, RequestError, UnknownCodeError


def codes(*paths: str) -> Codebook:
    return Codebook.build([Code(path) for path in paths])


class TestOrder:
    def test_a_parent_stands_before_its_children_wherever_it_was_written(self) -> None:
        assert codes("waiting/queue", "access", "waiting").paths == ("waiting", "waiting/queue", "access")

    def test_siblings_stay_as_written(self) -> None:
        assert codes("b", "a", "b/2", "b/1").paths == ("b", "b/2", "b/1", "a")

    def test_a_missing_parent_becomes_a_group(self) -> None:
        assert codes("waiting/queue").code("waiting") == Code("waiting", codable=False)

    def test_white_space_around_the_parts_of_a_path_goes(self) -> None:
        assert codes(" waiting /  long   queue ").paths == ("waiting", "waiting/long queue")

    def test_accents_are_composed(self) -> None:
        assert codes("cafe\u0301").paths == ("caf\u00e9",)


class TestFamily:
    book = codes("a", "a/b", "a/b/c", "a/d", "ab")

    def test_children_are_one_level_down(self) -> None:
        assert [code.path for code in self.book.children("a")] == ["a/b", "a/d"]

    def test_the_top_level_is_the_children_of_nothing(self) -> None:
        assert [code.path for code in self.book.children()] == ["a", "ab"]

    def test_descendants_do_not_include_a_code_that_only_starts_alike(self) -> None:
        assert [code.path for code in self.book.descendants("a")] == ["a/b", "a/b/c", "a/d"]

    def test_ancestors_go_from_the_top_down(self) -> None:
        assert [code.path for code in self.book.ancestors("a/b/c")] == ["a", "a/b"]


class TestCodable:
    def test_a_group_cannot_be_coded(self) -> None:
        book = Codebook.build([Code("staff", codable=False), Code("staff/kind")])
        assert [code.path for code in book.codable()] == ["staff/kind"]

    def test_a_stance_code_is_coded_through_for_against_and_mixed(self) -> None:
        book = Codebook.build([Code("bridge", stance=True)])
        assert [code.path for code in book.codable()] == ["bridge/for", "bridge/against", "bridge/mixed"]

    def test_a_stance_that_was_written_out_keeps_its_definition(self) -> None:
        book = Codebook.build([Code("bridge", stance=True), Code("bridge/against", definition="Wants none.")])
        assert book.code("bridge/against").definition == "Wants none."

    def test_a_code_without_questions_applies_to_all(self) -> None:
        assert codes("staff").codable("Q1") == (Code("staff"),)

    def test_a_code_with_questions_applies_to_these_only(self) -> None:
        book = Codebook.build([Code("staff", questions=("Q1",)), Code("access")])
        assert [code.path for code in book.codable("Q2")] == ["access"]

    def test_questions_hold_for_the_codes_below(self) -> None:
        book = Codebook.build([Code("staff", questions=("Q1",)), Code("staff/kind")])
        assert book.codable("Q2") == ()

    def test_a_code_may_apply_to_other_questions_than_its_group(self) -> None:
        book = Codebook.build([Code("staff", questions=("Q1",)), Code("staff/kind", questions=("Q2",))])
        assert [code.path for code in book.codable("Q2")] == ["staff/kind"]

    def test_of_two_groups_above_the_nearer_one_decides(self) -> None:
        book = Codebook.build([Code("a", questions=("Q1",)), Code("a/b", questions=("Q2",)), Code("a/b/c")])
        assert [code.path for code in book.codable("Q2")] == ["a/b", "a/b/c"]

    def test_a_theme_holds_what_is_below_the_codes_it_names(self) -> None:
        book = Codebook.build(
            [Code("bridge", stance=True), Code("bridges"), Code("access"), Code("time")],
            [Theme("T", ("access", "bridge"))],
        )
        paths = [code.path for code in book.of_theme(book.themes[0])]
        assert paths == ["bridge/for", "bridge/against", "bridge/mixed", "access"]


class TestLookup:
    book = Codebook.build([Code("staff/kind", name="Kind, caring", id="7"), Code("food/kind"), Code("queue")])

    def test_a_slip_in_a_path_is_met_with_the_nearest_one(self) -> None:
        with pytest.raises(UnknownCodeError, match=r"no code 'stafff/kind' .* Did you mean 'staff/kind'\?"):
            self.book.code("stafff/kind")

    def test_an_id_finds_its_code(self) -> None:
        assert self.book.by_id("7").path == "staff/kind"

    def test_an_unknown_id_is_an_error(self) -> None:
        with pytest.raises(UnknownCodeError):
            self.book.by_id("8")

    def test_find_takes_a_path(self) -> None:
        assert self.book.find("food/kind").path == "food/kind"

    def test_find_takes_a_name(self) -> None:
        assert self.book.find("Kind, caring").path == "staff/kind"

    def test_find_asks_when_several_fit(self) -> None:
        with pytest.raises(RequestError, match=r"Several codes are called 'kind'.*staff/kind, food/kind"):
            self.book.find("kind")

    def test_find_says_when_there_is_none(self) -> None:
        with pytest.raises(UnknownCodeError, match="Did you mean 'queue'"):
            self.book.find("queeu")


class TestRules:
    @pytest.mark.parametrize(
        ("code", "sentence"),
        [
            (Code(""), "codebook, path: the code has no path. Write, for example, 'path: waiting/queue'."),
            (Code("/a"), "codebook, path: the path '/a' starts with a slash. Write 'a'."),
            (Code("a//b"), "codebook, path: the path 'a//b' has an empty part. Parts stand between slashes."),
            (Code("a\x07"), r"codebook, path: the path 'a\x07' holds a control character. Take it out."),
            (
                Code("x" * 201),
                f"codebook, path: the path '{'x' * 30}...' is 201 characters long, the most is 200. "
                "A long wording belongs into 'definition'.",
            ),
            (
                Code("a", colour="red"),
                "codebook, colour: 'red' is not a colour. Write it like \"#aa3377\", in quotes.",
            ),
            (
                Code("a", definition="bell\x07"),
                "codebook, definition: 'a' holds a control character here. Take it out.",
            ),
            (
                Code("a", patterns=("(a",)),
                "codebook, patterns: '(a' is not a regular expression (missing ), unterminated subpattern "
                "at position 0). Plain words with * belong into 'keywords'.",
            ),
        ],
    )
    def test_a_broken_rule_is_named_with_its_field(self, code: Code, sentence: str) -> None:
        with pytest.raises(CodebookError) as caught:
            Codebook.build([code])
        assert str(caught.value) == sentence

    def test_a_path_of_200_characters_is_allowed(self) -> None:
        assert codes("x" * 200).paths == ("x" * 200,)

    def test_two_codes_cannot_have_one_path(self) -> None:
        with pytest.raises(CodebookError, match="the path 'a/b' is there twice"):
            codes("a/b", " a / b ")

    def test_a_name_that_repeats_the_path_is_left_out(self) -> None:
        assert Codebook.build([Code("a/b", name="b")]).code("a/b").name == ""


class TestContent:
    book = Codebook.build(
        [Code("a/b", definition="x 🙂", keywords=("k*",), id="1"), Code("c", stance=True, id="2")],
        [Theme("T", ("a/b", "c"))],
        "Title",
    )

    def test_json_keeps_everything_with_ids(self) -> None:
        assert Codebook.from_json(self.book.to_json()) == self.book

    def test_json_that_is_damaged_is_an_error(self) -> None:
        with pytest.raises(CodebookError, match="damaged"):
            Codebook.from_json('{"codes": [{"unheard": 1}], "themes": [], "title": ""}')

    def test_the_digest_does_not_depend_on_ids(self) -> None:
        assert parse_yaml(self.book.to_yaml()).digest == self.book.digest

    def test_the_digest_depends_on_the_order(self) -> None:
        assert codes("a", "b").digest != codes("b", "a").digest


_SIGNS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
_TRAPS = "no 1:30 007 ~ null a: #b - [laughs] it's \" \\ *q &D !x | > % @ {a} a,b --- ... 👩‍👩‍👧 עברית \ufeffx e\u0301"
_AWKWARD = st.sampled_from([*_TRAPS.split(" "), "a: b", "a #b", "> 5", "\u00a0", "- a"])
_WORDS = st.one_of(_AWKWARD, st.text(_SIGNS, max_size=12), st.lists(_AWKWARD, max_size=40).map(" ".join))
_LINES = st.lists(st.one_of(_WORDS, st.sampled_from(["  x", "\tx", "  ", ""])), max_size=4).map("\n".join)
_PATHS = st.lists(_WORDS.map(lambda text: text.replace("/", "")[:20]), min_size=1, max_size=3).map("/".join)
_LEGAL = _PATHS.filter(lambda path: all(tidy_path(path).split("/")))


@st.composite
def _codebooks(draw: st.DrawFn) -> Codebook:
    paths = draw(st.lists(_LEGAL, min_size=1, max_size=6, unique_by=tidy_path))
    lists = st.lists(_WORDS, max_size=3).map(tuple)
    codes = [
        draw(
            st.builds(
                Code, st.just(path), _WORDS, _LINES, _LINES, examples=lists, keywords=lists,
                questions=lists, codable=st.booleans(), stance=st.booleans(),
                colour=st.sampled_from(["", "#AA00ff"]),
            )
        )
        for path in paths
    ]  # fmt: skip
    themes = draw(st.lists(_WORDS.filter(str.strip), max_size=2, unique_by=lambda name: Theme(name, ()).name))
    named = {tidy_path(name): Theme(name, (draw(st.sampled_from(paths)),), draw(_LINES)) for name in themes}
    return Codebook.build(codes, named.values(), draw(_WORDS))


@settings(max_examples=150, deadline=None)
@given(_codebooks())
def test_yaml_brings_back_every_codebook(book: Codebook) -> None:
    assert parse_yaml(book.to_yaml()) == book


@settings(max_examples=50, deadline=None)
@given(_codebooks())
def test_json_brings_back_every_codebook(book: Codebook) -> None:
    assert Codebook.from_json(book.to_json()) == book
