"""制度: the 办法 with the numbers in force beside its articles, their history, and the steps to change them."""

from __future__ import annotations

import streamlit as st

from core.insight import regulation
from core.rules import deadlines, wording
from core.rules.terms import Role
from pages._ui import shell, words
from pages._ui.regulation import articles, changing, versions

desk = shell.enter()

with desk.database.read(desk.actor) as reading:
    life = deadlines.regulation_life(reading.policy, reading.now.date())
    words.heading(
        "制度",
        f"襄汾县12345政务服务便民热线规范管理办法（襄政办发〔2022〕16号）　"
        f"{wording.full_day(life.issued_on)}发布，{wording.full_day(life.in_force_on)}起施行，"
        f"有效期至{wording.full_day(life.expires_on)}，还有{life.days_left}天",
    )
    waiting = len(regulation.proposals(reading))
    names = ["办法正文", "数值沿革"]
    if desk.actor.role is Role.OFFICE_LEAD:
        names.append("数值调整")
        if waiting:
            words.notice(f"有{waiting}项数值调整待确认。", "soon")
    tabs = st.tabs(names, key="regulation_tab", on_change="rerun")
    if tabs[0].open:
        with tabs[0]:
            articles.show(reading.policy, regulation.coming(reading))
    if tabs[1].open:
        with tabs[1]:
            versions.show(reading)
    if len(tabs) > 2 and tabs[2].open:
        with tabs[2]:
            changing.show(desk, reading)
