"""回传导出: what was closed in a period, as the sheet the city platform takes in."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.exchange import city_out
from core.exchange.city_out import Result
from core.store.work import Reading
from pages._ui import attempt, download, keys, table, words
from pages._ui.desk import Entered

_ROWS = (
    table.Column[Result]("市平台编号", lambda r: r.city_number, width=150),
    table.Column[Result]("县工单编号", lambda r: r.number, width=140),
    table.Column[Result]("标题", lambda r: r.title),
    table.Column[Result]("承办单位", lambda r: r.unit, width=170),
    table.Column[Result]("结果", lambda r: r.outcome, width=80),
    table.Column[Result]("答复内容", lambda r: r.reply),
    table.Column[Result]("办结", lambda r: r.closed_at, "instant", 150),
    table.Column[Result]("超期", lambda r: ("超期", "late") if r.is_late else None, "badge", 60),
)


def draw(desk: Entered, reading: Reading) -> None:
    """The period, what it holds, and the button that gives it out."""
    with st.container(horizontal=True, key="city_period", vertical_alignment="bottom"):
        first_on, last_on = _period(reading.now.date())
        total = city_out.count(reading, first_on, last_on)
        download.button(
            desk, f"导出 {total:,} 件",
            lambda r: city_out.export_results(r, first_on, last_on),
            key="city_give_back", slot="city_out", shortcut=keys.FIRST, is_primary=True,
            is_disabled=not total,
        )  # fmt: skip
    attempt.outcome("city_out")
    found = city_out.results(reading, first_on, last_on, most=table.PAGE_ROWS)
    table.table(
        _ROWS, found, key=f"city_results_{first_on}_{last_on}", now=reading.now,
        empty="这段时间没有办结的市平台工单。", hint="换一段时间看看；导出按办结时间统计。",
        row_id=lambda result: result.number, height=520,
    )  # fmt: skip
    if total > len(found):
        words.notice(f"这里列出前{len(found)}件，导出的文件里是全部{total:,}件。")
    words.notice("电话、身份证号已脱敏。“满意度”一列留空，由市平台回访后填写。")


def _period(today: date) -> tuple[date, date]:
    """This month so far, unless another span is chosen."""
    chosen = st.date_input(
        "办结日期", value=(today.replace(day=1), today), max_value=today, format="YYYY-MM-DD",
        key="city_days", width=300,
    )  # fmt: skip
    days = tuple(chosen) if isinstance(chosen, tuple) else (chosen,)
    return (days[0], days[-1]) if days else (today.replace(day=1), today)
