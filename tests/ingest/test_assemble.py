from __future__ import annotations

import sys
from pathlib import Path

import pytest

from coder.domain import Case, Question, Value, Variable, stable_id
from coder.ingest import Layout, read
from coder.ingest.assemble import LONGEST_TEXT
from coder.text import answer_key
from tests.ingest.making import batch_of, told

WIDE = "id,good,bad,branch\n7,kind staff,long wait,North\n8,,parking,South\n"
LONG = "row,who,question,comment,mood\n1,ana,Why?,waited,2\n2,ben,Why?,kind,4\n3,ana,What else?,parking,5\n"


def test_one_text_column_gives_a_case_and_a_source_of_the_same_name(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "id,comment,branch\n7, Kind staff! ,North\n")
    source = batch.sources[0]
    assert source.case == Case("7", values={"branch": "North"}) == batch.cases[0]
    assert (source.name, source.question, source.text) == ("7", Question("comment"), "Kind staff!")
    assert (source.key, source.changes) == (answer_key("comment", "kind staff"), ("stripped",))


def test_several_text_columns_are_several_questions_of_one_case(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, WIDE, text=("good", "bad"), question_texts={"bad": "What was bad?"})
    assert [(source.name, source.case.name) for source in batch.sources] == [
        ("7/good", "7"),
        ("7/bad", "7"),
        ("8/bad", "8"),
    ]
    assert batch.questions == (Question("good"), Question("bad", "What was bad?"))


def test_a_question_nobody_answered_is_a_question(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "id,good,bad\n7,fine,\n", text=("good", "bad"))
    assert [question.name for question in batch.questions] == ["good", "bad"]


def test_rows_of_one_respondent_join_one_case(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, LONG, id="row", case="who", question="question")
    assert [(source.name, source.case.name, source.question.name) for source in batch.sources] == [
        ("1", "ana", "Why?"),
        ("2", "ben", "Why?"),
        ("3", "ana", "What else?"),
    ]
    assert [case.name for case in batch.cases] == ["ana", "ben"]


def test_a_long_file_without_row_id_names_by_respondent_and_question(tmp_path: Path) -> None:
    text = LONG + "4,ana,Why?,again,1\n"
    batch = batch_of(tmp_path, text, id=None, case="who", question="question", variables=())
    assert [source.name for source in batch.sources] == [
        "ana/Why?",
        "ben/Why?",
        "ana/What else?",
        "ana/Why?/2",
    ]


def test_a_respondent_id_that_comes_back_for_each_question_is_one_case(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, LONG, id="who", question="question")
    assert [source.name for source in batch.sources] == ["ana/Why?", "ben/Why?", "ana/What else?"]
    assert (len(batch.cases), told(batch)) == (2, [])


def test_several_rows_of_a_respondent_without_question_are_numbered(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, LONG, id=None, case="who", variables=())
    assert [source.name for source in batch.sources] == ["ana", "ben", "ana/2"]


def test_without_an_id_the_row_gives_the_name(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "comment\ngood\n\nbad\n", id="")
    assert [source.name for source in batch.sources] == ["responses-2", "responses-4"]


def test_ids_are_the_same_in_every_copy(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "id,comment\n7,fine\n")
    assert batch.sources[0].id == stable_id("source", "7", "comment", "7")


def test_a_repeated_id_keeps_the_first(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "id,comment\n7,first\n7,second\n")
    assert [source.text for source in batch.sources] == ["first"]
    assert told(batch) == [(3, "id", "repeated id: the first one is kept")]


def test_a_missing_id_is_told_and_the_answer_kept(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "id,comment\n ,fine\n")
    assert [source.name for source in batch.sources] == ["responses-2"]
    assert told(batch) == [(2, "id", "missing id: the row is named by its number")]


def test_a_missing_respondent_is_told_and_the_answer_kept(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "row,who,comment\n1,,fine\n", id="row", case="who")
    assert batch.sources[0].case.name == "1"
    assert told(batch) == [(2, "who", "missing respondent: the row is a case of its own")]


def test_a_missing_question_leaves_the_row_out(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "id,question,comment\n1,Why?,fine\n2,,lost\n", question="question")
    assert [source.text for source in batch.sources] == ["fine"]
    assert told(batch) == [(3, "question", "missing question: the row is left out")]


def test_an_empty_answer_is_told_and_its_respondent_only_counted(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "id,comment\n7,fine\n8, \n")
    assert ([case.name for case in batch.cases], batch.received, batch.rows) == (["7"], 2, 2)
    assert told(batch) == [(3, "comment", "empty text")]


@pytest.mark.parametrize("words", ["NA", "None", "null", "=1+1", "{0} %s", "[/b]", "\U0001f620"])
def test_any_word_is_an_answer(tmp_path: Path, words: str) -> None:
    assert batch_of(tmp_path, f"id,comment\n7,{words}\n").sources[0].text == words


def test_an_answer_as_long_as_allowed_is_kept_and_a_longer_one_told(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, f"id,comment\n7,{'x' * LONGEST_TEXT}\n8,{'x' * (LONGEST_TEXT + 1)}\n")
    assert [len(source.text) for source in batch.sources] == [10_000_000]
    assert told(batch) == [(3, "comment", "too long: more than 10,000,000 characters")]
    assert batch.problems[0].value == "x" * 80


def test_undecodable_bytes_are_remembered_with_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    path.write_bytes("id,comment\n7,é à ü\n8,bro".encode() + b"\xffken\n")
    source = read(path, Layout(text=("comment",), id="id")).sources[1]
    assert (source.text, source.changes) == ("bro\ufffdken", ("undecodable",))


def test_a_value_that_differs_within_a_case_belongs_to_the_source(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, LONG, id="row", case="who", question="question")
    assert batch.variables == (Variable("mood", "number", "source"),)
    assert [(dict(source.values), dict(source.case.values)) for source in batch.sources] == [
        ({"mood": 2}, {}),
        ({"mood": 4}, {}),
        ({"mood": 5}, {}),
    ]


def test_a_value_given_once_holds_for_the_case(tmp_path: Path) -> None:
    text = "id,who,comment,age,region\n1,ana,fine,,\n2,ana,good,40,\n"
    batch = batch_of(tmp_path, text, case="who")
    values: dict[str, Value] = {"age": 40, "region": None}
    assert batch.cases[0].values == values
    assert [variable.level for variable in batch.variables] == ["case", "case"]


@pytest.mark.parametrize(
    ("word", "privacy"),
    [("", "public"), ("public", "public"), (" Anonymous", "anonymous"), ("CONFIDENTIAL", "confidential")],
)
def test_a_column_carries_privacy(tmp_path: Path, word: str, privacy: str) -> None:
    batch = batch_of(tmp_path, f"id,comment,privacy\n7,fine,{word}\n", privacy="privacy")
    assert (batch.cases[0].privacy, batch.variables) == (privacy, ())


def test_another_word_for_privacy_is_told_and_taken_as_confidential(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "id,comment,privacy\n7,fine,secret\n", privacy="privacy")
    assert batch.cases[0].privacy == "confidential"
    assert told(batch) == [(2, "privacy", "not public, anonymous or confidential: taken as confidential")]


def test_the_most_closed_of_a_respondents_rows_counts(tmp_path: Path) -> None:
    text = "id,who,comment,privacy\n1,ana,fine,public\n2,ana,good,anonymous\n"
    assert batch_of(tmp_path, text, case="who", privacy="privacy").cases[0].privacy == "anonymous"


def test_names_are_put_on_one_line(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, 'id,"question","comment"\n" a\nb ","Why\nso?",fine\n', question="question")
    assert (batch.cases[0].name, batch.questions[0].name) == ("a b", "Why so?")


def test_problems_come_in_the_order_of_rows(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "id,comment\n1,\n2,a,b,c\n3,\n4,fine\n")
    assert [problem.row for problem in batch.problems] == [2, 3, 4]


def test_three_hundred_columns(tmp_path: Path) -> None:
    header = ",".join(f"v{i}" for i in range(300))
    row = ",".join(str(i) for i in range(300))
    batch = batch_of(tmp_path, f"id,comment,{header}\n7,fine,{row}\n")
    assert batch.cases[0].values["v299"] == 299


def test_a_respondent_with_very_many_answers(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "who,comment\n" + "all,fine\n" * 20_000, id="", case="who")
    assert (batch.sources[-1].name, len(batch.cases)) == ("all/20000", 1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a file have such a name")
def test_a_file_name_that_is_no_text_makes_names_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "caf\udce9.csv"
    path.write_bytes(b"comment\nfine\n")
    batch = read(path, Layout(text=("comment",)))
    assert (batch.file, batch.sources[0].id) == ("caf.csv", stable_id("source", "caf-2", "comment", "caf-2"))
