"""工单详情: one ticket — its matter, its clocks, its history, and what is possible now, by which article."""

from __future__ import annotations

import streamlit as st

from core.errors import NotFound
from core.insight import dossier
from pages._ui import (
    dossier_view,
    papers_view,
    privacy_view,
    queue_desk,
    registry,
    shell,
    words,
)
from pages._ui.matters import settling, table_of_matters
from pages._ui.steps.table_of_steps import ON_SCREEN

desk = shell.enter(*registry.TICKET_ROLES)

asked = st.query_params.get("id", "")
ticket_id = int(asked) if asked.isdecimal() and len(asked) < 16 else 0
with desk.database.read(desk.actor) as reading:
    try:
        found = dossier.dossier(reading, ticket_id)
    except NotFound as refusal:
        words.refusal(refusal)
        queue_desk.kept_words(ticket_id)
        st.stop()
    privacy_view.log_view(desk, found)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        dossier_view.head(found)
        dossier_view.matter(found)
        dossier_view.voices(found, reading.now)
        dossier_view.particulars(found, reading.now, columns=2)
        privacy_view.reveal(desk, found)
        dossier_view.answers(found, reading.now)
        dossier_view.replies(found, reading.now)
        dossier_view.returns(found, reading.now)
        dossier_view.contacts(found, reading.now)
        table_of_matters.show(found, reading)
        settling.offer(desk, reading, ticket_id)
        dossier_view.units(found, reading.now)
    with right:
        dossier_view.clocks(found, reading)
        queue_desk.steps(desk, found, reading)
        papers_view.draw(desk, found, reading)
        dossier_view.possible(found, ON_SCREEN)
        dossier_view.history(found, reading.now)
