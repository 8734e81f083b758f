"""`coder bulk summary`, `audit` and `count` as a person types them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from coder import bulk
from tests.bulk.making import save_model, texts, write_csv, write_parquet
from tests.cli.conftest import Desk

ANSWERS = [f"{text} {number}" for number, text in enumerate(texts(120, seed=3))]


@pytest.fixture
def tagged(desk: Desk) -> Desk:
    """120 answers tagged into the folder `out`."""
    model = save_model(desk.folder / "model")
    bulk.tag(write_csv(desk.folder / "in.csv", ANSWERS), model, desk.folder / "out", workers=1)
    return desk


def read(desk: Desk, count: int) -> None:
    """Reads so many answers of the audit, each second one is about staff."""
    with desk.open("audit.coder") as project:
        session = project.review("ana", proposals=False)
        for number in range(count):
            if number % 2:
                session.add("staff")
            session.done()


def test_a_summary_says_that_it_counts_codings_only(tagged: Desk) -> None:
    ran = tagged("bulk", "summary", "out")
    assert ran.status == 0
    assert "codings only" in ran.out
    assert "words of an answer" in ran.out
    assert "120 answers tagged by tagger@" in ran.err


def test_a_summary_by_group_as_data(tagged: Desk) -> None:
    rows = list(
        csv.DictReader(io.StringIO(tagged("bulk", "summary", "out", "--by", "zone", "--format", "csv").out))
    )
    staff = [row for row in rows if row["code"] == "staff"]
    assert [row["group"] for row in staff][-1] == "all"
    assert sum(int(row["of answers"]) for row in staff[:-1]) == 120


def test_a_summary_as_data_is_whole(tagged: Desk) -> None:
    found = json.loads(tagged("bulk", "summary", "out", "--format", "json").out)
    assert (found["answers"], sum(found["zones"].values()), len(found["shifts"])) == (120, 120, 5)
    assert {row["code"] for row in found["codes"]} == {"staff", "wait", "food"}


def test_a_summary_of_nothing(desk: Desk) -> None:
    ran = desk("bulk", "summary", "nowhere")
    assert (ran.status, "holds no bulk run" in ran.err) == (1, True)


def test_an_audit_is_drawn_and_says_what_comes_next(tagged: Desk) -> None:
    ran = tagged("bulk", "audit", "out", "--n", "30", "--out", "audit.coder")
    assert ran.status == 0
    assert "Drew 30 answers of 120 into audit.coder" in ran.err
    assert "coder bulk count -p audit.coder" in ran.err


def test_an_audit_never_replaces_a_project(tagged: Desk) -> None:
    tagged("bulk", "audit", "out", "--out", "audit.coder")
    before = tagged.dump("audit.coder")
    assert tagged("bulk", "audit", "out", "--out", "audit.coder").status == 1
    assert tagged.dump("audit.coder") == before


def test_readers_see_the_definitions_of_a_codebook(tagged: Desk) -> None:
    tagged.write("book.yaml", "codes:\n  - path: staff\n    definition: People who work here.\n")
    ran = tagged("bulk", "audit", "out", "--out", "audit.coder", "--codebook", "book.yaml")
    assert "nobody will judge them: wait" in ran.err
    assert "People who work here." in tagged("codebook", "show", "-p", "audit.coder").out


def test_counts_are_of_the_whole_run(tagged: Desk) -> None:
    tagged("bulk", "audit", "out", "--n", "60", "--out", "audit.coder")
    read(tagged, 40)
    rows = json.loads(tagged("bulk", "count", "-p", "audit.coder", "--format", "json").out)
    staff = next(row for row in rows if row["code"] == "staff")
    assert (staff["out_of"], staff["n"]) == (120, 40)
    assert 0.3 < staff["low"] < 0.5 < staff["high"] < 0.7


def test_counts_within_groups(desk: Desk) -> None:
    columns = {"comment": ANSWERS, "branch": ["North", "South"] * 60}
    answers = write_parquet(desk.folder / "in.parquet", columns)
    model = save_model(desk.folder / "model")
    bulk.tag(answers, model, desk.folder / "out", text_column="comment", workers=1)
    desk("bulk", "audit", "out", "--n", "60", "--out", "audit.coder")
    read(desk, 40)
    ran = desk("bulk", "count", "out", "--by", "branch", "-p", "audit.coder")
    staff = [line.split()[1] for line in ran.out.splitlines() if line.startswith(" staff ")]
    assert staff == ["North", "South", "all"]


def test_an_unread_audit_counts_nothing(tagged: Desk) -> None:
    tagged("bulk", "audit", "out", "--out", "audit.coder")
    ran = tagged("bulk", "count", "-p", "audit.coder")
    assert (ran.status, "codings only" in ran.out, "%" in ran.out.split("\n", 2)[2]) == (0, True, False)


def test_a_project_that_is_no_audit(filled: Desk) -> None:
    ran = filled("bulk", "count")
    assert (ran.status, "is no audit of a bulk run" in ran.err) == (1, True)
