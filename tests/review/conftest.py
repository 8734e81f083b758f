"""The logs on which the review suite runs, and the ways in through which it decides."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from coder.codebook import Codebook
from coder.domain import Coder, Source
from coder.protocols import Log
from coder.review.session import ReviewSession
from coder.store import Store, content
from tests.review.desk import MakeLog
from tests.review.hands import ByKeys, Direct, Hands, OnScreen
from tests.review.memory_log import MemoryLog

Take = Callable[[ReviewSession], Hands]


def _in_memory(folder: Path, opened: ExitStack) -> MakeLog:
    return lambda codebook, sources: MemoryLog()


def _in_sqlite(folder: Path, opened: ExitStack) -> MakeLog:
    numbers = itertools.count()

    def make(codebook: Codebook, sources: Sequence[Source]) -> Log:
        store = opened.enter_context(Store.create(folder / f"{next(numbers)}.coder"))
        # Whether a step survives a loss of power is the store's affair; here it would only cost minutes.
        store.db.execute("PRAGMA synchronous = OFF")
        with store.transaction():
            _fill(store, codebook, sources)
        return store

    return make


def _fill(store: Store, codebook: Codebook, sources: Sequence[Source]) -> None:
    for question in {source.question for source in sources}:
        content.put_question(store.db, question)
    content.put_coder(store.db, Coder("ana"))
    wave = content.insert_wave(store.db, store.now(), "answers.csv", "0", {})
    content.insert_cases(store.db, [source.case for source in sources], wave)
    content.insert_sources(store.db, sources, wave)
    for version in (1, 2):
        content.insert_codebook(store.db, version, store.now(), "ana", "0", codebook.to_json(), "")
    content.replace_codes(store.db, codebook.codes, 1, {})


LOGS = {"memory": _in_memory, "sqlite": _in_sqlite}
HANDS: dict[str, Callable[[ReviewSession], Hands]] = {"direct": Direct, "plain": ByKeys, "screen": OnScreen}
ALL_WAYS = [("memory", "direct"), ("sqlite", "direct"), ("memory", "plain"), ("sqlite", "plain")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every log by every way in; the screen, which waits for its own drawing, on SQLite only."""
    if "take" in metafunc.fixturenames:
        metafunc.parametrize(("make_log", "take"), [*ALL_WAYS, ("sqlite", "screen")], indirect=True)
    elif "make_log" in metafunc.fixturenames:
        metafunc.parametrize("make_log", list(LOGS), indirect=True)


@pytest.fixture
def make_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeLog]:
    """Makes an empty log that knows the codes and sources."""
    with ExitStack() as opened:
        yield LOGS[request.param](tmp_path, opened)


@pytest.fixture
def take(request: pytest.FixtureRequest) -> Iterator[Take]:
    """Sits a person down at a session, with one of the ways in."""
    taken: list[Hands] = []

    def sit(session: ReviewSession) -> Hands:
        taken.append(HANDS[request.param](session))
        return taken[-1]

    yield sit
    for hands in taken:
        hands.leave()
