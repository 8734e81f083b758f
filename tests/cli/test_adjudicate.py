"""`coder adjudicate` as it is typed."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Desk
from tests.project.reading import read


@pytest.fixture
def disputed(filled: Desk) -> Desk:
    """Two coders, one difference."""
    with filled.open() as project:
        read(project, "ana", a1="staff", a2="")
        read(project, "ben", a1="", a2="")
    return filled


def test_a_difference_is_settled_in_a_pipe(disputed: Desk) -> None:
    ran = disputed("adjudicate", "ana", "ben", "--as", "cleo", input="a the rule\n")
    assert (ran.status, ran.out.splitlines()[-1]) == (
        0,
        "Settled 1 difference in this sitting, 0 left. Everything is saved.",
    )
    with disputed.open() as project:
        assert [memo.text for memo in project.memos()] == ["the rule"]


def test_the_list_of_disagreements_points_here(disputed: Desk) -> None:
    assert "coder adjudicate ana ben" in disputed("agreement", "ana", "ben", "--disagreements").err


def test_one_coder_has_nobody_to_differ_from(disputed: Desk) -> None:
    ran = disputed("adjudicate", "ana")
    assert (ran.status, "two coders" in ran.err) == (1, True)
