"""Start to ready, and keystroke to rendered results in Chromium, beside an empty Streamlit app that only echoes.

    python -m bench.desk HOME      HOME: a HOTLINE_HOME with the demo county in it

Prints one JSON line. `ratio` compares with the echo: how much of the time is ours and not the framework's.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Fact

ROOT = Path(__file__).resolve().parent.parent
QUERIES = (
    "低保怎么申请",
    "暖气不热",
    "养狗扰民找谁",
    "宅基地",
    "医保报销",
    "自来水停水",
    "物业不作为",
    "不动产证怎么办",
)
ECHO = """
import streamlit as st
@st.fragment
def echo():
    typed = st.text_input("q", live="200ms")
    st.html(f'<div class="out">{len(typed)}</div>')
echo()
"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--lang=zh-CN"]  # fmt: skip


@contextmanager
def server(script: Path, health: str, env: dict[str, str]) -> Iterator[tuple[str, float]]:
    """A Streamlit server and the seconds from its start to its first healthy answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base, began = f"http://127.0.0.1:{port}", time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port),
         "--server.headless", "true", "--browser.gatherUsageStats", "false"],
        cwd=script.parent, env={**os.environ, **env}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while True:
            try:
                with urllib.request.urlopen(base + health, timeout=1) as answer:  # noqa: S310
                    if answer.status == 200:
                        break
            except OSError:
                time.sleep(0.02)
        yield base, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def typing_times(page: Page, selector: str, watched: str, rounds: int) -> list[float]:
    """Milliseconds from the last keystroke of a query to the first change of what it shows."""
    times = []
    for number in range(rounds):
        field = page.locator(selector)
        field.fill("")
        page.wait_for_timeout(900)
        query = QUERIES[number % len(QUERIES)]
        field.type(query[:-1], delay=40)
        page.wait_for_timeout(900)
        page.evaluate(
            """(watched) => {
              const target = document.querySelector(watched)
              window.changed = new Promise((done) => {
                const seen = new MutationObserver(() => { seen.disconnect(); done(performance.now()) })
                seen.observe(target, { childList: true, subtree: true, characterData: true, attributes: true })
              })
              const press = () => { window.pressed = performance.now() }
              document.addEventListener("keydown", press, { once: true, capture: true })
            }""",
            watched,
        )
        field.type(query[-1])
        times.append(page.evaluate("async () => (await window.changed) - window.pressed"))
    return times


def spread(times: list[float]) -> dict[str, float]:
    """p50 and p95, in whole milliseconds."""
    ordered = sorted(times)
    return {
        "p50_ms": round(statistics.median(ordered)),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)]),
        "n": len(ordered),
    }


def main(home: Path, rounds: int = 40) -> None:
    """Measure both apps, one after the other."""
    chromium = shutil.which("chromium") or "chromium"
    database = Database(f"sqlite:///{home / 'hotline.db'}")
    with database.read(Actor.system()) as reading:
        password = reading.session.scalar(select(Fact.value).where(Fact.name == "demo_password"))
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        echo = Path(folder) / "echo.py"
        echo.write_text(ECHO, encoding="utf-8")
        with server(echo, "/_stcore/health", {}) as (base, seconds):
            found["echo_start_s"] = round(seconds, 2)
            page = browser.new_page()
            page.goto(base)
            page.wait_for_selector(".out")
            found["echo_typing"] = spread(typing_times(page, "input", ".out", rounds))
        with server(ROOT / "app.py", "/healthz", {"HOTLINE_HOME": str(home)}) as (base, seconds):
            found["hotline_start_s"] = round(seconds, 2)
            page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            page.goto(base + "/intake")
            page.get_by_label("账号", exact=True).fill("huawu01")
            page.get_by_label("密码", exact=True).fill(password or "")
            page.keyboard.press("Enter")
            matter = '[class*="st-key-focus_matter"] textarea'
            page.wait_for_selector(matter)
            page.wait_for_timeout(3000)
            found["intake_typing"] = spread(
                typing_times(page, matter, ".st-key-intake_right", rounds)
            )
            page.goto(base + "/knowledge")
            field = '[class*="st-key-focus_"] input'
            page.wait_for_selector(field)
            page.wait_for_timeout(3000)
            found["knowledge_typing"] = spread(
                typing_times(page, field, "[class*='st-key-'] .stHtml", rounds)
            )
        browser.close()
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 40)
