"""From the last keystroke to the results on the screen, in Chromium, over many published entries.

    python -m bench.keystrokes [50000] [--questions 60]

The real server and browser; questions are typed key by key, with a person's pauses. Told is the time between the
last key and the last change of the results, the field's own pause of 200 ms included.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench import knowledge_home
from core.casework import sign_in
from core.rules.terms import Role
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Person
from tests.browser import driving
from tests.browser.running import Server
from tests.pages.visiting import PASSWORD

CALM_MS = 900
_WATCH = """(selector) => {
  window.seen = { key: 0, change: 0 }
  document.addEventListener("input", () => { window.seen.key = performance.now() }, true)
  const place = document.querySelector(selector)
  new MutationObserver(() => { window.seen.change = performance.now() })
    .observe(place, { childList: true, subtree: true, characterData: true, attributes: false })
}"""


def main() -> None:
    """Plant, start, type, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("entries", type=int, nargs="?", default=50_000)
    parser.add_argument("--questions", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        knowledge_home.at(folder, options.entries).close()
        server = Server(folder, seed=_hire)
        server.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=["--no-sandbox", "--lang=zh-CN"]
                )
                context = browser.new_context(base_url=server.base_url, locale="zh-CN")
                page = context.new_page()
                driving.sign_in(page, "taker", "/knowledge")
                _report(
                    "知识库检索",
                    _typed(
                        page, ".st-key-q input, input[type=search]", ".st-key-kb_results", options
                    ),
                )
                page.goto("/intake")
                driving.settled(page)
                _report(
                    "受理席",
                    _typed(page, ".st-key-focus_matter textarea", ".st-key-intake_right", options),
                )
                browser.close()
        finally:
            server.stop()


def _hire(database: Database) -> None:
    with database.work(Actor.system()) as uow:
        uow.session.add(
            Person(
                username="taker", name="王话务", role=Role.CALL_TAKER, created_at=uow.now,
                password_hash=sign_in.hash_password(PASSWORD),
            )
        )  # fmt: skip


def _typed(page: Page, field: str, results: str, options: argparse.Namespace) -> list[float]:
    """Milliseconds of each question."""
    luck = random.Random(7)  # noqa: S311
    box = page.locator(field).first
    page.evaluate(_WATCH, results)
    taken = []
    for _ in range(options.questions):
        box.fill("")
        page.wait_for_timeout(CALM_MS)
        word = knowledge_home.word(luck.randrange(options.entries))
        before = page.evaluate("() => window.seen.change")
        for key in word[: luck.randint(2, 6)]:
            page.keyboard.insert_text(key)
            page.wait_for_timeout(luck.choice((0, 40, 120, 250)))
        page.wait_for_timeout(CALM_MS)
        seen = page.evaluate("() => window.seen")
        if seen["change"] > before and seen["change"] > seen["key"]:
            taken.append(seen["change"] - seen["key"])
    return taken


def _report(place: str, taken: list[float]) -> None:
    cuts = statistics.quantiles(taken, n=20, method="inclusive")
    print(
        f"{place}: {len(taken)} questions, p50 {statistics.median(taken):.0f} ms, p95 {cuts[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
