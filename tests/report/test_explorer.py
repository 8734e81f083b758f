"""What the explorer page holds, and what its public edition leaves out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder import Project
from coder.errors import RequestError
from coder.report.explorer import embedded, page
from coder.report.wording import number
from tests.report.explored import LONG, SCRIPT, build, data_of, mark, named, place

PRIVACY = ("public", "anonymous", "confidential")
Texts = Literal["all", "ticked"]
TEXTS: list[Texts] = ["all", "ticked"]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Project]:
    with build(tmp_path) as made:
        yield made


def row(data: dict[str, Any], name: str) -> dict[str, Any]:
    """One answer of the internal edition, every column by name."""
    at = data["rows"]["name"].index(name)
    return {column: values[at] for column, values in data["rows"].items()}


def codes_of(data: dict[str, Any], name: str) -> dict[str, bool]:
    """Code path -> whether only a machine gave it."""
    return {data["codes"][each // 2]["path"]: bool(each % 2) for each in row(data, name)["codes"]}


def ticked(project: Project, name: str, words: str) -> tuple[str, int, int]:
    source = named(project)[name]
    start, end = place(source, words)
    return source.id, start or 0, end or 0


def public(project: Project, texts: Texts, *quotes: tuple[str, str]) -> str:
    chosen = [ticked(project, name, words) for name, words in quotes]
    return page(project, public=True, texts=texts, ticked=chosen)


# The internal edition


def test_every_answer_is_a_row(library: Project) -> None:
    assert len(data_of(page(library, public=False))["rows"]["text"]) == 12


def test_one_question_alone(library: Project) -> None:
    data = data_of(page(library, public=False, question="bad"))
    assert (data["answers"], [each["name"] for each in data["questions"]]) == (6, ["bad"])


def test_nothing_to_show(tmp_path: Path) -> None:
    with Project.create(tmp_path / "empty.coder") as empty, pytest.raises(RequestError):
        page(empty, public=False)


def test_positions_count_as_the_browser_does(library: Project) -> None:
    data = data_of(page(library, public=False))
    flat = row(data, "p1/good")["codings"]
    assert [flat[2:4], flat[6:8]] == [[0, 13], [5, 22]]


def test_machine_and_people_are_told_apart(library: Project) -> None:
    data = data_of(page(library, public=False))
    assert (codes_of(data, "p6/good"), codes_of(data, "p2/good")) == ({"children": True}, {"staff": False})


def test_what_the_lead_coder_did_not_see_is_shown_but_does_not_count(library: Project) -> None:
    data = data_of(page(library, public=False))
    children = [each["path"] for each in data["codes"]].index("children")
    assert "children" not in codes_of(data, "p1/bad")
    assert children in row(data, "p1/bad")["codings"][::4]


def test_an_answer_that_cannot_be_coded_has_no_code(library: Project) -> None:
    session = library.review("ana", proposals=False)
    view = session.current
    assert view
    session.uncodable()
    data = data_of(page(library, public=False))
    found = row(data, view.source.name)
    assert (found["state"], found["codes"]) == (2, [])


def test_variables_are_columns(library: Project) -> None:
    (branch,) = data_of(page(library, public=False))["variables"]
    assert [branch["values"][each] for each in branch["rows"][::2]] == [
        "North",
        "South",
        "South",
        "North",
        "North",
        "South",
    ]


def test_even_within_the_team_confidential_words_stay_in_the_project(library: Project) -> None:
    html = page(library, public=False)
    assert "HUSH" not in html
    assert "p3-zelda" not in html


def test_counts_are_those_of_the_project(library: Project) -> None:
    data = data_of(page(library, public=False))
    shown = {each["path"]: each["count"]["count"] for each in data["codes"]}
    counted = {each.name: each.estimate.count for each in library.count().rows if each.estimate}
    assert shown == {path: counted[path] for path in shown}


def test_agreement_is_that_of_the_project(library: Project) -> None:
    data = data_of(page(library, public=False))
    shown = {each["code"]: each.get("alpha") for each in data["agreement"]["rows"]}
    record = next(each for each in library.agreement().records() if each["code"] == "access/parking")
    assert shown["access/parking"] == pytest.approx(record["alpha"], abs=1e-4)


def test_one_coder_has_nobody_to_agree_with(project: Project) -> None:
    assert "two coders" in data_of(page(project, public=False))["agreement"]["why"]


# The file


def test_the_same_project_gives_the_same_bytes(library: Project) -> None:
    assert page(library, public=False) == page(library, public=False)


def test_nothing_runs_but_the_page_s_own_script(library: Project) -> None:
    html = page(library, public=False)
    script = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert len(script) == 1
    assert f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'sha256-" in html


def test_the_page_names_no_address_of_the_network(library: Project) -> None:
    assert not re.findall(r"https?:|//[a-z]+\.|@import|url\(", page(library, public=False))


def test_people_s_words_are_data(library: Project) -> None:
    html = page(library, public=False)
    assert "</script><script>" not in html
    assert row(data_of(html), "p2/good")["text"] == SCRIPT


def test_a_long_answer_is_there_to_its_end(library: Project) -> None:
    assert row(data_of(page(library, public=False)), "p6/bad")["text"] == LONG.strip()


def test_a_title_is_text(library: Project) -> None:
    assert "<title>Library &lt;2026&gt;: explorer</title>" in page(library, public=False)


@given(st.text() | st.sampled_from(["</script>", "<!--", "]]>", "\u2028\u2029", "${data}", "&amp;"]))
def test_embedded_words_come_back_and_end_no_element(text: str) -> None:
    inside = embedded({"text": [text]})
    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside) == {"text": [text]}


# The public edition


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[Texts, str]:
    """The data of both public editions."""
    quotes = ("p3-zelda bad", "shut at noon"), ("p4-secret bad", "parking")
    with build(tmp_path_factory.mktemp("published")) as made:
        pages: dict[Texts, str] = {texts: public(made, texts, *quotes) for texts in TEXTS}
    return {texts: embedded(data_of(html)) for texts, html in pages.items()}


@pytest.mark.parametrize("texts", TEXTS)
@pytest.mark.parametrize(
    "secret", ["HUSH", "p4-secret", "zelda", "anonymous-1", "North", "branch", "ana", "ben", "0badcafe"]
)
def test_nothing_of_this_is_published(published: dict[Texts, str], texts: Texts, secret: str) -> None:
    assert secret not in published[texts]


def test_only_what_was_ticked_is_quoted(library: Project) -> None:
    data = data_of(public(library, "ticked", ("p1 bad", "nowhere to park"), ("p3-zelda bad", "shut at noon")))
    assert sorted(data["rows"]["text"]) == ["nowhere to park", "shut at noon"]


def test_without_ticks_only_counts_are_published(library: Project) -> None:
    data = data_of(page(library, public=True))
    assert (data["rows"]["text"], data["codes"][1]["count"]["count"]) == ([], 2)


def test_a_quote_has_the_codes_that_people_gave_these_words(library: Project) -> None:
    data = data_of(public(library, "ticked", ("p1 good", "Kind staff \U0001f600 and")))
    assert [data["codes"][each // 2]["path"] for each in data["rows"]["codes"][0]] == ["staff", "children"]


def test_marks_in_a_quote_are_counted_from_its_beginning(library: Project) -> None:
    data = data_of(public(library, "ticked", ("p1 bad", "and nowhere to park")))
    assert data["rows"]["codings"] == [[2, 0, 4, 19]]


def test_a_quote_stands_under_no_name(library: Project) -> None:
    data = data_of(public(library, "ticked", ("p1 bad", "nowhere to park")))
    assert (data["rows"]["name"], data["cases"]) == ([""], [])


def test_whole_answers_name_public_respondents_only(library: Project) -> None:
    data = data_of(public(library, "all"))
    assert sorted(data["cases"]) == ["p1", "p2", "p5", "p6"]
    assert data["rows"]["name"].count("") == 2


def test_coders_are_people_or_machine(library: Project) -> None:
    data = data_of(public(library, "all"))
    assert sorted(each["name"] for each in data["coders"]) == ["machine", "people"]
    assert data["agreement"]["coders"] == "2 coders"


def test_the_order_of_answers_tells_nothing(library: Project) -> None:
    texts = data_of(public(library, "all"))["rows"]["text"]
    assert texts == sorted(texts, key=lambda text: hashlib.sha256(text.encode()).digest())


@pytest.mark.parametrize("texts", TEXTS)
def test_a_hidden_count_is_hidden_everywhere(library: Project, texts: Texts) -> None:
    library.configure("disclosure.branch", "3", coder="ana")
    data = data_of(
        public(library, texts, ("p1 good", "staff \U0001f600 and warm"), ("p1 bad", "nowhere to park"))
    )
    hidden = {n for n, each in enumerate(data["codes"]) if each["count"] == {"how": "hidden"}}
    on_rows = {each // 2 for codes in data["rows"]["codes"] for each in codes}
    in_codings = {code for flat in data["rows"]["codings"] for code in flat[::4]}
    compared = {each["code"] for each in data["agreement"]["rows"]}
    assert {data["codes"][n]["path"] for n in hidden} >= {"access/opening hours", "children"}
    assert not hidden & (on_rows | in_codings)
    assert not {data["codes"][n]["path"] for n in hidden} & compared


def test_a_count_hidden_for_one_question_is_on_none_of_its_quotes(library: Project) -> None:
    mark(library, "ana", {"p1 bad": [("staff", "")]})
    library.configure("disclosure.branch", "2", coder="ana")
    data = data_of(public(library, "ticked", ("p1 bad", "and nowhere"), ("p1 good", "Kind staff")))
    staff = 2 * [each["path"] for each in data["codes"]].index("staff")
    found = dict(zip(data["rows"]["text"], data["rows"]["codes"], strict=True))
    assert [staff in found[text] for text in ("and nowhere", "Kind staff")] == [False, True]


def test_whole_answers_stay_out_where_a_variable_is_protected(library: Project) -> None:
    library.configure("disclosure.branch", "3", coder="ana")
    data = data_of(public(library, "all", ("p1 bad", "nowhere to park")))
    assert (data["texts"], data["rows"]["text"]) == ("ticked", ["nowhere to park"])


@st.composite
def _people(draw: st.DrawFn) -> list[tuple[str, str, str, str, str]]:
    kinds = draw(st.lists(st.sampled_from(PRIVACY), min_size=6, max_size=6))
    fields = ("respondent", "goodwords", "badwords", "branch")
    return [(*(f"{field}x{n}x" for field in fields), kind) for n, kind in enumerate(kinds)]  # type: ignore[misc]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_people(), st.sampled_from(TEXTS), st.sampled_from([0, 3]), st.data())
def test_no_secret_is_in_the_bytes(
    rows: list[tuple[str, str, str, str, str]], texts: Texts, limit: int, drawn: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder, build_bare(Path(folder), rows) as project:
        given_codes = st.sampled_from(["access/parking", "staff", "children"])
        said = {name: [(drawn.draw(given_codes), "")] for name in named(project)}
        mark(project, "respondentcoder", said)
        project.configure("disclosure.branch", str(limit), coder="respondentcoder")
        everything = [(source.id, 0, len(source.text)) for source in project.sources().values()]
        html = page(project, public=True, texts=texts, ticked=everything)
        hidden = {each.name for each in project.count().rows if each.estimate is None}
    assert not [word for word in secrets(rows) if word in html]
    data = data_of(html)
    on_rows = {data["codes"][each // 2]["path"] for codes in data["rows"]["codes"] for each in codes}
    assert not on_rows & hidden


def build_bare(folder: Path, rows: list[tuple[str, str, str, str, str]]) -> Project:
    """The library with other people and nothing read."""
    return build(folder, rows, read=False)


def secrets(rows: list[tuple[str, str, str, str, str]]) -> list[str]:
    """Words that may not leave: values, names of whoever is not public, texts of the confidential, the coder."""
    hidden = [row for row in rows if row[4] != "public"]
    confidential = [row for row in rows if row[4] == "confidential"]
    texts = [text for row in confidential for text in row[1:3]]
    return [*(row[3] for row in rows), *(row[0] for row in hidden), *texts, "respondentcoder"]


@pytest.mark.parametrize("count", [2.46, 2.5, 3.5, -0.2])
def test_a_count_is_rounded_as_in_the_summary(library: Project, count: float) -> None:
    counts = library.count()
    first = counts.rows[0]
    assert first.estimate is not None
    found = replace(first.estimate, count=count)
    other = replace(counts, rows=(replace(first, estimate=found), *counts.rows[1:]))
    shown = data_of(page(library, public=False, counts=other))["codes"][0]["count"]["count"]
    assert str(shown) == number(found)
