"""`coder codebook ...`: what a load shows and asks, and edits under which codings stay."""

from __future__ import annotations

import csv

from tests.cli.conftest import Desk


def given(desk: Desk) -> list[tuple[str, str]]:
    """(answer, code path) of the codings, as an export shows them."""
    desk("export", "out.csv", "--table", "long", "--yes")
    with (desk.folder / "out.csv").open(newline="") as file:
        return sorted((row["id"], row["code"]) for row in csv.DictReader(file) if row["code"])


GIVEN = [
    ("a1", "access/opening hours"),
    ("a2", "access/parking"),
    ("a3", "access/opening hours"),
    ("a3", "staff"),
]


def test_check_needs_no_project(desk: Desk) -> None:
    assert desk("codebook", "check", "codebook.yaml") == (
        0,
        "",
        "codebook.yaml: 4 codes, 0 themes. Nothing is wrong.\n",
    )


def test_near_duplicate_names_are_pointed_out(desk: Desk) -> None:
    desk.write("near.yaml", "codes:\n  - path: parking\n  - path: parkings\n")
    ran = desk("codebook", "check", "near.yaml")
    assert "'parking' and 'parkings' may be the same" in ran.err


def test_a_load_shows_what_changes(filled: Desk) -> None:
    filled.write("new.yaml", "title: Library\ncodes:\n  - path: staff\n    definition: Who works there.\n")
    ran = filled("codebook", "load", "new.yaml", "--yes")
    assert "- children" in ran.err.splitlines()
    assert ran.err.splitlines()[-1] == (
        "Loaded as version 2. Codes added now are unknown, not 'no', for answers read before."
    )


def test_loading_the_same_again_makes_no_version(filled: Desk) -> None:
    assert filled("codebook", "load", "codebook.yaml", "--yes").err == "Nothing changes.\n"


def test_diff_saves_nothing(filled: Desk) -> None:
    before = filled.dump()
    filled.write("new.yaml", "title: Library\ncodes:\n  - path: books\n")
    assert "+ books" in filled("codebook", "diff", "new.yaml").out.splitlines()
    assert filled.dump() == before


def test_show_as_yaml_can_be_loaded(filled: Desk) -> None:
    filled.write("shown.yaml", filled("codebook", "show", "--yaml").out)
    assert filled("codebook", "load", "shown.yaml", "--yes").err == "Nothing changes.\n"


def test_history_names_who_and_why(filled: Desk) -> None:
    filled("codebook", "rename", "staff", "people")
    rows = filled("codebook", "history", "--format", "csv").out.splitlines()
    assert [line.split(",")[2:] for line in rows] == [
        ["coder", "note"],
        ["coder", "loaded"],
        ["ana", "rename staff to people"],
    ]


def test_rename_keeps_codings(coded: Desk) -> None:
    coded("codebook", "rename", "access/parking", "cars")
    assert given(coded) == [(who, code.replace("parking", "cars")) for who, code in GIVEN]


def test_move_keeps_codings(coded: Desk) -> None:
    coded("codebook", "move", "staff", "access")
    assert ("a3", "access/staff") in given(coded)


def test_merge_keeps_codings_under_the_other_code(coded: Desk) -> None:
    coded("codebook", "merge", "access/parking", "--into", "access/opening hours", "--yes")
    assert given(coded) == [
        ("a1", "access/opening hours"),
        ("a2", "access/opening hours"),
        ("a3", "access/opening hours"),
        ("a3", "staff"),
    ]


def test_split_keeps_codings_and_names_the_worklist(coded: Desk) -> None:
    ran = coded("codebook", "split", "access/opening hours", "weekend", "evening")
    assert ran.err == (
        "'access/opening hours' is a group now; to be looked at again: 2 coded answers. "
        "Next: 'coder review --split \"access/opening hours\"'.\n"
    )
    assert given(coded) == GIVEN


def test_a_split_worklist_shrinks_as_it_is_worked_on(coded: Desk) -> None:
    coded("codebook", "split", "access/opening hours", "weekend", "evening")
    with coded.open() as project:
        session = project.review("ana", split="access/opening hours")
        session.add("access/opening hours/evening")
        session.done()
        assert [source.name for source in project.to_split("access/opening hours")] in (["a1"], ["a3"])


def test_a_removed_code_keeps_its_codings_in_the_file(coded: Desk) -> None:
    coded.write(
        "less.yaml", "title: Library\ncodes:\n  - path: access/opening hours\n  - path: access/parking\n"
    )
    coded("codebook", "load", "less.yaml", "--yes")
    with coded.open() as project:
        assert len(project.codings()) == 4
