"""Keys and clicks on the review screen: what it finds, says, refuses and keeps from view."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from textual import events

from coder.codebook import Codebook
from coder.counting.saturation import Saturation
from coder.domain import Case, Code, Question, Source, stable_id
from coder.project.advice import Advice, Width
from coder.review.history import Step
from coder.review.keys import Keymap
from coder.tui.plain import Summary
from coder.tui.screen import ReviewApp
from coder.tui.turning import NO_CODES
from tests.review.desk import codebook, listed, proposal
from tests.review.memory_log import MemoryLog
from tests.tui.screens import LARGE, NORMAL, acted, in_memory, shown

KIND, WAIT, PARKING = "staff/kindness", "access/waiting time", "access/parking"
SUGGESTED = {"1-best": [proposal(KIND, "strong"), proposal(WAIT, "medium"), proposal(PARKING, "weak")]}


class Maker:
    """As coder.project.making.CodeMaker, without a project."""

    def make(self, path: str) -> tuple[Codebook, int]:
        built = Codebook.build([*codebook().codes, Code(path)])
        return replace(built, codes=tuple(replace(c, id=stable_id("code", c.path)) for c in built.codes)), 2

    def undone(self, step: Step) -> tuple[Codebook, int] | None:
        return (codebook(), 3) if step.codes == (stable_id("code", "pets"),) else None

    def redone(self, step: Step) -> tuple[Codebook, int] | None:
        return None


def test_letters_find_a_code_and_enter_gives_it() -> None:
    desk = in_memory("slow")
    shown(desk, *"wait", "enter")
    assert desk.codes(desk.sources[0]) == [WAIT]


def test_the_arrow_chooses_the_second_that_fits() -> None:
    desk = in_memory("slow")
    shown(desk, *"staff", "down", "enter")
    assert desk.codes(desk.sources[0]) == ["staff/attitude"]


def test_escape_leaves_the_search_without_a_code() -> None:
    desk = in_memory("slow")
    shown(desk, *"wait", "escape", "enter")
    assert (desk.codes(desk.sources[0]), desk.outcomes(desk.sources[0])) == ([], ["read"])


def test_words_that_fit_nothing_stay_to_be_corrected() -> None:
    desk = in_memory("slow")
    page = shown(desk, *"zzz", "enter")
    assert (page.parts["message"], page.parts["note"]) == (
        "Nothing here fits 'zzz'.",
        "Find a code: zzz\u258f",
    )


def test_the_search_offers_the_last_used_first() -> None:
    page = shown(in_memory("slow"), *"park", "enter", "slash")
    assert page.parts["rows"].split("\n")[0] == f"> {PARKING}"


def test_pasted_words_are_searched() -> None:
    desk = in_memory("slow")

    async def paste(pilot: object) -> None:
        pilot.app.post_message(events.Paste("waiting time"))  # type: ignore[attr-defined]
        await pilot.press("enter")  # type: ignore[attr-defined]

    acted(desk, paste)
    assert desk.codes(desk.sources[0]) == [WAIT]


def test_digits_of_a_blind_reading_give_the_usual_codes() -> None:
    desk = in_memory("slow", "late", stream="random", proposals=SUGGESTED)
    shown(desk, *"wait", "enter", "enter", "1")
    assert desk.codes(desk.sources[1]) == [WAIT]


def test_a_blind_reading_shows_nothing_of_the_machine() -> None:
    page = shown(in_memory("so kind", stream="random", proposals=SUGGESTED), size=LARGE)
    assert "Blind reading: no suggestions." in page.text
    assert "strong" not in page.text
    assert "x " not in page.parts["codebook"]


def test_a_blind_reading_explains_nothing() -> None:
    page = shown(in_memory("kind", stream="random", proposals=SUGGESTED), "semicolon")
    assert page.parts["page-text"] == "Blind reading: there is nothing to explain."


def test_a_digit_without_suggestion_says_so() -> None:
    page = shown(in_memory("kind", proposals=SUGGESTED), "4")
    assert page.parts["message"] == "There is no suggestion 4 here."


def test_tab_codes_a_sentence() -> None:
    desk = in_memory("So slow. So kind!", proposals=SUGGESTED)
    shown(desk, "tab", "tab", "1")
    coding = desk.log.codings(desk.sources[0].id, "ana")[0]
    assert (coding.start, coding.end, coding.origin) == (9, 17, "accepted")


def test_shifted_arrows_code_words() -> None:
    desk = in_memory("so very kind nurses")
    shown(desk, "right", "right", "shift+right", "shift+right", "shift+left", *"kind", "enter")
    coding = desk.log.codings(desk.sources[0].id, "ana")[0]
    assert (coding.start, coding.end) == (3, 12)


def test_escape_means_the_whole_answer_again() -> None:
    desk = in_memory("so kind")
    shown(desk, "right", "escape", *"kind", "enter")
    assert desk.log.codings(desk.sources[0].id, "ana")[0].start is None


def test_the_next_answer_is_meant_as_a_whole() -> None:
    desk = in_memory("so kind", "so slow")
    shown(desk, "right", "enter", *"wait", "enter")
    assert desk.log.codings(desk.sources[1].id, "ana")[0].start is None


def test_a_suggestion_is_refused_by_name() -> None:
    desk = in_memory("kind", proposals=SUGGESTED)
    shown(desk, "backspace", *"kind", "enter", "enter")
    assert desk.codes(desk.sources[0]) == [WAIT]


def test_the_cursor_gives_a_code_of_the_codebook() -> None:
    desk = in_memory("slow")
    shown(desk, "down", "down", "space", size=LARGE)
    assert desk.codes(desk.sources[0]) == [PARKING]


def test_the_meaning_of_the_code_at_the_cursor() -> None:
    page = shown(in_memory("slow"), "down", ":")
    assert page.parts["page-text"] == "access/waiting time\n  How long it took to be seen."


def test_the_codebook_is_beside_the_answer_where_there_is_room() -> None:
    assert "waiting time" in shown(in_memory("slow"), size=LARGE).parts["codebook"]
    assert "codebook" not in shown(in_memory("slow")).parts


def test_who_answered_and_what_else() -> None:
    case = Case("R1", values={"branch": "[x] North"})
    source, other = (Source(name, case, Question(name), f"{name} [b]") for name in ("best", "worst"))
    desk = listed(lambda book, sources: MemoryLog(), [source])
    page = shown(desk, "@", others=lambda source: [other])
    assert page.parts["page-text"] == "Case R1\n  branch: [x] North\n\nworst\n  worst [b]"


def test_any_key_closes_a_page_and_does_nothing_else() -> None:
    desk = in_memory("slow")
    page = shown(desk, "@", "enter")
    assert (desk.log.decisions(), "text" in page.parts) == ([], True)


def test_a_memo_is_kept() -> None:
    desk = in_memory("slow")
    shown(desk, "#", *"ask", "space", "B", "enter")
    assert [row.detail["text"] for row in desk.log.decisions()] == ["ask B"]


def test_a_flag_is_put_up_and_taken_down() -> None:
    desk = in_memory("slow")
    page = shown(desk, "%")
    assert "FLAGGED" in page.parts["heading"]
    assert "FLAGGED" not in shown(desk, "%").parts["heading"]
    assert [row.act for row in desk.log.decisions()] == ["flag", "unflag"]


def test_a_new_code_is_made_and_given() -> None:
    desk = in_memory("dogs")
    page = shown(desk, "=", *"pets", "enter", maker=Maker())
    assert page.session.current.codes == ("pets",)


def test_undo_takes_a_new_code_out_of_the_codebook() -> None:
    page = shown(in_memory("dogs"), "=", *"pets", "enter", "down", "-", maker=Maker(), size=LARGE)
    assert "pets" not in page.parts["codebook"]
    assert page.parts["said"] == "Undone, and the new code is gone again."


def test_a_new_code_that_resembles_one_asks_first() -> None:
    desk = in_memory("parkings")
    page = shown(desk, "=", *"parkings", "enter", maker=Maker())
    assert "'parkings' resembles access/parking." in page.parts["message"]
    assert desk.log.decisions() == []


def test_a_new_code_is_made_from_a_search_that_fits_nothing() -> None:
    page = shown(in_memory("dogs"), *"zebra", "enter", maker=Maker())
    assert page.parts["message"] == "No code is called 'zebra' yet. Enter makes it one, Esc does not."
    page = shown(in_memory("dogs"), *"zebra", "enter", "enter", maker=Maker())
    assert page.session.current.codes == ("zebra",)


def test_help_fits_the_smallest_screen_and_names_undo() -> None:
    page = shown(in_memory("slow"), "?").parts["page-text"]
    assert max(map(len, page.split("\n"))) <= 90
    assert "undo" in page


def test_a_click_turns_a_suggestion_on() -> None:
    desk = in_memory("kind", proposals=SUGGESTED)
    acted(desk, lambda pilot: pilot.click("#rows", offset=(8, 2)))
    assert desk.codes(desk.sources[0]) == [PARKING]


def test_a_click_gives_a_code_of_the_codebook() -> None:
    desk = in_memory("kind")
    acted(desk, lambda pilot: pilot.click("#codebook", offset=(5, 2)), size=LARGE)
    assert desk.codes(desk.sources[0]) == [PARKING]


def test_a_click_on_a_group_says_what_to_use() -> None:
    page = acted(in_memory("kind"), lambda pilot: pilot.click("#codebook", offset=(5, 0)), size=LARGE)
    assert "'access' is a group" in page.parts["said"]


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
def test_leaving_says_what_was_read(key: str) -> None:
    page = shown(in_memory("slow", "late"), "enter", key)
    assert page.result == Summary(1, 1)


def test_enter_leaves_when_nothing_is_left() -> None:
    assert shown(in_memory("slow"), "enter", "enter").result == Summary(1, 0)


@pytest.mark.parametrize("key", ["1", "w", "full_stop", "@", ":", "#", "backspace", "tab", "right", "%"])
def test_nothing_left_is_no_reason_to_crash(key: str) -> None:
    assert "Nothing is left to read." in shown(in_memory(), key).text


def test_a_fault_leaves_the_screen_before_it_is_reported() -> None:
    desk = in_memory("slow")
    app = ReviewApp(desk.open(), others=_broken)

    async def look() -> None:
        async with app.run_test() as pilot:
            await pilot.press("@")

    asyncio.run(look())
    assert (str(app.fault), app.is_running) == ("no others", False)


def _broken(source: Source) -> list[Source]:
    raise OSError("no others")


def test_strange_words_are_shown_as_they_are() -> None:
    text = "[laughs] [/b] :smile: {0} %s \x1b[31m \u202eمرحبا\u202c 👩\u200d🔬"
    shows = "[laughs] [/b] :smile: {0} %s \u241b[31m <U+202E>مرحبا<U+202C> 👩\u200d🔬"
    assert shown(in_memory(text)).parts["text"] == shows


def test_a_part_after_strange_signs_is_coded_at_its_place() -> None:
    desk = in_memory("\x1b\u202e[x] kind")
    shown(desk, "right", "right", *"kind", "enter")
    coding = desk.log.codings(desk.sources[0].id, "ana")[0]
    assert desk.sources[0].text[coding.start : coding.end] == "kind"


def test_twenty_thousand_words_can_be_read_and_scrolled() -> None:
    desk = in_memory("word " * 20_000 + "end")
    page = shown(desk, "pagedown", "left", *"kind", "enter")
    coding = desk.log.codings(desk.sources[0].id, "ana")[0]
    assert (coding.start, coding.end) == (100_000, 100_003)
    assert page.parts["text"].endswith("word end")


class Advised:
    """As coder.project.advice.Adviser after a look."""

    is_busy = False

    def __init__(self) -> None:
        width = Width("staff/kindness", 0.29, 0.21, 0.39, 310)
        curve = Saturation(50, 100, 12, 2, (10, 2))
        self.newest: Advice | None = Advice(100, 400, curve, (width,), (), 900, 260, 9)

    def look(self, readings: int) -> None:
        """It is there already."""


def test_a_look_is_told_once_and_a_key_says_more() -> None:
    page = shown(in_memory("slow", proposals=SUGGESTED), adviser=Advised())
    assert page.parts["message"].startswith("100 random answers of 400 planned: go on;")
    page = shown(in_memory("slow", "late", proposals=SUGGESTED), "enter", "&", adviser=Advised())
    assert "+-5 points on every code need 310 readings; 400 are planned." in page.parts["page-text"]


@pytest.mark.parametrize("keys", [(), ("&",)])
def test_a_blind_reading_shows_nothing_of_a_look(keys: tuple[str, ...]) -> None:
    page = shown(in_memory("slow", stream="random", proposals=SUGGESTED), *keys, adviser=Advised())
    assert "planned" not in page.text
    assert "page-text" not in page.parts


def test_before_the_first_look_the_key_says_when_that_is() -> None:
    assert "after 100, 200, 400" in shown(in_memory("slow", proposals=SUGGESTED), "&").parts["message"]


def test_the_grid_is_asked_for_by_leaving() -> None:
    assert shown(in_memory("slow", "late"), "enter", "ctrl+g").result == Summary(1, 1, to_grid=True)


def test_chosen_keys_work_and_the_shipped_one_does_not() -> None:
    desk = in_memory("slow", "late")
    shown(desk, ",", "$", keymap=Keymap({"skip": "$"}))
    assert [row.act for row in desk.log.decisions()] == ["skip"]


def test_the_picker_says_what_the_code_at_the_cursor_means() -> None:
    page = shown(in_memory("slow"), *"wait")
    assert page.parts["message"] == "How long it took to be seen."


def test_in_a_blind_reading_the_usual_codes_are_explained() -> None:
    page = shown(in_memory("slow", "late", stream="random"), *"wait", "enter", ":")
    assert page.parts["page-text"] == "access/waiting time\n  How long it took to be seen."


def test_suggestions_come_to_the_answer_in_sight_as_soon_as_there_are_any() -> None:
    desk = in_memory("kind", proposals={})

    async def wait(pilot: Any) -> None:
        pilot.app.session._propose = lambda source: SUGGESTED["1-best"]
        pilot.app._ask_again(1)
        await pilot.pause()

    assert "staff/kindness" in acted(desk, wait).parts["rows"]


def test_advice_is_worked_out_when_nothing_is_left() -> None:
    class Late(Advised):
        def now(self) -> Advice | None:
            return self.newest

    page = shown(in_memory("slow"), "enter", "&", adviser=Late())
    assert page.parts["page-text"].startswith("100 random answers of 400 planned")


def _no_codes(*keys: str, size: tuple[int, int] = NORMAL) -> Any:
    return shown(in_memory("slow", codebook=Codebook()), *keys, size=size, maker=Maker())


def test_without_any_code_the_screen_says_how_the_first_is_made() -> None:
    assert _no_codes().parts["note"] == NO_CODES
    assert _flat(_no_codes(size=LARGE).parts["codebook"]) == NO_CODES


@pytest.mark.parametrize("key", ["down", "full_stop", "tab", "1"])
def test_no_key_needs_a_code(key: str) -> None:
    assert _no_codes(key).session is not None


def test_without_any_code_the_cursor_says_what_to_do() -> None:
    assert _no_codes("down").parts["message"] == NO_CODES


def test_the_first_code_is_typed_and_confirmed() -> None:
    page = _no_codes(*"pets", "enter", "enter")
    assert (page.parts["message"], page.parts["given"]) == ("+ pets", "Codes: pets")


def test_the_sentence_in_place_of_the_codes_is_no_code_to_click() -> None:
    page = acted(
        in_memory("slow", codebook=Codebook()), lambda pilot: pilot.click("#codebook", offset=(1, 0)), LARGE
    )
    assert "given" not in page.parts


def _flat(text: str) -> str:
    return " ".join(text.split())
