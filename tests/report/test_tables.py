"""Tables of a report hold what is known of the numbers, and no column more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coder.counting.prevalence import Estimate
from coder.report.content import Table
from coder.report.facts import Facts
from coder.report.summary import Counted, Summary, summarise
from coder.report.tables import tally_table, themes_table
from coder.report.tally import Class, Tally
from tests.report.consultation import park

SAMPLE = Estimate(60.4, 100, 55, 65, "sample")
EXACT = Estimate(9, 44, 9, 9, "exact")
CODED = Estimate(9, 44)


def rows(found: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in found.rows]


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    with park(tmp_path_factory.mktemp("park")) as project:
        return summarise(project, Facts())


@pytest.mark.parametrize(
    ("found", "head", "row"),
    [
        (
            [SAMPLE],
            ("Theme", "Raised by", "of", "Share", "95 % interval", "In words"),
            ("X", "60", "100", "60 %", "55 % to 65 %", "most"),
        ),
        ([EXACT], ("Theme", "Raised by", "of", "Share", "In words"), ("X", "9", "44", "20 %", "some")),
        ([CODED], ("Theme", "Raised by", "of"), ("X", "9", "44")),
        ([None], ("Theme", "Raised by", "of", "Share", "In words"), ("X", *["hidden"] * 3, "")),
    ],
)
def test_columns_follow_what_is_known(
    found: list[Estimate | None], head: tuple[str, ...], row: tuple[str, ...]
) -> None:
    table = themes_table("", [Counted("code", "x", "X", each) for each in found])
    assert (table.head, rows(table)) == (head, [row])


def test_a_hidden_number_has_no_link() -> None:
    table = themes_table("", [Counted("theme", "x", "X", EXACT), Counted("theme", "y", "Y", None)])
    assert [row.cells[1].link for row in table.rows] == ["#theme=x", ""]


def test_a_theme_within_a_question_leads_to_both() -> None:
    table = themes_table("", [Counted("code", "a/b", "B", EXACT)], "Q 1")
    assert table.rows[0].cells[1].link == "#code=a%2Fb&question=Q+1"


def test_a_sum_that_rounding_bends_is_explained(summary: Summary) -> None:
    table = tally_table(
        "", "Type", Tally("kind", (Class("A", 1), Class("B", 1), Class("C", 1)), 3, 0), summary
    )
    assert rows(table)[-1] == ("Total", "3", "100 %")
    assert table.notes[1] == "Because of rounding, the percentages shown add up to 99, not 100."


def test_hidden_classes_take_the_total_with_them(summary: Summary) -> None:
    table = tally_table("", "Type", Tally("kind", (Class("A", 30), Class("B", None)), None, None), summary)
    assert rows(table) == [("A", "30", ""), ("B", "hidden", "hidden"), ("Total", "hidden", "-")]


def test_public_numbers_lead_to_no_variable(summary: Summary) -> None:
    found = Tally("kind", (Class("A", 3),), 3, 0)
    shown = tally_table("", "Type", found, summary).rows[0].cells[1].link
    public = tally_table("", "Type", found, replace(summary, public=True)).rows[0].cells[1].link
    assert (shown, public) == ("#v.kind=A", "")
