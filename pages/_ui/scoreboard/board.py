"""榜: one peer group as a table with its chart, best first; frozen figures say by whom and when they were taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import altair as alt
import streamlit as st

from core.exchange import score_sheets
from core.insight.boards import Board
from core.insight.indicators.scoreboard import Standing
from core.rules import periods
from core.rules.periods import Period
from core.rules.policy import Policy
from core.rules.terms import UnitKind
from pages._ui import charts, figure, table, words
from pages._ui.scoreboard import card

MONTHS_BACK = 24
LIST_HEIGHT = 590
LEGEND_HEIGHT = 76

View = Literal["frozen", "live", "differences"]
_VIEWS: dict[View, str] = {"frozen": "冻结数据", "live": "实时数据", "differences": "差异对照"}


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


def ask_view() -> View:
    """Of a frozen month: what was frozen, what would be counted now, or both side by side."""
    chosen: View = st.segmented_control(
        "数据", list(_VIEWS), key="board_view", required=True, default="frozen",
        format_func=_VIEWS.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
    return chosen


def state_of(shown: Board, *, is_frozen: bool) -> str:
    """冻结 by whom and when, or live; in one line under the page's name."""
    found = shown.frozen
    if found is not None and found.confirmed_at is not None:
        return (
            f"已冻结：{found.prepared_by}{found.as_of:%Y-%m-%d %H:%M}提取，"
            f"{found.confirmed_by}{found.confirmed_at:%Y-%m-%d %H:%M}确认；数据不再变，更正只作调整"
        )
    if is_frozen:
        return f"{shown.as_of:%Y-%m-%d %H:%M}的实时数据；这个月已冻结，考核以冻结数据为准"
    return f"{shown.as_of:%Y-%m-%d %H:%M}的实时数据，还没有冻结，随办理情况变化"


def draw(shown: Board, group: UnitKind) -> Standing | None:
    """The group's table; who is chosen in it."""
    standings = [one for one in shown.standings if one.group is group]
    chosen = table.table(
        _columns(shown), standings, key=f"board_{shown.period.first_on}_{shown.frozen is None}_{group}",
        select="one", empty="本组没有单位。", row_id=lambda one: one.unit_id, is_first_chosen=True,
        height=LIST_HEIGHT, row_tone=lambda one: None if one.score.rank else "out",
    )  # fmt: skip
    return next((one for one in standings if chosen and one.unit_id == chosen[0]), None)


def at_a_glance(shown: Board, group: UnitKind, policy: Policy) -> None:
    """得分一览: the group's scores as bars against the bands."""
    scored = [x for x in shown.standings if x.group is group and x.score.total is not None]
    if scored:
        words.section("得分一览", "虚线为优秀、良好、合格的分数线；未参加排名的为灰色")
        charts.draw(_chart(scored, policy), key=f"board_chart_{shown.period.first_on}_{group}")


def _climbed(shown: Board, one: Standing) -> tuple[str, words.Tone] | None:
    """▲ 升2位, ▼ 降1位; of who is not ranked, why not."""
    if one.score.rank is None:
        return (one.score.note.split("（")[0], "out")
    said, steps = score_sheets.climbed(shown, one), shown.climbed(one)
    if not steps:
        return (said, "plain")
    return (f"▲ {said}", "done") if steps > 0 else (f"▼ {said}", "late")


def _score(shown: Board, one: Standing) -> str:
    """93.79, or with its confirmed adjustment beside it: the frozen score itself never changes."""
    change = shown.adjusted.get(one.unit_id)
    return card.points(one.score.total) + (f" {change:+.2f}" if change else "")


def _rate(title: str, key: str) -> table.Column[Standing]:
    def said(one: Standing) -> str:
        found = one.figures[key]
        return f"{figure.said(key, found)} {found.part}/{found.whole}" if found.whole else "—"

    return table.Column[Standing](title, said, width=100)


def _columns(shown: Board) -> Sequence[table.Column[Standing]]:
    return [
        table.Column[Standing]("名次", lambda one: one.score.rank, "number", 40),
        table.Column[Standing]("较上月", lambda one: _climbed(shown, one), "badge", 104),
        table.Column[Standing]("单位", lambda one: one.name),
        table.Column[Standing](
            "得分（调整）" if shown.adjusted else "得分",
            lambda one: _score(shown, one),
            width=96 if shown.adjusted else 58,
        ),
        table.Column[Standing](
            "档次",
            lambda one: (one.score.band.zh, card.TONES[one.score.band]) if one.score.band else None,
            "badge",
            56,
        ),
        _rate("按时办结率", "on_time"),
        _rate("满意率", "satisfied"),
        table.Column[Standing]("扣分", lambda one: card.points(one.score.deducted), width=46),
    ]


def bars(records: Sequence[Mapping[str, Any]], *, value: str, tooltip: str, room: int = 108) -> Any:
    """One bar a unit out of a hundred; grey, and named so, where it is not ranked."""
    order = [record["单位"] for record in records]
    x = alt.X(f"{value}:Q", scale=alt.Scale(domain=[0, room]), title=None,
              axis=alt.Axis(values=[0, 20, 40, 60, 80, 100]))  # fmt: skip
    base = alt.Chart(charts.rows(records)).encode(
        y=alt.Y("单位:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False, labelLimit=220)),
        x=x, tooltip=["单位:N", alt.Tooltip("写:N", title=value), tooltip],
    )  # fmt: skip
    drawn = base.mark_bar(height=14).encode(
        color=alt.Color(
            "排名:N",
            scale=alt.Scale(domain=["参加排名", "未参加排名"], range=[charts.BLUE, charts.GREY]),
        )
    )
    text = base.mark_text(align="left", dx=4, color=charts.INK, fontSize=12).encode(text="写:N")
    return alt.layer(drawn, text).properties(height=len(order) * charts.BAR_STEP + LEGEND_HEIGHT)


def _chart(scored: Sequence[Standing], policy: Policy) -> alt.TopLevelMixin:
    records = [
        {"单位": one.name, "得分": float(one.score.total or 0), "写": card.points(one.score.total),
         "排名": "参加排名" if one.score.rank else "未参加排名"}
        for one in scored
    ]  # fmt: skip
    lines = [
        {"线": float(policy.points(key)), "名": name}
        for key, name in (("band_excellent", "优秀"), ("band_good", "良好"), ("band_pass", "合格"))
    ]
    ruled = alt.Chart(charts.rows(lines)).encode(x=alt.X("线:Q"), tooltip=["名:N", "线:Q"])
    rules = ruled.mark_rule(strokeDash=[4, 3], color=charts.RED)
    names = ruled.mark_text(baseline="bottom", dy=-3, color=charts.RED, fontSize=12).encode(
        text="名:N", y=alt.value(0)
    )
    return alt.layer(bars(records, value="得分", tooltip="排名:N"), rules, names)
