"""The records of a report: what is counted, in which order, what is hidden, what is still owed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder import Project
from coder.report.facts import Chosen, Facts, Organisations, Response, read_facts, seal
from coder.report.reconcile import NAMES, reconcile
from coder.report.summary import Summary, summarise
from tests.report.consultation import ONS, consultation, park

TABLE_1 = [
    ("Central Government Department", 6),
    ("Government Agency", 1),
    ("Local Government", 3),
    ("Higher/ Further Education", 2),
    ("NHS", 3),
    ("Private/ commercial organisation", 2),
    ("Charity", 3),
    ("International Organisation", 1),
    ("Media", 0),
    ("Other", 22),
]


@pytest.fixture(scope="module")
def ons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with consultation(tmp_path_factory.mktemp("ons")) as made:
        yield made


@pytest.fixture(scope="module")
def facts(ons: Project) -> Facts:
    return read_facts(ONS / "report.yaml", ons)


@pytest.fixture(scope="module")
def summary(ons: Project, facts: Facts) -> Summary:
    return summarise(ons, facts)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with park(tmp_path_factory.mktemp("park")) as made:
        yield made


def test_table_1_is_that_of_the_document(summary: Summary) -> None:
    assert summary.types is not None
    assert [(row.name, row.count) for row in summary.types.rows] == TABLE_1
    assert (summary.types.total, summary.types.missing) == (43, 1)


def test_three_numbers_differ(summary: Summary) -> None:
    assert [(each.first, each.second, each.unexplained) for each in summary.differences] == [
        (44, 43, 0),
        (44, 37, 6),
        (43, 37, 5),
    ]


def test_what_explains_them_is_proved_by_the_data(summary: Summary) -> None:
    reasons = [(reason.count, reason.what) for each in summary.differences for reason in each.reasons]
    assert reasons == [
        (1, "without a type of organisation"),
        (1, "not to be named"),
        (1, "not to be named, in the table"),
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 99), min_size=5, max_size=5))
def test_whatever_the_file_states_otherwise_is_told(
    ons: Project, summary: Summary, stated: list[int]
) -> None:
    given_ = dict(zip(NAMES, stated, strict=True))
    text = (ONS / "report.yaml").read_text(encoding="utf-8").partition("\nthemes:")[0]
    head, tail = text.split("stated:\n")[0], "".join(f"  {name}: {n}\n" for name, n in given_.items())
    with TemporaryDirectory() as folder:
        shutil.copy(ONS / "organisations.csv", folder)
        (Path(folder) / "report.yaml").write_text(f"{head}stated:\n{tail}", encoding="utf-8")
        facts = read_facts(Path(folder) / "report.yaml", ons)
    told = {each.first for each in reconcile(summary.counted, facts.stated) if "as stated" in each.first_is}
    assert told == {number for name, number in given_.items() if number != summary.counted[name]}


def test_a_class_for_those_without_a_type_settles_the_first(ons: Project, facts: Facts) -> None:
    found = summarise(ons, replace(facts, unclassified="Not stated", stated={}))
    assert [(each.first, each.second) for each in found.differences] == [(44, 37), (44, 37)]


def test_a_full_list_settles_the_rest(ons: Project, facts: Facts) -> None:
    names = Organisations(tuple(f"Organisation {number}" for number in range(43)))
    given = replace(
        facts, unclassified="Not stated", stated={"received": 44, "named": 43}, organisations=names
    )
    assert summarise(ons, given).differences == ()


def test_themes_come_in_the_order_of_how_many_raised_them(summary: Summary) -> None:
    found = [each.counted.found for each in summary.themes]
    counts = [each.count for each in found if each]
    assert (counts[:3], counts) == ([28, 22, 9], sorted(counts, reverse=True))


def test_a_theme_holds_its_codes_in_that_order_too(summary: Summary) -> None:
    theme = next(each for each in summary.themes if each.counted.name == "User groups")
    assert [each.label for each in theme.codes][:2] == ["Private sector", "Sub-national organisations"]


def test_a_stance_is_called_after_what_it_is_on(summary: Summary) -> None:
    labels = [code.label for theme in summary.themes for code in theme.codes]
    assert "The term customer: against" in labels


def test_each_question_has_its_closed_answer_beside_it(summary: Summary) -> None:
    views, changes = summary.questions
    assert views.closed is not None
    assert ([(row.name, row.count) for row in views.closed.rows], changes.closed) == (
        [("yes", 24), ("mostly", 16), ("no", 3)],
        None,
    )


def test_a_theme_nobody_was_asked_for_is_not_in_a_question(summary: Summary) -> None:
    assert "General welcome" not in [row.name for row in summary.questions[1].themes]


def test_one_question_can_be_reported_alone(ons: Project, facts: Facts) -> None:
    found = summarise(ons, facts, question="changes")
    assert [each.name for each in found.questions] == ["changes"]
    assert {q.passage.source.question.name for theme in found.themes for q in theme.quotes} == {"changes"}


def test_the_campaign_is_counted_three_ways(summary: Summary) -> None:
    assert [(each.respondents, each.answers, each.distinct) for each in summary.campaigns] == [(3, 3, 3)]


def test_the_gap_is_named(summary: Summary) -> None:
    assert summary.gaps == ["No response is written to 'General welcome'."]


def test_everything_is_owed_to_begin_with(small: Project) -> None:
    found = summarise(small, Facts(themes={"dogs": Response(we_did="A fence.")}))
    assert len(found.gaps) == 5 + 2
    assert not any("Dogs" in gap for gap in found.gaps)


def test_the_public_edition_leaves_out_what_nobody_ticked(small: Project) -> None:
    source = small.source("p5")
    tick = Chosen(source.id, 0, len(source.text), ticked=seal(source.text))
    found = summarise(small, Facts(quotes=(tick,)), public=True)
    assert [q.passage.source.name for theme in found.themes for q in theme.quotes] == ["p5"]
    assert sum(theme.withheld for theme in found.themes) == found.to_tick == 4


def test_those_not_to_be_named_are_counted(small: Project) -> None:
    assert summarise(small, Facts()).counted == {"received": 6, "anonymous": 2, "coded": 6}


def test_a_variable_of_names_leaves_out_who_is_not_public(small: Project) -> None:
    found = summarise(small, Facts(organisations=Organisations(variable="who")))
    assert found.organisations == ("Corner Shop", "North Ward Walkers", "Ramblers")
    assert [(each.gap, each.unexplained) for each in found.differences] == [(3, 0)]


def test_a_name_that_may_not_be_listed_is_taken_off_the_list(small: Project) -> None:
    found = summarise(small, Facts(organisations=Organisations(("Ramblers", "OLGA Petrovna Sommer"))))
    assert (found.organisations, found.removed) == (("Ramblers",), 1)


def test_late_responses_are_those_after_the_end_and_those_named(small: Project) -> None:
    named = frozenset({small.source("p1").case.id})
    facts = Facts(until=date(2024, 3, 31), arrived="received", late=named)
    assert summarise(small, facts).late == 2


def test_unread_answers_are_told(tmp_path: Path) -> None:
    with park(tmp_path, codings="source,code,coder\np1,paths,ana\n") as project:
        found = summarise(project, Facts())
    assert (found.unread, found.counted["coded"]) == (5, 1)


def test_a_hidden_theme_has_no_place_no_number_and_no_quote(tmp_path: Path) -> None:
    with park(tmp_path) as project:
        project.configure("disclosure.kind", "3", coder="ana")
        found = summarise(project, Facts())
    hidden = [(each.counted.name, each.quotes) for each in found.themes if each.counted.found is None]
    assert hidden == [("dogs", ()), ("benches", ())]
    assert found.themes[0].counted.name == "paths"


def test_without_themes_the_top_of_the_codebook_stands_in(small: Project) -> None:
    found = summarise(small, Facts())
    assert (found.themes[0].counted.label, found.themes[0].counted.kind) == ("Paths", "code")
