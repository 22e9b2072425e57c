"""市平台导入: the city's tickets come in by their numbers, and what became of them goes back."""

from __future__ import annotations

import streamlit as st

from core.exchange import city
from core.rules.terms import Role
from pages._ui import keys, long_work, shell, words
from pages._ui.city import giving_back, past, upload
from pages._ui.follow_up import city_list

desk = shell.enter(Role.OFFICE, Role.OFFICE_LEAD)

AWAITING = "新增的工单在派发审核席“待派发”。"


def taking_in() -> None:
    """The file at hand, the work under way, or what has just come of it."""
    work = long_work.found(upload.WORK)
    if work is None:
        with desk.database.read(desk.actor) as reading:
            upload.draw(desk, reading)
    elif work.is_running:
        words.notice("可以离开这个页面，导入会继续；结果在“导入记录”里。")
        long_work.show(upload.WORK)
    else:
        st.button(
            "导入另一个文件", key="city_again", shortcut=keys.NEW,
            on_click=long_work.forget, args=(upload.WORK,),
        )  # fmt: skip
        if work.refusal is not None:
            words.refusal(work.refusal)
            return
        with desk.database.read(desk.actor) as reading:
            record = city.seen_import(reading, work.result)
        words.notice(
            f"“{record.file_name}”导入完成：新增{record.added:,}件，已存在{record.existing:,}件，"
            f"未导入{record.refused:,}件。{AWAITING if record.added else ''}",
            "done",
        )
        past.report(record)


def history() -> None:
    """导入记录."""
    with desk.database.read(desk.actor) as reading:
        past.history(reading)


def results() -> None:
    """回传导出."""
    with desk.database.read(desk.actor) as reading:
        giving_back.draw(desk, reading)


def dissatisfied() -> None:
    """不满意件."""
    with desk.database.read(desk.actor) as reading:
        city_list.draw(desk, reading)


words.heading("市平台导入", "按市平台编号导入，同一编号只导入一次（办法第四、八条）")
for tab, body in zip(
    st.tabs(
        ["导入工单", "导入记录", "回传导出", "不满意件"], key="exchange_tab", on_change="rerun"
    ),
    (taking_in, history, results, dissatisfied),
    strict=True,
):
    if tab.open:
        with tab:
            body()
