from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain import Question, Variable
from coder.ingest import Batch, Guess, Layout, inspect, read
from tests.ingest.making import csv_file, xlsx_file

QUALTRICS = (
    "StartDate,Status,IPAddress,ResponseId,RecipientLastName,RecipientEmail,Q1,Q2\n"
    "Start Date,Response Type,IP Address,Response ID,Recipient Last Name,Recipient Email,"
    'How satisfied are you?,"Why do you\n say that?"\n'
    '"{""ImportId"":""startDate"",""timeZone"":""UTC""}","{""ImportId"":""status""}",'
    '"{""ImportId"":""ipAddress""}","{""ImportId"":""_recordId""}","{""ImportId"":""recipientLastName""}",'
    '"{""ImportId"":""recipientEmail""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}"\n'
    "2024-01-02 10:00:00,IP Address,192.0.2.1,R_1aB,Ng,ng@example.org,Very,The staff found me a seat\n"
    "2024-01-02 11:00:00,IP Address,192.0.2.2,R_2aB,,,Not,The lift has been broken since May\n"
)
LIMESURVEY = (
    '"id. Response ID";"submitdate. Date submitted";"lastpage. Last page";"startlanguage. Start language";'
    '"email. Email address";"G01Q01. How old are you?";"G01Q02. What should the library change first?"\n'
    '"7";"2024-01-02 10:00:00";"3";"en";"";"30";"Open on Sundays for people who work"\n'
    '"9";"2024-01-02 11:00:00";"3";"en";"";"41";"More chairs and fewer signs please"\n'
)
LIMESURVEY_CODES = (
    "id,submitdate,lastpage,startlanguage,seed,G01Q02\n"
    "7,2024-01-02,1,en,55,Open on Sundays for people who work\n"
    "9,2024-01-02,1,en,56,More chairs and fewer signs please\n"
)
LIMESURVEY_WORDS = (
    "Response ID,Date submitted,Last page,Start language,What should change?\n"
    "7,2024-01-02,1,en,Open on Sundays for people who work\n"
    "9,2024-01-02,1,en,More chairs and fewer signs please\n"
)
GOOGLE = (
    "Timestamp,Email Address,How often do you visit?,What is the one thing that we should change about it?\n"
    "1/2/2024 10:00:00,a@example.org,Weekly,Open on Sundays for people who work\n"
    "1/2/2024 11:00:00,b@example.org,Never,More chairs and fewer signs please\n"
)
MICROSOFT = (
    "ID,Start time,Completion time,Email,Name,Last modified time,"
    '"How did the date of your appointment suit you, and why?",Which clinic?\n'
    "1,1/2/24 10:00:00,1/2/24 10:03:00,anonymous,,,I had to take a day off work,North\n"
    "2,1/2/24 11:00:00,1/2/24 11:03:00,anonymous,,,It suited me very well indeed,South\n"
)
CITIZEN_SPACE = (
    "Response ID,What is your name? - Name,What is your email address? - Email,"
    "Do you support the proposal to close Mill Lane to cars? - Radio button,"
    "Do you support the proposal to close Mill Lane to cars? - answer\n"
    "ANON-1AAA-B,Ann,ann@example.org,Yes,Children could walk to school in peace\n"
    "ANON-1AAA-C,,,No,My deliveries come by that road every day\n"
)


def guessed(folder: Path, text: str) -> Guess:
    return inspect(csv_file(folder, text))


def batch(folder: Path, text: str, said: Layout | None = None) -> Batch:
    path = csv_file(folder, text)
    return read(path, inspect(path, said).layout)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            QUALTRICS,
            "This is a Qualtrics export: its two extra header rows were left out; "
            "question wordings were taken from row 2.",
        ),
        (LIMESURVEY, "This is a LimeSurvey export: question codes became names, their wordings are kept."),
        (LIMESURVEY_CODES, "This is a LimeSurvey export."),
        (LIMESURVEY_WORDS, "This is a LimeSurvey export."),
        (
            GOOGLE,
            "This is a Google Forms export: long questions got short names, their wordings are kept.",
        ),
        (
            MICROSOFT,
            "This is a Microsoft Forms export: long questions got short names, their wordings are kept.",
        ),
        (
            CITIZEN_SPACE,
            "This is a Citizen Space export: long questions got short names, their wordings are kept.",
        ),
    ],
)
def test_the_program_is_named(tmp_path: Path, text: str, note: str) -> None:
    assert guessed(tmp_path, text).notes[0] == note


@pytest.mark.parametrize(
    ("text", "name", "question"),
    [
        (QUALTRICS, "R_1aB", Question("Q2", "Why do you say that?")),
        (LIMESURVEY, "7", Question("G01Q02", "What should the library change first?")),
        (LIMESURVEY_CODES, "7", Question("G01Q02")),
        (LIMESURVEY_WORDS, "7", Question("What should change?")),
        (
            GOOGLE,
            "responses-2",
            Question(
                "What is the one thing that we should",
                "What is the one thing that we should change about it?",
            ),
        ),
        (
            MICROSOFT,
            "1",
            Question(
                "How did the date of your appointment",
                "How did the date of your appointment suit you, and why?",
            ),
        ),
        (
            CITIZEN_SPACE,
            "ANON-1AAA-B",
            Question(
                "Do you support the proposal to close - answer",
                "Do you support the proposal to close Mill Lane to cars? - answer",
            ),
        ),
    ],
)
def test_answers_get_the_programs_id_and_the_questions_wording(
    tmp_path: Path, text: str, name: str, question: Question
) -> None:
    found = batch(tmp_path, text)
    assert (found.sources[0].name, found.questions, len(found.sources)) == (name, (question,), 2)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (QUALTRICS, "IPAddress, RecipientLastName, RecipientEmail"),
        (LIMESURVEY, "email"),
        (GOOGLE, "Email Address"),
        (MICROSOFT, "Email, Name"),
        (CITIZEN_SPACE, "What is your name? - Name, What is your email address? - Email"),
    ],
)
def test_who_people_are_is_left_out_and_told(tmp_path: Path, text: str, people: str) -> None:
    guess = guessed(tmp_path, text)
    assert guess.notes[1] == (
        f"Left out, because they say who people are: {people}. --variable takes them in."
    )
    assert not {*people.split(", ")} & {*guess.layout.variables_in(guess.header)}


def test_who_people_are_comes_in_when_asked_for(tmp_path: Path) -> None:
    found = batch(tmp_path, QUALTRICS, Layout(variables=("RecipientLastName",)))
    assert found.cases[0].values == {"RecipientLastName": "Ng"}


def test_a_column_of_addresses_says_who_people_are_whatever_its_name(tmp_path: Path) -> None:
    text = "id,comment,contact\n1,It was very good indeed,a@example.org\n2,Fine,b@example.org\n"
    assert guessed(tmp_path, text).layout.variables == ()


def test_closed_questions_are_variables_under_their_wording(tmp_path: Path) -> None:
    variables = batch(tmp_path, QUALTRICS).variables
    assert variables[-1] == Variable("Q1", "category", "case", "How satisfied are you?")


def test_rows_are_counted_with_the_extra_header_rows(tmp_path: Path) -> None:
    found = batch(tmp_path, QUALTRICS + "2024-01-03,IP Address,192.0.2.3,R_3,,,Very,\n")
    assert [(problem.row, problem.reason) for problem in found.problems] == [(6, "empty text")]


def test_extra_header_rows_are_left_out_though_the_columns_were_said(tmp_path: Path) -> None:
    path = csv_file(tmp_path, QUALTRICS)
    assert len(read(path, Layout(text=("Q2",), id="ResponseId", variables=())).sources) == 2


def test_a_qualtrics_export_without_the_row_of_import_ids(tmp_path: Path) -> None:
    lines = QUALTRICS.split("\n")
    found = guessed(tmp_path, "\n".join(line for line in lines if "ImportId" not in line))
    assert (found.rows, found.notes[0]) == (
        2,
        "This is a Qualtrics export: its extra header row was left out; "
        "question wordings were taken from row 2.",
    )


def test_a_qualtrics_export_as_utf_16_with_tabs(tmp_path: Path) -> None:
    text = "\t".join(["ResponseId", "Q2"]) + "\nResponse ID\tWhy?\n"
    text += '{"ImportId":"_recordId"}\t{"ImportId":"QID2_TEXT"}\nR_1\tNobody told us caf\u00e9s would close\n'
    path = csv_file(tmp_path, text, name="export.tsv", encoding="utf-16")
    found = read(path, inspect(path).layout)
    assert found.sources[0].text == "Nobody told us caf\u00e9s would close"
    assert found.questions == (Question("Q2", "Why?"),)


def test_a_microsoft_export_as_a_workbook(tmp_path: Path) -> None:
    rows = [
        line.split("|") for line in ("ID|Start time|Completion time|Why?", "4|x|y|It was a long walk home")
    ]
    assert inspect(xlsx_file(tmp_path, rows)).notes == ("This is a Microsoft Forms export.",)


def test_a_question_may_be_named_by_its_wording(tmp_path: Path) -> None:
    layout = guessed(tmp_path, GOOGLE).layout
    said = Layout(text=("What is the one thing that we should change about it?",), id="")
    assert inspect(csv_file(tmp_path, GOOGLE), said).layout.text == layout.text


def test_questions_that_begin_alike_keep_their_headers(tmp_path: Path) -> None:
    same = "How satisfied are you with the opening hours of"
    text = f"Timestamp,{same} the library,{same} the pool\n1/2/2024 10:00,They close just when I arrive,No\n"
    assert guessed(tmp_path, text).header == ("Timestamp", f"{same} the library", f"{same} the pool")


def test_problems_are_told_under_the_short_name(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    path.write_bytes(
        GOOGLE.replace("Sundays", "S\u00fcndays \u00e9 \u00e8").encode() + b"1/2/2024 9:00,,,bro\xffken\n"
    )
    assert inspect(path).table is not None
    problems = read(path, inspect(path).layout).problems
    assert problems[0].column == "What is the one thing that we should"


@pytest.mark.parametrize(
    "text",
    [
        "Response ID,comment\n1,It was very good indeed\n",
        "Timestamp,comment\n1/2/2024 10:00,It was very good indeed\n",
        "Timestamp,What did you think of it?\nMorning,It was very good indeed\n",
        "id,lastpage,comment\n1,3,It was very good indeed\n",
        "ID,Start time,comment\n1,10:00,It was very good indeed\n",
        "ResponseId,comment\nR_1,It was very good indeed\n",
        "ResponseId,comment\n",
    ],
)
def test_other_files_are_left_as_they_are(tmp_path: Path, text: str) -> None:
    guess = guessed(tmp_path, text)
    assert guess.header == tuple(text.split("\n")[0].split(","))
    assert not any("export" in note for note in guess.notes)


def test_a_file_without_columns_is_no_export(tmp_path: Path) -> None:
    assert inspect(csv_file(tmp_path, "{}\n", name="empty.jsonl")).header == ()
