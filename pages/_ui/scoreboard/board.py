"""榜: one peer group as a table with its chart, best first; the chosen unit's card beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import altair as alt
import streamlit as st

from core.insight.indicators.scoreboard import Standing
from core.rules import periods
from core.rules.periods import Period
from core.rules.policy import Policy
from core.rules.terms import ScoreItem, UnitKind
from pages._ui import charts, figure, table, words
from pages._ui.scoreboard import card

MONTHS_BACK = 24


def ask_month(today: date) -> Period:
    """The month, in the address; this one first."""
    found = [periods.month_of(today)]
    while len(found) < MONTHS_BACK:
        found.append(periods.before(found[-1]))
    names = {period.zh: period for period in found}
    chosen = st.selectbox(
        "月份",
        list(names),
        key="month",
        bind="query-params",
        label_visibility="collapsed",
        width=140,
    )
    return names.get(chosen or "", found[0])


def ask_group() -> UnitKind:
    """Which peer group; they are never ranked together."""
    names = {kind.zh: kind for kind in UnitKind}
    chosen = st.segmented_control(
        "组别", list(names), key="group", bind="query-params", required=True,
        default=UnitKind.COUNTY.zh, label_visibility="collapsed",
    )  # fmt: skip
    return names.get(chosen or "", UnitKind.COUNTY)


def draw(standings: Sequence[Standing], period: Period, policy: Policy) -> None:
    """The group's table, the card of whoever is chosen, and the group at a glance."""
    left, right = st.columns([7, 5], gap="medium")
    with left:
        chosen = table.table(
            _COLUMNS, standings, key=f"board_{period.first_on}", select="one", empty="本组没有单位。",
            row_id=lambda one: one.unit_id, is_first_chosen=True, height=520,
            row_tone=lambda one: None if one.score.rank else "out",
        )  # fmt: skip
    with right:
        found = next((one for one in standings if chosen and one.unit_id == chosen[0]), None)
        if found is not None:
            card.draw(found, period)
    ranked = [one for one in standings if one.score.total is not None]
    if ranked:
        words.section("得分一览", "竖线为优秀、良好、合格的分数线；未参加排名的为灰色")
        charts.draw(_chart(ranked, policy), key=f"board_chart_{period.first_on}")


def _points(item: ScoreItem) -> table.Column[Standing]:
    def said(one: Standing) -> str:
        line = next(x for x in one.score.lines if x.item is item)
        return card.points(line.points) if line.share is not None else "—"

    return table.Column[Standing](item.zh[:3], said, width=62)


def _rate(title: str, key: str) -> table.Column[Standing]:
    def said(one: Standing) -> str:
        found = one.figures[key]
        return f"{figure.said(key, found)}　{found.part}/{found.whole}" if found.whole else "—"

    return table.Column[Standing](title, said, width=106)


_COLUMNS = (
    table.Column[Standing]("名次", lambda one: one.score.rank, "number", 44),
    table.Column[Standing]("单位", lambda one: one.name),
    table.Column[Standing]("得分", lambda one: card.points(one.score.total), width=62),
    table.Column[Standing](
        "档次",
        lambda one: (one.score.band.zh, card.TONES[one.score.band]) if one.score.band else None,
        "badge",
        62,
    ),
    _rate("按时办结率", "on_time"),
    _rate("满意率", "satisfied"),
    _points(ScoreItem.KNOWLEDGE),
    table.Column[Standing]("扣分", lambda one: card.points(one.score.deducted), width=54),
)


def _chart(ranked: Sequence[Standing], policy: Policy) -> alt.TopLevelMixin:
    records = [
        {"单位": one.name, "得分": float(one.score.total or 0), "写": card.points(one.score.total),
         "排名": "参加排名" if one.score.rank else "未参加排名"}
        for one in ranked
    ]  # fmt: skip
    lines = [
        {"线": float(policy.points(key)), "名": name}
        for key, name in (("band_excellent", "优秀"), ("band_good", "良好"), ("band_pass", "合格"))
    ]
    order = [one.name for one in ranked]
    x = alt.X("得分:Q", scale=alt.Scale(domain=[0, 108]), title=None, axis=alt.Axis(tickCount=6))
    base = alt.Chart(charts.rows(records)).encode(
        y=alt.Y("单位:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False, labelLimit=220)),
        x=x, tooltip=["单位:N", "写:N", "排名:N"],
    )  # fmt: skip
    bars = base.mark_bar(height=14).encode(
        color=alt.Color(
            "排名:N",
            scale=alt.Scale(domain=["参加排名", "未参加排名"], range=[charts.BLUE, charts.GREY]),
        )
    )
    text = base.mark_text(align="left", dx=4, color=charts.INK, fontSize=12).encode(text="写:N")
    rules = (
        alt.Chart(charts.rows(lines))
        .mark_rule(strokeDash=[4, 3], color=charts.RED)
        .encode(x=alt.X("线:Q"), tooltip=["名:N", "线:Q"])
    )
    return alt.layer(bars, rules, text).properties(height=len(order) * charts.BAR_STEP + 24)
