"""`coder explain`: the words that counted, in colour and without, and the sentence that says it best."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Desk

ROWS = "".join(
    f"b{n},{'We came early' if n % 4 < 2 else 'It rained'}. {'A porter was kind' if n % 2 else 'Parking is dear'}.\n"
    for n in range(12)
)


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Twelve answers of two sentences; every other one is about staff, the rest about parking."""
    desk.write("two.csv", f"id,comment\n{ROWS}c1,It was sunny. A porter was kind.\nc2,Hours.\n")
    codings = "".join(f"b{n},staff,ana\n" if n % 2 else f"b{n},access/parking,ana\n" for n in range(12))
    desk("init", "two.coder")
    desk("config", "embedding", "none", "-p", "two.coder")
    desk("add", "two.csv", "--id", "id", "--yes", "-p", "two.coder")
    desk("codebook", "load", "codebook.yaml", "--yes", "-p", "two.coder")
    desk("import", str(desk.write("given.csv", "id,code,coder\n" + codings)), "-p", "two.coder")
    return desk


def test_the_answer_comes_with_signs_around_what_counted(two: Desk) -> None:
    ran = two("explain", "c1", "staff", "-p", "two.coder")
    assert ran.status == 0
    assert "[porter +" in ran.out


def test_the_best_sentence_is_named(two: Desk) -> None:
    said = two("explain", "c1", "staff", "-p", "two.coder").err
    assert "A porter was kind." in said.partition("Best sentence")[2]


def test_one_sentence_is_not_named(two: Desk) -> None:
    assert "Best sentence" not in two("explain", "c2", "staff", "-p", "two.coder").err


def test_words_add_up_to_the_score(two: Desk) -> None:
    rows = json.loads(two("explain", "c1", "staff", "-p", "two.coder", "--format", "json").out)
    said = two("explain", "c1", "staff", "-p", "two.coder").err
    assert f"Words together {sum(row['adds'] for row in rows):+.3f}" in said


def test_a_group_cannot_be_explained(two: Desk) -> None:
    ran = two("explain", "c1", "access", "-p", "two.coder")
    assert (ran.status, "is a group" in ran.err) == (1, True)
