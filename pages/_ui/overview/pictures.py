"""图: the trend with days off marked, kinds and ways, places by matter, units' load and rates, what falls due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from core.insight.indicators.breakdown import Cell, Slice
from core.insight.indicators.catalogue import INDICATORS
from core.insight.overview import Overview, UnitNow, Wanted
from core.rules.periods import Period
from core.rules.terms import Channel, RequestType
from pages._ui import charts, figure, words
from pages._ui.overview import wanted as asked

MOST_COLUMNS = 14
_RATES = ("on_time", "acknowledged", "satisfied")


def draw(seen: Overview) -> None:
    """All pictures, two beside each other."""
    left, right = st.columns([7, 5], gap="medium")
    with left:
        _trend(seen)
    with right:
        _falling_due(seen)
    _heat(seen)
    left, right = st.columns(2, gap="medium")
    with left:
        _split("诉求类型", seen, seen.kinds, colour=charts.GREEN)
    with right:
        _split("受理渠道", seen, seen.channels, colour=charts.PURPLE)
    left, right = st.columns(2, gap="medium")
    with left:
        _load(seen)
    with right:
        _rates(seen)


def _trend(seen: Overview) -> None:
    words.section("受理趋势", "灰底为节假日和周末；点一天看工单")
    period = seen.wanted.period
    if not any(day.figure.whole for day in seen.days):
        words.empty("这段时间没有受理的诉求件。")
        return
    series = {period.zh: _points(seen.days)}
    if period.is_month and any(day.figure.whole for day in seen.days_before):
        series["上月同日"] = _beside(seen.days_before, period)
    charts.draw(
        charts.days(
            series, unit="件", days_off=seen.days_off,
            opens=lambda day: figure.opens(
                seen.wanted.behind("registered", period=Period(day, day))
            ),
        ),
        key="overview_trend",
    )  # fmt: skip


def _points(days: Sequence[Slice]) -> list[tuple[date, float]]:
    return [(day.key, float(day.figure.whole)) for day in days]


def _beside(days: Sequence[Slice], period: Period) -> list[tuple[date, float]]:
    """The month before under the same day of this one; what this one hasn't is left out."""
    return [
        (period.first_on + timedelta(days=place), float(day.figure.whole))
        for place, day in enumerate(days)
        if place < period.days
    ]


def _split(title: str, seen: Overview, slices: Sequence[Slice], *, colour: str) -> None:
    words.section(title)
    if not slices:
        words.empty("没有可以统计的诉求件。")
        return
    whole = sum(one.figure.whole for one in slices) or 1
    records = [
        {
            "名称": one.name,
            "件数": one.figure.whole,
            "写": f"{one.figure.whole:,}（{one.figure.whole / whole:.0%}）",
            charts.LINK: figure.opens(_narrowed(seen.wanted, one)),
        }
        for one in slices
    ]
    charts.draw(
        charts.bars(records, name="名称", value="件数", colour=colour, label="写"),
        key=f"overview_{title}",
    )


def _narrowed(wanted: Wanted, one: Slice) -> Any:
    is_kind = one.key in set(RequestType)
    return wanted.behind(
        "registered",
        request_type=RequestType(one.key) if is_kind else None,
        channel=None if is_kind else Channel(one.key),
    )


def _heat(seen: Overview) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words.section("地区与分类", "件数，多的在前；点一格看工单")
        st.segmented_control(
            "分类的级别", (asked.COARSE, asked.FINE), default=asked.COARSE, required=True,
            key=asked.LEVEL, bind="query-params", label_visibility="collapsed",
        )  # fmt: skip
    kept = _largest(seen.heat)
    records = [
        {
            "地区": cell.town,
            "分类": cell.category,
            "件数": cell.figure.whole,
            charts.LINK: _opens(seen.wanted, cell),
        }
        for cell in seen.heat
        if cell.category in kept
    ]
    if not records:
        words.empty("没有可以统计的诉求件。")
        return
    charts.draw(charts.heat(records, row="地区", column="分类", value="件数"), key="overview_heat")
    left_out = len({cell.category for cell in seen.heat}) - len(kept)
    if left_out:
        st.caption(f"只画件数最多的{len(kept)}类，另有{left_out}类见导出的表。")


def _largest(cells: Sequence[Cell]) -> set[str]:
    totals: dict[str, int] = {}
    for cell in cells:
        totals[cell.category] = totals.get(cell.category, 0) + cell.figure.whole
    return set(sorted(totals, key=lambda name: (-totals[name], name))[:MOST_COLUMNS])


def _opens(wanted: Wanted, cell: Cell) -> str | None:
    ids = frozenset(one for one in cell.category_ids if one is not None)
    if cell.town_id is None or len(ids) != len(cell.category_ids):
        return None  # 未填: no list can be asked for it
    return figure.opens(wanted.behind("registered", town_id=cell.town_id, category_ids=ids))


def _falling_due(seen: Overview) -> None:
    words.section("到期预测", "在办工单按到期日")
    records = [
        {
            "日": f"{day.month}月{day.day}日 {'一二三四五六日'[day.weekday()]}",
            "件数": count,
            charts.LINK: figure.opens(seen.wanted.behind("open_due", period=Period(day, day))),
        }
        for day, count in seen.falling_due
    ]
    charts.draw(
        charts.bars(records, name="日", value="件数", colour=charts.ORANGE), key="overview_due"
    )


def _load(seen: Overview) -> None:
    words.section("单位在办", "逾期的在前段")
    units = [unit for unit in seen.units if unit.open]
    if not units:
        words.empty("没有正在办理的工单。")
        return
    records = [
        {
            "单位": one.unit.name, "状态": state, "件数": count, "place": place,
            charts.LINK: figure.opens(seen.wanted.behind(key, unit_id=one.unit.id)),
        }
        for one in units
        for place, (state, count, key) in enumerate(
            (("逾期", one.late, "open_late"), ("未到期", one.open - one.late, "open"))
        )
    ]  # fmt: skip
    colours = {"逾期": charts.RED, "未到期": charts.SKY}
    charts.draw(
        charts.stacked(records, name="单位", part="状态", value="件数", parts=colours),
        key="overview_load",
    )


def _rates(seen: Overview) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words.section("单位办理", "低的在前")
        key = st.segmented_control(
            "指标", _RATES, default=_RATES[0], required=True, key="rate", bind="query-params",
            format_func=lambda one: INDICATORS[one].name_zh, label_visibility="collapsed",
        )  # fmt: skip
    rated = [unit for unit in seen.units if unit.figure(key).whole]
    if not rated:
        words.empty("这段时间各单位都没有相应的工单。")
        return
    rated.sort(key=lambda one: (one.figure(key).share, -one.figure(key).whole, one.unit.id))
    records = [_rate(seen, one, key) for one in rated]
    charts.draw(
        charts.bars(records, name="单位", value="比率", label="写", is_share=True),
        key=f"overview_{key}",
    )


def _rate(seen: Overview, one: UnitNow, key: str) -> dict[str, Any]:
    found = one.figure(key)
    return {
        "单位": one.unit.name,
        "比率": found.share or 0.0,
        "写": f"{found.share or 0:.0%}　{found.part}/{found.whole}",
        charts.LINK: figure.opens(seen.wanted.behind(key, "rest", unit_id=one.unit.id)),
    }
