"""A pause in typing long enough to look at the question by its meaning; mounted only where that can be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

_PAUSE = st.components.v2.component(
    "hotline_rested",
    html="<span></span>",
    js=Path(__file__).with_name("rested.js").read_text(encoding="utf-8"),
)


def has_rested(desk: str, text: str) -> bool:
    """Whether exactly this text has stood for 0.7 s on this desk."""
    return bool(text.strip()) and st.session_state.get(f"{desk}_rested_text") == text


def listen(desk: str, text: str, keep: Callable[[], None]) -> None:
    """Run the fragment once more when the text has rested; `keep` what is open if somebody reads it.

    The answers may change their order then, but never what a person has under her eyes: a click,
    a turn of the wheel or a key that reads on holds it open.
    """
    _PAUSE(
        key=f"{desk}_rested",
        data={"text": text, "is_rested": has_rested(desk, text)},
        on_rested_change=partial(_rest, desk, keep),
    )


def _rest(desk: str, keep: Callable[[], None]) -> None:
    # A desk that was left tells it late: its state is gone by then.
    told = getattr(st.session_state.get(f"{desk}_rested"), "rested", None)
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        return
    st.session_state[f"{desk}_rested_text"] = told["text"]
    if told.get("is_touched"):
        keep()
