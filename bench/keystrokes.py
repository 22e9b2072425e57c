"""From the last keystroke to the results on the screen, in Chromium, over many published entries.

    python -m bench.keystrokes [50000] [--questions 60] [--rounds 3] [--home FOLDER]

The real server and browser; questions are typed key by key, with a person's pauses. Told is the time between the
last key and the last change of the results, the field's own pause included; beside it the server's and the
server's processor time other work on the machine does not stretch. A home that is given is
planted once and kept for the next time. Search by meaning is off: it only reorders a question that rests, and would
compute vectors for an hour first.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from bench import knowledge_home
from core import settings
from core.casework import sign_in
from core.rules.terms import Role
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Person
from kb import indexing
from tests.browser import driving
from tests.browser.running import Server
from tests.pages.visiting import PASSWORD

CALM_MS = 900
FIRST_QUESTIONS = 5
"""Not counted: after the start, lists are still being decoded beside them."""

_WATCH = """(places) => {
  window.seen = { key: 0, answers: 0, rest: 0 }
  document.addEventListener("input", () => { window.seen.key = performance.now() }, true)
  for (const [name, selector] of Object.entries(places)) {
    const watcher = new MutationObserver(() => { window.seen[name] = performance.now() })
    for (const place of document.querySelectorAll(selector)) {
      watcher.observe(place, { childList: true, subtree: true, characterData: true })
    }
  }
}"""


class Desk(NamedTuple):
    """Where is typed, where the answers appear, and what follows them at once."""

    name: str
    path: str
    field: str
    answers: str
    rest: str


DESKS = (
    Desk(
        "知识库检索", "/knowledge", ".st-key-focus_knowledge input", ".st-key-kb_results",
        ".st-key-kb_results, .st-key-kb_reading",
    ),
    Desk(
        "受理席", "/intake", ".st-key-focus_matter textarea",
        ".st-key-tight_intake_answers, .st-key-intake_reading", ".st-key-intake_right",
    ),
)  # fmt: skip


def main() -> None:
    """Plant, start, type, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("entries", type=int, nargs="?", default=50_000)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    os.environ["HOTLINE_MEANING"] = settings.NO_MEANING
    with _planted(options.home, options.entries) as home:
        server = Server(home, seed=_hire)
        _index(server.database)
        server.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=["--no-sandbox", "--lang=zh-CN"]
                )
                context = driving.visitor(browser, server)
                page = context.new_page()
                driving.sign_in(page, "taker", "/knowledge")
                for _ in range(options.rounds):
                    for desk in DESKS:
                        _measure(page, server, desk, options)
                browser.close()
        finally:
            server.stop()


@contextmanager
def _planted(home: Path | None, entries: int) -> Iterator[Path]:
    """The county with its entries: in a home that stays, or in one of this run's own."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) if home is None else home
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "hotline.db").exists():
            os.environ["HOTLINE_HOME"] = str(folder)
        else:
            knowledge_home.at(folder, entries).close()
        yield folder


def _hire(database: Database) -> None:
    with database.work(Actor.system()) as uow:
        if uow.session.query(Person).filter_by(username="taker").first() is None:
            uow.session.add(
                Person(
                    username="taker", name="王话务", role=Role.CALL_TAKER, created_at=uow.now,
                    password_hash=sign_in.hash_password(PASSWORD),
                )
            )  # fmt: skip


def _index(database: Database) -> None:
    """The index is there before anybody asks: while it is built, the database answers."""
    with database.read(Actor.system()) as reading:
        indexing.index_of(reading).settle(reading)


def _measure(page: Page, server: Server, desk: Desk, options: argparse.Namespace) -> None:
    page.goto(desk.path)
    driving.settled(page)
    before = _processor_ms(server)
    answers, rest = _typed(page, desk, options)
    spent = (_processor_ms(server) - before) / (FIRST_QUESTIONS + options.questions)
    print(
        f"{desk.name}: {len(answers)} questions, answers {_quantiles(answers)}, "
        f"all of it {_quantiles(rest)}; server {spent:.0f} ms of processor time a question; "
        f"load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def _quantiles(taken: list[float]) -> str:
    cuts = statistics.quantiles(taken, n=20, method="inclusive")
    return f"p50 {statistics.median(taken):.0f} ms, p95 {cuts[-1]:.0f} ms"


def _typed(page: Page, desk: Desk, options: argparse.Namespace) -> tuple[list[float], list[float]]:
    """Milliseconds of each question: until its answers stood, and until everything stood."""
    luck = random.Random(7)  # noqa: S311
    box = page.locator(desk.field).first
    page.evaluate(_WATCH, {"answers": desk.answers, "rest": desk.rest})
    answers, rest = [], []
    for question in range(FIRST_QUESTIONS + options.questions):
        box.fill("")
        page.wait_for_timeout(CALM_MS)
        word = knowledge_home.word(luck.randrange(options.entries))
        for key in word[: luck.randint(2, 6)]:
            page.keyboard.insert_text(key)
            page.wait_for_timeout(luck.choice((0, 40, 120, 250)))
        page.wait_for_timeout(CALM_MS)
        seen = page.evaluate("() => window.seen")
        if question >= FIRST_QUESTIONS and seen["answers"] > seen["key"]:
            answers.append(seen["answers"] - seen["key"])
            rest.append(max(seen["answers"], seen["rest"]) - seen["key"])
    return answers, rest


def _processor_ms(server: Server) -> float:
    """What the server's process has used up to now."""
    fields = Path(f"/proc/{server.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
