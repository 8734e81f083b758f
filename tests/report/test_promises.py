"""Words of the author that would break a promise stop the public edition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coder import Project
from coder.errors import RequestError
from coder.report.facts import Chosen, Facts, Response
from coder.report.promises import forbid_leaks
from tests.report.consultation import ANSWERS, park


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with park(tmp_path_factory.mktemp("park")) as made:
        yield made


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            Facts(background="As olga petrovna sommer wrote."),
            "report.yaml, background: 'olga petrovna sommer' names",
        ),
        (
            Facts(themes={"dogs": Response("Ada Byron King.")}),
            "report.yaml, theme dogs: 'Ada Byron King' names",
        ),
        (
            Facts(summary="One was BITTEN twice by the grey one, they said."),
            "report.yaml, summary: it repeats the words of a confidential answer",
        ),
    ],
)
def test_a_broken_promise_is_told(project: Project, facts: Facts, told: str) -> None:
    with pytest.raises(RequestError, match="The public edition was not made") as error:
        forbid_leaks(project, facts)
    assert told in str(error.value)


def test_harmless_words_pass(project: Project) -> None:
    forbid_leaks(project, Facts(background="The Ramblers walked North Ward. Somebody was bitten by a dog."))


def test_a_quote_that_names_somebody_stays_in_the_draft(tmp_path: Path) -> None:
    answers = ANSWERS.replace("Dogs run free", "Olga Petrovna Sommer says dogs run free")
    with park(tmp_path, answers=answers) as made:
        facts = Facts(quotes=(Chosen(made.source("p3").id, 0, 40, ticked="0"),))
        with pytest.raises(RequestError, match="a quote of 'p3'"):
            forbid_leaks(made, facts)


def test_whole_answers_are_published_without_names_only(tmp_path: Path) -> None:
    answers = ANSWERS.replace("Dogs run free", "Olga Petrovna Sommer says dogs run free")
    with park(tmp_path, answers=answers) as made, pytest.raises(RequestError, match="publish_answers: 'p3'"):
        forbid_leaks(made, Facts(publish_answers=True))


@pytest.mark.parametrize("facts", [Facts(type="who"), Facts(channel="who")])
def test_a_table_of_names_is_no_table_of_types(project: Project, facts: Facts) -> None:
    with pytest.raises(RequestError, match="would show 'Ada Byron King'"):
        forbid_leaks(project, facts)


def test_a_listed_class_of_one_is_a_class(tmp_path: Path) -> None:
    with park(
        tmp_path,
        answers=ANSWERS.replace("twice by the grey one from number nine last winter,Resident", ",Vet"),
    ) as made:
        forbid_leaks(made, Facts(type="kind", classes=("Vet",)))
        with pytest.raises(RequestError, match="would show 'Vet'"):
            forbid_leaks(made, Facts(type="kind"))
