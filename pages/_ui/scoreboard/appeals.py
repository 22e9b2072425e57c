"""计入扣减的工单: which tickets cost points and why; the unit's leader contests one on the spot (办法第二十条)."""

from __future__ import annotations

import streamlit as st

from core.insight import counted_against, dossier
from core.insight.boards import Board
from core.insight.counted_against import Against
from core.rules.terms import Role
from core.store.work import Reading
from pages._ui import attempt, table, words
from pages._ui.desk import Entered
from pages._ui.steps import fields, quality

_COLUMNS = (
    table.Column[Against]("编号", lambda one: one.number, "link", 140),
    table.Column[Against]("标题", lambda one: one.title),
    table.Column[Against]("原因", lambda one: "、".join(one.reasons), width=230),
    table.Column[Against]("状态", lambda one: one.state, "state", 92),
    table.Column[Against]("申诉", lambda one: one.contest or "未申诉", width=130),
)


def draw(desk: Entered, reading: Reading, unit_id: int, shown: Board) -> None:
    """The list, and for the leader the form beside the chosen ticket."""
    is_leader = reading.actor.role is Role.UNIT_LEADER
    how = "不应计入的，选一件申诉" if is_leader else "不应计入的，由单位领导申诉"
    words.section("计入扣减的工单", f"{how}；依据：办法第二十条")
    as_of = shown.as_of if shown.frozen else None
    found = counted_against.tickets(reading, unit_id, shown.period, as_of=as_of)
    chosen = table.table(
        _COLUMNS, found, key=f"against_{shown.period.first_on}", empty="没有计入扣减的工单。",
        hint="工作机制、知识库的得分有异议的，请书面向县热线办提出。",
        select="one" if is_leader else "none", height=240,
        excel=f"计入扣减的工单_{shown.period.first_on:%Y-%m}",
    )  # fmt: skip
    one = next((each for each in found if chosen and each.id == chosen[0]), None)
    if is_leader and one is not None:
        _contest(desk, reading, one)


def _contest(desk: Entered, reading: Reading, one: Against) -> None:
    d = dossier.dossier(reading, one.id)
    attempt.outcome(fields.slot_of(d))
    if not one.is_closed:
        words.notice(f"{one.number}办结以后可以申诉。")
    elif one.contest.endswith("待认定"):
        words.notice(f"{one.number}的申诉已提交，等县热线办负责人认定。", "soon")
    else:
        with st.container(border=True, key=f"contest_{one.id}"):
            words.section(f"申诉：{one.number}", "、".join(one.reasons))
            quality.contest(desk, d, reading)
