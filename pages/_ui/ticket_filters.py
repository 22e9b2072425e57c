"""台账的筛选: one dense row of choices, kept in the address so that a link shows the same list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.insight import directory, listing, ticket_search
from core.insight.indicators import lists
from core.insight.indicators.lists import Behind
from core.insight.listing import Filter
from core.rules.terms import (
    Channel,
    Grade,
    Level,
    Phase,
    RequestType,
    Satisfaction,
    State,
    Track,
)
from core.store.work import Reading

Choice = TypeVar("Choice")

_TYPED, _WORDS = "tickets_typed", "words"
_CHOSEN = "tickets_chosen"
_EMPTY: Mapping[str, Any] = {
    "only": [], "state": None, "phase": None, "track": None, "unit": None, "category": None,
    "town": None, "registered": (), "order": "最新登记", "kind": None, "grade": None,
    "level": None, "rating": None, "due": (), "closed": (), "part": None,
}  # fmt: skip
"""The choices by their names in the address, with what stands for no choice."""
FIGURE = "figure"
"""数字背后的工单: names in the address the figure whose tickets are listed (see indicators.lists)."""

WHOLE = "whole"
"""查全部: in the address once somebody asked to look through all of a long ledger."""

NAMES = (*_EMPTY, _WORDS, FIGURE, WHOLE, "columns")
_OVERDUE, _URGENT, _CITY, _MINE = "逾期", "紧急", "市平台", "我登记的"
_RETURNED, _EXTENDED, _CONFIDENTIAL = "退回过", "延期过", "保密"
_LEADING, _HELPING = "主办", "协办"
_LEVELS = (Level.REMINDER, Level.ORDER, Level.ESCALATION)
_ORDERS = {
    "最新登记": listing.Order.NEWEST,
    "最早登记": listing.Order.OLDEST,
    "最先到期": listing.Order.DUE,
    "最近办结": listing.Order.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen, and whether that leaves anything out; `behind` is the figure it was opened from."""

    wanted: Filter
    is_narrowed: bool
    behind: Behind | None = None


def search_box() -> str:
    """The box for numbers, words and, where the role may, the caller's phone number.

    Words go into the address like every other choice; a phone number never does (办法第十九条),
    which is why the box is not bound to it as the others are.
    """
    if _TYPED not in st.session_state:
        st.session_state[_TYPED] = st.query_params.get(_WORDS, "")
    return st.text_input(
        "查找", key=_TYPED, type="search", placeholder="编号、标题、内容或来电号码",
        label_visibility="collapsed", on_change=_keep_words, max_chars=100,
    )  # fmt: skip


def _keep_words() -> None:
    typed = st.session_state.get(_TYPED, "").strip()
    if typed and not ticket_search.is_phone(typed):
        st.query_params[_WORDS] = typed
    else:
        st.query_params.pop(_WORDS, None)


def flags(reading: Reading) -> set[str]:
    """逾期、紧急 …: what can be switched on."""
    offered = [_OVERDUE, _URGENT, _RETURNED, _EXTENDED, _CONFIDENTIAL]
    if reading.actor.is_office:
        offered.append(_CITY)
    if not reading.actor.is_unit:
        offered.append(_MINE)
    return set(
        st.pills(
            "只看", offered, selection_mode="multi", key="only", bind="query-params",
            label_visibility="collapsed",
        )
    )  # fmt: skip


def clear_button() -> None:
    """清除: everything shown again."""
    st.button("清除条件", key="tickets_clear", type="tertiary", on_click=_clear)


def _clear() -> None:
    st.session_state.update(_EMPTY)
    st.session_state[_TYPED] = ""
    st.query_params.pop(FIGURE, None)
    st.query_params.pop(WHOLE, None)
    _keep_words()


def resume() -> None:
    """What was chosen before a ticket was opened stands again, whether one comes back by menu or browser.

    Streamlit 1.67 brings the address back without its choices. A link that names any is left alone.
    """
    is_here_already = _TYPED in st.session_state  # widgets bound to the address outlive their page
    kept = st.session_state.get(_CHOSEN)
    if is_here_already or not kept or any(name in st.query_params for name in NAMES):
        return
    st.switch_page("pages/tickets.py", query_params=kept)


def _remember() -> None:
    st.session_state[_CHOSEN] = [
        (name, value) for name in NAMES for value in st.query_params.get_all(name)
    ]


def choices(reading: Reading, only: set[str], typed: str, *, rarer: DeltaGenerator) -> Chosen:
    """The row of choices, as a filter; the rarer ones go where the page has a place for their button."""
    with st.container(key="tickets_filters"):
        places = st.columns([1.1, 1, 1, 1.5, 1.5, 1, 1.9, 1])
    with places[0]:
        state = _one("状态", "state", list(State), lambda s: s.zh)
    with places[1]:
        phase = _one("阶段", "phase", list(Phase), lambda p: p.zh)
    with places[2]:
        track = _one("办理方式", "track", list(Track), lambda t: t.zh)
    unit, part = None, None
    with places[3]:
        if reading.actor.is_unit:
            part = _one("主办或协办", "part", [_LEADING, _HELPING], str)
        else:
            units = directory.units(reading, with_inactive=True)
            unit = _one("主办单位", "unit", units, lambda u: u.name)
    with places[4]:
        category = _one("分类", "category", directory.categories(reading), lambda c: c.path)
    with places[5]:
        town = _one("乡镇", "town", directory.towns(reading), lambda t: t.name)
    with places[6]:
        registered = _days("登记日期", "registered")
    with places[7]:
        order = st.selectbox(
            "排序",
            list(_ORDERS),
            key="order",
            bind="query-params",
            persist_state="session",
            label_visibility="collapsed",
        )
    with rarer:
        more = _more()
    _remember()
    wanted = replace(
        more,
        states=_set(state), phases=_set(phase), tracks=_set(track),
        channels=frozenset({Channel.CITY}) if _CITY in only else frozenset(),
        unit_ids=_set(unit and unit.id), category_ids=_set(category and category.id),
        town_ids=_set(town and town.id), registered_from=registered[0], registered_until=registered[1],
        is_overdue=_OVERDUE in only, is_urgent=True if _URGENT in only else None,
        is_confidential=True if _CONFIDENTIAL in only else None,
        was_returned=_RETURNED in only, was_extended=_EXTENDED in only,
        is_support=None if part is None else part == _HELPING,
        is_mine=_MINE in only, order=_ORDERS[order],
    )  # fmt: skip
    behind = lists.read(st.query_params.get(FIGURE, ""))
    if behind is not None:
        wanted = replace(wanted, also=lists.filter_of(reading, behind).also)
    is_narrowed = (
        behind is not None
        or bool(typed.strip())
        or replace(wanted, order=Filter().order) != Filter()
    )
    return Chosen(ticket_search.narrowed(reading, wanted, typed), is_narrowed, behind)


def _one(
    title: str, key: str, options: Sequence[Choice], name: Callable[[Choice], str]
) -> Choice | None:
    return st.selectbox(
        title, options, index=None, format_func=name, key=key, bind="query-params",
        placeholder=title, label_visibility="visible" if key in _RARER else "collapsed",
    )  # fmt: skip


_RARER = ("kind", "grade", "level", "rating", "due", "closed")


def _more() -> Filter:
    """更多条件: the rarer choices, folded away until somebody needs one."""
    chosen = sum(bool(st.session_state.get(name)) for name in _RARER)
    with st.popover(f"更多条件 {chosen}" if chosen else "更多条件", key="tickets_more"):
        left, right = st.columns(2)
        with left:
            kind = _one("诉求类型", "kind", list(RequestType), lambda k: k.zh)
            level = _one("催办督办", "level", _LEVELS, lambda one: one.zh)
            due = _days("截止日期", "due", is_named=True)
        with right:
            grade = _one("等级", "grade", list(Grade), lambda g: g.zh)
            rating = _one("满意度", "rating", list(Satisfaction), lambda s: s.zh)
            closed = _days("办结日期", "closed", is_named=True)
    return Filter(
        request_types=_set(kind), grades=_set(grade), levels=_set(level), ratings=_set(rating),
        due_from=due[0], due_until=due[1], closed_from=closed[0], closed_until=closed[1],
    )  # fmt: skip


def _days(title: str, key: str, *, is_named: bool = False) -> tuple[date | None, date | None]:
    """Both ends included; a range half chosen ends on the day it begins."""
    chosen = st.date_input(
        title, value=[], key=key, bind="query-params", format="YYYY-MM-DD",
        label_visibility="visible" if is_named else "collapsed",
    )  # fmt: skip
    days = tuple(chosen) if isinstance(chosen, tuple) else (chosen,)
    return (days[0], days[-1]) if days else (None, None)


def _set(value: Any) -> frozenset[Any]:
    return frozenset() if value is None else frozenset({value})
