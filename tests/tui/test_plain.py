"""Lines typed at the plain front end: what it finds, says and refuses."""

from __future__ import annotations

from typing import Any

import pytest

from coder.codebook import Codebook
from coder.domain import Case, Question, Source
from coder.tui.commands import COMMANDS
from coder.tui.plain import Summary, run
from coder.tui.turning import BLIND_ADVICE, NO_CODES, NO_MAKING
from tests.review.desk import Desk, answer, answers, listed, on_screen, proposal
from tests.review.hands import ByKeys
from tests.review.memory_log import MemoryLog
from tests.tui.test_screen import Maker

KIND, WAIT, PARKING = "staff/kindness", "access/waiting time", "access/parking"
SUGGESTED = {"1-best": [proposal(KIND, "strong"), proposal(WAIT, "medium"), proposal(PARKING, "weak")]}


def _desk(*texts: str, stream: str = "code", **settings: object) -> Desk:
    return listed(lambda book, sources: MemoryLog(), answers(*texts), stream, **settings)


def _typed(desk: Desk, *lines: str) -> str:
    hands = ByKeys(desk.open())
    hands.type(*lines)
    return "\n".join(hands.written)


def test_a_part_of_a_name_adds_the_code() -> None:
    desk = _desk("slow")
    assert "+ access/waiting time" in _typed(desk, "wait")
    assert desk.codes(desk.sources[0]) == [WAIT]


def test_several_that_fit_are_listed_and_a_number_chooses() -> None:
    desk = _desk("slow")
    page = _typed(desk, "staff", "2")
    assert "  1 staff/kindness\n  2 staff/attitude" in page
    assert desk.codes(desk.sources[0]) == ["staff/attitude"]


def test_enter_takes_the_first_that_fits_and_the_last_used_is_first() -> None:
    desk = _desk("slow", "late")
    _typed(desk, "attitude", "", "staff", "", "")
    assert desk.codes(desk.sources[1]) == ["staff/attitude"]


@pytest.mark.parametrize("line", ["0", "7", "hm"])
def test_anything_else_chooses_none_of_them(line: str) -> None:
    desk = _desk("slow")
    _typed(desk, "staff", line)
    assert desk.codes(desk.sources[0]) == []


def test_a_word_that_fits_nothing_says_so() -> None:
    assert "No code here fits 'xyzzy'. * lists them." in _typed(_desk("slow"), "xyzzy")


def test_quoted_words_are_coded_as_a_part() -> None:
    desk = _desk("so kind and so slow")
    _typed(desk, 'kind "so kind"')
    coding = desk.log.codings(desk.sources[0].id, "ana")[0]
    assert (coding.start, coding.end) == (0, 7)


@pytest.mark.parametrize(("words", "how"), [("quick", "are not"), ("so", "are 2 times")])
def test_quoted_words_must_be_there_once(words: str, how: str) -> None:
    page = _typed(_desk("so kind and so slow"), f'kind "{words}"')
    assert f'The words "{words}" {how} in the answer.' in page


def test_several_digits_turn_several_suggestions() -> None:
    desk = _desk("kind", proposals=SUGGESTED)
    _typed(desk, "13", "")
    assert desk.codes(desk.sources[0]) == [PARKING, WAIT]


def test_a_digit_without_suggestion_changes_nothing() -> None:
    desk = _desk("kind", proposals=SUGGESTED)
    assert "There is no suggestion 4 here." in _typed(desk, "34")
    assert desk.codes(desk.sources[0]) == []


def test_a_blind_page_shows_no_suggestions_and_digits_do_nothing() -> None:
    desk = _desk("kind", stream="random", proposals=SUGGESTED)
    page = _typed(desk, "1", "")
    assert "Blind reading: no suggestions shown." in page
    assert KIND not in page
    assert desk.codes(desk.sources[0]) == []


def test_a_blind_page_numbers_the_usual_codes() -> None:
    desk = _desk("slow", "late", stream="random")
    assert "Your usual codes:\n  1 access/waiting time\n" in _typed(desk, "wait", "", "1")
    assert desk.codes(desk.sources[1]) == [WAIT]


def test_a_flag_goes_up_and_down() -> None:
    page = _typed(_desk("slow"), "%", "=", "%")
    assert "left 1; flagged" in page
    assert page.index("\nFlagged.") < page.index("No longer flagged.")


def test_enter_on_the_marked_suggestions_says_what_comes_next() -> None:
    desk = _desk("kind", "slow", proposals=SUGGESTED)
    page = _typed(desk, "")
    assert page.index("[x] staff/kindness") < page.index("  slow")


def test_a_plus_searches_words_that_look_like_a_command() -> None:
    desk = _desk("slow")
    _typed(desk, "+.", "+parking")
    assert desk.codes(desk.sources[0]) == [PARKING]


def test_minus_takes_a_preselected_suggestion_off_by_part_of_its_name() -> None:
    desk = _desk("kind", proposals=SUGGESTED)
    _typed(desk, "-kind", "")
    assert desk.codes(desk.sources[0]) == [WAIT]


def test_minus_looks_only_among_the_codes_that_are_here() -> None:
    assert "No code here fits 'parking'" in _typed(_desk("slow"), "wait", "-parking")


@pytest.mark.parametrize("line", ["/none", "/unc", "/skip", "/s"])
def test_words_and_their_beginnings_are_commands(line: str) -> None:
    page = _typed(_desk("slow"), line)
    assert ("There is no command" in page) is (line == "/s")


def test_a_word_that_begins_several_commands_is_refused() -> None:
    desk = _desk("slow")
    assert "There is no command '/un'. Use one of: /uncodable, /undo." in _typed(desk, "/un")
    assert desk.log.decisions() == []


def test_an_unknown_command_lists_all() -> None:
    assert "There is no command '/fly'. Use one of: /none, /uncodable" in _typed(_desk("slow"), "/fly")


def test_help_names_every_command() -> None:
    page = _typed(_desk("slow"), "?")
    assert [command.word for command in COMMANDS if f"/{command.word}" not in page] == []


def test_commands_have_keys_of_their_own() -> None:
    assert len({command.key for command in COMMANDS}) == len(COMMANDS)


def test_codes_are_listed_last_used_first() -> None:
    page = _typed(_desk("slow"), "park", "*")
    assert page.index("  access/parking\n  access/waiting time") > 0


def test_a_definition_is_shown() -> None:
    assert "How long it took to be seen." in _typed(_desk("slow"), ":wait")


def test_definitions_of_the_suggestions_are_shown_together() -> None:
    page = _typed(_desk("kind", proposals=SUGGESTED), ":")
    assert "Warm, patient, caring." in page
    assert "How long it took to be seen." in page


def test_variables_are_shown() -> None:
    source = Source("1", Case("R1", values={"branch": "[x] North"}), Question("best"), "slow")
    desk = listed(lambda book, sources: MemoryLog(), [source])
    assert "Case R1\n  branch: [x] North" in _typed(desk, "@")


def test_a_memo_is_kept() -> None:
    desk = _desk("slow")
    _typed(desk, "#ask Ben")
    assert [row.detail["text"] for row in desk.log.decisions()] == ["ask Ben"]


def test_a_memo_needs_words() -> None:
    assert "A memo needs words" in _typed(_desk("slow"), "#")


def test_the_answer_is_written_again_on_demand() -> None:
    assert _typed(_desk("slow"), "=").count("\n  slow") == 2


def test_the_answer_is_not_written_again_after_each_code() -> None:
    assert _typed(_desk("slow"), "park", "wait").count("\n  slow") == 1


def test_strange_words_are_written_as_they_are() -> None:
    page = _typed(_desk("[laughs] [/b] :smile: {0} %s \x1b[31m مرحبا"), "=")
    assert "[laughs] [/b] :smile: {0} %s \u241b[31m مرحبا" in page


@pytest.mark.parametrize("lines", [("/",), ("/quit",), ()])
def test_leaving_says_what_was_read(lines: tuple[str, ...]) -> None:
    desk = _desk("slow", "late")
    page = _typed(desk, "", *lines)
    assert page.endswith("Read 1 answer in this sitting, 1 left. Everything is saved.")


def test_nothing_left_is_said_and_enter_leaves() -> None:
    page = _typed(_desk("slow"), "", "")
    assert "Nothing is left to read. Enter leaves; - undoes, < goes back." in page


def test_the_last_answer_can_be_undone() -> None:
    desk = _desk("slow")
    _typed(desk, "", "-")
    assert desk.outcomes(desk.sources[0]) == []


@pytest.mark.parametrize("line", [".", "1", "wait", "-wait", "@", ":"])
def test_deciding_when_nothing_is_left_is_refused_not_a_crash(line: str) -> None:
    assert "left" in _typed(listed(lambda book, sources: MemoryLog(), []), line)


@pytest.mark.parametrize("error", [KeyboardInterrupt, EOFError])
def test_an_interruption_ends_cleanly(error: type[BaseException]) -> None:
    desk = _desk("slow")
    lines = iter([KIND])

    def read_line(prompt: str) -> str:
        for line in lines:
            return line
        raise error

    written: list[str] = []
    assert run(desk.open(), read_line=read_line, write=written.append) == Summary(0, 1)
    assert desk.codes(desk.sources[0]) == [KIND]


def test_the_summary_counts_identical_answers() -> None:
    sources = [answer(1, "slow", key="slow"), answer(2, "slow", key="slow")]
    desk = listed(lambda book, sources: MemoryLog(), sources, twins={"1-best": sources})
    assert "Read 2 answers in this sitting, 0 left." in _typed(desk, "")


def test_the_page_after_a_code_shows_it() -> None:
    desk = _desk("slow")
    assert "Codes: access/parking" in _typed(desk, "park")
    assert on_screen(desk.open()).codes == (PARKING,)


def test_suggestions_are_explained() -> None:
    assert "staff/kindness: strong, probability 50%" in _typed(_desk("kind", proposals=SUGGESTED), ";")


def test_a_blind_reading_says_nothing_of_when_to_stop() -> None:
    assert BLIND_ADVICE in _typed(_desk("kind", stream="random", proposals=SUGGESTED), "&")


def test_before_the_first_look_it_says_when_that_is() -> None:
    assert "after 100, 200, 400 and 800 answers" in _typed(_desk("kind", proposals=SUGGESTED), "&")


def _with_maker(desk: Desk, *lines: str) -> str:
    waiting, written = iter(lines), list[str]()
    maker: Any = Maker()
    run(desk.open(), read_line=lambda prompt: next(waiting, None), write=written.append, maker=maker)
    return "\n".join(written)


def test_a_new_code_is_made_and_given() -> None:
    assert "+ pets, a new code" in _with_maker(_desk("dogs"), "^pets")


def test_undo_takes_the_new_code_out_again() -> None:
    page = _with_maker(_desk("dogs"), "^pets", "-", "pets")
    assert "Undone, and the new code is gone again." in page
    assert "No code here fits 'pets'." in page


def test_a_new_code_that_resembles_one_asks_for_the_line_again() -> None:
    desk = _desk("cars")
    assert "'parkings' resembles access/parking." in _with_maker(desk, "^parkings")
    assert "+ parkings" in _with_maker(desk, "^parkings", "^parkings")


def test_without_a_project_no_code_can_be_made() -> None:
    assert NO_MAKING in _typed(_desk("dogs"), "^pets")


def test_a_name_that_fits_no_code_becomes_one_when_typed_again() -> None:
    desk = _desk("dogs")
    assert "No code here fits 'pets'. The same line again makes it one" in _with_maker(desk, "pets")
    assert "+ pets" in _with_maker(desk, "pets", "pets")


def test_without_any_code_it_says_how_the_first_is_made() -> None:
    assert NO_CODES in _typed(_desk("slow", codebook=Codebook()))
