"""The commands that count and compare, as a person types them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from coder.cli.agreement import value
from coder.cli.count import bar, how
from tests.cli.conftest import Desk


@pytest.mark.parametrize(
    ("share", "low", "high", "drawn"),
    [
        (0.0, None, None, "●"),
        (0.5, 0.25, 0.75, "──━━●━━"),
        (1.0, 0.5, 1.0, "────━━━━●"),
        (0.43, 0.43, 0.43, "───●"),
    ],
)
def test_a_bar_shows_share_and_interval(
    share: float, low: float | None, high: float | None, drawn: str
) -> None:
    assert bar(share, low, high, width=9) == drawn


def test_counts_say_how_they_were_obtained(coded: Desk) -> None:
    ran = coded("count", "--code", "staff")
    assert (ran.status, "codings only" in ran.out or "sample" in ran.out) == (0, True)


def test_the_table_comes_after_the_bar_is_gone(coded: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    there: list[bool] = []

    @contextmanager
    def noted(what: str) -> Iterator[None]:
        there.append(True)
        yield
        there.clear()

    def shown(*given: object) -> None:
        assert there == []

    monkeypatch.setattr("coder.cli.count.progress_bar", noted)
    monkeypatch.setattr("coder.cli.count.show", shown)
    assert coded("count").status == 0


def test_counts_as_json(coded: Desk) -> None:
    found = json.loads(coded("count", "--format", "json").out)
    assert {row["code"] for row in found} >= {"access", "access/parking", "staff", "(cannot be coded)"}


def test_units_side_by_side_are_whole_numbers_and_per_cent(coded: Desk) -> None:
    ran = coded("count", "--side-by-side")
    (line,) = (line.split() for line in ran.out.splitlines() if line.startswith(" staff "))
    assert line == ["staff", "1", "1", "1", "20.0%", "20.0%", "25.0%"]


def test_counts_by_a_variable_as_csv(coded: Desk) -> None:
    head = coded("count", "--by", "branch", "--format", "csv").out.splitlines()[0]
    assert head.startswith("kind,code,group,count,out_of,share,low,high,how,n")


def test_a_filter_that_fits_nobody_is_told(coded: Desk) -> None:
    assert coded("count", "--where", "branch=West") == (
        1,
        "",
        "coder: There is nothing to count: no answer fits.\n",
    )


def test_a_coefficient_is_never_minus_nothing() -> None:
    assert value({"alpha": 0.704, "alpha_low": -0.004, "alpha_high": 1.0}, "alpha") == "0.70 (0.00 to 1.00)"


def test_agreement_needs_two(coded: Desk) -> None:
    assert coded("agreement").status == 1


def test_saturation_says_when_nothing_was_drawn(filled: Desk) -> None:
    assert filled("saturation").err.strip() == "Nothing of the random sample has been read yet."


def test_an_audit_is_planned_once(coded: Desk) -> None:
    coded("audit", "recall", "children", "--at-most", "0")
    again = coded("audit", "recall", "children", "--at-most", "0")
    assert "not read to its end" in again.err


def test_methods_write_a_paragraph(coded: Desk) -> None:
    assert coded("methods").out.startswith("The material is 5 answers of 5 respondents")


@pytest.mark.parametrize(
    ("found", "sample", "unread", "said"),
    [
        ("exact", 44, 0, "all read"),
        ("sample", 0, 1, "all but 1 read"),
        ("assisted", 40, 3, "sample + machine, 3 not read"),
    ],
)
def test_how_a_count_was_obtained_is_said_in_words(found: str, sample: int, unread: int, said: str) -> None:
    assert how(found, sample, unread) == said


def test_codings_alone_show_no_share_and_say_why(coded: Desk) -> None:
    ran = coded("count", "-c", "staff")
    assert "%" not in ran.out.splitlines()[-1]
    assert "Codings only: no unbroken part" in ran.err
