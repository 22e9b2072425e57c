"""回访席: who waits for a call, who was dissatisfied, which contests wait; the chosen one with its next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.exchange import ticket_list
from core.insight import dossier, quality
from core.insight.dossier import Dossier
from core.insight.listing import Filter, Page, Row
from core.rules import wording
from core.rules.terms import Action
from core.store.work import Reading
from pages._ui import attempt, dossier_view, queue_desk, table, words
from pages._ui.desk import Entered
from pages._ui.follow_up import calling
from pages._ui.matters import table_of_matters
from pages._ui.steps import fields
from pages._ui.steps.table_of_steps import FORMS


@dataclass(frozen=True, slots=True)
class CallList:
    """One list of the desk: its name, its rows, the steps it is there for, what to say when it is empty."""

    title: str
    rows: Callable[..., Page]
    wanted: Callable[[], Filter]
    steps: Sequence[Action]
    empty: str


LISTS: Mapping[str, CallList] = {
    "call": CallList(
        "待回访",
        quality.to_call_back,
        quality.awaiting_call,
        (Action.FOLLOW_UP,),
        "没有待回访的工单。",
    ),
    "second": CallList(
        "待转二次办理",
        quality.to_hand_back,
        quality.awaiting_second,
        (Action.OPEN_SECOND_HANDLING, Action.DECIDE_FINALLY),
        "没有不满意待转二次办理的工单。",
    ),
    "contests": CallList(
        "申诉待认定",
        quality.to_decide,
        quality.awaiting_ruling,
        (Action.DECIDE_CONTEST,),
        "没有待认定的申诉。",
    ),
}


def draw(desk: Entered, reading: Reading) -> None:
    """The whole desk of the person's role."""
    counts = quality.counts(reading)
    words.heading("回访席", "办结后回访诉求人，不满意的转二次办理（办法第十三条（四））")
    asked = st.query_params.get("queue", "")
    slug = st.segmented_control(
        "清单", list(counts), key="follow_up_list", required=True, label_visibility="collapsed",
        default=asked if asked in counts else "call", on_change=fields.let_go,
        format_func=lambda one: f"{LISTS[one].title} {counts[one]}",
    )  # fmt: skip
    st.query_params["queue"] = slug
    chosen_list = LISTS[slug]
    left, middle, right = st.columns([34, 39, 36], gap="small")
    with left:
        chosen = _list(chosen_list, slug, reading)
    kept = fields.kept()
    left_id = kept[0] if kept is not None and kept[0] not in chosen[1] else None
    d = dossier.dossier(reading, chosen[0]) if chosen[0] is not None and left_id is None else None
    with middle, st.container(key="desk_matter", height=queue_desk.PANE_HEIGHT, border=False):
        if d is not None:
            _matter(d, reading)
        else:
            words.empty("选一件工单，这里看内容。" if chosen[1] else "可以看看其他清单。")
    with right, st.container(key="desk_step", height=queue_desk.PANE_HEIGHT, border=False):
        if left_id is not None:
            queue_desk.explain_left(left_id)
        elif d is not None:
            _steps(desk, d, reading, chosen_list.steps)


def _list(chosen_list: CallList, slug: str, reading: Reading) -> tuple[int | None, set[int]]:
    """The chosen ticket and all that are listed."""
    key = f"follow_up_{slug}"
    found = chosen_list.rows(reading, number=table.page_number(key))
    tried = quality.attempts(reading, [row.id for row in found.rows])

    def attempts(row: Row) -> tuple[str, words.Tone] | None:
        times = tried.get(row.id, 0)
        return (f"未接通{times}次", "soon") if times else None

    columns = (
        table.Column[Row]("标题", lambda row: row.title),
        table.Column[Row]("", attempts, "badge", 78),
        table.Column[Row]("办结", lambda row: _closed_for(row, reading), width=82),
    )
    chosen = table.table(
        columns, found.rows, key=key, empty=chosen_list.empty, select="one", total=found.total,
        now=reading.now, height=queue_desk.LIST_HEIGHT, is_first_chosen=True,
        excel=lambda own: ticket_list.export_list(
            own, chosen_list.wanted(), title=chosen_list.title
        ),
    )  # fmt: skip
    return (chosen[-1] if chosen else None), {row.id for row in found.rows}


def _closed_for(row: Row, reading: Reading) -> str:
    """How long ago it was closed, in natural days: the requester waits on Sundays too."""
    if row.closed_at is None:
        return ""
    days = (reading.now.date() - row.closed_at.date()).days
    return f"{days}天前" if days else f"今天{wording.clock(row.closed_at)}"


def _matter(d: Dossier, reading: Reading) -> None:
    """What was asked for and what was replied: the caller will ask about both."""
    dossier_view.head(d)
    dossier_view.matter(d)
    table_of_matters.show(d, reading)
    dossier_view.replies(d, reading.now)
    dossier_view.contacts(d, reading.now)
    dossier_view.particulars(d, reading.now)
    dossier_view.units(d, reading.now)


def _steps(desk: Entered, d: Dossier, reading: Reading, wanted: Sequence[Action]) -> None:
    if Action.FOLLOW_UP in wanted:
        calling.number(desk, d)
    attempt.outcome(fields.slot_of(d))
    granted = {choice.action for choice in d.choices if choice.refusal is None}
    actions = [action for action in wanted if action in granted]
    if not actions:
        why = next((c.refusal for c in d.choices if c.action is wanted[0]), None)
        words.notice(why or "这张工单现在没有可以做的。", "soon")
        return
    chosen = actions[0]
    if len(actions) > 1:
        chosen = st.segmented_control(
            "现在要做", actions, format_func=lambda action: action.zh, default=actions[0],
            required=True, key=f"follow_up_choose_{d.head.id}_{d.head.version}",
            label_visibility="collapsed",
        )  # fmt: skip
    with st.container(key=f"step_form_{d.head.id}", border=True):
        FORMS[chosen](desk, d, reading)
