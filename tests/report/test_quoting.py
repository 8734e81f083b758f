"""Quotes come from people's codings, one per respondent, from several groups, the same every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder import Project
from coder.domain import Case, Question, Source
from coder.errors import RequestError
from coder.report.facts import Chosen, Facts, seal
from coder.report.quoting import Passage, Picked, choose, passages
from coder.report.summary import quotes_of
from tests.project.reading import read
from tests.report.consultation import ANSWERS, CODEBOOK, CODINGS, consultation, park

FACTS = Facts(type="kind")


@pytest.fixture(scope="module")
def ons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with consultation(tmp_path_factory.mktemp("ons")) as made:
        yield made


def texts(found: Mapping[str, Sequence[Picked]], theme: str) -> list[str]:
    return [picked.passage.text for picked in found[theme]]


def cases(found: Mapping[str, Sequence[Picked]]) -> list[str]:
    return [picked.passage.source.case.name for picked_ in found.values() for picked in picked_]


def passage(name: str, text: str, group: str = "") -> Passage:
    source = Source(name, Case(name, values={"group": group}), Question("q"), text)
    return Passage(source, 0, len(text), frozenset(text.casefold().split()))


def group(source: Source) -> str:
    return str(source.case.values["group"])


def test_a_respondent_is_quoted_once_in_the_whole_report(ons: Project) -> None:
    found = cases(quotes_of(ons, Facts(type="type")))
    assert (len(found), len(set(found))) == (24, 24)


def test_three_groups_where_there_are_three(ons: Project) -> None:
    found = quotes_of(ons, Facts(type="type"))
    assert {len({picked.group for picked in theme}) for theme in found.values()} == {3}


def test_confidential_answers_are_never_quoted(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        assert "p4" not in cases(quotes_of(project, FACTS))


def test_anonymous_ones_are_quoted_without_their_group(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        assert [picked.group for picked in quotes_of(project, FACTS)["dogs"]] == ["Anonymous respondent"]


def test_machine_and_bulk_codings_are_not_quoted(tmp_path: Path) -> None:
    with park(tmp_path, codings="source,code,coder\n" + "p1,,ana\n") as project:
        project.code_hits(project.find("path*"), "paths", coder="ana")
        assert quotes_of(project, FACTS)["paths"] == []


def test_a_coding_that_the_consensus_took_back_is_not_quoted(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        read(project, "consensus", p3="")
        assert quotes_of(project, FACTS)["dogs"] == []


def test_a_protected_group_is_not_told(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        project.configure("disclosure.kind", "1", coder="ana")
        assert {each.group for theme in quotes_of(project, FACTS).values() for each in theme} <= {
            "Respondent",
            "Anonymous respondent",
        }


def test_a_banned_answer_is_left_out(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        facts = Facts(quotes=(Chosen(project.source("p5").id, use="banned"),))
        assert "p5" not in cases(quotes_of(project, facts))


def test_a_pinned_part_of_a_coded_passage_comes_first(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        pin = Chosen(project.source("p6").id, 0, 11, "paths", "pinned")
        assert texts(quotes_of(project, Facts(quotes=(pin,))), "paths")[0] == "Muddy paths"


def test_what_nobody_coded_cannot_be_pinned(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        pin = Chosen(project.source("p1").id, 0, 9, "dogs", "pinned")
        with pytest.raises(RequestError, match="pinned under 'dogs'"):
            quotes_of(project, Facts(quotes=(pin,)))


def test_a_tick_holds_for_the_words_it_was_given_for(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        source = project.source("p5")
        chosen = Chosen(source.id, 0, len(source.text), "benches", ticked=seal(source.text))
        found = quotes_of(project, Facts(quotes=(chosen,)))["benches"]
    assert [(each.ticked, each.stale) for each in found if each.passage.source.name == "p5"] == [
        (True, False)
    ]


def test_a_tick_for_other_words_is_stale(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        source = project.source("p5")
        chosen = Chosen(source.id, 0, len(source.text), "benches", ticked=seal("other words"))
        found = quotes_of(project, Facts(quotes=(chosen,)))["benches"]
    assert [(each.ticked, each.stale) for each in found if each.passage.source.name == "p5"] == [
        (False, True)
    ]


def test_ticked_quotes_go_before_others() -> None:
    found = [passage(f"s{n}", f"the lake has water number {'abcdef'[n]}") for n in range(6)]
    tick = Chosen(found[5].source.id, 0, len(found[5].text), ticked=seal(found[5].text))
    assert found[5].text in texts(choose({"lake": found}, Facts(quotes=(tick,)), lambda _: ""), "lake")


def test_a_tick_is_not_lost_to_a_rarer_theme() -> None:
    twice = passage("s", "the lake has no water at all")
    part = Passage(twice.source, 4, 27, twice.words)
    other = [passage(f"o{n}", f"nothing is said here {'xyz'[n]}") for n in range(3)]
    tick = Chosen(twice.source.id, 0, len(twice.text), "lake", ticked=seal(twice.text))
    found = choose({"rare": [part], "lake": [twice, *other]}, Facts(quotes=(tick,)), lambda _: "")
    assert (texts(found, "rare"), twice.text in texts(found, "lake")) == ([], True)


def test_different_words_go_before_the_same_again() -> None:
    same = [passage(f"s{n}", "the paths are muddy and broken all year") for n in range(5)]
    other = passage("o", "benches along the river would let people rest")
    assert other.text in texts(choose({"x": [*same, other]}, Facts(), lambda _: ""), "x")


def test_a_group_that_is_left_comes_before_a_second_of_the_first() -> None:
    found = [passage(f"s{n}", f"water in the lake is low {'abc'[n]}", "A") for n in range(3)]
    found += [passage("t", "a short remark indeed", "B")]
    picked = choose({"x": found}, Facts(), group, most=2)["x"]
    assert {each.group for each in picked} == {"A", "B"}


@pytest.mark.parametrize("text", ["Good.", "word " * 100])
def test_too_short_and_too_long_passages_are_left_out(text: str) -> None:
    assert choose({"x": [passage("s", text.strip())]}, Facts(), lambda _: "")["x"] == []


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_answers_changes_nothing(random: object) -> None:
    words = [
        "low water here",
        "high water there",
        "no water at all",
        "boats on the water",
        "ducks like water",
    ]
    found = [passage(f"s{n}", f"{text} in summer time", "AB"[n % 2]) for n, text in enumerate(words)]
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert texts(choose({"x": shuffled}, Facts(), group), "x") == texts(
        choose({"x": found}, Facts(), group), "x"
    )


def test_the_rows_of_the_file_may_come_in_any_order(tmp_path: Path) -> None:
    head, *rows = ANSWERS.splitlines()
    turned = "\n".join([head, *reversed(rows)]) + "\n"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with park(tmp_path / "a") as one, park(tmp_path / "b", turned, CODINGS, CODEBOOK) as other:
        assert quotes_of(one, FACTS) == quotes_of(other, FACTS)


def test_white_space_around_a_passage_is_not_quoted(tmp_path: Path) -> None:
    coded = "source,code,coder,start,end\np1,paths,ana,3,10\n"
    with park(tmp_path, codings=coded) as project:
        found = passages(project, {"paths": {project.codebook.code("paths").id}})
    assert [each.text for each in found["paths"]] == ["paths"]
