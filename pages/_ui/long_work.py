"""Work that takes longer than a click: it goes on beside the page, tells how far it is, and survives leaving the page.

A run of the script may be cut off by the next click (Streamlit 1.67), so long work is none: it has its own thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.errors import HotlineError
from pages._ui import failures, words

Told = Callable[[int, int], None]


@dataclass
class Work:
    """One piece of work: how far it is, and in the end its result or what it was refused for."""

    name: str
    done: int = 0
    total: int = 0
    result: Any = None
    refusal: HotlineError | None = None
    is_running: bool = True

    def told(self, done: int, total: int) -> None:
        """How many of how many are done."""
        self.done, self.total = done, total


def begin(key: str, name: str, total: int, do: Callable[[Told], Any]) -> None:
    """Start work under a key; while it runs, a second start (a double click) is ignored."""
    present = found(key)
    if present is not None and present.is_running:
        return
    work = Work(name, total=total)
    st.session_state[key] = work
    threading.Thread(target=_do, args=(work, do), name=f"long-work-{key}", daemon=True).start()


def found(key: str) -> Work | None:
    """The work under a key, running or finished, as long as nobody has forgotten it."""
    work: Work | None = st.session_state.get(key)
    return work


def forget(key: str) -> None:
    """Put finished work away."""
    st.session_state.pop(key, None)


def _do(work: Work, do: Callable[[Told], Any]) -> None:
    try:
        work.result = do(work.told)
    except Exception as error:
        work.refusal = failures.sentence(error)
    finally:
        work.is_running = False


@st.fragment(run_every="1s")
def show(key: str) -> None:
    """How far it is; the whole page runs again when it is finished."""
    work = found(key)
    if work is None:
        return
    if not work.is_running:
        st.rerun()
    share = work.done / work.total if work.total else 0.0
    st.progress(min(share, 1.0), text=words.plain(f"{work.name}：{work.done} / {work.total}"))
