"""查看联系方式 on screen: for a reason, shown once, gone with the next page (办法第十九条)."""

from __future__ import annotations

import streamlit as st

from core.casework import privacy, sign_in
from core.casework.privacy import RevealedContact
from core.insight.dossier import Dossier
from core.rules.terms import Action
from pages._ui import attempt, words
from pages._ui.desk import Entered

_SHOWN, _LOGGED = "revealed_contact", "logged_views"


def log_view(desk: Entered, d: Dossier) -> None:
    """查阅登记: once a sign-in for an archived or confidential ticket (办法第十四条)."""
    if not privacy.is_logged(d.head.state, is_confidential=d.head.is_confidential):
        return
    logged: set[tuple[str, int]] = st.session_state.setdefault(_LOGGED, set())
    if (desk.token, d.head.id) in logged:
        return
    session_id = sign_in.session_id(desk.database, desk.token)
    with desk.database.work(desk.prove()) as uow:
        privacy.view(uow, d.head.id, session_id=session_id)
    logged.add((desk.token, d.head.id))


def reveal(desk: Entered, d: Dossier) -> None:
    """The button, the reason, and for this visit the number in the clear."""
    cover_others(d.head.id)
    may_reveal = any(c.action is Action.REVEAL_CONTACT and c.refusal is None for c in d.choices)
    if not d.has_requester or not may_reveal:
        return
    shown = revealed(d.head.id)
    if shown is not None:
        words.notice(f"{shown[0]}　{shown[1]}（已记入办理过程，请勿外传）", "strong")
        return
    with st.popover("查看联系方式"):
        attempt.outcome("reveal")
        st.text_input(
            "查看原因", key=f"reveal_reason_{d.head.id}", placeholder="例如：上门前电话联系"
        )
        st.button("查看并记录", key=f"reveal_{d.head.id}", on_click=_reveal, args=(desk, d.head.id))


def revealed(ticket_id: int) -> tuple[str, str] | None:
    """Name and number of this ticket, while they are shown."""
    shown = st.session_state.get(_SHOWN)
    return (shown[1], shown[2]) if shown and shown[0] == ticket_id else None


def keep(ticket_id: int, found: RevealedContact) -> None:
    """Show them until they are covered again."""
    st.session_state[_SHOWN] = (ticket_id, found.name or "未留姓名", found.phone or "未留电话")


def cover_others(ticket_id: int) -> None:
    """What was revealed of another ticket is covered again."""
    if st.session_state.get(_SHOWN, (ticket_id,))[0] != ticket_id:
        cover()


def cover() -> None:
    """Covered again: on another page or another ticket, and to be asked for anew on coming back."""
    st.session_state.pop(_SHOWN, None)


def _reveal(desk: Entered, ticket_id: int) -> None:
    reason = st.session_state.get(f"reveal_reason_{ticket_id}", "")
    found = attempt.attempt(
        desk,
        lambda uow: privacy.reveal_contact(uow, ticket_id, reason=reason),
        done=None,
        slot="reveal",
    )
    if found is not None:
        keep(ticket_id, found)
