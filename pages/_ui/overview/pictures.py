"""图: the trend with days off marked, kinds, places by matter, units' load, what falls due."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.insight.indicators.breakdown import Slice
from core.insight.overview import Overview
from core.rules.periods import Period
from pages._ui import charts, words

MOST_CATEGORIES = 12
MOST_AREAS = 12


def draw(seen: Overview, period: Period) -> None:
    """All pictures, two beside each other."""
    left, right = st.columns([7, 5], gap="medium")
    with left:
        _trend(seen, period)
        _heat(seen)
    with right:
        _kinds(seen)
        _falling_due(seen)
    left, right = st.columns(2, gap="medium")
    with left:
        _load(seen)
    with right:
        _rates(seen)


def _trend(seen: Overview, period: Period) -> None:
    words.section("受理趋势", "灰底为节假日和周末")
    if not any(day.figure.whole for day in seen.days):
        words.empty("这段时间没有受理的诉求件。")
        return
    points = [(day.key, float(day.figure.whole)) for day in seen.days]
    charts.draw(
        charts.days({period.zh: points}, unit="件", days_off=seen.days_off), key="overview_trend"
    )


def _kinds(seen: Overview) -> None:
    words.section("诉求类型与分类", f"前{MOST_CATEGORIES}类")
    _bars(seen.kinds, key="overview_kinds", colour=charts.GREEN)
    _bars(seen.categories, key="overview_categories", colour=charts.BLUE)


def _bars(slices: Sequence[Slice], *, key: str, colour: str) -> None:
    if not slices:
        return
    whole = sum(one.figure.whole for one in slices) or 1
    records = [
        {
            "名称": one.name,
            "件数": one.figure.whole,
            "写": f"{one.figure.whole:,}（{one.figure.whole / whole:.0%}）",
        }
        for one in slices[:MOST_CATEGORIES]
    ]
    charts.draw(charts.bars(records, name="名称", value="件数", colour=colour, label="写"), key=key)


def _heat(seen: Overview) -> None:
    words.section("地区与分类", "件数，多的在前")
    totals: dict[str, int] = {}
    for cell in seen.heat:
        totals[cell.category] = totals.get(cell.category, 0) + cell.figure.whole
    kept = set(sorted(totals, key=lambda name: -totals[name])[:MOST_AREAS])
    records = [
        {"地区": cell.town, "分类": cell.category, "件数": cell.figure.whole}
        for cell in seen.heat
        if cell.category in kept
    ]
    if records:
        charts.draw(
            charts.heat(records, row="地区", column="分类", value="件数"), key="overview_heat"
        )
    else:
        words.empty("没有可以统计的诉求件。")


def _falling_due(seen: Overview) -> None:
    words.section("到期预测", "在办工单按到期日")
    records = [
        {"日": f"{day.month}月{day.day}日 {'一二三四五六日'[day.weekday()]}", "件数": count}
        for day, count in seen.falling_due
    ]
    charts.draw(
        charts.bars(records, name="日", value="件数", colour=charts.ORANGE), key="overview_due"
    )


def _load(seen: Overview) -> None:
    words.section("单位在办", "逾期的在前段，在办多的在前")
    if not seen.units:
        words.empty("没有正在办理的工单。")
        return
    records = [
        {"单位": unit.name, "状态": state, "件数": count, "place": place}
        for unit in seen.units
        for place, (state, count) in enumerate(
            (("逾期", unit.late), ("未到期", unit.open - unit.late))
        )
    ]
    colours = {"逾期": charts.RED, "未到期": charts.SKY}
    charts.draw(
        charts.stacked(records, name="单位", part="状态", value="件数", parts=colours),
        key="overview_load",
    )


def _rates(seen: Overview) -> None:
    words.section("单位按时办结率", "期限在本期届满的工单，低的在前")
    names = {unit.id: unit.name for unit in seen.unit_names}
    rated = [
        (names[unit_id], found["on_time"])
        for unit_id, found in seen.by_unit.items()
        if unit_id in names and "on_time" in found
    ]
    if not rated:
        words.empty("这段时间没有届满的工单。")
        return
    rated.sort(key=lambda pair: (pair[1].share or 0.0, -pair[1].whole, pair[0]))
    records = [
        {
            "单位": name,
            "按时办结率": figure.share or 0.0,
            "写": f"{figure.share or 0:.0%}　{figure.part}/{figure.whole}",
        }
        for name, figure in rated
    ]
    charts.draw(
        charts.bars(records, name="单位", value="按时办结率", label="写", is_share=True),
        key="overview_rates",
    )
