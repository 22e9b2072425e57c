"""年度汇总: the frozen months of a year side by side, their mean and rank by group, as table and as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import altair as alt
import streamlit as st

from core.insight.frozen import YearLine
from pages._ui import charts, table, words
from pages._ui.scoreboard import board, card, trend


def draw(lines: Sequence[YearLine], number: int, *, key: str) -> None:
    """One group's year: the table, then the means as bars and the months as small lines."""
    table.table(
        _columns(lines, number), lines, key=f"year_{key}", empty=f"{number}年还没有冻结的月份。",
        hint="冻结一个月后，这里就有汇总。", row_id=lambda one: one.unit_id, height=420,
        row_tone=lambda one: None if one.rank else "out",
    )  # fmt: skip
    scored = [one for one in lines if one.mean is not None]
    if not scored:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        words.section("年均得分", "括号里是有得分的月数；灰色的没有参加排名")
        charts.draw(_means(scored), key=f"year_means_{key}")
    with right:
        words.section("各月得分", "数字是最早和最近一个月的得分")
        trend.of_units([one.months for one in scored], key=f"year_trend_{key}")


def _means(scored: Sequence[YearLine]) -> alt.TopLevelMixin:
    records = [
        {"单位": one.name, "年均得分": float(one.mean or 0), "排名": "参加排名" if one.rank else "未参加排名",
         "名次": f"第{one.rank}名" if one.rank else one.note,
         "写": f"{card.points(one.mean)}（{_counted(one)}个月）"}
        for one in scored
    ]  # fmt: skip
    return board.bars(records, value="年均得分", tooltip="名次:N", room=134)


def _counted(one: YearLine) -> int:
    return sum(line.total is not None for line in one.months)


def _columns(lines: Sequence[YearLine], number: int) -> Sequence[table.Column[YearLine]]:
    known = sorted({x.month for one in lines for x in one.months if x.month.year == number})

    def of(month: date) -> table.Column[YearLine]:
        def total(one: YearLine) -> str:
            return card.points(next((x.total for x in one.months if x.month == month), None))

        return table.Column[YearLine](f"{month.month}月", total, width=54)

    return (
        table.Column[YearLine]("名次", lambda one: one.rank, "number", 44),
        table.Column[YearLine]("单位", lambda one: one.name),
        table.Column[YearLine]("年均得分", lambda one: card.points(one.mean), width=72),
        table.Column[YearLine]("计入月数", _counted, "number", 72),
        *(of(month) for month in known),
        table.Column[YearLine]("说明", lambda one: one.note, width=168),
    )
