"""`coder report --freeze`, `--since` and `--frozen` as a person types them."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Desk

FACTS = "title: Library\ntype: branch\n"


@pytest.fixture
def signed(coded: Desk) -> Desk:
    """The first edition is out, and kept."""
    coded.write("report.yaml", FACTS)
    assert coded("report", "out", "--freeze", "1", "--no-docx").status == 0
    return coded


def more(desk: Desk) -> None:
    """A late response, coded."""
    desk.write("late.csv", "id,comment,branch,visits\nz1,Kind staff,West,1\n")
    desk("add", "late.csv", "--yes")
    desk("import", desk.write("more.csv", "id,code,coder\nz1,staff,ana\n").name)


def page(desk: Desk, folder: str = "out") -> str:
    return (desk.folder / folder / "summary.html").read_text()


def test_a_frozen_edition_is_written_and_kept(coded: Desk) -> None:
    coded.write("report.yaml", FACTS)
    ran = coded("report", "out", "--freeze", "1", "--no-docx")
    assert (ran.status, "Edition 1 is frozen with" in ran.err, "Since the" in page(coded)) == (0, True, False)


def test_a_number_that_is_taken_leaves_the_files_alone(signed: Desk) -> None:
    before = page(signed)
    more(signed)
    ran = signed("report", "out", "--freeze", "1", "--no-docx")
    assert (ran.status, "freeze this one as 2" in ran.err) == (1, True)
    assert page(signed) == before


def test_since_lists_the_figures_that_moved(signed: Desk) -> None:
    more(signed)
    ran = signed("report", "--since", "1", "--format", "json")
    rows = {row["figure"]: (row["then"], row["now"]) for row in json.loads(ran.out)}
    assert (rows["responses/received"], rows["type/West"]) == ((5, 6), (None, 1))
    assert "1 response came in with 1 answer." in ran.err


def test_since_tells_people_the_numbers_of_the_main_tables_only(signed: Desk) -> None:
    more(signed)
    ran = signed("report", "--since", "1")
    assert ("Type of organisation: West" in ran.out, "/how" in ran.out) == (True, False)
    assert "--format csv lists them" in ran.err


def test_since_stands_on_top_of_the_document(signed: Desk) -> None:
    more(signed)
    assert signed("report", "now", "--since", "1", "--no-docx").status == 0
    written = page(signed, "now")
    assert written.index("Since the first edition") < written.index("Background")
    assert "1 response came in with 1 answer." in written


def test_an_edition_is_made_again_as_it_was(signed: Desk) -> None:
    more(signed)
    signed.write("report.yaml", "title: Another\n")
    ran = signed("report", "again", "--frozen", "1", "--no-docx")
    assert (ran.status, "Edition 1 comes out the same" in ran.err) == (0, True)
    assert page(signed, "again") == page(signed)


def test_a_later_edition_says_again_what_was_new_in_it(signed: Desk) -> None:
    more(signed)
    signed("report", "second", "--freeze", "2", "--since", "1", "--no-docx")
    signed("forget", "a5", "--yes")
    ran = signed("report", "again", "--frozen", "2", "--since", "1", "--no-docx")
    assert ran.status == 0, ran.err
    assert "1 response came in with 1 answer." in page(signed, "second")
    assert "1 response came in with 1 answer." in page(signed, "again")


def test_an_edition_can_be_checked_without_files(signed: Desk) -> None:
    more(signed)
    assert "comes out the same" in signed("report", "--frozen", "1").err


def test_what_was_forgotten_is_told(signed: Desk) -> None:
    signed("forget", "a1", "--yes")
    ran = signed("report", "--frozen", "1", "--format", "json")
    assert "1 respondent forgotten since edition 1" in ran.err
    assert {"figure": "responses/received", "then": 5, "now": 4} in json.loads(ran.out)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--since", "7"), "no edition '7'"),
        (("--frozen", "7"), "no edition '7'"),
        (("out", "--freeze", "0"), "numbered from 1"),
        (("out", "--freeze", "2", "--question", "comment"), "leave --question out"),
    ],
)
def test_what_makes_no_sense_is_refused(signed: Desk, words: tuple[str, ...], sentence: str) -> None:
    before = signed.dump()
    ran = signed("report", *words)
    assert (ran.status, sentence in ran.err) == (1, True)
    assert signed.dump() == before


@pytest.mark.parametrize("other", [("--freeze", "2"), ("--facts", "report.yaml")])
def test_a_frozen_edition_takes_nothing_new(signed: Desk, other: tuple[str, str]) -> None:
    assert "leave --freeze and --facts out" in signed("report", "--frozen", "1", *other).err


def test_few_late_responses_can_be_worked_out_from_two_editions(signed: Desk) -> None:
    signed("config", "disclosure.branch", "2")
    more(signed)
    ran = signed("report", "new", "--public", "--no-docx")
    assert "Edition 1 has 1 response less: whoever holds both can work out" in ran.err
    assert "Edition 1 has" not in signed("report", "inside", "--no-docx").err
