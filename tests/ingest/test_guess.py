from __future__ import annotations

from pathlib import Path

import pytest

from coder.errors import ColumnError, FileProblem
from coder.ingest import Layout, inspect
from tests.ingest.making import csv_file

WIDE = (
    "ResponseID,Q5. Why did you say that?,Anything else you want to tell us,region,score,submitted,privacy\n"
    "1,The staff were kind to me,Please open another car park,North,5,2024-01-02,public\n"
    "2,I waited for hours on end,No,South,2,2024-01-03,anonymous\n"
    "3,Nobody told me anything,More buses in the evening please,North,1,2024-01-03,public\n"
    "4,Very good,It was all right in the end,North,4,2024-01-04,public\n"
)
LONG = (
    "respondent,question,response,mood\n"
    "ana,Why?,I waited for hours,2\n"
    "ben,Why?,kind,4\n"
    "ana,What else?,more parking spaces please,5\n"
    "ben,What else?,nothing,5\n"
)


def test_a_wide_file(tmp_path: Path) -> None:
    guess = inspect(csv_file(tmp_path, WIDE))
    assert guess.layout == Layout(
        text=("Q5. Why did you say that?", "Anything else you want to tell us"),
        id="ResponseID",
        case="",
        question="",
        variables=("region", "score", "submitted"),
        privacy="privacy",
        encoding="utf-8",
        delimiter=",",
    )
    assert (guess.rows, guess.notes) == (4, ())


def test_a_long_file(tmp_path: Path) -> None:
    layout = inspect(csv_file(tmp_path, LONG)).layout
    assert (layout.text, layout.case, layout.question) == (("response",), "respondent", "question")
    assert (layout.id, layout.variables) == ("", ("mood",))


def test_header_and_three_rows_are_shown(tmp_path: Path) -> None:
    guess = inspect(csv_file(tmp_path, LONG))
    assert guess.header == ("respondent", "question", "response", "mood")
    assert guess.samples[2] == ("ana", "What else?", "more parking spaces please", "5")
    assert len(guess.samples) == 3


def test_what_was_said_is_kept_and_the_rest_guessed_around_it(tmp_path: Path) -> None:
    said = Layout(text=("region",), id="score", case="", question="", variables=("submitted",), privacy="")
    layout = inspect(csv_file(tmp_path, WIDE), said).layout
    assert (layout.text, layout.id, layout.variables, layout.privacy) == (
        ("region",),
        "score",
        ("submitted",),
        "",
    )


def test_empty_means_there_is_none(tmp_path: Path) -> None:
    layout = inspect(csv_file(tmp_path, WIDE), Layout(id="", privacy="")).layout
    assert (layout.id, layout.privacy) == ("", "")
    assert layout.variables == ("ResponseID", "region", "score", "submitted", "privacy")


def test_an_id_with_a_few_repeats_is_still_the_id(tmp_path: Path) -> None:
    rows = "".join(f"{max(1, i)},answer number {i} here\n" for i in range(20))
    assert inspect(csv_file(tmp_path, "id,comment\n" + rows)).layout.id == "id"


def test_a_column_named_like_an_answer_but_full_of_numbers_is_none(tmp_path: Path) -> None:
    text = "id,response,why\n1,5,Because it was good\n2,4,Slow\n"
    assert inspect(csv_file(tmp_path, text)).layout.text == ("why",)


def test_the_wordiest_column_where_none_looks_like_answers(tmp_path: Path) -> None:
    text = "id,a,b\n1,x,two words\n2,y,three words here\n"
    assert inspect(csv_file(tmp_path, text)).layout.text == ("b",)


def test_no_words_anywhere_is_a_note(tmp_path: Path) -> None:
    guess = inspect(csv_file(tmp_path, "id,score\n1,5\n2,6\n"))
    assert guess.layout.text == ()
    assert "No column looks like answers in people's own words: name it with --text." in guess.notes


def test_no_id_is_a_note(tmp_path: Path) -> None:
    assert inspect(csv_file(tmp_path, "comment\nfine\n")).notes == (
        "There is no id column: answers are named by their row, such as responses-2. "
        "Adding a changed file again then cannot tell who is who.",
    )


def test_cp1252_is_a_note(tmp_path: Path) -> None:
    guess = inspect(csv_file(tmp_path, "id,comment\n1,caf\u00e9\n", encoding="cp1252"))
    assert guess.notes == (
        "The file is not UTF-8: it is read as cp1252. If letters look wrong, say --encoding.",
    )


def test_a_ragged_row_is_a_note(tmp_path: Path) -> None:
    guess = inspect(csv_file(tmp_path, "id,comment\n1,fine\n2\n"))
    assert guess.notes == ("1 problem was found in its rows; adding the file lists it.",)


def test_a_wrong_column_is_found_before_anything_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="Did you mean 'respondent'"):
        inspect(csv_file(tmp_path, LONG), Layout(case="respondant"))


def test_a_missing_file_is_a_file_problem(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="does not exist"):
        inspect(tmp_path / "none.csv")
