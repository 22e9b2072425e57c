"""负荷预测: per unit, what is late and what falls due on each of the coming five working days."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.insight import load
from core.insight.load import UnitLoad
from core.rules import wording
from core.store.work import Reading
from pages._ui import table


def draw(reading: Reading) -> None:
    """The table, folded away until somebody asks for it."""
    with st.expander("负荷预测：各单位未来五个工作日到期件数"):
        found = load.forecast(reading)
        days = tuple(_day(place, day) for place, day in enumerate(found.days))
        columns = (
            table.Column[UnitLoad]("承办单位", lambda one: one.name),
            table.Column[UnitLoad](
                "已逾期", lambda one: one.late, kind="number", width=80, is_summed=True
            ),
            *days,
            table.Column[UnitLoad](
                "合计到期", lambda one: one.coming, kind="number", width=90, is_summed=True
            ),
        )
        table.table(
            columns,
            found.units,
            key="load",
            empty="未来五个工作日没有到期的工单。",
            excel="负荷预测",
        )


def _day(place: int, day: date) -> table.Column[UnitLoad]:
    return table.Column(
        wording.day(day), lambda one: one.due[place], kind="number", width=120, is_summed=True
    )
