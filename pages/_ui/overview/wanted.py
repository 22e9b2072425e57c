"""看哪一段、哪一部分: every choice stands in the address, so that a link shows the same; 大屏 for the wall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import streamlit as st

from core.insight import directory
from core.insight.directory import CategoryLine
from core.insight.overview import Wanted
from core.rules import periods
from core.rules.instants import SHANGHAI
from core.rules.periods import Period
from core.rules.terms import Channel, RequestType, UnitKind
from core.store.work import Reading
from pages._ui import words

MONTHS_BACK = 24
WALL = "wall"
_MONTH, _UNTIL = "month", "until"
_NAMES = (_MONTH, "place", "matter", "peers", "whose", "way", "sort", _UNTIL)
"""The choices by their names in the address."""

LEVEL, COARSE, FINE = "level", "一级分类", "二级分类"
"""How finely places and matters are crossed: asked beside the picture, counted before it is drawn."""


def ask(reading: Reading) -> Wanted:
    """The row of choices above the figures."""
    until = _day_of(_standing(_UNTIL))
    months = {
        period.zh: period for period in _months(until or reading.now.date(), reading.now.date())
    }
    chosen = st.selectbox("月份", list(months), key=_MONTH, bind="query-params",
                          label_visibility="collapsed", width=116)  # fmt: skip
    place = _one("全县", "place", {town.name: town.id for town in directory.towns(reading)}, 124)
    matters = _one("全部分类", "matter", _matters(directory.categories(reading)), 168)
    group = _one("全部组别", "peers", {kind.zh: kind for kind in UnitKind}, 116)
    units = directory.units(reading, with_inactive=True)
    unit = _one("全部单位", "whose", {
        one.name: one.id for one in units if group is None or one.kind is group
    }, 168)  # fmt: skip
    channel = _one("全部渠道", "way", {one.zh: one for one in Channel}, 116)
    kind = _one("全部类型", "sort", {one.zh: one for one in RequestType}, 108)
    day = _until(reading.now.date())
    return Wanted(
        months.get(chosen or "", next(iter(months.values()))),
        unit_id=unit, group=None if unit is not None else group, town_id=place,
        category_ids=matters or frozenset(), channel=channel, request_type=kind,
        as_of=_end_of(day, reading.now), is_fine=_standing(LEVEL) == FINE,
    )  # fmt: skip


def _until(today: date) -> date | None:
    """截至, its word before it."""
    with st.container(horizontal=True, vertical_alignment="center", width=200, gap="small"):
        words.show(words.Markup('<span class="hl-note">截至</span>'))
        chosen: date | None = st.date_input(
            "截至", value=None, key=_UNTIL, bind="query-params", format="YYYY-MM-DD",
            max_value=today, label_visibility="collapsed", width=152,
            help="截至这一天结束时的情况；不选就是此刻",
        )  # fmt: skip
    return chosen


def clear_button() -> None:
    """清除: everything shown again, where anything is narrowed."""
    if any(st.session_state.get(name) is not None for name in _NAMES[1:]):
        st.button("清除条件", key="overview_clear", type="tertiary", on_click=_clear)


def is_wall() -> bool:
    """Whether the screen hangs on a wall: no menu, larger figures."""
    return st.query_params.get(WALL) == "1"


def wall_switch() -> None:
    """大屏 on and off; part of the link."""
    label = "退出大屏" if is_wall() else "大屏"
    st.button(label, key="overview_wall", type="tertiary", on_click=_turn)


def _one(title: str, key: str, options: Mapping[str, Any], width: int) -> Any:
    chosen = st.selectbox(title, list(options), index=None, key=key, bind="query-params",
                          placeholder=title, label_visibility="collapsed", width=width)  # fmt: skip
    return options.get(chosen) if chosen is not None else None


def _matters(lines: Sequence[CategoryLine]) -> dict[str, frozenset[int]]:
    """一级分类, each followed by its 二级分类."""
    found: dict[str, frozenset[int]] = {}
    for line in lines:
        first = line.path.partition(" / ")[0]
        found[first] = found.get(first, frozenset()) | {line.id}
    ordered: dict[str, frozenset[int]] = {}
    for first, ids in found.items():
        ordered[first] = ids
        ordered |= {line.path: frozenset({line.id}) for line in lines if line.id in ids}
    return ordered


def _clear() -> None:
    st.session_state.update(dict.fromkeys(_NAMES[1:]))


def _turn() -> None:
    if is_wall():
        st.query_params.pop(WALL, None)
    else:
        st.query_params[WALL] = "1"


def _end_of(day: date | None, now: datetime) -> datetime | None:
    """The last second of a day that is over; today is now."""
    if day is None or day >= now.date():
        return None
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def _standing(name: str) -> Any:
    """A choice whose widget comes later: as it stands, or as the address names it."""
    return st.session_state.get(name) or st.query_params.get(name)


def _day_of(said: date | str | None) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else said
    except ValueError:
        return None


def _months(first: date, today: date) -> list[Period]:
    """The month looked at first, then back two years from this one, then whole years."""
    found = [periods.month_of(today)]
    while len(found) < MONTHS_BACK:
        found.append(periods.before(found[-1]))
    looked_at = periods.month_of(first)
    rest = [one for one in found if one != looked_at]
    return [looked_at, *rest, periods.year(today.year), periods.year(today.year - 1)]
