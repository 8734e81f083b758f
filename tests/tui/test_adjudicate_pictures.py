"""The screen of `coder adjudicate` in its states at two sizes, as pictures that were looked at."""

from __future__ import annotations

import asyncio

import pytest
from syrupy.assertion import SnapshotAssertion

from coder import Project
from coder.tui.adjudicate import AdjudicateApp
from tests.project.reading import read
from tests.tui.screens import LARGE, NORMAL, normalised
from tests.tui.test_screen_pictures import TEXT, Svg

STATES = {
    "sides": (),
    "chosen": ("2",),
    "reason": ("a", "enter", *"so"),
    "meaning": ("colon",),
    "help": ("question_mark",),
    "nothing-left": ("a", "enter", "s", "enter"),
}


async def _picture(app: AdjudicateApp, keys: tuple[str, ...], size: tuple[int, int]) -> str:
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        return normalised(app.export_screenshot())


@pytest.mark.parametrize("size", [NORMAL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("state", STATES)
def test_the_screen_looks_as_it_did(
    project: Project, state: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    project.store.db.execute("UPDATE source SET text = ? WHERE name = 'a3'", (TEXT,))
    read(project, "ana", a3="staff children")
    read(project, "ben", a3="access/parking children")
    read(project, "eva", a3="children staff")
    project.memo("source", "a3", "[b]not[/b] sure", coder="ben")
    app = AdjudicateApp(project.adjudicate("ana", "ben", "eva", by="lea"), project.codebook)
    assert asyncio.run(_picture(app, STATES[state], size)) == snapshot(extension_class=Svg)
