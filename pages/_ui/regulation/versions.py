"""数值沿革: which value was in force from which day, set by whom and why."""

from __future__ import annotations

import streamlit as st

from core.insight import regulation
from core.insight.regulation import ValueLine
from core.rules import wording
from core.rules.policy_table import BY_KEY, DEFAULTS
from core.store.work import Reading
from pages._ui import table, words

COLUMNS = (
    table.Column[ValueLine]("数值", lambda v: v.name_zh, width=200),
    table.Column[ValueLine]("依据", lambda v: v.article, width=150),
    table.Column[ValueLine]("取值", lambda v: v.value_zh, width=170),
    table.Column[ValueLine]("生效日期", lambda v: wording.full_day(v.effective_on), width=130),
    table.Column[ValueLine]("设定人", lambda v: v.set_by, width=90),
    table.Column[ValueLine]("设定时间", lambda v: v.set_at, "instant", 190),
    table.Column[ValueLine]("说明", lambda v: v.note),
)


def show(reading: Reading) -> None:
    """The versions of all values, or of one, the newest first."""
    one = st.selectbox(
        "只看一项", [row.key for row in DEFAULTS], index=None, key="versions_key",
        format_func=lambda key: f"{BY_KEY[key].name_zh}（{BY_KEY[key].article}）",
        placeholder="全部数值",
    )  # fmt: skip
    lines = [line for line in regulation.history(reading) if one in (None, line.key)]
    words.section("数值沿革", "已登记的工单保留登记时的版本，以后的调整不改变它。")
    table.table(
        COLUMNS, lines, key="versions", empty="还没有数值。", now=reading.now, height=520,
        excel="数值沿革",
    )  # fmt: skip
