"""作息时间: the ranges there are, and the form for summer hours or new standing ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

import streamlit as st

from core.casework import calendars
from core.insight.regulation import HoursLine
from core.store.work import UnitOfWork
from pages._ui import attempt, table, words
from pages._ui.desk import Entered

SLOT = "working_hours"
COLUMNS = (
    table.Column[HoursLine]("起止", lambda h: h.span_zh, width=300),
    table.Column[HoursLine]("作息时间", lambda h: h.sessions_zh),
)


def show(desk: Entered, kept: Sequence[HoursLine], today: date) -> None:
    """What is in force when; a range not begun can be withdrawn, a new one set from tomorrow on."""
    words.section("作息时间", "有结束日期的时段（如夏季作息）优先于长期作息；已确定的时限不变。")
    chosen = table.table(
        COLUMNS, kept, key="hours", empty="还没有作息时间。", select="one", excel="作息时间"
    )
    line = next((one for one in kept if one.id in chosen), None)
    st.button(
        "撤销所选的时段", disabled=line is None or line.from_on <= today, key="hours_withdraw",
        on_click=_withdraw, args=(desk, line), help="只能撤销尚未开始的时段。",
    )  # fmt: skip
    attempt.outcome(SLOT)
    with st.form("hours_form", border=False):
        first, second = st.columns(2)
        first.date_input("从", value=today + timedelta(days=1), key="hours_from")
        second.date_input("到（留空为长期）", value=None, key="hours_until")
        places = st.columns(4)
        for place, (name, label, start) in zip(
            places,
            (
                ("a", "上午上班", time(8)), ("b", "上午下班", time(12)),
                ("c", "下午上班", time(15)), ("d", "下午下班", time(18, 30)),
            ),
            strict=True,
        ):  # fmt: skip
            place.time_input(label, value=start, key=f"hours_{name}")
        st.form_submit_button("设定作息时间", on_click=_set, args=(desk,))


def _set(desk: Entered) -> None:
    typed = st.session_state
    from_on, until_on = typed["hours_from"], typed["hours_until"]
    sessions = [(typed["hours_a"], typed["hours_b"]), (typed["hours_c"], typed["hours_d"])]

    def step(uow: UnitOfWork) -> None:
        calendars.set_hours(uow, from_on=from_on, until_on=until_on, sessions=sessions)

    attempt.attempt(desk, step, done="作息时间已设定。", slot=SLOT)


def _withdraw(desk: Entered, line: HoursLine | None) -> None:
    if line is None:
        return

    def step(uow: UnitOfWork) -> None:
        calendars.withdraw_hours(uow, from_on=line.from_on, until_on=line.until_on)

    attempt.attempt(desk, step, done="这段作息时间已撤销。", slot=SLOT)
