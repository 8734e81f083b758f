"""`coder assign` as it is typed."""

from __future__ import annotations

import json

from tests.cli.conftest import Desk


def test_who_reads_what_is_shown(filled: Desk) -> None:
    filled("assign", "ana", "ben", "--double", "2", "--split", "--as", "lea")
    filled("review", "--as", "ana", "--no-proposals", input=".\n")
    rows = json.loads(filled("assign", "--format", "json").out)
    assert [(row["coder"], row["read by several"], row["of these read"]) for row in rows] == [
        ("ana", 2, 1),
        ("ben", 2, 0),
    ]


def test_nothing_assigned_is_said(filled: Desk) -> None:
    assert "everyone is offered everything" in filled("assign").err


def test_clear_ends_it(filled: Desk) -> None:
    filled("assign", "ana", "ben", "--split")
    assert "everyone is offered everything" in filled("assign", "--clear").err


def test_one_coder_is_too_few(filled: Desk) -> None:
    ran = filled("assign", "ana", "--double", "2")
    assert (ran.status, "two coders" in ran.err) == (1, True)
