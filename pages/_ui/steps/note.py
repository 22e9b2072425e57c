"""备注: what anybody who works on a ticket wants the next one to know."""

from __future__ import annotations

import streamlit as st

from core.casework import notes
from core.insight.dossier import Dossier
from core.rules.terms import Action
from core.store.work import Reading
from pages._ui.desk import Entered
from pages._ui.steps import fields
from pages._ui.steps.fields import Step, key, typed


def note(desk: Entered, d: Dossier, reading: Reading) -> None:
    """备注."""
    st.text_area("备注内容", key=key(d, "remark"), height=80)
    fields.button(
        desk, d, Action.NOTE, lambda: _note(d), done=f"{d.head.number}已加备注。", label="加备注"
    )


def _note(d: Dossier) -> Step:
    said = typed(d, "remark")
    return lambda uow: notes.add_note(uow, d.head.id, said=said)
