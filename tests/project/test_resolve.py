"""Whose word counts, and what silence means: yes, no or unknown."""

from __future__ import annotations

import pytest

from coder import Project
from coder.codebook import parse_yaml
from coder.domain import Coding, Reading
from coder.project.resolve import resolve, rolled_up
from tests.conftest import CODEBOOK
from tests.project.reading import known, read

ALL = frozenset({"a", "b"})


def reading(
    coder: str,
    at: str = "1",
    *,
    blind: bool = True,
    scope: frozenset[str] | None = None,
    outcome: str = "read",
) -> Reading:
    return Reading("s", coder, 1, at, f"{coder}{at}", blind, scope=scope, outcome=outcome)  # type: ignore[arg-type]


def coding(coder: str, code: str, origin: str = "added") -> Coding:
    return Coding("s", code, coder, "1", "d", origin)  # type: ignore[arg-type]


def said(*records: Reading | Coding, lead: str = "", merged: dict[str, str] | None = None) -> dict[str, bool]:
    readings = [record for record in records if isinstance(record, Reading)]
    codings = [record for record in records if isinstance(record, Coding)]
    found = resolve(readings, codings, lambda version, source: ALL, lead=lead, merged=merged)
    return dict(found["s"].known) if found else {}


def test_silence_in_a_reading_is_a_no() -> None:
    assert said(reading("ana"), coding("ana", "a")) == {"a": True, "b": False}


def test_a_coding_without_a_reading_says_nothing() -> None:
    assert said(coding("ana", "a")) == {}


def test_bulk_codings_are_no_evidence() -> None:
    assert said(reading("ana"), coding("ana", "a", "bulk")) == {"a": False, "b": False}


def test_outside_its_scope_a_reading_says_nothing() -> None:
    assert said(reading("ana", scope=frozenset({"b"}))) == {"b": False}


def test_uncodable_judges_no_code() -> None:
    assert said(reading("ana", outcome="uncodable")) == {}


def test_the_earliest_blind_reading_wins() -> None:
    rows: list[Reading | Coding] = [reading("ben", "2"), reading("ana", "1", blind=False), coding("ana", "a")]
    assert said(*rows) == {"a": False, "b": False}


def test_the_lead_coder_wins_over_an_earlier_one() -> None:
    rows: list[Reading | Coding] = [reading("ana", "1"), reading("ben", "2"), coding("ben", "a")]
    assert said(*rows, lead="ben") == {"a": True, "b": False}


def test_the_consensus_wins_over_the_lead() -> None:
    rows: list[Reading | Coding] = [reading("ana", "1"), reading("consensus", "9"), coding("consensus", "b")]
    assert said(*rows, lead="ana") == {"a": False, "b": True}


def test_a_code_the_first_did_not_judge_is_taken_from_the_next() -> None:
    rows: list[Reading | Coding] = [
        reading("ana", "1", scope=frozenset({"a"})),
        reading("ben", "2"),
        coding("ben", "b"),
    ]
    assert said(*rows, lead="ana") == {"a": False, "b": True}


def test_after_a_merge_no_needs_all_parts_judged() -> None:
    half = said(reading("ana", scope=frozenset({"a"})), merged={"b": "a"})
    whole = said(reading("ana"), merged={"b": "a"})
    assert (half, whole) == ({}, {"a": False})


@pytest.mark.parametrize(
    ("known_", "codable", "expected"),
    [
        ({"p": False, "c1": True}, True, True),
        ({"p": False, "c1": False, "c2": False}, True, False),
        ({"p": False, "c1": False}, True, None),
        ({"c1": False, "c2": False}, False, False),
        ({"p": False}, False, False),
        ({"p": False}, True, None),
        ({"p": True}, False, True),
        ({}, True, None),
    ],
)
def test_a_parent_is_yes_if_any_is_and_no_only_if_all_are(
    known_: dict[str, bool], codable: bool, expected: bool | None
) -> None:
    assert rolled_up(known_, "p", ["c1", "c2"], codable=codable) is expected


@pytest.mark.parametrize(
    ("known_", "expected"),
    [({"c1": False}, False), ({"c1": False, "g": True}, True), ({"c1": True}, True), ({}, None)],
)
def test_a_group_below_a_group_is_judged_by_its_codes(known_: dict[str, bool], expected: bool | None) -> None:
    assert rolled_up(known_, "p", ["g", "c1"], codable=False, groups={"g"}) is expected


def test_a_code_added_later_is_unknown_to_older_readings(project: Project) -> None:
    read(project, "ana", a1="staff")
    project.load_codebook(parse_yaml(CODEBOOK + "  - path: noise\n"))
    assert "noise" not in known(project, "a1")


def test_a_renamed_code_keeps_its_codings(project: Project) -> None:
    read(project, "ana", a3="staff")
    project.rename_code("staff", "people")
    assert known(project, "a3")["people"]


def test_a_moved_code_keeps_its_codings(project: Project) -> None:
    read(project, "ana", a3="staff")
    project.move_code("staff", "access")
    assert known(project, "a3")["access/staff"]


def test_merged_codes_hold_the_union(project: Project) -> None:
    read(project, "ana", a1="access/parking", a2="staff")
    project.merge_codes(["access/parking"], "staff")
    assert (known(project, "a1")["staff"], known(project, "a2")["staff"]) == (True, True)


def test_a_split_leaves_its_answers_to_look_at_again(project: Project) -> None:
    read(project, "ana", a1="staff", a2="", a3="staff")
    left = project.split_code("staff", ["manner", "number"])
    assert [source.name for source in left] == ["a1", "a3"]
    assert "staff/manner" not in known(project, "a1")


def test_the_split_list_shrinks_as_it_is_read(project: Project) -> None:
    read(project, "ana", a1="staff", a3="staff")
    project.split_code("staff", ["manner", "number"])
    session = project.review("ana", split="staff")
    session.add("staff/manner")
    session.done()
    assert [source.name for source in project.to_split("staff")] == ["a3"]
    assert (known(project, "a1")["staff/manner"], known(project, "a1")["staff/number"]) == (True, False)
