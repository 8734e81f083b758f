"""The screen in each of its states at two sizes, as pictures that were looked at.

`pytest --snapshot-update` draws them anew: look at every one that changed.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from coder.domain import Case, Question, Source
from tests.review.desk import Desk, listed, proposal
from tests.review.memory_log import MemoryLog
from tests.tui.screens import LARGE, NORMAL, in_memory, shown
from tests.tui.test_screen import Advised

TEXT = (
    "The nurse was kind, [laughs] :smile: and waited with me.\n\nBut two hours! And then the parking: "
    "\x1b[31m full, \u202eمرحبا\u202c, 👩\u200d🔬, [/b] e\u0301."
)
SUGGESTED = {
    "1-best": [
        replace(proposal("staff/kindness", "strong"), evidence=((4, 9), (14, 18))),
        proposal("access/waiting time", "medium"),
        proposal("access/parking", "weak"),
        replace(proposal("staff/attitude", "none"), probability=None),
    ]
}


class Svg(SingleFileSnapshotExtension):
    """One picture per test."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT


def _suggesting() -> Desk:
    return in_memory(TEXT, "slow", proposals=SUGGESTED)


def _blind() -> Desk:
    return in_memory(TEXT, "slow", stream="random", proposals=SUGGESTED)


def _twice() -> Desk:
    return in_memory(TEXT, "slow", stream="random", proposals=SUGGESTED, second_look=True)


def _asked() -> Desk:
    question = Question("best", "What was good about your visit, and what could we do better?")
    case = Case("R001", values={"branch": "[x] North", "age": 41.0})
    return listed(
        lambda codebook, sources: MemoryLog(), [Source("1-best", case, question, "All good.", key="allgood")]
    )


STATES = {
    "suggestions": (_suggesting, ()),
    "sentence-coded": (_suggesting, ("tab", "1", "escape")),
    "words-chosen": (_suggesting, ("right", "right", "shift+right")),
    "blind": (_blind, ("slash", "k", "i", "n", "d", "enter")),
    "searching": (_suggesting, ("a", "down")),
    "meaning": (_suggesting, (":",)),
    "codebook": (_suggesting, ("down", "down")),
    "question": (_asked, ()),
    "who": (_asked, ("@",)),
    "help": (_blind, ("?",)),
    "second-look": (_twice, ("slash", *"kind", "enter", "enter")),
    "nothing-left": (_asked, ("full_stop",)),
}


@pytest.mark.parametrize("size", [NORMAL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("state", STATES)
def test_the_screen_looks_as_it_did(state: str, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    make, keys = STATES[state]
    assert shown(make(), *keys, size=size).svg == snapshot(extension_class=Svg)


@pytest.mark.parametrize("size", [NORMAL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("keys", [(), ("&",)], ids=["told", "page"])
def test_advice_looks_as_it_did(
    keys: tuple[str, ...], size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    page = shown(_suggesting(), *keys, size=size, adviser=Advised())
    assert page.svg == snapshot(extension_class=Svg)
