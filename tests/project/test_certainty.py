"""Campaigns that are read with certainty: fixed before they are coded, read whole, added as they are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from coder import Project
from coder.codebook import parse_yaml
from coder.errors import RequestError
from coder.project.certainty import certain
from coder.project.reviewing import session
from tests.project.reading import read

TEMPLATE = (
    "I object to the closing of the library in our street because children and old people walk there every day "
    "and no bus goes to the other one"
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """200 respondents: c0 to c39 sent one template, the tenth of them with a sentence of their own."""
    path = tmp_path / "library.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "comment"])
        writer.writerows([f"c{n}", TEMPLATE + (f" and I am number {n}" if n == 9 else "")] for n in range(40))
        writer.writerows([f"a{n}", f"the opening hours {n} suit me {n * 7}"] for n in range(160))
    with Project.create(tmp_path / "library.coder", embedding="none", goal="counts") as made:
        made.add(path)
        made.load_codebook(parse_yaml("codes:\n  - path: closing\n  - path: hours\n"))
        yield made


def test_a_campaign_is_fixed_with_its_respondents_and_distinct_answers(project: Project) -> None:
    fixed = project.fix_campaigns(least=20, coder="ana")
    assert (fixed.campaigns, fixed.cases, fixed.answers) == (1, 40, 2)


def test_campaigns_that_are_too_small_stay_in_the_random_order(project: Project) -> None:
    with pytest.raises(RequestError, match="50 respondents or more"):
        project.fix_campaigns(least=50, coder="ana")


def test_nothing_is_fixed_once_it_was_coded(project: Project) -> None:
    read(project, "ana", c3="closing")
    with pytest.raises(RequestError, match="must be fixed before"):
        project.fix_campaigns(coder="ana")
    assert certain(project) == frozenset()


def test_fixing_twice_finds_nothing_more(project: Project) -> None:
    project.fix_campaigns(coder="ana")
    with pytest.raises(RequestError, match="is left"):
        project.fix_campaigns(coder="ana")


def test_review_reads_the_template_first_and_once(project: Project) -> None:
    project.fix_campaigns(coder="ana")
    reading = session(project, "ana", proposals=False)
    assert reading.current
    assert reading.current.source.text == TEMPLATE
    reading.add("closing")
    reading.done()
    assert len({r.source for r in project.readings()}) == 39


def test_a_campaign_read_whole_adds_exactly_its_respondents(project: Project) -> None:
    """c0 to c39 raise `closing`, of the others a random few were read and none does: 40, give or take nothing."""
    project.fix_campaigns(coder="ana")
    reading = session(project, "ana", proposals=False)
    for _ in range(30):
        assert reading.current
        if reading.current.source.text.startswith("I object"):
            reading.add("closing")
        reading.done()
    (row,) = project.count(codes=["closing"]).rows
    assert row.estimate
    assert (row.estimate.count, row.estimate.low, row.estimate.n) == (40, 40, 28)


def test_an_unread_campaign_widens_the_interval_to_what_it_could_hold(project: Project) -> None:
    project.fix_campaigns(coder="ana")
    read(project, "ana", **dict.fromkeys(_first_random(project, 30), "hours"))
    (row,) = project.count(codes=["closing"]).rows
    assert row.estimate
    assert row.estimate.pending == 40
    assert row.estimate.high is not None
    assert row.estimate.high >= 40


def test_the_methods_paragraph_says_who_left_the_random_order(project: Project) -> None:
    project.fix_campaigns(coder="ana")
    assert "Another 40 respondents who sent organised answers" in project.methods().text


def _first_random(project: Project, number: int) -> list[str]:
    """Names of the first answers of the random order that are in no campaign."""
    from coder.review.queue import random_order
    from coder.store import content

    names = {source.case.id: source.name for source in project.sources().values()}
    waves = content.case_waves(project.store.db)
    order = random_order([id_ for id_ in waves if id_ not in certain(project)], 0)
    return [names[id_] for id_ in order[:number]]
