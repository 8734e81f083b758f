from __future__ import annotations

from pathlib import Path

import pytest

from coder.errors import ColumnError, RequestError
from coder.ingest.layout import Layout, check

HEADER = ["id", "comment", "other", "branch"]


def test_variables_are_what_remains() -> None:
    assert Layout(text=("comment",), id="id").variables_in(HEADER) == ("other", "branch")


def test_chosen_variables_alone_when_chosen() -> None:
    assert Layout(text=("comment",), variables=()).variables_in(HEADER) == ()


def test_a_wrong_column_is_a_sentence_with_the_nearest() -> None:
    with pytest.raises(ColumnError) as error:
        check(Layout(text=("coment",)), HEADER, Path("r.csv"))
    assert str(error.value) == "There is no column 'coment' in r.csv. Did you mean 'comment'?"


def test_a_wrong_variable_is_a_sentence_with_the_columns() -> None:
    with pytest.raises(ColumnError) as error:
        check(Layout(text=("comment",), variables=("xyz",)), HEADER, Path("r.csv"))
    assert (
        str(error.value) == "There is no column 'xyz' in r.csv. Its columns are: id, comment, other, branch."
    )


@pytest.mark.parametrize(
    ("layout", "sentence"),
    [
        (
            Layout(text=("comment",), id="comment"),
            "The column 'comment' was given two meanings. Each column can have only one.",
        ),
        (
            Layout(text=("comment",), variables=("comment",)),
            "The column 'comment' cannot be a variable as well. Leave it out of the variables.",
        ),
        (
            Layout(text=("comment", "other"), question="branch"),
            "Several text columns and a question column do not go together. "
            "Name one text column, or leave the question column out.",
        ),
    ],
)
def test_a_layout_that_makes_no_sense_is_a_sentence(layout: Layout, sentence: str) -> None:
    with pytest.raises(RequestError) as error:
        check(layout, HEADER, Path("r.csv"))
    assert str(error.value) == sentence


def test_columns_named_by_their_wording_get_their_names() -> None:
    said = Layout(text=("What should change?",), id="Answer no.", variables=("Where?",), case="")
    wordings = {"Q1": "What should change?", "rid": "Answer no.", "Q2": "Where?"}
    assert said.settled(["rid", "Q1", "Q2"], wordings) == Layout(
        text=("Q1",),
        id="rid",
        variables=("Q2",),
        case="",
        question_texts={"Q1": "What should change?"},
    )


def test_a_column_of_that_name_comes_before_another_ones_wording() -> None:
    assert Layout(text=("a",)).settled(["a", "b"], {"b": "a"}).text == ("a",)
