"""待办 of the knowledge desk: what waits for me, why and by which article, worked off one after another."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kb.duties import Duty, DutyKind
from pages._ui import table, words

_TONES: dict[DutyKind, words.Tone] = {
    DutyKind.CORRECTION: "office",
    DutyKind.REQUEST: "office",
    DutyKind.REVIEW: "unit",
    DutyKind.PUBLISH: "unit",
    DutyKind.RETURNED: "soon",
    DutyKind.VERIFY: "soon",
    DutyKind.OVERDUE: "late",
    DutyKind.DUE_SOON: "plain",
    DutyKind.EXPIRING: "soon",
}
_COLUMNS = (
    table.Column[Duty]("要做的事", lambda duty: (duty.kind.value, _tone(duty)), "badge", 118),
    table.Column[Duty]("标题", lambda duty: duty.title),
)


def choose(waiting: list[Duty]) -> tuple[Duty | None, DeltaGenerator]:
    """Draw what waits; give the chosen one, and the place beside the list."""
    left, right = st.columns([5, 7], gap="medium")
    with left, st.container(key="kb_todo"):
        picked: list[str] = table.table(
            _COLUMNS, waiting, key="kb_duties", select="one", height=480, is_first_chosen=True,
            row_id=lambda duty: duty.key, excel="知识待办", empty="没有等您办理的事。",
            hint="驳回、待审、待发布、纠错、求知单、到期复核，都会列在这里。",
        )  # fmt: skip
    return next((duty for duty in waiting if [duty.key] == picked[:1]), None), right


def why(duty: Duty) -> None:
    """Above the entry: why it stands on this list."""
    words.notice(f"{duty.kind.value}：{duty.why}　依据：{duty.article}", _notice(duty))


def _tone(duty: Duty) -> words.Tone:
    return "late" if duty.is_late else _TONES[duty.kind]


def _notice(duty: Duty) -> words.Tone:
    return "soon" if duty.is_late else "plain"
