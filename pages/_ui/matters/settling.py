"""沉淀为知识: one button on a closed ticket, and the entry it became."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.store.work import Reading
from kb import settling
from pages._ui import attempt, words
from pages._ui.desk import Entered

_SLOT = "settle"


def offer(desk: Entered, reading: Reading, ticket_id: int) -> None:
    """For the office and the unit that handled it; nothing for anybody else."""
    ticket = reading.seen_ticket(ticket_id)
    if not settling.may_settle(reading.actor, ticket):
        return
    attempt.outcome(_SLOT)
    entry = settling.settled(reading, ticket_id)
    if entry is not None:
        words.notice(f"已沉淀为知识：《{entry.title}》（{entry.state.zh}）")
    else:
        st.button("沉淀为知识", key="settle_ticket", help=settling.WARNING,
                  on_click=partial(_settle, desk, ticket_id))  # fmt: skip


def _settle(desk: Entered, ticket_id: int) -> None:
    attempt.attempt(
        desk, lambda uow: settling.settle(uow, ticket_id).id,
        done=f"已起草，在“知识维护”的草稿里。{settling.WARNING}", slot=_SLOT,
    )  # fmt: skip
