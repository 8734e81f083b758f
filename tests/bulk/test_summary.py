"""Counts of proposals, by code and group, and how the answers differ from what was learnt from."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder import bulk
from coder.bulk.summary import Row, Shift, Summary, summarise
from coder.errors import ColumnError, FileProblem, RequestError
from coder.project.counts import NO_ANSWER
from tests.bulk.making import rows_of, texts, write_csv, write_parquet
from tests.tagging.conftest import TEXTS

ANSWERS = texts(300, seed=5)
REGIONS = [("North", "South", None)[number % 3] for number in range(300)]


@pytest.fixture(scope="module")
def out(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 answers in five parts."""
    folder = tmp_path_factory.mktemp("bulk")
    columns = {"id": [f"a{n}" for n in range(300)], "comment": ANSWERS, "region": REGIONS, "n": [[1]] * 300}
    bulk.tag(write_parquet(folder / "in.parquet", columns), model, folder / "out", chunk_rows=64, workers=1)
    return folder / "out"


def cell(found: Summary, code: str, group: str = "") -> Row:
    return next(row for row in found.rows if (row.code, row.group) == (code, group))


def shift(found: Summary, what: str) -> Shift:
    return next(each for each in found.shifts if each.what.startswith(what))


@pytest.mark.parametrize("code", ["staff", "wait"])
def test_codings_are_those_in_the_parts(out: Path, code: str) -> None:
    counted = sum(code in row["codes"] for row in rows_of(out))
    assert (cell(summarise(out), code).codings, cell(summarise(out), code).answers) == (counted, 300)


@pytest.mark.parametrize(("group", "value"), [("North", "North"), ("South", "South"), (NO_ANSWER, None)])
def test_groups_are_the_values_of_a_column(out: Path, group: str, value: str | None) -> None:
    counted = sum("wait" in row["codes"] for row in rows_of(out) if row["region"] == value)
    found = cell(summarise(out, by="region"), "wait", group)
    assert (found.codings, found.answers) == (counted, 100)


def test_groups_add_up_to_their_total(out: Path) -> None:
    rows = [row for row in summarise(out, by="region").rows if row.code == "staff"]
    assert sum(row.codings for row in rows[:-1]) == rows[-1].codings


def test_zones_are_shares_of_the_answers(out: Path) -> None:
    found = summarise(out)
    assert sum(found.zones.values()) == found.answers == 300


def test_a_code_stands_beside_its_share_where_it_was_learnt(out: Path) -> None:
    assert cell(summarise(out), "staff").learnt == 4 / 8


def test_the_surest_proposal(out: Path) -> None:
    surest = [max(row["probabilities"]) for row in rows_of(out) if row["codes"]]
    assert shift(summarise(out), "probability").here == pytest.approx(sum(surest) / len(surest))


def test_words_of_the_answers(out: Path) -> None:
    words = sum(len(answer.split()) for answer in ANSWERS)
    assert shift(summarise(out), "words of an answer").here == pytest.approx(words / 300)


def test_the_same_words_are_not_new(out: Path) -> None:
    assert shift(summarise(out), "words never met").here == 0.0


def test_other_words_are(model: Path, tmp_path: Path) -> None:
    """Half of the four words of each answer stand in nothing that was learnt from."""
    answers = [f"{text.split()[0]} {text.split()[1]} zebra{n} yak{n}" for n, text in enumerate(TEXTS)]
    bulk.tag(write_csv(tmp_path / "in.csv", answers), model, tmp_path / "out", workers=1)
    found = shift(summarise(tmp_path / "out"), "words never met")
    assert found.here == pytest.approx(0.5)
    assert found.learnt is not None
    assert found.learnt < 1


def test_records_say_that_they_count_codings_only(out: Path) -> None:
    names = set(summarise(out, by="region").records()[0])
    assert "codings only" in names
    assert not {"low", "high", "count"} & names


def test_a_column_that_is_not_there(out: Path) -> None:
    with pytest.raises(ColumnError, match="Did you mean 'region'"):
        summarise(out, by="regoin")


def test_a_column_with_too_many_values(out: Path) -> None:
    with pytest.raises(RequestError, match="more than 50 values"):
        summarise(out, by="id")


def test_a_column_of_lists(out: Path) -> None:
    with pytest.raises(RequestError, match="nothing to count by"):
        summarise(out, by="n")


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="holds no bulk run"):
        summarise(tmp_path)


def test_groups_are_named_as_an_audit_of_the_run_names_them(model: Path, tmp_path: Path) -> None:
    rows = write_parquet(
        tmp_path / "in.parquet",
        {"comment": ["a kind nurse", "a long wait", "none"], "new": [True, False, None]},
    )
    bulk.tag(rows, model, tmp_path / "out", text_column="comment", workers=1)
    assert {row.group for row in summarise(tmp_path / "out", by="new").rows} == {"no", "yes", NO_ANSWER, ""}
