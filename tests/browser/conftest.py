"""A running hotline and a Chromium for it: a test fails on any script error and on any request to the outside.

`server` runs once a module over the planted county with everybody's password known. A module that needs
more in it defines `def seeded(database: Database) -> None` and `SEED = seeded` at its top.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from core import clock
from core.store.db import Database
from tests import prerequisites
from tests.browser import driving
from tests.browser.running import Server
from tests.pages import visiting
from tests.planted import County

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey that fails is tried once more, and the summary counts it.

    A second of another process's work can outlast a wait in a real browser; a fault of ours fails twice.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="module")
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The hotline over a planted county, on the real clock, ready to be visited."""
    more = getattr(request.module, "SEED", None)

    def plant(database: Database) -> None:
        county = County(database)
        county.now = clock.now()
        visiting.give_passwords(county)
        if more is not None:
            more(database)
        database.clock = clock.now

    server = Server(tmp_path_factory.mktemp("home"), seed=plant)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.database.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright without a download."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        prerequisites.absent("Chromium")
    expect.set_options(timeout=driving.PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    """A browser of its own: tabs opened in it share cookies, as one person's do."""
    context = driving.visitor(chromium, server)
    strays: list[str] = []

    def note(request: Request) -> None:
        is_ours = request.url.startswith((server.base_url, "data:", "blob:"))
        if not is_ours:
            strays.append(f"request to {request.url}")

    context.on("request", note)
    context.on("weberror", lambda error: strays.append(f"script error: {error.error}"))
    yield context
    context.close()
    assert not strays, strays


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One tab, nobody signed in."""
    return context.new_page()
