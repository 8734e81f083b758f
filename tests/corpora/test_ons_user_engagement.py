"""The worked example says what its document says, and its codings stand on its texts."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import corpora
from coder.codebook import read_yaml
from coder.errors import RequestError
from coder.project import Project
from tests.shared_data import SHARED, needs_shared

FOLDER = corpora.path("ons-user-engagement")
QUESTIONS = ("views", "changes")
SUMMARY = SHARED / "ons-2010" / "summary-of-responses.txt"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RESPONSES = rows("responses.csv")
CODINGS = rows("codings.csv")
TEXTS = {
    f"{row['id']}/{question}": row[question] for row in RESPONSES for question in QUESTIONS if row[question]
}
CODEBOOK = read_yaml(FOLDER / "codebook.yaml")


def pairs(coder: str) -> set[tuple[str, str]]:
    return {(row["source"], row["code"]) for row in CODINGS if row["coder"] == coder and row["code"]}


def raised_by(prefix: str) -> int:
    return len({row["source"].split("/")[0] for row in CODINGS if row["code"].startswith(prefix)})


def folded(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_the_types_are_those_of_table_1() -> None:
    assert Counter(row["type"] for row in RESPONSES) == {
        "Central Government Department": 6,
        "Government Agency": 1,
        "Local Government": 3,
        "Higher/ Further Education": 2,
        "NHS": 3,
        "Private/ commercial organisation": 2,
        "Charity": 3,
        "International Organisation": 1,
        "Other": 22,
        "": 1,
    }


def test_respondents_are_numbered_from_1_to_44() -> None:
    assert [row["id"] for row in RESPONSES] == [f"R{number:02d}" for number in range(1, 45)]


def test_one_respondent_is_anonymous_and_has_a_type() -> None:
    assert [row["type"] for row in RESPONSES if row["privacy"] == "anonymous"] == ["Other"]


def test_thirty_seven_organisations_are_named() -> None:
    assert len({row["name"] for row in rows("organisations.csv")}) == 37


def test_every_respondent_answers_a_question() -> None:
    assert [row["id"] for row in RESPONSES if not any(row[question] for question in QUESTIONS)] == []


def test_every_date_lies_within_the_consultation() -> None:
    received = [date.fromisoformat(row["received"]) for row in RESPONSES]
    assert date(2010, 6, 6) <= min(received)
    assert max(received) <= date(2010, 9, 8)


def test_the_closed_answers_mostly_welcome_the_strategy() -> None:
    counts = Counter(row["agree"] for row in RESPONSES)
    assert set(counts) == {"yes", "mostly", "no", ""}
    assert counts["yes"] > counts["mostly"] > counts["no"]


def test_the_texts_are_nfc() -> None:
    assert [text for text in TEXTS.values() if unicodedata.normalize("NFC", text) != text] == []


@pytest.mark.parametrize("row", [row for row in CODINGS if row["start"]], ids=lambda row: row["source"])
def test_a_segment_holds_its_quote(row: dict[str, str]) -> None:
    assert TEXTS[row["source"]][int(row["start"]) : int(row["end"])] == row["quote"] != ""


def test_about_half_of_the_codings_are_segments() -> None:
    given = [row for row in CODINGS if row["code"]]
    assert 0.4 < sum(bool(row["start"]) for row in given) / len(given) < 0.6


def test_a_coding_of_a_whole_answer_has_neither_positions_nor_quote() -> None:
    assert [row for row in CODINGS if not row["start"] and (row["end"] or row["quote"])] == []


def test_every_code_may_be_given_to_its_question() -> None:
    legal = {(question, code.path) for question in QUESTIONS for code in CODEBOOK.codable(question)}
    assert {(row["source"].split("/")[1], row["code"]) for row in CODINGS if row["code"]} <= legal


def test_every_codable_code_is_used() -> None:
    assert {code.path for code in CODEBOOK.codable()} == {row["code"] for row in CODINGS} - {""}


def test_every_codable_code_belongs_to_one_theme() -> None:
    themed = sorted(path for theme in CODEBOOK.themes for path in theme.codes)
    assert themed == sorted(code.path for code in CODEBOOK.codable())


@pytest.mark.parametrize("coder", ["ana", "ben"])
def test_a_coder_reads_every_answer(coder: str) -> None:
    assert {row["source"] for row in CODINGS if row["coder"] == coder} == set(TEXTS)


@pytest.mark.parametrize("coder", ["ana", "ben"])
def test_no_code_applies_only_where_none_was_given(coder: str) -> None:
    silent = {row["source"] for row in CODINGS if row["coder"] == coder and not row["code"]}
    assert silent
    assert silent.isdisjoint(source for source, _ in pairs(coder))


def test_the_coders_disagree_in_places() -> None:
    ana, ben = pairs("ana"), pairs("ben")
    assert 0.10 <= len(ana ^ ben) / len(ana | ben) <= 0.15


def test_user_groups_drew_the_most_comments() -> None:
    others = ("monitoring", "terminology", "purpose", "benefits", "statistical-service", "references")
    assert raised_by("user-groups") > max(map(raised_by, others))


def test_the_private_sector_is_the_group_most_missed() -> None:
    others = ("voluntary-and-community", "sub-national", "citizens")
    assert raised_by("user-groups/private-sector") > max(raised_by(f"user-groups/{name}") for name in others)


def test_the_term_customer_is_both_welcomed_and_refused() -> None:
    assert min(raised_by("terminology/customer/for"), raised_by("terminology/customer/against")) >= 2


def test_three_respondents_share_a_paragraph_and_each_adds_to_it() -> None:
    shared = "Users of statistics below the national level are more than local authorities."
    joined = [row for row in RESPONSES if row["changes"].startswith(shared)]
    assert [row["id"] for row in joined] == ["R10", "R27", "R36"]
    assert len({row["changes"] for row in joined}) == 3


def test_no_organisation_is_named_in_an_answer() -> None:
    listed = [row["name"] for row in rows("organisations.csv")]
    names = [re.sub(r"\s*\(.*\)", "", name) for name in listed]
    short = [found for name in listed for found in re.findall(r"\((\w+)\)", name)]
    anything = re.compile(rf"\b({'|'.join(map(re.escape, names + short))})\b", re.IGNORECASE)
    assert [found.group() for text in TEXTS.values() if (found := anything.search(text))] == []


@needs_shared
def test_no_eight_words_running_come_from_the_published_summary() -> None:
    words = folded(SUMMARY.read_text(encoding="utf-8"))
    published = {tuple(words[at : at + 8]) for at in range(len(words) - 7)}
    written = [folded(text) for text in TEXTS.values()]
    assert [
        run[at : at + 8]
        for run in written
        for at in range(len(run) - 7)
        if tuple(run[at : at + 8]) in published
    ] == []


@needs_shared
def test_the_named_organisations_are_those_of_the_published_summary() -> None:
    lines = SUMMARY.read_text(encoding="utf-8").splitlines()
    assert [row["name"] for row in rows("organisations.csv")] == [
        line[2:] for line in lines if line.startswith("- ")
    ]


def test_the_whole_example_goes_into_a_project(tmp_path: Path) -> None:
    with Project.create(tmp_path / "example.coder") as project:
        project.add(FOLDER / "responses.csv")
        project.load_codebook(CODEBOOK)
        imported = project.import_codings(FOLDER / "codings.csv")
        assert {source.name for source in project} == set(TEXTS)
    assert (imported.problems, imported.coders) == ((), ("ana", "ben"))
    assert (imported.codings, imported.readings) == (len(pairs("ana")) + len(pairs("ben")), 2 * len(TEXTS))


def test_an_unknown_corpus_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RequestError, match="ons-user-engagement, synthetic"):
        corpora.path("../tests")
