"""One way to try a write: the use case in one transaction, what it refuses beside the form, nothing typed lost.

To be called from `on_click`: a write in the page's body is cut in half by the next click (Streamlit 1.67).

    st.button("签收", on_click=lambda: attempt.attempt(desk, sign, done="已签收。"))
    attempt.outcome()
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core.errors import HotlineError
from core.store.work import UnitOfWork
from pages._ui import failures, words
from pages._ui.desk import Entered

Result = TypeVar("Result")

_REFUSALS, _TOASTS, _FORMS = "shell_refusals", "shell_toasts", "shell_forms"


def attempt(
    desk: Entered,
    fn: Callable[[UnitOfWork], Result],
    *,
    done: str | None,
    slot: str = "form",
    form: str | None = None,
) -> Result | None:
    """Run one use case in one transaction; give its result, or None when it was refused.

    `done` is said after success; `slot` names the place where `outcome` shows a refusal; `form` names
    the `form_key` to renew after success, which empties the form. Widgets keep their values otherwise.
    """
    refusals = st.session_state.setdefault(_REFUSALS, {})
    refusals.pop(slot, None)
    try:
        with desk.database.work(desk.prove()) as uow:
            result = fn(uow)
    except Exception as error:
        refusals[slot] = failures.sentence(error)
        return None
    if done:
        say(done)
    if form:
        fresh_form(form)
    return result


def refuse(refusal: HotlineError, *, slot: str = "form") -> None:
    """Show a refusal found before any use case was called, at the same place."""
    st.session_state.setdefault(_REFUSALS, {})[slot] = refusal


def refused(slot: str = "form") -> HotlineError | None:
    """What the last attempt at this place was refused for."""
    found: HotlineError | None = st.session_state.get(_REFUSALS, {}).get(slot)
    return found


def outcome(slot: str = "form") -> None:
    """The stable place for refusals: put it beside the form, and always, or the form below remounts."""
    with st.container(key=f"outcome_{slot}"):
        refusal = refused(slot)
        if refusal is not None:
            words.refusal(refusal)


def clear_outcomes() -> None:
    """Forget every refusal: on changing the page."""
    st.session_state.pop(_REFUSALS, None)


def say(sentence: str) -> None:
    """A toast with the next drawing of the page, also after it was switched."""
    st.session_state.setdefault(_TOASTS, []).append(sentence)


def show_toasts() -> None:
    """For the shell: say what was done."""
    for sentence in st.session_state.pop(_TOASTS, []):
        st.toast(words.plain(sentence))


def form_key(name: str) -> str:
    """The key of one filling-in of a form, drawn when it is first shown.

    Give it to the use case (a double click then registers once) and end the widgets' keys with it
    (a renewed key empties them).
    """
    forms: dict[str, str] = st.session_state.setdefault(_FORMS, {})
    return forms.setdefault(name, uuid.uuid4().hex)


def fresh_form(name: str) -> None:
    """Begin the form anew, empty."""
    st.session_state.setdefault(_FORMS, {})[name] = uuid.uuid4().hex
