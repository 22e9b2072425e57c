"""看哪一段: month and town, in the address, so that a link shows the same; 大屏 for the wall."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.insight import directory
from core.insight.overview import Wanted
from core.rules import periods
from core.rules.periods import Period
from core.store.work import Reading

MONTHS_BACK = 24
WALL = "wall"


def ask(reading: Reading) -> Wanted:
    """The row of choices above the figures."""
    months = _months(reading.now.date())
    names = {period.zh: period for period in months}
    towns = {town.name: town.id for town in directory.towns(reading)}
    chosen = st.selectbox(
        "月份", list(names), key="month", bind="query-params", label_visibility="collapsed", width=140,
    )  # fmt: skip
    town = st.selectbox(
        "乡镇", list(towns), index=None, key="town", bind="query-params", placeholder="全县",
        label_visibility="collapsed", width=140,
    )  # fmt: skip
    return Wanted(
        names.get(chosen or "", months[0]),
        town_ids=frozenset({towns[town]}) if town in towns else frozenset(),
    )


def is_wall() -> bool:
    """Whether the screen hangs on a wall: no menu, larger figures."""
    return st.query_params.get(WALL) == "1"


def wall_switch() -> None:
    """大屏 on and off; part of the link."""
    label = "退出大屏" if is_wall() else "大屏"
    st.button(label, key="overview_wall", type="tertiary", on_click=_turn)


def _turn() -> None:
    if is_wall():
        st.query_params.pop(WALL, None)
    else:
        st.query_params[WALL] = "1"


def _months(today: date) -> list[Period]:
    """This month first, back two years, then whole years."""
    found = [periods.month_of(today)]
    while len(found) < MONTHS_BACK:
        found.append(periods.before(found[-1]))
    return [*found, periods.year(today.year), periods.year(today.year - 1)]
