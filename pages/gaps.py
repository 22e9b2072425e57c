"""知识缺口: what callers asked and nothing answered; asked of the unit likely to know, or said to be none."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.store.work import Reading
from kb import gap_export, gaps
from kb.gaps import Gap
from pages._ui import attempt, download, shell, table, words
from pages._ui.knowledge import gap as one_gap

desk = shell.enter(*gaps.VIEWERS)

MARKED_ROWS = 20
"""Of how many rows it is looked up whether they are answered now: about as many as are read at once."""


def _listed(looking: Reading, found: list[Gap]) -> list[str]:
    answered = {gap.key for gap in found[:MARKED_ROWS] if gaps.is_answered(looking, gap)}

    def state(gap: Gap) -> tuple[str, words.Tone]:
        if gap.key in answered:
            return "已可查到", "done"
        return ("无人打开", "office") if gap.is_unread else ("没有查到", "soon")

    columns = (
        table.Column[Gap]("问题", lambda gap: gap.question),
        table.Column[Gap]("次数", lambda gap: str(gap.times), width=56),
        table.Column[Gap]("情况", state, "badge", 92),
    )
    chosen: list[str] = table.table(
        columns, found, key="kb_gaps", select="one", is_first_chosen=True, height=480,
        row_id=lambda gap: gap.key, empty="没有知识缺口。",
        hint="查不到、或查到没有人打开的问题会列在这里。",
    )  # fmt: skip
    return chosen


one_gap.leave_for_draft()
with desk.database.read(desk.actor) as looking:
    words.heading("知识缺口", "群众问过、没有查到或没有人打开的问题（办法第十七条）")
    lists = ["近30天", "近90天"] + ([] if looking.actor.is_unit else ["不作缺口"])
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        which = st.segmented_control("范围", lists, default=lists[0], required=True,
                                     key="gap_span", label_visibility="collapsed")  # fmt: skip
        dismissed = which == "不作缺口"
        days = gaps.SPANS_DAYS[0] if which == lists[0] else gaps.SPANS_DAYS[1]
        found = gaps.listed(looking, days, dismissed=dismissed)
        if found:
            download.button(
                desk, "导出",
                partial(gap_export.export_gaps, days=days, dismissed=dismissed),
                key="gaps_export", slot=one_gap.SLOT,
            )  # fmt: skip
    left, right = st.columns([6, 6], gap="medium")
    with left:
        chosen = _listed(looking, found)
    with right:
        attempt.outcome(one_gap.SLOT)
        one = next((gap for gap in found if [gap.key] == chosen[:1]), None)
        if one is not None:
            one_gap.draw(desk, looking, one, dismissed=dismissed)
