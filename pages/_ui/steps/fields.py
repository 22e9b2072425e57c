"""Fields the steps share: keys that outlive a refused save, choices of units, and the button that tries a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.insight import directory
from core.insight.dossier import Dossier
from core.rules import lifecycle
from core.rules.terms import Action, Term
from core.store.work import Reading, UnitOfWork
from pages._ui import attempt
from pages._ui.desk import Entered

Step = Callable[[UnitOfWork], object]

_KEPT = "step_refused"


def key(d: Dossier, name: str) -> str:
    """A widget's key: by ticket, not by version, so that what was typed survives a stale save."""
    return f"step_{name}_{d.head.id}"


def typed(d: Dossier, name: str, default: Any = "") -> Any:
    """What a field of the step holds now."""
    return st.session_state.get(key(d, name), default)


def prefill(d: Dossier, name: str, value: Any) -> None:
    """A field's first value; what somebody typed is never overwritten."""
    st.session_state.setdefault(key(d, name), value)


def unit_names(reading: Reading) -> dict[int, str]:
    """Active units by id, in the county's order."""
    return {unit.id: unit.name for unit in directory.units(reading)}


def choose_term(
    d: Dossier, name: str, label: str, terms: Sequence[Term], *, first: Term | None = None
) -> None:
    """One of a few named kinds, all in sight; `first` is chosen until somebody chooses."""
    st.segmented_control(
        label, terms, default=first or terms[0], format_func=lambda term: term.zh,
        key=key(d, name), required=True,
    )  # fmt: skip


def button(
    desk: Entered,
    d: Dossier,
    action: Action,
    step: Callable[[], Step],
    *,
    done: str,
    label: str = "",
    is_primary: bool = False,
    shortcut: str | None = None,
    is_disabled: bool = False,
) -> None:
    """The button of an action: tries the step, says what was done and forgets what was typed for it.

    `step` is called in the callback, when the fields hold what was typed.
    """
    st.button(
        label or action.zh,
        key=key(d, f"do_{action.value}"),
        type="primary" if is_primary else "secondary",
        shortcut=shortcut,
        help=f"依据：{lifecycle.article_of(action)}",
        disabled=is_disabled,
        width="stretch",
        on_click=_try,
        args=(desk, d, step, done),
    )


def _try(desk: Entered, d: Dossier, step: Callable[[], Step], done: str) -> None:
    names = [
        str(name)
        for name in st.session_state
        if str(name).startswith("step_") and str(name).endswith(f"_{d.head.id}")
    ]
    if attempt.attempt(desk, step(), done=done, slot=slot_of(d)) is None:
        values = (st.session_state[name] for name in names)
        st.session_state[_KEPT] = (d.head.id, [v for v in values if isinstance(v, str) and v])
        return
    let_go()
    for name in names:
        del st.session_state[name]


def kept() -> tuple[int, list[str]] | None:
    """The ticket whose last step was refused, with what was typed for it.

    Somebody else may have moved it on: its form is gone then, but nobody's words are.
    """
    found: tuple[int, list[str]] | None = st.session_state.get(_KEPT)
    return found


def let_go() -> None:
    """The refusal has been read."""
    st.session_state.pop(_KEPT, None)


def slot_of(d: Dossier) -> str:
    """Where refusals of this ticket's steps are shown."""
    return slot(d.head.id)


def slot(ticket_id: int) -> str:
    """The same for a ticket that is no longer to be seen."""
    return f"step_{ticket_id}"
