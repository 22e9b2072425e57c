"""The keepers' lists: what waits for me, what is overdue for review, and all entries by how far they have come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.rules import wording
from core.rules.instants import SHANGHAI
from core.store.work import Reading
from kb import lifecycle, shelves
from kb.models import Entry, Revision
from kb.shelves import ShelfLine
from kb.terms import EntryState, Step
from pages._ui import table, words
from pages._ui.knowledge import counts

_SOON_DAYS = 30
_WIDEST_TITLE = 15
_LIST, _STAYING = "kb_list", "kb_staying"
_TURNS = {
    EntryState.AWAITING_REVIEW: Step.APPROVE,
    EntryState.AWAITING_PUBLICATION: Step.PUBLISH,
    EntryState.TO_VERIFY: Step.CONFIRM_REVIEW,
}
"""Whose turn it is in a state: of those who may make this step."""

STATE_TONES: dict[EntryState, words.Tone] = {
    EntryState.DRAFT: "plain",
    EntryState.AWAITING_REVIEW: "unit",
    EntryState.AWAITING_PUBLICATION: "office",
    EntryState.PUBLISHED: "done",
    EntryState.TO_VERIFY: "soon",
    EntryState.EXPIRED: "late",
    EntryState.WITHDRAWN: "out",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """One list: its name, which lines stand in it, what is said when none does."""

    name: str
    holds: Callable[[ShelfLine], bool]
    empty: str


def choose(reading: Reading, kept: list[ShelfLine]) -> tuple[int | None, DeltaGenerator]:
    """Draw the lists of what the person keeps; give the chosen entry, if any, and the place beside the list."""
    lines = sorted(kept, key=_overdue_first)
    named = {shelf.name: shelf for shelf in _shelves(reading)}
    held = {name: sum(map(shelf.holds, lines)) for name, shelf in named.items()}
    first = next((one for one in named if held[one]), "全部")
    with st.container(key="shelf_row", horizontal=True):
        counts.beside("shelf", list(held.values()))
        name = st.segmented_control(
            "清单", list(named), key="shelf", bind="query-params", required=True,
            default=first, label_visibility="collapsed",
        )  # fmt: skip
        wanted = st.text_input(
            "按标题筛选", key="shelf_title", type="search", live="200ms", width=200,
            label_visibility="collapsed", placeholder="按标题筛选", bind="query-params",
        )  # fmt: skip
    name = name or first  # a link may name no list at all
    st.session_state[_LIST] = name
    staying = st.session_state.get(_STAYING)
    shown = [
        line
        for line in lines
        if (named[name].holds(line) or staying == (name, line.entry_id))
        and (wanted or "").strip() in line.title
    ]
    left, right = st.columns([5, 7], gap="medium")
    with left, st.container(key="kb_shelf"):
        chosen: list[int] = table.table(
            _columns(reading.now.date()), shown, key=f"shelf_{name}", select="one", height=480,
            empty=named[name].empty if not wanted else "没有标题相符的知识。",
            row_id=lambda line: line.entry_id, is_first_chosen=True,
            row_tone=lambda line: "out" if line.state is EntryState.WITHDRAWN else None,
        )  # fmt: skip
    return (chosen[0] if chosen else None), right


def stay(entry_id: int) -> None:
    """After a step the entry belongs to another list; it stays in sight until somebody leaves this one."""
    st.session_state[_STAYING] = (st.session_state.get(_LIST), entry_id)


def waiting(reading: Reading, line: ShelfLine) -> bool:
    """待我办理: the next step of this entry is this person's to make."""
    step = _TURNS.get(line.state)
    unit_id = reading.actor.unit_id  # units see none but their own entries here
    return step is not None and lifecycle.is_granted(reading.actor, step, line.state, unit_id)


def summary(reading: Reading, lines: list[ShelfLine]) -> str:
    """What needs doing, for the line beside the page's name."""
    waits = sum(waiting(reading, line) for line in lines)
    overdue = sum(line.is_review_overdue for line in lines)
    said = [f"共 {len(lines)} 条"]
    if waits:
        said.append(f"待我办理 {waits} 条")
    if overdue:
        said.append(f"复核逾期 {overdue} 条（办法第七条（三））")
    return "　".join(said)


def state_badge(reading: Reading, entry: Entry, revision: Revision) -> words.Markup:
    """知识条目的状态, 已过期 included."""
    state = shelves.line_of(reading, entry, revision).state
    return words.badge(state.zh, STATE_TONES[state])


def _shelves(reading: Reading) -> list[Shelf]:
    def of(name: str, *states: EntryState) -> Shelf:
        return Shelf(name, lambda line: line.state in states, f"没有{name}的知识。")

    return [
        Shelf("待我办理", lambda line: waiting(reading, line), "没有等您办理的知识。"),
        Shelf("复核逾期", lambda line: line.is_review_overdue, "没有逾期未复核的知识。"),
        of("草稿", EntryState.DRAFT),
        of("审核中", EntryState.AWAITING_REVIEW, EntryState.AWAITING_PUBLICATION),
        of("已发布", EntryState.PUBLISHED),
        of("待核实", EntryState.TO_VERIFY),
        of("已过期", EntryState.EXPIRED),
        of("已下线", EntryState.WITHDRAWN),
        Shelf("全部", lambda _: True, "还没有知识，可以新建或导入。"),
    ]


def _overdue_first(line: ShelfLine) -> tuple[bool, date]:
    """Longest overdue first; the others stay as they came, the latest change first."""
    due = line.review_due_on
    return (not line.is_review_overdue, due if line.is_review_overdue and due else date.max)


def _columns(today: date) -> tuple[table.Column[ShelfLine], ...]:
    return (
        table.Column[ShelfLine]("标题", lambda line: short_title(line.title)),
        table.Column[ShelfLine]("类型", lambda line: line.kind.zh, width=72),
        table.Column[ShelfLine](
            "状态", lambda line: (line.state.zh, STATE_TONES[line.state]), "badge", 78
        ),
        table.Column[ShelfLine](
            "复核", lambda line: review_due(line.review_due_on, today), "due", 92
        ),
    )


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
