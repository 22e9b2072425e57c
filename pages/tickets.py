"""工单台账: every ticket the person may see, found by number, words or phone, filtered, and taken away as a sheet."""

from __future__ import annotations

import streamlit as st

from core.exchange import ticket_list
from core.insight import ledger
from core.insight.ledger import Ledger
from core.insight.listing import Row
from core.rules import wording
from core.rules.terms import Role
from core.store.work import Reading
from pages._ui import (
    attempt,
    download,
    keys,
    registry,
    saved_lists,
    shell,
    table,
    ticket_bulk,
    ticket_columns,
    ticket_filters,
    words,
)
from pages._ui.table import Column
from pages._ui.ticket_filters import Chosen

desk = shell.enter(*registry.TICKET_ROLES)

_NOTHING_YET = {Role.INSPECTOR: "上报督查室的工单会列在这里（办法第十三条（一））。"}


def nothing_found(role: Role) -> str:
    """What to try next; a call-taker's register is their own, yet anybody may ask how a ticket stands."""
    hint = "可以减少筛选条件，或换一个词查找。"
    if role is Role.CALL_TAKER:
        hint += "别人登记、还没办结的工单不在这里：在受理席输入来电号码，可以看到办到哪一步。"
    return hint


def told(found: Ledger, chosen: Chosen) -> None:
    """How many there are, by state; and how far back was looked, where that was not all."""
    behind = f"　{chosen.behind.zh}" if chosen.behind else ""
    words.heading("工单台账", f"{found.page.total:,}件{behind}")
    if len(found.by_state) > 1:
        words.show(
            words.Markup(" ").join(
                words.badge(f"{state.zh} {count:,}", words.STATE_TONES[state])
                for state, count in found.by_state.items()
            )
        )
    edge = found.since or found.until
    if edge is None:
        return
    day = wording.full_day(edge.date())
    said = f"{day}以来登记的，更早的" if found.since else f"{day}以前登记的，更晚的"
    with st.container(horizontal=True, vertical_alignment="center", key="tickets_edge"):
        words.notice(f"工单很多，只查了{said}没有查。", "soon")
        st.button("查全部", key="tickets_whole", on_click=ask_for_all, help="可能需要几秒钟。")


def ask_for_all() -> None:
    """查全部: also in the address, so that the link shows the same."""
    st.query_params[ticket_filters.WHOLE] = "1"


def show(
    reading: Reading, found: Ledger, chosen: Chosen, columns: list[Column[Row]], *, key: str
) -> None:
    """The page of the list that is open; ticked rows have their steps above it."""
    is_picking = st.session_state.get("tickets_picking", False)
    above = st.container()
    picked = table.table(
        columns, found.page.rows, key=key, total=found.page.total, now=reading.now,
        select="many" if is_picking else "open",
        empty="没有符合条件的工单。" if chosen.is_narrowed else "还没有工单。",
        hint=nothing_found(reading.actor.role) if chosen.is_narrowed else _NOTHING_YET.get(reading.actor.role, ""),
    )  # fmt: skip
    if is_picking:
        with above:
            ticket_bulk.draw(desk, picked, list_key=key)


def look(reading: Reading, chosen: Chosen) -> tuple[Ledger, str]:
    """What is found, and the key of its list: another choice begins at page one."""
    key = f"tickets_{hash((chosen.wanted, chosen.behind))}"
    is_whole = chosen.behind is not None or st.query_params.get(ticket_filters.WHOLE) == "1"
    number = table.page_number(key)
    return ledger.look(reading, chosen.wanted, number=number, is_whole=is_whole), key


def tools(reading: Reading, found: Ledger) -> list[Column[Row]]:
    """多选, 列, 保存的清单, 导出; gives the columns to draw."""
    st.toggle("多选", key="tickets_picking", help="勾选多件，一起办理或导出。")
    columns = ticket_columns.choose(desk, reading)
    saved_lists.draw(
        desk, reading, "tickets", names=ticket_filters.NAMES,
        beside={"columns": [column.title for column in columns]},
    )  # fmt: skip
    download.button(
        desk, "导出台账", lambda r: ticket_list.export_list(r, found.wanted),
        key="tickets_export", shortcut=keys.FIRST,
    )  # fmt: skip
    return columns


note = st.container()
ticket_filters.resume()
with desk.database.read(desk.actor) as reading:
    with st.container(horizontal=True, key="tickets_tools", vertical_alignment="center"):
        with st.container(key="focus_tickets_search", width=320):
            typed = ticket_filters.search_box()
        only = ticket_filters.flags(reading)
        ticket_filters.clear_button()
    filters = st.container()
    with st.container(horizontal=True, key="tickets_more_tools", vertical_alignment="center"):
        rarer = st.container(width="content")
        with filters:
            chosen = ticket_filters.choices(reading, only, typed, rarer=rarer)
        found, key = look(reading, chosen)
        with st.container(
            horizontal=True, horizontal_alignment="right", vertical_alignment="center"
        ):
            columns = tools(reading, found)
    attempt.outcome("download")
    with note:
        told(found, chosen)
    show(reading, found, chosen, columns, key=key)
