"""`coder apply`: a preview, one step, one undo; and `coder grid` without a terminal."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_a_preview_goes_before_and_yes_agrees(coded: Desk) -> None:
    ran = coded("apply", "parking", "--where", "branch=North", "--yes")
    assert ran.out == (
        "To be given access/parking: 1 answer\n"
        "Read with it in question, stay as they are: 2 answers\n"
        "  nothing\n"
    )
    with coded.open() as project:
        assert [c.source for c in project.codings() if c.origin == "bulk"] == [project.source("a5").id]


def test_a_dry_run_saves_nothing(filled: Desk) -> None:
    before = filled.dump()
    assert filled("apply", "staff", "--search", "kind", "--dry-run").out.startswith(
        "To be given staff: 1 answer"
    )
    assert filled.dump() == before


def test_without_a_person_it_asks_and_stops(filled: Desk) -> None:
    ran = filled("apply", "staff", "--search", "kind")
    assert (ran.status, "Give it to 1 answer?" in ran.err) == (1, True)


def test_undo_takes_the_last_back(filled: Desk) -> None:
    filled("apply", "staff", "--search", "kind", "--yes")
    ran = filled("apply", "--undo")
    with filled.open() as project:
        assert (project.codings(), ran.err) == ([], "Took staff back from 1 answer.\n")


def test_nothing_to_take_back_is_said(filled: Desk) -> None:
    assert "nothing that ana gave in bulk" in filled("apply", "--undo").err


def test_without_a_condition_it_is_refused(filled: Desk) -> None:
    ran = filled("apply", "staff", "--yes")
    assert (ran.status, "--where, --at-least or --search" in ran.err) == (1, True)


def test_a_strength_is_asked_of_the_machine(filled: Desk) -> None:
    with filled.open() as project:
        expected = len(project.fitting("staff", at_least="weak"))
    ran = filled("apply", "staff", "--at-least", "weak", "--yes")
    with filled.open() as project:
        assert (ran.status, len(project.codings())) == (0, expected)


def test_the_grid_needs_a_terminal(filled: Desk) -> None:
    ran = filled("grid")
    assert (ran.status, "needs a terminal" in ran.err) == (1, True)
