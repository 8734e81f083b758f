"""`coder add`: wide and long files, files that come again, waves, privacy; what is shown before."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Desk

WIDE = """id,like,change,region
r1,The staff,Longer hours,North
r2,,Parking please,South
"""
LONG = """answer,respondent,question,said,region
1,r1,like,The staff,North
2,r1,change,Longer hours,North
3,r2,change,Parking please,South
"""


def test_init_says_what_comes_next(desk: Desk) -> None:
    assert desk("init", "library.coder") == (
        0,
        "",
        "Made library.coder. Next: 'coder add FILE' puts answers into it.\n",
    )


def test_init_adds_the_suffix(desk: Desk) -> None:
    desk("init", "library")
    assert (desk.folder / "library.coder").is_file()


def test_the_guess_is_shown_before_anything_is_saved(empty: Desk) -> None:
    before = empty.dump()
    ran = empty("add", "responses.csv")
    assert ran.err.splitlines()[:5] == [
        "responses.csv: 5 rows. Columns, what they mean, and three rows:",
        "  id                       id        a1 | a2 | a3",
        "  comment                  text      Open longer please | Nowhere to park | Kind staff, closed too early",
        "  branch                   variable  North | North | South",
        "  visits                   variable  3 | 1 | ",
    ]
    assert empty.dump() == before


def test_nothing_is_asked_when_nothing_was_guessed(empty: Desk) -> None:
    ran = empty("add", "responses.csv", "--text", "comment", "--id", "id")
    assert "Added 5 answers from 5 new respondents; 0 were there already.\n" in ran.err


def test_what_comes_next_is_said_while_there_are_no_codes(empty: Desk) -> None:
    assert empty("add", "responses.csv", "--yes").err.endswith(
        "Next: 'coder codebook load FILE' takes a codebook; 'coder clusters' makes codes of groups of answers; "
        "'coder review' begins with none, and codes are made while you read.\n"
    )


def test_nothing_comes_next_where_there_are_codes(filled: Desk) -> None:
    assert "Next:" not in filled("add", "responses.csv", "--yes").err


def test_whoever_says_no_is_told_how_to_name_columns(empty: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coder.cli.add.confirm", lambda question, yes: False)
    before = empty.dump()
    assert "can be named: --text COLUMN" in empty("add", "responses.csv").err
    assert empty.dump() == before


def test_three_values_of_a_column_fit_into_the_terminal(empty: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    empty.write("long.csv", "id,comment\n" + "".join(f"{n},{'word ' * 20}{n}\n" for n in range(3)))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("coder.cli.add.sys.stderr.isatty", lambda: True)
    ran = empty("add", "long.csv", "--yes")
    (line,) = (line for line in ran.err.splitlines() if line.startswith("  comment"))
    assert (len(line) <= 80, line.count("…")) == (True, 3)


def test_wide_files_have_a_question_per_text_column(empty: Desk) -> None:
    empty.write("wide.csv", WIDE)
    empty("add", "wide.csv", "--text", "like", "--text", "change", "--id", "id")
    with empty.open() as project:
        found = [(s.case.name, s.question.name, s.text) for s in project]
    assert found == [
        ("r1", "like", "The staff"),
        ("r1", "change", "Longer hours"),
        ("r2", "change", "Parking please"),
    ]


def test_long_files_join_rows_of_one_respondent(empty: Desk) -> None:
    empty.write("long.csv", LONG)
    words = ["--text", "said", "--id", "answer", "--case", "respondent", "--question", "question"]
    empty("add", "long.csv", *words)
    with empty.open() as project:
        found = [(s.name, s.case.name, s.question.name) for s in project]
        assert found == [("1", "r1", "like"), ("2", "r1", "change"), ("3", "r2", "change")]
        assert [case.values for case in project.cases()] == [{"region": "North"}, {"region": "South"}]


def test_only_the_variables_that_were_named(empty: Desk) -> None:
    empty("add", "responses.csv", "--text", "comment", "--id", "id", "--variable", "branch")
    with empty.open() as project:
        assert [(v.name, v.kind) for v in project.variables] == [("branch", "category")]


def test_adding_a_file_again_adds_nothing(filled: Desk) -> None:
    ran = filled("add", "responses.csv", "--yes")
    assert ran.err.splitlines()[-1] == "Added 0 answers from 0 new respondents; 5 were there already."


def test_a_new_wave_adds_only_what_is_new(coded: Desk) -> None:
    coded.write("wave2.csv", "id,comment,branch\na1,Open longer please,North\nb1,More books,West\n")
    ran = coded("add", "wave2.csv", "--text", "comment", "--id", "id")
    assert ran.err.splitlines()[-1] == "Added 1 answer from 1 new respondent; 1 was there already."


def test_a_new_wave_keeps_the_codings(coded: Desk) -> None:
    coded.write("wave2.csv", "id,comment,branch\na1,Open longer please,North\nb1,More books,West\n")
    with coded.open() as project:
        before = project.codings()
    coded("add", "wave2.csv", "--text", "comment", "--id", "id")
    with coded.open() as project:
        assert (project.codings(), len(before)) == (before, 4)


CHANGED = "id,comment,branch,visits\na1,Open longer PLEASE,West,3\na5,nothing at all,North,2\n"


def test_changes_are_reported_and_not_taken_over(coded: Desk) -> None:
    coded.write("changed.csv", CHANGED)
    ran = coded("add", "changed.csv", "--text", "comment", "--id", "id")
    assert ran.err.splitlines()[-4:] == [
        "Differences from what is in the project: 3, taken over: 0 "
        "(--update takes over those of answers nobody has read).",
        "  a1, branch: 'North' -> 'West'",
        "  a1, text: 'Open longer please' -> 'Open longer PLEASE'",
        "  a5, text: 'nothing' -> 'nothing at all'",
    ]
    with coded.open() as project:
        assert project.source("a5").text == "nothing"


def test_update_takes_over_values_and_texts_that_nobody_has_read(coded: Desk) -> None:
    coded.write("changed.csv", CHANGED)
    coded("add", "changed.csv", "--text", "comment", "--id", "id", "--update")
    with coded.open() as project:
        read, unread = project.source("a1"), project.source("a5")
    assert (read.text, read.case.values["branch"]) == ("Open longer please", "West")
    assert (unread.text, unread.key == "") == ("nothing at all", False)


def test_privacy_comes_from_a_column(empty: Desk) -> None:
    empty.write(
        "private.csv", "id,comment,privacy\na,Fine,public\nb,Bad,confidential\nc,Well,\nd,No,secret\n"
    )
    ran = empty("add", "private.csv", "--text", "comment", "--id", "id", "--privacy", "privacy")
    assert "row 5, privacy: not public, anonymous or confidential: taken as confidential: 'secret'" in ran.err
    with empty.open() as project:
        assert [c.privacy for c in project.cases()] == ["public", "confidential", "public", "confidential"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.tsv", "id\tcomment\nr1,1\tNa,ja\n".encode("utf-16")),
        ("a.csv", "id;comment\nr1,1;Na,ja\n".encode("cp1252")),
        ("a.jsonl", b'{"id": "r1,1", "comment": "Na,ja"}\n'),
    ],
)
def test_other_formats(empty: Desk, name: str, content: bytes) -> None:
    empty.write(name, content)
    empty("add", name, "--text", "comment", "--id", "id")
    with empty.open() as project:
        assert [(s.name, s.text) for s in project] == [("r1,1", "Na,ja")]


def test_a_survey_export_is_named_and_its_wordings_shown(empty: Desk) -> None:
    empty.write(
        "export.csv",
        "ResponseId,RecipientEmail,Q1\nResponse ID,Recipient Email,What would you change?\n"
        '"{""ImportId"":""_recordId""}","{""ImportId"":""recipientEmail""}","{""ImportId"":""QID1""}"\n'
        "R_1,ana@example.org,Open longer on Sundays\n",
    )
    before = empty.dump()
    ran = empty("add", "export.csv")
    assert ran.err.splitlines()[:7] == [
        "export.csv: 1 row. Columns, what they mean, and three rows:",
        "  ResponseId               id        R_1",
        "  RecipientEmail           -         ana@example.org",
        "  Q1                       text      Open longer on Sundays",
        "  Q1                       asked: What would you change?",
        "  Note: This is a Qualtrics export: its two extra header rows were left out; "
        "question wordings were taken from row 2.",
        "  Note: Left out, because they say who people are: RecipientEmail. --variable takes them in.",
    ]
    assert empty.dump() == before


def test_a_folder_of_letters(empty: Desk) -> None:
    (empty.folder / "letters").mkdir()
    empty.write("letters/ann.txt", "I object.")
    empty.write("letters/ben.md", "I do not.")
    empty.write("letters/map.jpg", "x")
    ran = empty("add", "letters", "--yes")
    assert ran.err.splitlines()[-4:-1] == [
        "Added 2 answers from 2 new respondents; 0 were there already.",
        "1 problem: not a document (1).",
        "  the file, map.jpg: not a document: .jpg",
    ]
    with empty.open() as project:
        found = [(s.name, s.question.name, s.text) for s in project]
    assert found == [("ann.txt", "document", "I object."), ("ben.md", "document", "I do not.")]


def test_the_same_folder_again_adds_nothing(empty: Desk) -> None:
    (empty.folder / "letters").mkdir()
    empty.write("letters/ann.txt", "I object.")
    empty.write("letters/ben.txt", "I do not.")
    empty("add", "letters", "--yes")
    ran = empty("add", "letters", "--yes")
    assert ran.err.splitlines()[-1] == "Added 0 answers from 0 new respondents; 2 were there already."
