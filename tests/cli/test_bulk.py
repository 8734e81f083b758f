"""`coder bulk tag`, as it is typed."""

from __future__ import annotations

import re
from pathlib import Path
from time import sleep

import pytest

from tests.bulk.making import rows_of, save_model, texts, write_csv
from tests.cli.conftest import Desk, interrupt


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """A desk with a saved model."""
    save_model(desk.folder / "model")
    return desk


def parts(desk: Desk) -> list[Path]:
    return sorted((desk.folder / "out").glob("part-*"))


def test_tag_writes_a_folder_and_says_so(ready: Desk) -> None:
    ran = ready("bulk", "tag", "responses.csv", "--model", "model", "--out", "out", "--workers", "1")
    assert (ran.status, ran.out) == (0, "")
    assert re.fullmatch(
        r"5 answers in 1 part: (ask \d, )?leave \d\.\nWrote out with tagger@\w{8}\.\n", ran.err
    )
    assert [row["id"] for row in rows_of(ready.folder / "out")] == ["a1", "a2", "a3", "a4", "a5"]


def test_a_second_time_it_says_what_was_done_before(ready: Desk) -> None:
    words = ("bulk", "tag", "responses.csv", "--model", "model", "--out", "out", "--chunk-rows", "2")
    ready(*words)
    assert "in 3 parts, 3 of them done before:" in ready(*words).err


def test_unusable_rows_are_pointed_to(ready: Desk) -> None:
    ready.write("odd.csv", b"id,comment\n1,kind\n2,\xff\n")
    ran = ready("bulk", "tag", "odd.csv", "--model", "model", "--out", "out", "--workers", "1")
    assert "1 row could not be used: out/problems.parquet lists them.\n1: is not valid UTF-8.\n" in ran.err
    assert "--encoding cp1252" in ran.err


def test_an_encoding_can_be_named(ready: Desk) -> None:
    ready.write("odd.csv", b"id,comment\n1,kind\n2,caf\xe9\n")
    words = ("bulk", "tag", "odd.csv", "--model", "model", "--out", "out", "--workers", "1")
    ran = ready(*words, "--encoding", "cp1252")
    assert (ran.status, "could not be used" in ran.err) == (0, False)
    assert [row["comment"] for row in rows_of(ready.folder / "out")] == ["kind", "café"]


def test_a_change_is_one_sentence(ready: Desk) -> None:
    words = ("bulk", "tag", "responses.csv", "--model", "model", "--out", "out", "--workers", "1")
    ready(*words)
    ran = ready(*words, "--text", "branch")
    assert ran.status == 1
    assert ran.err.startswith("coder: out holds a run that was made differently: text is branch now")


def test_ctrl_c_keeps_what_is_done(ready: Desk) -> None:
    write_csv(ready.folder / "many.csv", texts(20_000))
    words = ("bulk", "tag", "many.csv", "--model", "model", "--out", "out", "--chunk-rows", "50")
    with ready.start(*words, "--workers", "2") as process:
        while len(parts(ready)) < 3 and process.poll() is None:
            sleep(0.01)
        ran = interrupt(process)
    assert ran.status == 130
    assert "Traceback" not in ran.err
    assert 3 <= len(parts(ready)) < 400
    assert [path.name for path in (ready.folder / "out").glob(".*.tmp")] == []


def test_a_project_serves_as_the_model(coded: Desk) -> None:
    ran = coded("bulk", "tag", "responses.csv", "--model", "library.coder", "--out", "out", "--workers", "1")
    assert (ran.status, ran.out) == (0, "")
    found = {row["id"]: row for row in rows_of(coded.folder / "out")}
    assert found["a1"]["rules"] == ["access/opening hours"]
    assert found["a1"]["branch"] == "North"


def test_a_project_without_an_embedding_is_told_so(coded: Desk) -> None:
    ran = coded(
        "bulk", "tag", "responses.csv", "--model", "library.coder", "--out", "out", "--embedding", "static"
    )
    assert ran.status == 1
    assert "learns without an embedding" in ran.err
