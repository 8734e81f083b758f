import pytest

from coder.domain import Case, Question, Source
from coder.interchange.matching import CodeNames, NotMatched, SourceNames, place

from .sample import QUEUE, R1, STAFF, WAITING, code

TEXT = "kind staff, kind words"


@pytest.mark.parametrize("name", ["waiting/queue", "Waiting/Queue", "Queue", "queue", QUEUE.id])
def test_a_code_is_found_by_path_label_or_id(name: str) -> None:
    assert CodeNames([STAFF, WAITING, QUEUE]).find(name) is QUEUE


def test_runs_of_spaces_do_not_matter() -> None:
    assert CodeNames([code("time to  wait"), STAFF]).find(" Time to wait\u00a0 ").path == "time to  wait"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("queu", "no code here"),
        ("waiting", "is a group"),
        ("other", "several codes"),
    ],
)
def test_why_a_code_is_not_found(name: str, reason: str) -> None:
    codes = [WAITING, QUEUE, code("a/other"), code("b/other")]
    with pytest.raises(NotMatched, match=reason):
        CodeNames(codes).find(name)


def test_the_question_tells_answers_of_one_row_apart() -> None:
    case = Case("R1")
    good, bad = (Source("R1", case, Question(name), "x") for name in ("good", "bad"))
    assert SourceNames([good, bad]).find({"id": "R1", "question": "bad"}) is bad


def test_an_answer_is_found_by_its_respondent() -> None:
    assert SourceNames([R1]).find({"respondent": "R1"}) is R1


def test_an_id_that_means_several_answers_is_not_guessed() -> None:
    sources = [Source("R1", Case("R1"), Question(name), "x") for name in ("good", "bad")]
    with pytest.raises(NotMatched, match="several answers"):
        SourceNames(sources).find({"id": "R1"})


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, (None, None)),
        ({"start": "5", "end": "10"}, (5, 10)),
        ({"start": "5", "end": "10", "quote": "staff"}, (5, 10)),
        ({"start": "6", "end": "11", "quote": "staff"}, (5, 10)),
        ({"start": "13", "end": "17", "quote": "kind"}, (12, 16)),
        ({"quote": "staff"}, (5, 10)),
        ({"quote": TEXT}, (None, None)),
    ],
)
def test_places_without_trouble(cells: dict[str, str], expected: tuple[int | None, int | None]) -> None:
    assert place(TEXT, cells) == (*expected, "")


@pytest.mark.parametrize(
    ("cells", "trouble"),
    [
        ({"start": "5", "end": "99"}, "the positions lie outside the answer"),
        ({"start": "9", "end": "5"}, "the positions lie outside the answer"),
        ({"start": "5", "end": "10", "quote": "rude"}, "the quote stands nowhere"),
        ({"quote": "kind"}, "more than once"),
        ({"quote": "rude"}, "the quote is not in the answer"),
        ({"start": "five", "end": "10"}, "not both whole numbers"),
        ({"start": "5"}, "not both whole numbers"),
    ],
)
def test_places_that_cannot_be_trusted_become_the_whole_answer(cells: dict[str, str], trouble: str) -> None:
    start, end, found = place(TEXT, cells)
    assert (start, end) == (None, None)
    assert trouble in found
