"""工单台账: every ticket the person may see, found by number, words or phone, filtered, and taken away as a sheet."""

from __future__ import annotations

import streamlit as st

from core.exchange import ticket_list
from core.insight import listing
from core.insight.listing import Row
from core.rules.terms import Phase, Role, Track
from core.store.work import Reading
from pages._ui import (
    attempt,
    download,
    keys,
    registry,
    saved_lists,
    shell,
    table,
    ticket_filters,
    words,
)
from pages._ui.ticket_filters import Chosen

desk = shell.enter(*registry.TICKET_ROLES)


def columns(reading: Reading) -> tuple[table.Column[Row], ...]:
    """What stands in each line."""
    return (
        table.Column("编号", lambda r: r.number, kind="link", width=134),
        table.Column("标题", lambda r: r.title),
        table.Column("状态", lambda r: r.state, kind="state", width=80),
        table.Column("", special, kind="badge", width=54),
        table.Column("方式", way, width=50),
        table.Column("分类", lambda r: r.category.rpartition(" / ")[2], width=96),
        table.Column("乡镇", lambda r: r.town, width=72),
        table.Column("主办单位", lambda r: r.lead_unit, width=140),
        table.Column("登记时间", lambda r: f"{r.registered_at:%Y-%m-%d %H:%M}", width=132),
        table.Column(
            "时限",
            lambda r: words.due(reading, r.due_at, stopped_at=r.stopped_at or r.closed_at),
            kind="due",
            width=114,
        ),
    )


def special(row: Row) -> tuple[str, words.Tone] | None:
    """The one thing about it that matters most."""
    if row.is_urgent:
        return "紧急", "late"
    if row.is_confidential:
        return "保密", "strong"
    if row.phase is not Phase.FIRST:
        return row.phase.zh[:2], "soon"
    return None


def way(row: Row) -> str:
    """直办、交办, and for a unit whether it only helps."""
    if row.is_support:
        return "协办"
    return "" if row.track is Track.UNDECIDED else row.track.zh[:2]


_NOTHING_YET = {Role.INSPECTOR: "上报督查室的工单会列在这里（办法第十三条（一））。"}


def nothing_found(role: Role) -> str:
    """What to try next; a call-taker's register is their own, yet anybody may ask how a ticket stands."""
    hint = "可以减少筛选条件，或换一个词查找。"
    if role is Role.CALL_TAKER:
        hint += "别人登记、还没办结的工单不在这里：在受理席输入来电号码，可以看到办到哪一步。"
    return hint


def show(reading: Reading, chosen: Chosen) -> None:
    """The page of the list that is open, for whatever is chosen; another choice begins at page one."""
    key = f"tickets_{hash((chosen.wanted, chosen.behind))}"
    found = listing.page(reading, chosen.wanted, number=table.page_number(key))
    with note:
        behind = f"　{chosen.behind.zh}" if chosen.behind else ""
        words.heading("工单台账", f"{found.total:,}件{behind}")
    table.table(
        columns(reading), found.rows, key=key, select="open", total=found.total, now=reading.now,
        empty="没有符合条件的工单。" if chosen.is_narrowed else "还没有工单。",
        hint=nothing_found(reading.actor.role) if chosen.is_narrowed else _NOTHING_YET.get(reading.actor.role, ""),
    )  # fmt: skip


note = st.container()
ticket_filters.resume()
with desk.database.read(desk.actor) as reading:
    with st.container(horizontal=True, key="tickets_tools", vertical_alignment="center"):
        with st.container(key="focus_tickets_search", width=320):
            typed = ticket_filters.search_box()
        only = ticket_filters.flags(reading)
        ticket_filters.clear_button()
        place = st.container(horizontal=True, horizontal_alignment="right")
    chosen = ticket_filters.choices(reading, only, typed)
    with place:
        if reading.actor.is_office:
            saved_lists.draw(desk, reading, "tickets", names=ticket_filters.NAMES)
        download.button(
            desk, "导出台账", lambda r: ticket_list.export_list(r, chosen.wanted),
            key="tickets_export", shortcut=keys.FIRST,
        )  # fmt: skip
    attempt.outcome("download")
    show(reading, chosen)
download.start()
