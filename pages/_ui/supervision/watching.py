"""督办席: lists with their counts, the chosen ticket and its step beside them, 催办 of many at once."""

from __future__ import annotations

import contextlib
from datetime import date

import streamlit as st

from core.casework import supervision
from core.exchange import ticket_list
from core.insight import directory, dossier, monitor, waiting_notes
from core.insight.listing import Row
from core.insight.monitor import Narrowing
from core.rules import wording
from core.store.work import Reading
from pages._ui import attempt, download, table, words
from pages._ui.desk import Entered
from pages._ui.supervision import beside

BULK_SLOT = "remind_many"


def draw(desk: Entered, reading: Reading) -> None:
    """The whole desk, except the load forecast below it."""
    narrowing = _narrowing(reading)
    counts = monitor.counts(reading, narrowing)
    watched = monitor.find(_chosen_list(counts))
    due_on = _promised_day(reading, narrowing) if watched.slug == "promises" else None
    wanted = monitor.wanted(reading, watched.slug, narrowing, due_on=due_on)
    left, right = st.columns([56, 44], gap="small")
    with left:
        key = f"watch_{watched.slug}"
        found = monitor.page(
            reading, watched.slug, narrowing, due_on=due_on, number=table.page_number(key)
        )
        notes = waiting_notes.of_list(reading, watched.slug, [row.id for row in found.rows])
        chosen = table.table(
            _columns(reading, notes), found.rows, key=key, empty=watched.empty,
            select="many" if watched.is_chased else "one", total=found.total, now=reading.now,
            height=480, is_first_chosen=not watched.is_chased,
        )  # fmt: skip
        with st.container(horizontal=True):
            if watched.is_chased and found.rows:
                _remind_many(desk, chosen)
            download.button(
                desk, "导出这个清单", lambda r: ticket_list.export_list(r, wanted),
                key="watch_export",
            )  # fmt: skip
        attempt.outcome(BULK_SLOT)
        attempt.outcome("download")
    with right, st.container(key="desk_step", height=600, border=False):
        if found.rows:  # what is ticked is for many at once; the first is read meanwhile
            shown = chosen[-1] if chosen else found.rows[0].id
            beside.draw(desk, dossier.dossier(reading, shown), reading)


def _narrowing(reading: Reading) -> Narrowing:
    units = {unit.id: unit.name for unit in directory.units(reading, with_inactive=True)}
    asked = st.query_params.get("unit", "")
    first = int(asked) if asked.isdecimal() and int(asked) in units else None
    with st.container(horizontal=True):
        unit_id = st.selectbox(
            "承办单位", list(units), index=list(units).index(first) if first else None,
            format_func=units.__getitem__, placeholder="全部承办单位", key="watch_unit",
            label_visibility="collapsed", width=260,
        )  # fmt: skip
        is_urgent = st.checkbox(
            "只看紧急", key="watch_urgent", value=st.query_params.get("urgent") == "1"
        )
    _address("unit", str(unit_id) if unit_id else "")
    _address("urgent", "1" if is_urgent else "")
    return Narrowing(unit_id, True if is_urgent else None)


def _chosen_list(counts: dict[str, int]) -> str:
    """Groups in one row, the lists of the group in the next; both in the address."""
    asked = monitor.find(st.query_params.get("list", ""))
    totals = {
        group: [one for one in monitor.LISTS if one.group == group] for group in monitor.GROUPS
    }
    group = st.segmented_control(
        "分组", monitor.GROUPS, default=asked.group, required=True, key="watch_group",
        label_visibility="collapsed",
        format_func=lambda one: f"{one} {_total(one, counts)}",
    )  # fmt: skip
    lists = {one.slug: one for one in totals[group]}
    slug = st.segmented_control(
        "清单", list(lists), key=f"watch_list_{group}", required=True,
        default=asked.slug if asked.slug in lists else next(iter(lists)),
        format_func=lambda one: f"{lists[one].title} {counts[one]}",
        label_visibility="collapsed",
    )  # fmt: skip
    _address("list", slug)
    return str(slug)


def _total(group: str, counts: dict[str, int]) -> int:
    """A group whose lists overlap counts as its first one."""
    slugs = [one.slug for one in monitor.LISTS if one.group == group]
    if group in {monitor.LATE, monitor.PROMISED}:
        return counts[slugs[0]]
    return sum(counts[slug] for slug in slugs)


def _promised_day(reading: Reading, narrowing: Narrowing) -> date | None:
    """承诺日历: each promised day with its count; a click leaves the day's tickets."""
    days = monitor.promised_days(reading, narrowing)
    if not days:
        return None
    with contextlib.suppress(ValueError):
        asked = date.fromisoformat(st.query_params.get("day", ""))
        if asked in days:
            st.session_state.setdefault("watch_day", asked)
    chosen: date | None = st.pills(
        "承诺的日期", list(days), key="watch_day",
        format_func=lambda day: f"{wording.day(day, reading.now.year)} {days[day]}件",
    )  # fmt: skip
    _address("day", chosen.isoformat() if chosen else "")
    return chosen


def _address(name: str, value: str) -> None:
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _columns(reading: Reading, notes: waiting_notes.Notes) -> tuple[table.Column[Row], ...]:
    return (
        table.Column[Row]("标题", lambda row: row.title),
        table.Column[Row]("主办单位", lambda row: row.lead_unit, width=112),
        table.Column[Row]("情况", lambda row: notes.get(row.id, row.state.zh), width=168),
        table.Column[Row](
            "时限", lambda row: words.due(reading, row.due_at, stopped_at=row.stopped_at),
            kind="due", width=124,
        ),
    )  # fmt: skip


def _remind_many(desk: Entered, chosen: list[int]) -> None:
    """催办 of what is ticked, confirmed once: all or none go out."""
    with st.popover(f"催办选中的{len(chosen)}件", disabled=not chosen):
        words.notice(
            f"将向主办单位发出{len(chosen)}件催办，发出后不能撤回。依据：办法第十三条（一）。"
        )
        st.button(
            "确认催办", key="remind_many", type="primary", on_click=_try_remind,
            args=(desk, chosen),
        )  # fmt: skip


def _try_remind(desk: Entered, chosen: list[int]) -> None:
    attempt.attempt(
        desk, lambda uow: supervision.remind_many(uow, chosen), done=f"已催办{len(chosen)}件。",
        slot=BULK_SLOT,
    )  # fmt: skip
