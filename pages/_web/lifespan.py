"""The server's own life: warm up before anybody is let in, then whatever must go on beside the screens."""

from __future__ import annotations

import gc
import importlib
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio
import streamlit as st
from anyio import to_thread

from core import settings
from core.casework import sweep
from core.exchange import outbox
from core.store import db
from core.store.actor import Actor
from kb import analyzer, finder, indexing, learning, meaning, records, vectors
from pages._web import html, readiness

log = logging.getLogger("hotline.web")

COLLECT_SECONDS = 60
SWEEP_SECONDS = 60
SEND_SECONDS = 30
MEANING_SECONDS = 10
DECODE_SECONDS = 30
LEARN_AFTER_SECONDS, LEARN_EVERY_SECONDS = 60, 6 * 3600


async def _collect_garbage() -> None:
    """Once a minute for the whole process, instead of after every run of every person (config.toml)."""
    while True:
        await anyio.sleep(COLLECT_SECONDS)
        await to_thread.run_sync(gc.collect)


async def _learn() -> None:
    """What closed 直办件 teach the search, looked at now and then."""
    while True:
        await anyio.sleep(LEARN_AFTER_SECONDS)
        await to_thread.run_sync(learning.refresh, db.open_database())
        await to_thread.run_sync(records.forget_old, db.open_database())
        await anyio.sleep(LEARN_EVERY_SECONDS)


async def _decode() -> None:
    """After the start and after each change, what the search asks most is decoded."""
    is_stopping = threading.Event()
    try:
        while True:
            await to_thread.run_sync(_decode_now, is_stopping.is_set, abandon_on_cancel=True)
            await anyio.sleep(DECODE_SECONDS)
    finally:
        is_stopping.set()


def _decode_now(is_stopping: Callable[[], bool]) -> None:
    with db.open_database().read(Actor.system()) as reading:
        indexing.index_of(reading).warm(reading, is_stopping)


async def _follow_meaning() -> None:
    """Vectors for what was published since, where a model is installed; the loop ends where none is."""
    if await to_thread.run_sync(meaning.model) is None:
        return
    is_stopping = threading.Event()
    try:
        while True:
            worker = vectors.gently(db.open_database(), is_stopping.is_set)
            await to_thread.run_sync(worker.join, abandon_on_cancel=True)
            await anyio.sleep(MEANING_SECONDS)
    finally:
        is_stopping.set()


async def _sweep() -> None:
    """Once a minute time looks at the tickets (办法第十三条（一）); a sweep that fails is tried again."""
    while True:
        await anyio.sleep(SWEEP_SECONDS)
        try:
            await to_thread.run_sync(sweep.tick, db.open_database())
        except Exception:
            log.exception("the sweep failed")


async def _send_out() -> None:
    """Hand out the messages that are due, where this installation sends any; the next minute tries again."""
    way = outbox.adapter()
    while way is not None:
        try:
            await to_thread.run_sync(outbox.send_due, db.open_database(), way)
        except Exception:
            log.exception("messages could not be sent")
        await anyio.sleep(SEND_SECONDS)


BACKGROUND: list[Callable[[], Awaitable[None]]] = [
    *(_collect_garbage, _sweep, _learn, _send_out),
    *(_follow_meaning, _decode),
]
"""Loops that run as long as the server does; a loop that fails is logged and the others go on."""


def warm() -> None:
    """Bring the schema up to date and load what the first click would otherwise wait for."""
    db.open_database().migrate()
    html.page()
    analyzer.prepare(settings.load().cache_dir)
    with db.open_database().read(Actor.system()) as reading:
        finder.find(reading, "热线", limit=1)  # opens the index, or begins to build it
    for slow in ("altair", "pandas", "pyarrow"):
        importlib.import_module(slow)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm up, freeze what stays, run the background loops until the server stops."""
    await to_thread.run_sync(warm)
    gc.collect()
    gc.freeze()  # the start-up objects stay anyway: without them a collection takes no time
    async with anyio.create_task_group() as tasks:
        for loop in BACKGROUND:
            tasks.start_soon(_keep_going, loop)
        readiness.mark(True)
        log.info("ready")
        yield
        readiness.mark(False)
        tasks.cancel_scope.cancel()


async def _keep_going(loop: Callable[[], Awaitable[None]]) -> None:
    try:
        await loop()
    except Exception:
        log.exception("background loop %s ended", getattr(loop, "__name__", loop))
