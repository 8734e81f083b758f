"""What a page says, and that respondents' words stay words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coder.domain import Case, Code, Question, Source
from coder.review.view import View
from coder.tui.page import answer_page, code_page, decided_page, variables_page, visible, wrapped
from tests.review.desk import answer, answers, codebook, listed, on_screen, proposal
from tests.review.memory_log import MemoryLog

KIND, WAIT = "staff/kindness", "access/waiting time"
SUGGESTED = {"1-best": [proposal(KIND, "strong"), proposal(WAIT, "weak")]}


def _view(text: str = "kind", stream: str = "active") -> View:
    desk = listed(lambda book, sources: MemoryLog(), answers(text), stream, proposals=SUGGESTED)
    return on_screen(desk.open())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[laughs] [/b] :smile: %s {0}", "[laughs] [/b] :smile: %s {0}"),
        ("red \x1b[31m", "red \u241b[31m"),
        ("bell\x07 null\x00 tab\t", "bell\u2407 null\u2400 tab\u2409"),
        ("\x9b31m", "<U+009B>31m"),
        ("\u202eabc\u202c", "<U+202E>abc<U+202C>"),
        ("\x7f", "\u2421"),
        ("\ud83d", "<U+D83D>"),
        ("مرحبا", "مرحبا"),
        ("👩\u200d🔬 e\u0301", "👩\u200d🔬 e\u0301"),
        ("one\ntwo", "one\ntwo"),
    ],
)
def test_control_characters_become_symbols_and_all_else_stays(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_long_answer_is_wrapped_and_loses_no_word() -> None:
    text = "word " * 20_000
    lines = wrapped(text, 60)
    assert max(map(len, lines)) <= 60
    assert " ".join(lines).split() == text.split()


def test_an_empty_line_in_an_answer_stays() -> None:
    assert wrapped("one\n\ntwo", 60) == ["  one", "", "  two"]


def test_suggestions_have_number_mark_strength_and_probability() -> None:
    assert decided_page(_view()) == [
        "  1 [x] staff/kindness       strong  50%",
        "  2 [ ] access/waiting time  weak    50%",
    ]


def test_a_suggestion_without_probability_shows_none() -> None:
    bare = replace(proposal(KIND, "none"), probability=None)
    assert decided_page(replace(_view(), proposals=(bare,), preselected=frozenset())) == [
        "  1 [ ] staff/kindness  none  "
    ]


def test_a_blind_page_says_so_and_names_no_code() -> None:
    page = "\n".join(answer_page(_view(stream="random"), 80, codebook()))
    assert "Blind reading: no suggestions shown." in page
    assert KIND not in page


def test_the_heading_says_question_stream_and_counts() -> None:
    assert answer_page(_view(), 80, None)[1] == "--- best, active stream; read 0, left 1"


def test_the_wording_of_the_question_is_shown() -> None:
    asked = replace(answer(1, "kind"), question=Question("best", "What was good?"))
    assert "Question: What was good?" in answer_page(replace(_view(), source=asked), 80, None)


def test_identical_answers_are_announced() -> None:
    page = answer_page(replace(_view(), copies=3), 80, None)
    assert "3 identical answers: what you decide holds for all." in page


def test_definitions_stand_below_suggestions_when_wanted() -> None:
    assert "      Warm, patient, caring." in decided_page(_view(), codebook())


def test_a_coded_part_is_quoted() -> None:
    desk = listed(lambda book, sources: MemoryLog(), answers("so kind"))
    session = desk.open()
    session.add(KIND, 3, 7)
    assert decided_page(on_screen(session))[0] == 'Codes: staff/kindness "kind"'


def test_a_code_is_explained_with_what_belongs_to_it() -> None:
    code = Code("a/b", "Bee", "What it is.", "stings", "honey", ("it stung",))
    assert code_page(code, 80) == [
        "a/b (Bee)",
        "  What it is.",
        "  Include: stings",
        "  Exclude: honey",
        "  For example: it stung",
    ]


def test_a_code_without_definition_says_so() -> None:
    assert code_page(Code("a"), 80) == ["a", "  It has no definition."]


def test_variables_of_case_and_answer_are_listed() -> None:
    case = Case("R1", values={"age": 41.0, "member": True, "region": None})
    source = Source("1", case, Question("best"), "x", values={"mood": "[b]good"})
    assert variables_page(source) == [
        "Case R1",
        "  age: 41",
        "  member: yes",
        "  region: (none)",
        "  mood: [b]good",
    ]
