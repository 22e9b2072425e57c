"""月度考核: months are frozen here in two steps, marked, corrected, and rolled up into the year."""

from __future__ import annotations

import streamlit as st

from core.exchange import score_sheets
from core.insight import frozen
from core.insight.indicators import figures
from core.rules import periods
from core.rules.terms import Role
from core.store.work import Reading
from pages._ui import attempt, download, shell, words
from pages._ui.scoreboard import board, correcting, freezing, yearly

desk = shell.enter(*figures.OVERSEERS)


def year(reading: Reading, number: int) -> None:
    """年度汇总: the mean of the frozen months, ranked by group."""
    lines = frozen.year(reading, number)
    words.section(f"{number}年汇总", "各月得分（含已确认的调整）的平均，分组排名")
    with st.container(horizontal=True, key="year_tools", vertical_alignment="center"):
        group = board.ask_group()
        download.button(
            desk, "导出年度考核", lambda r: score_sheets.year(r, number), key="year_export",
            is_disabled=not lines,
        )  # fmt: skip
    attempt.outcome("download")
    yearly.draw([one for one in lines if one.group is group], number, key=f"{number}_{group}")


with desk.database.read(desk.actor) as reading:
    words.heading(
        "月度考核", "依据：办法第二十条；权重、扣分和分数线在“制度”里两步调整，合计须为100"
    )
    this_month = periods.month_of(reading.now.date())
    period = board.ask_month(periods.before(this_month).first_on)
    is_lead = reading.actor.role is Role.OFFICE_LEAD
    names = ["冻结", "调整", "年度汇总"] + (["工作机制评分"] if is_lead else [])
    tabs = dict(zip(names, st.tabs(names, key="assessment_tab", on_change="rerun"), strict=True))
    with tabs["冻结"]:
        if tabs["冻结"].open:
            freezing.draw(desk, reading, period)
    with tabs["调整"]:
        if tabs["调整"].open:
            correcting.adjustments(desk, reading, period)
    with tabs["年度汇总"]:
        if tabs["年度汇总"].open:
            year(reading, period.first_on.year)
    if is_lead:
        with tabs["工作机制评分"]:
            if tabs["工作机制评分"].open:
                correcting.marks(desk, reading, period)
