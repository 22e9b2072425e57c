"""台账的列: what a line can show; which columns, and in what order, each person chooses for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from core.casework import views
from core.insight.listing import Row
from core.rules.terms import Phase, Track
from core.store.work import Reading
from pages._ui import attempt, table, words
from pages._ui.desk import Entered

DESK, KEY, SLOT = "tickets", "columns", "tickets_columns"
USUAL = ("编号", "标题", "状态", "特别", "方式", "分类", "乡镇", "主办单位", "登记时间", "时限")
_KEPT = "tickets_columns_kept"


def of_ledger(reading: Reading) -> Mapping[str, table.Column[Row]]:
    """Every column there is, by its name."""
    found: tuple[table.Column[Row], ...] = (
        table.Column("编号", lambda r: r.number, kind="link", width=134),
        table.Column("标题", lambda r: r.title),
        table.Column("状态", lambda r: r.state, kind="state", width=80),
        table.Column("特别", _special, kind="badge", width=54),
        table.Column("方式", _way, width=50),
        table.Column("分类", lambda r: r.category.rpartition(" / ")[2], width=96),
        table.Column("乡镇", lambda r: r.town, width=72),
        table.Column("主办单位", lambda r: r.lead_unit, width=140),
        table.Column("登记时间", lambda r: _minute(r.registered_at), width=132),
        table.Column(
            "时限",
            lambda r: words.due(reading, r.due_at, stopped_at=r.stopped_at or r.closed_at),
            kind="due",
            width=128,
        ),
        table.Column("截止时间", lambda r: _minute(r.due_at), width=132),
        table.Column("派发时间", lambda r: _minute(r.dispatched_at), width=132),
        table.Column("办结时间", lambda r: _minute(r.closed_at), width=132),
        table.Column("诉求类型", lambda r: r.request_type.zh, width=72),
        table.Column("等级", lambda r: r.grade.zh[:2] if r.grade else "", width=50),
        table.Column("阶段", lambda r: r.phase.zh, width=76),
        table.Column("来源渠道", lambda r: r.channel.zh, width=86),
        table.Column("登记人", lambda r: r.registered_by, width=72),
        table.Column("市平台编号", lambda r: r.city_number or "", width=150),
        table.Column("市平台时限", lambda r: _minute(r.city_due_at), width=132),
    )
    return {column.title: column for column in found}


def choose(desk: Entered, reading: Reading) -> list[table.Column[Row]]:
    """列: the popover, and the columns to draw; a link that names columns shows those."""
    known = of_ledger(reading)
    kept = st.session_state.setdefault(_KEPT, views.columns(reading, DESK))
    usual = [name for name in kept if name in known] or list(USUAL)
    with st.popover("列"):
        chosen = st.multiselect(
            "显示哪些列（按选择的先后排列）", list(known), default=usual, key=KEY,
            bind="query-params", placeholder="至少选一列", on_change=_keep, args=(desk,),
        )  # fmt: skip
        st.button("恢复常用的列", key="columns_usual", type="tertiary",
                  on_click=_restore, args=(desk,))  # fmt: skip
        attempt.outcome(SLOT)
    return [known[name] for name in chosen or usual]


def _restore(desk: Entered) -> None:
    st.session_state[KEY] = list(USUAL)
    _keep(desk)


def _keep(desk: Entered) -> None:
    """What is chosen stands again tomorrow; the page keeps what it began with until then."""
    chosen = st.session_state[KEY]
    if chosen:
        attempt.attempt(
            desk, lambda uow: views.keep_columns(uow, DESK, chosen), done=None, slot=SLOT
        )


def _special(row: Row) -> tuple[str, words.Tone] | None:
    """The one thing about it that matters most."""
    if row.is_urgent:
        return "紧急", "late"
    if row.is_confidential:
        return "保密", "strong"
    if row.phase is not Phase.FIRST:
        return row.phase.zh[:2], "soon"
    return None


def _way(row: Row) -> str:
    """直办、交办, and for a unit whether it only helps."""
    if row.is_support:
        return "协办"
    return "" if row.track is Track.UNDECIDED else row.track.zh[:2]


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
