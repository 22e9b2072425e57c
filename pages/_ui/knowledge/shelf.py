"""The keepers' lists: what is overdue for review, and all entries by how far they have come."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import NotFound
from core.insight import directory
from core.rules import wording
from core.rules.instants import SHANGHAI
from core.store.work import Reading
from kb import corrections, shelves, usage
from kb.models import Entry
from kb.shelves import Shelf, ShelfLine, Wanted
from kb.terms import EntryKind, EntryState
from kb.usage import Use
from pages._ui import table, words
from pages._ui.knowledge import counts

_SOON_DAYS = shelves.SOON_DAYS
_WIDEST_TITLE = 24
USED_DAYS = 90
"""近三个月: the span within which use is shown."""
_DOUBTED = "【有纠错】"
_LIST, _STAYING = "kb_list", "kb_staying"
_EMPTY = {
    Shelf.OVERDUE: "没有逾期未复核的知识。",
    Shelf.DUE_SOON: "30天内没有要复核的知识。",
    Shelf.EXPIRING: "30天内没有要失效的知识。",
    Shelf.ALL: "还没有知识，可以新建或导入。",
}
_ALWAYS = (Shelf.OVERDUE, Shelf.DRAFT, Shelf.UNDER_REVIEW, Shelf.PUBLISHED, Shelf.ALL)
"""Lists offered though they are empty; the others only while something stands in them."""

STATE_TONES: dict[EntryState, words.Tone] = {
    EntryState.DRAFT: "plain",
    EntryState.AWAITING_REVIEW: "unit",
    EntryState.AWAITING_PUBLICATION: "office",
    EntryState.PUBLISHED: "done",
    EntryState.TO_VERIFY: "soon",
    EntryState.EXPIRED: "late",
    EntryState.WITHDRAWN: "out",
}


def choose(
    reading: Reading, kept: dict[Shelf, int], beside: Callable[[Wanted], None]
) -> tuple[int | None, DeltaGenerator]:
    """Draw the lists of what the person keeps; give the chosen entry, if any, and the place beside the list.

    `kept` are the unfiltered counts; `beside` draws what is offered for the list as it is filtered.
    """
    with st.container(key="shelf_row", horizontal=True):
        asked = _filters(reading)
        place = st.container(horizontal=True, key="shelf_beside")
        held = kept if asked == Wanted() else shelves.counts(reading, asked)
        wanted = replace(asked, shelf=_shelf(held))
    with place:
        beside(wanted)
    key = f"shelf_{wanted.shelf.name.lower()}"
    st.session_state[_LIST] = wanted.shelf.value
    page = shelves.page(reading, wanted, number=table.page_number(key))
    lines = _with_staying(reading, wanted.shelf, page.lines)
    left, right = st.columns([6, 7], gap="medium")
    with left, st.container(key="kb_shelf"):
        chosen: list[int] = table.table(
            _columns(reading, lines), lines, key=key,
            select="one", height=480, total=page.total, row_id=lambda line: line.entry_id,
            empty="没有符合条件的知识。" if asked != Wanted() else _empty(wanted.shelf),
            hint="" if wanted.shelf is Shelf.ALL else "可以看看其他清单。",
            is_first_chosen=True,
            row_tone=lambda line: "out" if line.state is EntryState.WITHDRAWN else None,
        )  # fmt: skip
    return (chosen[0] if chosen else None), right


def _filters(reading: Reading) -> Wanted:
    """Words of the title, the kind, and for those who keep several units' entries the unit."""
    title = st.text_input(
        "按标题筛选", key="shelf_title", type="search", live="200ms", width=190,
        label_visibility="collapsed", placeholder="按标题筛选", bind="query-params",
    )  # fmt: skip
    kinds = {kind.zh: kind for kind in EntryKind}
    kind = st.selectbox(
        "知识类型", [*kinds], key="shelf_kind", index=None, placeholder="全部类型", width=130,
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    unit = None
    units = {} if reading.actor.is_unit else {one.name: one.id for one in directory.units(reading)}
    if units:
        unit = st.selectbox(
            "责任单位", [*units], key="shelf_unit", index=None, placeholder="全部单位", width=180,
            label_visibility="collapsed", bind="query-params",
        )  # fmt: skip
    return Wanted(
        title=title or "",
        kinds=(kinds[kind],) if kind else (),
        unit_ids=(units[unit],) if unit else (),
    )


def _shelf(held: dict[Shelf, int]) -> Shelf:
    """Which list is open: as chosen, as a link names it, else the first that is not empty."""
    asked = st.session_state.get("shelf") or st.query_params.get("shelf")
    offered = [one for one in Shelf if held[one] or one in _ALWAYS or one.value == asked]
    counts.beside("shelf", [held[one] for one in offered])
    first = next((one for one in offered if held[one]), Shelf.ALL)
    name = st.segmented_control(
        "清单", [one.value for one in offered], key="shelf", bind="query-params", required=True,
        default=first.value, label_visibility="collapsed",
    )  # fmt: skip
    return Shelf(name) if name else first  # a link may name no list at all


def _with_staying(reading: Reading, shelf: Shelf, lines: list[ShelfLine]) -> list[ShelfLine]:
    name, entry_id = st.session_state.get(_STAYING) or (None, None)
    if entry_id is None or name != shelf.value or any(line.entry_id == entry_id for line in lines):
        return lines
    with suppress(NotFound):  # it may have been handed over meanwhile
        return [shelves.line(reading, entry_id), *lines]
    return lines


def _empty(shelf: Shelf) -> str:
    return _EMPTY.get(shelf, f"没有{shelf.value}的知识。")


def stay(entry_id: int) -> None:
    """After a step the entry belongs to another list; it stays in sight until somebody leaves this one."""
    st.session_state[_STAYING] = (st.session_state.get(_LIST), entry_id)


def show(entry_id: int, title: str, tab: str = "内容") -> None:
    """Open 清单 narrowed to this entry, on the tab wanted: for a button's callback."""
    st.session_state["kb_desk"] = "清单"
    st.session_state["shelf"] = Shelf.ALL.value
    st.session_state["shelf_title"] = title
    st.session_state[f"kb_tab_{entry_id}"] = tab


def summary(held: dict[Shelf, int]) -> str:
    """What there is and what is late, for the line beside the page's name."""
    said = [f"共 {held[Shelf.ALL]:,} 条"]
    if held[Shelf.OVERDUE]:
        said.append(f"复核逾期 {held[Shelf.OVERDUE]:,} 条（办法第七条（三））")
    return "　".join(said)


def state_badge(reading: Reading, entry: Entry) -> words.Markup:
    """知识条目的状态, 已过期 included."""
    state = shelves.line(reading, entry.id).state
    return words.badge(state.zh, STATE_TONES[state])


def _columns(reading: Reading, lines: list[ShelfLine]) -> tuple[table.Column[ShelfLine], ...]:
    today, ids = reading.now.date(), [line.entry_id for line in lines]
    uses = usage.of(reading, ids, usage.since(reading, USED_DAYS))
    doubted = corrections.open_of(reading, ids)
    return (
        table.Column[ShelfLine](
            "标题",
            lambda line: f"{_DOUBTED if line.entry_id in doubted else ''}{short_title(line.title)}",
        ),
        table.Column[ShelfLine](
            "状态", lambda line: (line.state.zh, STATE_TONES[line.state]), "badge", 78
        ),
        table.Column[ShelfLine](
            f"近{USED_DAYS}天使用", lambda line: _used(uses.get(line.entry_id)), "number", 84
        ),
        table.Column[ShelfLine](
            "复核", lambda line: review_due(line.review_due_on, today), "due", 92
        ),
    )


def _used(use: Use | None) -> int | None:
    return use.opened + use.cited if use is not None else None


def short_title(title: str) -> str:
    """《襄汾县12345政务…》第二十三条: of a long law's name the beginning, for the articles differ at the end."""
    law, is_article, article = title.partition("》")
    if not is_article or not article or len(title) <= _WIDEST_TITLE:
        return title
    return f"{law[: max(_WIDEST_TITLE - len(article), 6)]}…》{article}"


def review_due(due_on: date | None, today: date) -> words.Due:
    """逾期 12 天 in amber; within a month the day in amber, else plain (办法第七条（三）)."""
    if due_on is None:
        return words.Due("", "plain", None)
    at = datetime.combine(due_on, time(), SHANGHAI)
    left = (due_on - today).days
    if left < 0:
        return words.Due(f"逾期 {-left} 天", "late", at)
    text = wording.bare_day(due_on) if due_on.year == today.year else due_on.isoformat()
    return words.Due(text, "soon" if left <= _SOON_DAYS else "plain", at)
