"""A real browser for the pages we make, cut off from every network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCAL = ("file:", "data:", "blob:", "about:")


@dataclass
class Watched:
    """What a page did behind the reader's back: everything it asked the network for, every error."""

    page: Page
    refused: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def decide(self, route: Route) -> None:
        """Lets a request pass that stays on this machine; writes down and aborts any other."""
        if route.request.url.startswith(LOCAL):
            route.continue_()
            return
        self.refused.append(route.request.url)
        route.abort()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One chromium for all tests of pages; gone before others start an event loop of their own."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as programs:
        started = programs.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


def watching(browser: Browser) -> Iterator[Watched]:
    """A fresh page of 1280 x 900 with a record of its errors and of the requests it was refused."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watch = Watched(context.new_page())
    context.route("**/*", watch.decide)
    watch.page.on("console", lambda said: watch.errors.append(said.text) if said.type == "error" else None)
    watch.page.on("pageerror", lambda error: watch.errors.append(str(error)))
    yield watch
    context.close()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """`watching`, anew for each test."""
    yield from watching(browser)


@pytest.fixture
def page(watched: Watched) -> Page:
    """The page of `watched`, for tests that do not ask what it did."""
    return watched.page


@pytest.fixture(scope="session")
def axe() -> Path:
    """The script of axe-core that CODER_AXE names."""
    named = os.environ.get("CODER_AXE", "")
    if not named or not Path(named).is_file():
        pytest.skip("CODER_AXE does not name axe.min.js")
    return Path(named)


def faults(page: Page, axe: Path) -> list[dict[str, Any]]:
    """What axe-core finds serious or critical on the page as it stands: rule, and the elements."""
    page.evaluate(axe.read_text(encoding="utf-8"))  # a script element would need the page's permission
    found: dict[str, Any] = page.evaluate("() => axe.run()")
    return [
        {"rule": fault["id"], "where": [node["target"] for node in fault["nodes"]]}
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
