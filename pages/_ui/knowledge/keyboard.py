"""The keys of the knowledge desk, and the one button that must act within the click: copying."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

_HERE = Path(__file__)
_KEYBOARD = st.components.v2.component(
    "hotline_knowledge_keyboard",
    html="<span></span>",
    js=_HERE.with_name("keyboard.js").read_text(encoding="utf-8"),
)
_COPY = st.components.v2.component(
    "hotline_copy",
    html='<button type="button" class="kb-copy"></button>',
    js=_HERE.with_name("copy.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
_KEY = "knowledge_keyboard"


def listen(chosen: int | None, pick: Callable[[int | None], None]) -> None:
    """↑ ↓, Alt+1…5 and clicks call `pick`; the address names what is chosen."""
    _KEYBOARD(key=_KEY, data={"chosen": chosen}, on_picked_change=lambda: pick(_picked()))


def _picked() -> int | None:
    picked = st.session_state[_KEY].picked
    return int(picked) if isinstance(picked, int | float) else None


def copy(label: str, text: str, *, letter: str, key: str) -> None:
    """A button that puts the text on the clipboard; Alt and the letter press it."""
    _COPY(key=key, data={"label": label, "text": text, "letter": letter})
