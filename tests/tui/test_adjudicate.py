"""Settling disagreements by lines typed and by keys on the screen: the same acts, the same outcome."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

import pytest

from coder import Project
from coder.project.adjudicating import Adjudication
from coder.tui.adjudicate import AdjudicateApp
from coder.tui.adjudicate_plain import Settled, run
from coder.tui.widgets import Words
from tests.project.reading import known, read
from tests.tui.screens import NORMAL, pictured

Hands = Callable[[Project, str], str]
"""Types signs (a decision's reason between / and /) and gives what is in sight at the end."""


@pytest.fixture
def disputed(project: Project) -> Project:
    """a1: only ana staff; a3: staff against parking, both children."""
    read(project, "ana", a1="staff", a3="staff children")
    read(project, "ben", a1="", a3="access/parking children")
    return project


def _session(project: Project) -> Adjudication:
    return project.adjudicate("ana", "ben", by="cleo")


def _by_lines(project: Project, typed: str) -> str:
    lines = [part for sign in re.findall(r"/[^/]*/|.", typed) for part in _lines(sign)]
    waiting, written = iter(lines), list[str]()
    run(_session(project), project.codebook, read_line=lambda _: next(waiting, None), write=written.append)
    return "\n".join(written)


def _lines(sign: str) -> list[str]:
    return ["", sign.strip("/")] if sign.startswith("/") else [sign]


def _by_keys(project: Project, typed: str) -> str:
    app = AdjudicateApp(_session(project), project.codebook)
    keys = [key for sign in re.findall(r"/[^/]*/|.", typed) for key in _keys(sign)]
    return asyncio.run(_pressed(app, keys, (80, 24)))


def _keys(sign: str) -> list[str]:
    if not sign.startswith("/"):
        return [_NAMES.get(sign, sign)]
    return ["enter", *(_NAMES.get(letter, letter) for letter in sign.strip("/")), "enter"]


_NAMES = {
    " ": "space",
    ".": "full_stop",
    "+": "plus",
    "-": "minus",
    ",": "comma",
    ":": "colon",
    "?": "question_mark",
}


async def _pressed(app: AdjudicateApp, keys: list[str], size: tuple[int, int]) -> str:
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        if app.fault:
            raise app.fault
        shown = [each.words for each in app.query(Words) if all(p.display for p in (each, *each.ancestors))]
        return "\n".join(shown)


both = pytest.mark.parametrize("hands", [_by_lines, _by_keys])


@both
@pytest.mark.parametrize(
    ("choice", "staff", "parking"),
    [("a", True, False), ("b", False, True), ("+", True, True), (".", False, False), ("2", True, False)],
)
def test_each_sign_takes_what_it_says(
    disputed: Project, hands: Hands, choice: str, staff: bool, parking: bool
) -> None:
    hands(disputed, f",{choice}/the rule/")
    found = known(disputed, "a3")
    assert (found["staff"], found["access/parking"], found["children"]) == (staff, parking, True)


@both
def test_without_a_reason_nothing_is_decided(disputed: Project, hands: Hands) -> None:
    assert "A decision needs a reason" in hands(disputed, "a//")
    assert disputed.store.readings(coder="consensus") == []


@both
def test_enter_alone_chooses_nothing(disputed: Project, hands: Hands) -> None:
    read(disputed, "eva", a2="")
    assert "nothing chosen yet" in hands(disputed, ",,")


@both
def test_a_digit_that_is_not_there_is_told(disputed: Project, hands: Hands) -> None:
    assert "There is no code 7 in dispute here." in hands(disputed, "7")


@both
def test_a_letter_without_coder_is_told(disputed: Project, hands: Hands) -> None:
    assert "There is no coder c here." in hands(disputed, "c")


@both
def test_undo_goes_back_to_the_answer(disputed: Project, hands: Hands) -> None:
    shown = hands(disputed, "a/so/-")
    assert "Taken back." in shown
    assert "Open longer please" in shown
    assert disputed.store.readings(coder="consensus") == []


@both
def test_the_end_is_told(disputed: Project, hands: Hands) -> None:
    assert "Nothing is left to settle." in hands(disputed, "a/so/b/so/")


@both
def test_codes_are_explained(disputed: Project, hands: Hands) -> None:
    assert "The people who work there." in hands(disputed, ":")


@both
def test_both_sides_are_in_sight(disputed: Project, hands: Hands) -> None:
    shown = hands(disputed, ",")
    assert "All gave: children" in shown
    assert {"ana", "ben"} <= set(re.findall(r"\w+", shown))


@both
def test_markup_in_answers_and_reasons_is_shown_as_it_is(project: Project, hands: Hands) -> None:
    project.store.db.execute("UPDATE source SET text = 'a [b]bold[/b] :smile:' WHERE name = 'a1'")
    read(project, "ana", a1="staff")
    read(project, "ben", a1="")
    assert "a [b]bold[/b] :smile:" in hands(project, "a")
    hands(project, "a/see [i]/")
    assert [memo.text for memo in project.memos()] == ["see [i]"]


def test_a_line_may_hold_choice_and_reason(disputed: Project) -> None:
    lines = iter(["a the rule says so", "12 both named"])
    written: list[str] = []
    summary = run(
        _session(disputed), disputed.codebook, read_line=lambda _: next(lines, None), write=written.append
    )
    assert summary == Settled(2, 0)
    assert [memo.text for memo in disputed.memos()] == ["the rule says so", "both named"]


def test_a_line_that_is_no_choice_is_told(disputed: Project) -> None:
    lines, written = iter(["staff"]), list[str]()
    run(_session(disputed), disputed.codebook, read_line=lambda _: next(lines, None), write=written.append)
    assert "'staff' is no choice here. ? shows the keys." in written


def test_esc_leaves_the_reason_and_keeps_the_choice(disputed: Project) -> None:
    app = AdjudicateApp(_session(disputed), disputed.codebook)
    shown = asyncio.run(_pressed(app, ["a", "enter", "x", "escape"], (80, 24)))
    assert "Outcome: staff" in shown
    assert "Why?" not in shown


def _broken(path: str) -> None:
    raise OSError("no disk")


def test_a_fault_at_a_click_leaves_the_screen_before_it_is_reported(
    disputed: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = AdjudicateApp(_session(disputed), disputed.codebook)
    monkeypatch.setattr(app.session, "toggle", _broken)

    async def _clicked() -> None:
        async with app.run_test() as pilot:
            await pilot.click("#rows", offset=(2, 0))

    asyncio.run(_clicked())
    assert (str(app.fault), app.is_running) == ("no disk", False)


def test_a_click_on_a_code_is_its_digit(disputed: Project) -> None:
    app = AdjudicateApp(_session(disputed), disputed.codebook)

    async def _clicked() -> frozenset[str] | None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.click("#rows", offset=(2, 0))
            return app.session.chosen

    assert asyncio.run(_clicked()) == frozenset({"staff"})


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
def test_everything_fits(disputed: Project, size: tuple[int, int]) -> None:
    app = AdjudicateApp(_session(disputed), disputed.codebook)
    shown = asyncio.run(_pressed(app, ["comma", "b"], size))
    assert "Kind staff, closed too early" in shown
    assert "Outcome: access/parking" in shown


def test_a_click_is_no_part_of_the_reason(disputed: Project) -> None:
    app = AdjudicateApp(_session(disputed), disputed.codebook)

    async def click(pilot: Any) -> None:
        await pilot.press("a", "enter", *"rule")
        await pilot.click("#rows", offset=(1, 0))

    assert "Why? rule\u258f" in pictured(app, click, NORMAL).text
