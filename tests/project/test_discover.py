"""Clusters, campaigns and words in context over a project, and what people make of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coder import Project
from coder.discovery.naming import Phrase
from coder.errors import RequestError
from coder.project.discover import Found, together
from tests.discovery.answers import ANSWERS, SUBJECTS, TRUTH

LETTER = "We ask the council to keep the baths in the old town open for all of us and our children"
GERMAN = "Das Schwimmbad muss unbedingt offen bleiben, weil meine Kinder dort schwimmen lernen."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "answers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        write = csv.writer(file).writerow
        write(("id", "comment", "day", "privacy"))
        for number, text in enumerate(ANSWERS):
            write((f"a{number}", text, "2026-05-01", "confidential" if number == 5 else "public"))
        for number in range(4):
            write((f"c{number}", LETTER, "2026-05-02" if number else "2026-05-01", "public"))
        write(("c4", f"{LETTER}. I swim there daily.", "2026-05-02", "public"))
        write(("g0", GERMAN, "2026-05-02", "public"))
    with Project.create(tmp_path / "baths.coder", embedding="static") as made:
        made.add(path)
        yield made


@pytest.fixture
def found(project: Project) -> Found:
    return project.clusters(5)


def subject_of(found: Found, subject: str) -> int:
    """The number, from 1, of the cluster of a subject's first answer."""
    place = [source.text for source in found.sources].index(ANSWERS[TRUTH.index(subject)])
    return int(found.fitted.labels_[place]) + 1


def test_other_languages_stand_apart(found: Found) -> None:
    assert {language: [s.name for s in sources] for language, sources in found.apart.items()} == {
        "de": ["g0"]
    }
    assert GERMAN not in [source.text for source in found.sources]


def test_clusters_can_be_of_some_answers(project: Project) -> None:
    assert len(project.clusters(2, where={"day": "2026-05-02"}).sources) == 4


def test_a_code_made_of_a_cluster_has_a_stub_words_and_examples(project: Project, found: Found) -> None:
    draft = found.draft(subject_of(found, "food"))
    made = project.code_of(draft, "catering/food", coder="ana")
    assert project.codebook.code("catering/food") == made
    assert made.definition.startswith("To be defined.")
    assert set(made.keywords) <= set(SUBJECTS["food"]) | {"food"}
    assert len(made.examples) == 3


def test_its_answers_are_a_queue_that_judges_this_code_only(project: Project, found: Found) -> None:
    draft = found.draft(subject_of(found, "food"))
    project.code_of(draft, "food", coder="ana")
    project.code_of(found.draft(subject_of(found, "nurses")), "nurses", coder="ana")
    session = project.cluster_session("food", "ana")
    view = session.current
    assert view is not None
    assert (view.stream, view.source.id in draft.sources) == ("cluster", True)
    assert list(view.scope or ()) == ["food"]


def test_a_code_of_the_same_name_is_not_made_twice(project: Project, found: Found) -> None:
    project.code_of(found.draft(1), "food", coder="ana")
    with pytest.raises(RequestError, match="already"):
        project.code_of(found.draft(2), "food", coder="ana")


def test_a_code_that_was_no_cluster_has_no_queue(project: Project, found: Found) -> None:
    from coder.codebook import parse_yaml

    project.load_codebook(parse_yaml("codes:\n  - path: other\n"))
    with pytest.raises(RequestError, match="not made of a cluster"):
        project.cluster_session("other", "ana")


def test_merged_drafts_hold_the_answers_of_both(found: Found) -> None:
    one, other = found.draft(1), found.draft(2)
    assert set(together([one, other]).sources) == set(one.sources) | set(other.sources)


def test_confidential_words_are_no_examples(project: Project, found: Found) -> None:
    place = [source.name for source in found.sources].index("a5")
    assert not found.may_quote(place)


@pytest.mark.parametrize("number", [0, 6])
def test_there_is_no_such_cluster(found: Found, number: int) -> None:
    with pytest.raises(RequestError, match="numbered 1 to 5"):
        found.draft(number)


def test_sides_need_a_mixed_cluster(found: Found) -> None:
    number = next(each.number for each in found.clusters if each.stance is None) + 1
    with pytest.raises(RequestError, match="does not mix"):
        found.sides(number)


def test_what_was_coded_explains_its_cluster(project: Project, found: Found) -> None:
    project.code_of(found.draft(subject_of(found, "food")), "food", coder="ana")
    project.code_of(found.draft(subject_of(found, "nurses")), "nurses", coder="ana")
    read_all(project, "food")
    unexplained = project.findings(found).unexplained
    assert subject_of(found, "food") - 1 not in [each.cluster.number for each in unexplained]


def test_unexplained_leaves_out_answers_with_a_code(project: Project, found: Found) -> None:
    draft = found.draft(subject_of(found, "food"))
    project.code_of(draft, "food", coder="ana")
    read_all(project, "food")
    left = {source.id for source in project.clusters(3, unexplained=True).sources}
    assert left == {source.id for source in found.sources} - set(draft.sources)


def read_all(project: Project, code: str) -> None:
    """Gives the code to every answer of its queue."""
    session = project.cluster_session(code, "ana")
    while session.current:
        session.add(code)
        session.done()


def test_campaigns_count_respondents_and_days(project: Project) -> None:
    (campaign,), sources = project.campaigns()
    days = [str(source.case.values["day"]) for source in sources]
    assert campaign.counts([source.case.id for source in sources]) == {
        "respondents": 5,
        "answers": 5,
        "distinct": 2,
    }
    assert campaign.by(days) == {"2026-05-02": 4, "2026-05-01": 1}


def test_a_parted_campaign_stays_parted(project: Project) -> None:
    (campaign,), sources = project.campaigns(least=2)
    project.part_campaign([sources[campaign.variants[1].answers[0]]], coder="ana")
    assert [len(each.answers) for each in project.campaigns(least=2)[0]] == [4, 1]


def test_joining_takes_parting_back(project: Project) -> None:
    (campaign,), sources = project.campaigns()
    one, other = (sources[variant.answers[0]] for variant in campaign.variants)
    project.part_campaign([other], coder="ana")
    project.join_campaigns(one, other, coder="ben")
    assert [len(each.answers) for each in project.campaigns()[0]] == [5]


def test_a_campaign_is_read_template_first_and_once(project: Project, found: Found) -> None:
    project.code_of(found.draft(1), "baths", coder="ana")
    (campaign,), sources = project.campaigns()
    session = project.campaign_session(campaign, sources, "ana")
    view = session.current
    assert view is not None
    assert view.source.text == LETTER
    assert session.progress.left == 2


def test_words_in_context_know_their_answer(project: Project) -> None:
    hits = project.find("swim*")
    assert [(source.name, hit.text) for source, hit in hits] == [("c4", "swim")]


def test_every_hit_can_be_coded_once(project: Project, found: Found) -> None:
    project.code_of(found.draft(1), "baths", coder="ana")
    hits = project.find("the baths")
    assert [project.code_hits(hits, "baths", coder="ana") for _ in range(2)] == [5, 0]
    assert {(c.origin, c.start, c.end) for c in project.codings()} == {("bulk", 27, 36)}
    assert project.readings() == []


def test_small_words_are_no_keywords_but_whole_answers_are(found: Found) -> None:
    said = tuple(Phrase(text, 0.5, 0.1) for text in ("they", "Nothing", "too cold"))
    found.fitted.clusters_[0] = replace(found.clusters[0], phrases=said)
    told = replace(found, sources=[replace(found.sources[0], text="Nothing!"), *found.sources[1:]])
    assert told.draft(1).keywords == ("nothing", "too cold")
