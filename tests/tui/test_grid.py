"""Keys on the grid, over a project: what is chosen, what is given, what is said first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events

from coder import Project
from coder.codebook import parse_yaml
from coder.domain import Proposal, Strength
from coder.project.training import save
from coder.tui.grid import GridApp
from tests.project.reading import read
from tests.tui.screens import LARGE, NORMAL, Shown, pictured
from tests.tui.test_screen_pictures import Svg

BOOK = """
codes:
  - {path: access/parking, definition: Finding a place for the car., keywords: [park*]}
  - {path: access/waiting, definition: How long it took., keywords: [wait*]}
  - {path: staff, definition: The people who work here., keywords: [kind, nurse*]}
"""
ANSWERS = """id,comment,region,age
a1,"Nowhere to park, [laughs] :smile: [/b]",North,41
a2,"Parking is full and \u202eمرحبا\u202c 👩\u200d🔬",South West,9
a3,The nurses were kind,North,
a4,"Waited two hours, then waited more",South West,70
a5,Nothing,North,33
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Five answers and a codebook with keywords, so that there are suggestions before anything is read."""
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    with Project.create(tmp_path / "grid.coder", embedding="none") as made:
        made.add(path)
        made.load_codebook(parse_yaml(BOOK))
        yield made


def _pressed(project: Project, *keys: str, size: tuple[int, int] = NORMAL) -> Shown:
    return pictured(GridApp(project, "ana"), lambda pilot: pilot.press(*keys), size)


def _given(project: Project) -> list[tuple[str, str, str]]:
    names = {source.id: source.name for source in project}
    paths = {code.id: code.path for code in project.codebook.codes}
    return sorted((names[c.source], paths[c.code], c.origin) for c in project.codings())


def _suggest(project: Project) -> None:
    """As after `coder tag`."""
    strengths: dict[str, Strength] = {"a1": "strong", "a2": "weak"}
    save(
        project,
        [(project.source(n).id, Proposal("access/parking", 1.0, strength=s)) for n, s in strengths.items()],
    )


PARK = (*"park", "enter")


def test_a_key_that_was_chosen_for_the_review_screen_works_here(project: Project) -> None:
    project.configure("keys.undo", "ctrl+u", coder="ana")
    _suggest(project)
    assert "- takes it back" not in _pressed(project, "s", "t", "a", "enter", "*", "enter", "enter").text
    _pressed(project, "ctrl+u")
    assert _given(project) == []


def test_a_code_is_given_to_all_that_are_chosen(project: Project) -> None:
    page = _pressed(project, *PARK, "space", "space", "enter", "enter")
    assert _given(project) == [("a1", "access/parking", "bulk"), ("a2", "access/parking", "bulk")]
    assert page.parts["message"] == "access/parking given to 2 answers. - takes it back."


def test_the_first_enter_only_says_what_would_happen(project: Project) -> None:
    read(project, "ben", a3="staff")
    page = _pressed(project, *PARK, "asterisk", "enter")
    assert page.parts["page-text"].split("\n")[:2] == [
        "To be given access/parking: 4",
        "Read with it in question, stay as they are: 1",
    ]
    assert [row.origin for row in project.codings()] == ["added"]


def test_escape_leaves_everything_as_it_is(project: Project) -> None:
    _pressed(project, *PARK, "asterisk", "enter", "escape")
    assert _given(project) == []


def test_one_key_takes_it_back(project: Project) -> None:
    page = _pressed(project, *PARK, "asterisk", "enter", "enter", "-")
    assert (_given(project), page.parts["message"]) == ([], "Took access/parking back from 5 answers.")


@pytest.mark.parametrize(("digit", "names"), [("1", ["a1", "a2"]), ("3", ["a1"])])
def test_digits_choose_by_strength(project: Project, digit: str, names: list[str]) -> None:
    _suggest(project)
    _pressed(project, *PARK, digit, "enter", "enter")
    assert [name for name, _, _ in _given(project)] == names


def test_a_filter_is_applied_while_it_is_typed(project: Project) -> None:
    page = _pressed(project, "slash", *"kind")
    assert [line[:27] for line in page.parts["lines"].split("\n")] == ["[ ]  The nurses were kind  "]


def test_an_answer_is_shown_from_the_word_that_was_found(project: Project) -> None:
    page = _pressed(project, "slash", *"more", size=(60, 24))
    assert page.parts["lines"].startswith("[ ]  \u2026")
    assert "waited more" in page.parts["lines"]


def test_pasted_words_are_filtered_by(project: Project) -> None:
    async def paste(pilot: Any) -> None:
        await pilot.press("slash")
        pilot.app.post_message(events.Paste("nurses  were"))
        await pilot.pause()

    page = pictured(GridApp(project, "ana"), paste, NORMAL)
    assert len(page.parts["lines"].split("\n")) == 1


def test_escape_in_the_filter_shows_all_again(project: Project) -> None:
    page = _pressed(project, "slash", *"kind", "escape")
    assert len(page.parts["lines"].split("\n")) == 5


def test_shifted_arrows_choose(project: Project) -> None:
    _pressed(project, *PARK, "shift+down", "shift+down", "enter", "enter")
    assert [name for name, _, _ in _given(project)] == ["a1", "a2", "a3"]


def test_tab_sorts_by_the_next_column(project: Project) -> None:
    page = _pressed(project, "tab")
    assert "\u25b2answer" in page.parts["columns"]
    assert page.parts["lines"].split("\n")[0].startswith("[ ]  Nothing")


@pytest.mark.parametrize("keys", [("enter",), ("1",), (":",)])
def test_without_a_code_it_asks_for_one(project: Project, keys: tuple[str, ...]) -> None:
    assert _pressed(project, *keys).parts["message"] == "Which code? Type part of its name first."


def test_without_a_choice_it_says_how_to_choose(project: Project) -> None:
    assert "Nothing is chosen" in _pressed(project, *PARK, "enter").parts["message"]


def test_strange_words_are_shown_as_they_are(project: Project) -> None:
    page = _pressed(project, size=LARGE)
    assert "[laughs] :smile: [/b]" in page.parts["lines"]
    assert "<U+202E>مرحبا<U+202C> 👩\u200d🔬" in page.parts["lines"]


def test_what_was_given_in_bulk_stands_in_brackets(project: Project) -> None:
    read(project, "ana", a3="staff")
    page = _pressed(project, *PARK, "space", "enter", "enter", size=LARGE)
    first, _, third, *_ = page.parts["lines"].split("\n")
    assert ("(parking)" in first, first[:4], third[:4]) == (True, "[ ] ", "[ ]r")


def test_the_whole_answer_is_one_key_away(project: Project) -> None:
    page = _pressed(project, "down", "@")
    assert page.parts["page-text"].endswith("Case a2\n  region: South West\n  age: 9")


def test_leaving_says_how_many_were_given(project: Project) -> None:
    assert _pressed(project, *PARK, "space", "enter", "enter", "ctrl+q").result == 1


def test_a_click_chooses(project: Project) -> None:
    click: Callable[[Any], Awaitable[Any]] = lambda pilot: pilot.click("#lines", offset=(10, 2))  # noqa: E731
    page = pictured(GridApp(project, "ana"), click, NORMAL)
    assert page.parts["lines"].split("\n")[2].startswith("[x]  The nurses")


def test_a_fault_leaves_the_screen_before_it_is_reported(project: Project) -> None:
    app = GridApp(project, "ana")

    async def undo() -> None:
        async with app.run_test() as pilot:
            app._reload = lambda: 1 / 0  # type: ignore[assignment]
            project.bulk_apply("staff", list(project), coder="ana")
            await pilot.press("-")

    asyncio.run(undo())
    assert (isinstance(app.fault, ZeroDivisionError), app.is_running) == (True, False)


STATES = {
    "grid": (),
    "grid-chosen": (*PARK, "1", "down", "space"),
    "grid-code": ("a",),
    "grid-filter": (*PARK, "slash", *"region=North"),
    "grid-preview": (*PARK, "asterisk", "enter"),
    "grid-given": (*PARK, "asterisk", "enter", "enter"),
    "grid-help": ("?",),
}


@pytest.mark.parametrize("size", [NORMAL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("state", STATES)
def test_the_grid_looks_as_it_did(
    project: Project, state: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    read(project, "ana", a4="access/waiting")
    _suggest(project)
    assert _pressed(project, *STATES[state], size=size).svg == snapshot(extension_class=Svg)
