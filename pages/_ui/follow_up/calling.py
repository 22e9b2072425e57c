"""The number to call back: covered until the call is made, and the look at it is written down (办法第十九条)."""

from __future__ import annotations

import streamlit as st

from core.casework import privacy
from core.insight.dossier import Dossier
from core.rules.terms import Action
from pages._ui import attempt, keys, privacy_view, words
from pages._ui.desk import Entered

REASON = "回访诉求人"


def number(desk: Entered, d: Dossier) -> None:
    """Name and number, masked; in the clear after one click, until another ticket is chosen."""
    privacy_view.cover_others(d.head.id)
    may_reveal = any(c.action is Action.REVEAL_CONTACT and c.refusal is None for c in d.choices)
    shown = privacy_view.revealed(d.head.id)
    if shown is not None:
        words.notice(f"{shown[0]}　{shown[1]}（已记入办理过程，请勿外传）", "strong")
        return
    words.notice(f"{d.requester_name}　{d.requester_phone}")
    attempt.outcome("call_back")
    if d.has_requester and may_reveal:
        st.button(
            "回访，查看号码", key=f"call_{d.head.id}", shortcut=keys.FOURTH, width="stretch",
            help="依据：办法第十九条。查看会记入办理过程。", on_click=_reveal, args=(desk, d.head.id),
        )  # fmt: skip


def _reveal(desk: Entered, ticket_id: int) -> None:
    found = attempt.attempt(
        desk,
        lambda uow: privacy.reveal_contact(uow, ticket_id, reason=REASON),
        done=None,
        slot="call_back",
    )
    if found is not None:
        privacy_view.keep(ticket_id, found)
