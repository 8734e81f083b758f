"""`status`, `log`, `config`, `quotes` and `tag`: what they show, as a table, as CSV, as JSON."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.conftest import Desk


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_status_as_json(coded: Desk) -> None:
    assert json.loads(coded("status", "--format", "json").out) == {
        "project": "library.coder",
        "sources": 5,
        "cases": 5,
        "questions": 1,
        "codes": 4,
        "codebook_version": 1,
        "read": 4,
        "codings": 4,
        "proposals": 0,
        "forgotten": 0,
        "coders": {"ana": {"kind": "human", "read": 4, "codings": 4}},
    }


def test_status_as_a_table(coded: Desk) -> None:
    lines = coded("status").out.splitlines()
    assert [line.split() for line in lines][:4] == [
        ["name", "value"],
        ["─" * 32],
        ["project", "library.coder"],
        ["sources", "5"],
    ]
    assert lines[-1].split() == ["ana", "human", "4", "4"]


def test_status_names_the_next_step_of_an_empty_project(empty: Desk) -> None:
    assert empty("status").err == "Next: 'coder add FILE' puts answers into it.\n"


def test_status_names_the_ways_to_the_first_codes(empty: Desk) -> None:
    empty("add", "responses.csv", "--yes")
    assert empty("status").err.startswith("Next: 'coder codebook load FILE'")


def test_status_names_reading_where_nothing_was_read(filled: Desk) -> None:
    assert filled("status").err == "Next: 'coder review' reads the first answers.\n"


def test_status_names_reading_on_where_some_was_read(coded: Desk) -> None:
    assert coded("status").err.startswith("Next: 'coder review' reads on;")


def test_status_names_counting_where_all_was_read(coded: Desk) -> None:
    coded("import", str(coded.write("last.csv", "id,code,coder\na5,,ana\n")))
    assert coded("status").err.startswith("Next: 'coder count'")


@pytest.mark.parametrize("shown", ["json", "csv"])
def test_status_as_data_names_no_step(coded: Desk, shown: str) -> None:
    assert coded("status", "--format", shown).err == ""


@pytest.mark.parametrize("name", ["NO_COLOR", "TERM", "FORCE_COLOR", "LANG"])
def test_a_table_has_no_colours_in_a_pipe(coded: Desk, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    assert "\x1b" not in coded("status").out


def test_config_shows_what_holds(filled: Desk) -> None:
    shown = json.loads(filled("config", "--format", "json").out)
    assert (shown["seed"], shown["goal"], shown["language"]) == (0, "both", "en")


def test_config_shows_one_setting(filled: Desk) -> None:
    filled("config", "disclosure.branch", "5")
    assert json.loads(filled("config", "disclosure.branch", "--format", "json").out) == {
        "disclosure.branch": 5
    }


def test_a_change_of_config_is_in_the_log(filled: Desk) -> None:
    assert filled("config", "lead", "ben").err == "lead is now ben.\n"
    [last] = json.loads(filled("log", "-n", "1", "--format", "json").out)
    assert (last["coder"], last["act"], last["detail"]) == (
        "ana",
        "config",
        {"setting": "lead", "old": "", "new": "ben"},
    )


def test_setting_what_holds_already_is_no_change(filled: Desk) -> None:
    before = filled.dump()
    filled("config", "goal", "both")
    assert filled.dump() == before


def test_the_log_names_answers_and_codes(coded: Desk) -> None:
    shown = rows(coded("log", "--all", "--format", "csv").out)
    assert ("ana", "add", "a2", "access/parking") in [
        (row["coder"], row["act"], row["source"], row["code"]) for row in shown
    ]


def test_the_log_ends_with_the_newest(coded: Desk) -> None:
    coded("config", "title", "New")
    assert [row["act"] for row in rows(coded("log", "-n", "2", "--format", "csv").out)] == ["data", "config"]


def test_quotes_with_respondent_variables_and_coder(coded: Desk) -> None:
    assert coded("quotes", "staff") == (
        0,
        "staff · a3 · branch South · ana\n    Kind staff, closed too early\n\n",
        "1 passage from 1 respondent.\n",
    )


def test_quotes_of_a_group_hold_those_below_it(coded: Desk) -> None:
    shown = rows(coded("quotes", "access", "--format", "csv").out)
    assert [(row["source"], row["code"]) for row in shown] == [
        ("a1", "access/opening hours"),
        ("a2", "access/parking"),
        ("a3", "access/opening hours"),
    ]


@pytest.mark.parametrize(
    ("words", "sources"),
    [
        (("--and", "staff"), ["a3"]),
        (("--not", "staff"), ["a1"]),
        (("--where", "branch=North"), ["a1"]),
        (("--where", "visits="), ["a3"]),
        (("--coder", "ben"), []),
    ],
)
def test_quotes_narrowed(coded: Desk, words: tuple[str, ...], sources: list[str]) -> None:
    shown = json.loads(coded("quotes", "opening hours", *words, "--format", "json").out)
    assert [row["source"] for row in shown] == sources


def test_tag_proposes_and_codes_nothing(coded: Desk) -> None:
    ran = coded("tag", "--format", "json")
    with coded.open() as project:
        assert (len(project.codings()), set(project.proposals()) <= {s.id for s in project}) == (4, True)
    assert ran.err.endswith(
        "learnt from 4 readings and looked at 1 answer. "
        "Proposals are not codings: 'coder review' is where a person decides.\n"
    )


def test_empty_listings_say_so(empty: Desk) -> None:
    assert empty("codebook", "show") == (
        0,
        "",
        "The codebook is empty: 'coder codebook load FILE' fills it.\n",
    )
