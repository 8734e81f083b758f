"""The log on which the review suite runs; add a parameter to run it on another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from coder.codebook import Codebook
from coder.domain import Source
from coder.protocols import Log
from coder.review.session import ReviewSession
from tests.review.desk import MakeLog
from tests.review.hands import ByKeys, Direct, Hands
from tests.review.memory_log import MemoryLog

Take = Callable[[ReviewSession], Hands]


def _in_memory(codebook: Codebook, sources: Sequence[Source]) -> Log:
    return MemoryLog()


@pytest.fixture(params=[_in_memory], ids=["memory"])
def make_log(request: pytest.FixtureRequest) -> MakeLog:
    """Makes an empty log that knows the codes and sources."""
    make: MakeLog = request.param
    return make


@pytest.fixture(params=[Direct, ByKeys], ids=["direct", "plain"])
def take(request: pytest.FixtureRequest) -> Take:
    """Sits a person down at a session, with one of the ways in."""
    way: Take = request.param
    return way
