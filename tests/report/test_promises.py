"""Words of the author that would break a promise stop the public edition."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coder import Project
from coder.errors import RequestError
from coder.report.facts import Facts, Response
from coder.report.promises import forbid_leaks
from tests.report.consultation import park


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
