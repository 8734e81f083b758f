"""`coder clusters`, `campaigns` and `find` as a person types them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.conftest import Desk
from tests.discovery.answers import ANSWERS

LETTER = "We ask the council to keep the baths in the old town open for all of us and our children"


@pytest.fixture
def full(desk: Desk) -> Desk:
    """A project of 160 answers on four things, and a letter sent three times."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    write(("id", "comment", "area"))
    for number, text in enumerate([*ANSWERS, *[LETTER] * 2, f"{LETTER}. [b]I swim[/b] there."]):
        write((f"a{number}", text, "north"))
    (desk.folder / "answers.csv").write_text(out.getvalue(), encoding="utf-8")
    desk("init", "x.coder")
    desk("config", "embedding", "static")
    desk("add", "answers.csv", "--yes")
    return desk


def test_clusters_show_names_sizes_and_quotes(full: Desk) -> None:
    ran = full("clusters", "--n", "4")
    assert ran.status == 0
    assert ran.out.count("stability") == 4
    assert "163 answers in 4 clusters" in ran.err
    assert "--name 1 CODE" in ran.err


def test_few_answers_have_no_stability(full: Desk) -> None:
    ran = full("clusters", "--where", "source=a1")
    assert ("stability" in ran.out, "Too few answers" in ran.err) == (False, True)


def test_clusters_as_data(full: Desk) -> None:
    rows = json.loads(full("clusters", "--n", "4", "--format", "json").out)
    assert sum(row["answers"] for row in rows) == 163
    assert {len(row["central"]) for row in rows} == {3}


def test_a_cluster_becomes_a_code(full: Desk) -> None:
    ran = full("clusters", "--n", "4", "--name", "1,2", "site/first")
    assert ran.status == 0
    assert "coder clusters --review 'site/first'" in ran.err
    assert "To be defined" in full("codebook", "show").out


def test_walking_names_merges_and_drops(full: Desk) -> None:
    ran = full("clusters", "--n", "4", "--walk", input="+ 2\nboth\n\n.\nq\n")
    assert ran.status == 0
    assert ran.err.count("New code") == 2


def test_a_cluster_that_was_merged_is_not_offered_again(full: Desk) -> None:
    ran = full("clusters", "--n", "3", "--walk", input="+ 2\nboth\n.\n")
    assert ran.status == 0
    assert [ran.out.count(f"  {number}  ") for number in (1, 2, 3)] == [1, 0, 1]


def test_a_cluster_that_is_not_there(full: Desk) -> None:
    ran = full("clusters", "--n", "4", "--name", "9", "x")
    assert (ran.status, "numbered 1 to 4" in ran.err) == (1, True)


@pytest.mark.parametrize("n", ["0", "many", "-1"])
def test_a_number_that_makes_no_sense(full: Desk, n: str) -> None:
    assert full("clusters", f"--n={n}").status == 1


def test_findings_need_readings(full: Desk) -> None:
    assert "Nothing found" in full("clusters", "--n", "4", "--findings").err


def test_campaigns_show_counts_side_by_side(full: Desk) -> None:
    (row,) = json.loads(full("campaigns", "--by", "area", "--format", "json").out)
    assert (row["respondents"], row["answers"], row["distinct"], row["area"]) == (3, 3, 2, {"north": 3})
    assert row["template"] == LETTER


def test_campaigns_are_counted_by_several_variables(full: Desk) -> None:
    (row,) = json.loads(full("campaigns", "--by", "area", "--by", "question", "--format", "json").out)
    assert (row["area"], row["question"]) == ({"north": 3}, {"comment": 3})


def test_campaigns_by_a_variable_that_is_not_there(full: Desk) -> None:
    ran = full("campaigns", "--by", "arae")
    assert (ran.status, "Did you mean 'area'?" in ran.err) == (1, True)


def test_a_campaign_shows_what_was_added(full: Desk) -> None:
    rows = json.loads(full("campaigns", "1", "--format", "json").out)
    assert [row["added"] for row in rows] == ["", "[b]I swim[/b] there."]


def test_campaigns_leave_the_random_order_when_asked(full: Desk) -> None:
    said = full("campaigns", "--certain", "3").err
    assert "1 campaign of" in said
    assert full("campaigns", "--certain", "3").status == 1


def test_a_campaign_can_be_parted(full: Desk) -> None:
    assert len(json.loads(full("campaigns", "--part", "1", "2", "--format", "json").out)) == 2


def test_find_shows_words_in_context(full: Desk) -> None:
    (row,) = json.loads(full("find", "swim*", "--format", "json").out)
    assert (row["source"], row["hit"], row["variables"]) == ("a162", "swim", {"area": "north"})


def test_find_leaves_room_for_the_words_on_a_terminal(full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "36")
    whole = full("find", "swim*").out
    monkeypatch.setattr("coder.cli.find.sys.stdout.isatty", lambda: True)
    cut = full("find", "swim*").out
    assert ("area north" in whole, "…" in whole, "…" in cut) == (True, False, True)


def test_find_nothing(full: Desk) -> None:
    ran = full("find", "zzz")
    assert (ran.status, ran.out, ran.err) == (0, "", "'zzz' is in no answer.\n")


def test_find_and_code_asks_before(full: Desk) -> None:
    full("clusters", "--n", "4", "--name", "1", "baths")
    assert full("find", "the baths", "--code", "baths").status == 1
    assert "3 new codings" in full("find", "the baths", "--code", "baths", "--yes").err


def test_naming_a_cluster_without_a_code_says_what_is_missing(full: Desk) -> None:
    ran = full("clusters", "--name", "4:x", "--as", "ana")
    assert ran.status == 2
    assert "after the cluster comes the code to make of it, like --name 4 access/parking" in _flat(ran.err)


def test_an_option_with_a_word_too_few_names_the_command_to_ask(full: Desk) -> None:
    ran = full("clusters", "--name", "4")
    assert (ran.status, "Try 'coder clusters -h' for help." in ran.err) == (2, True)


def _flat(text: str) -> str:
    return " ".join(text.split())
