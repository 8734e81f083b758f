"""People's words are data: in whatever they write, nothing steers the terminal and no spreadsheet runs it."""

from __future__ import annotations

import csv
import json

import pytest

from tests.cli.conftest import Desk

SAID = [
    "[b]loud[/b] and [/nothing]",
    "a :smile: for the staff",
    '=HYPERLINK("http://example.org","x")',
    "{0} %s %(name)s $HOME",
    "<script>alert(1)</script> & co",
    "\u202egnol oot",
    "tab\there",
    "@SUM(A1)",
]
SHOWN = [*SAID[:5], "<U+202E>gnol oot", "tab\u2409here", SAID[7]]


@pytest.fixture
def spoken(empty: Desk) -> Desk:
    """Such answers, all under one code, from respondents with such names and variables."""
    with (empty.folder / "said.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "comment", "[red]town"])
        out.writerows([f"[b]{number}", text, f"=1+{number}"] for number, text in enumerate(SAID))
    empty.write("one.yaml", "codes:\n  - path: '[bold]staff'\n    definition: 'see [link] :cat:'\n")
    with (empty.folder / "given.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "code"], *([f"[b]{n}", "[bold]staff"] for n in range(len(SAID)))])
    empty("add", "said.csv", "--text", "comment", "--id", "id")
    empty("codebook", "load", "one.yaml", "--yes")
    empty("import", "given.csv")
    return empty


def test_quotes_show_the_words_and_nothing_else(spoken: Desk) -> None:
    lines = spoken("quotes", "[bold]staff").out.splitlines()
    assert lines[1::3] == [f"    {text}" for text in SHOWN]
    assert lines[0] == "[bold]staff · [b]0 · [red]town =1+0 · ana"


def test_quotes_as_data_hold_the_words_themselves(spoken: Desk) -> None:
    rows = json.loads(spoken("quotes", "[bold]staff", "--format", "json").out)
    assert [row["quote"] for row in rows] == SAID


def test_quotes_for_a_spreadsheet_are_guarded(spoken: Desk) -> None:
    lines = spoken("quotes", "[bold]staff", "--format", "csv").out.splitlines()
    assert [row["quote"] for row in csv.DictReader(lines)] == [
        *SAID[:2],
        "'" + SAID[2],
        *SAID[3:7],
        "'" + SAID[7],
    ]


def test_an_export_guards_formulas_and_says_so(spoken: Desk) -> None:
    ran = spoken("export", "out.csv", "--table", "wide")
    with (spoken.folder / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows[2]["text"] == "'" + SAID[2]
    assert rows[2]["[red]town"] == "'=1+2"
    assert "  not carried: 10 texts a spreadsheet would run, guarded with an apostrophe" in ran.err


@pytest.mark.parametrize("words", [("log", "--all"), ("codebook", "show"), ("status",), ("config",)])
def test_tables_show_brackets_as_they_are(spoken: Desk, words: tuple[str, ...]) -> None:
    spoken("config", "title", "[blink]Title[/blink] :dog: \x1b[31mred\x07")
    shown = spoken(*words).out
    assert ("\x1b" in shown, "\x07" in shown) == (False, False)


def test_a_table_cell_is_not_markup(spoken: Desk) -> None:
    shown = spoken("codebook", "show").out
    assert ("[bold]staff" in shown, "see [link] :cat:" in shown) == (True, True)


def test_a_name_with_an_escape_sequence_does_not_reach_the_terminal(spoken: Desk) -> None:
    ran = spoken("quotes", "\x1b[31mred\x07")
    assert ran.err == (
        "coder: There is no code '␛[31mred␇' in the codebook. 'coder codebook show' lists them.\n"
    )


def test_column_names_are_not_markup(empty: Desk) -> None:
    empty.write("c.csv", "id,comment,[/b]:cat:\na,Fine,1\n")
    assert "  [/b]:cat:                variable  1" in empty("add", "c.csv").err.splitlines()
