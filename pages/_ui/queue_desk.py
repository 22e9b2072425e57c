"""A desk of lists: what waits, in which list; the chosen ticket beside it with its next step."""

from __future__ import annotations

import streamlit as st

from core.insight import dossier, listing, queues
from core.insight.dossier import Dossier
from core.insight.listing import Row
from core.insight.queues import Queue
from core.rules.terms import Action
from core.store.work import Reading
from pages._ui import attempt, dossier_view, shell, table, words
from pages._ui.desk import Entered
from pages._ui.steps import fields
from pages._ui.steps.table_of_steps import FORMS, open_steps

LIST_HEIGHT = 560


def draw(desk: Entered, reading: Reading, title: str) -> None:
    """The whole desk of the person's role."""
    lists = {queue.slug: queue for queue in queues.of(reading.actor.role)}
    counts = queues.counts(reading)
    words.heading(title, _summary(lists, counts))
    slug = st.segmented_control(
        "清单", list(lists), key="queue", bind="query-params", required=True,
        default=_first_with_work(lists, counts), label_visibility="collapsed",
        format_func=lambda one: f"{lists[one].title} {counts[one]}",
    )  # fmt: skip
    queue = lists[slug]
    left, right = st.columns([5, 7], gap="medium")
    with left:
        found = listing.page(reading, queue.wanted, number=table.page_number(f"list_{slug}"))
        chosen = table.table(
            _columns(queue, reading), found.rows, key=f"list_{slug}", empty=queue.empty,
            select="one", total=found.total, now=reading.now, height=LIST_HEIGHT,
        )  # fmt: skip
    ids = [row.id for row in found.rows]
    ticket_id = chosen[0] if chosen else next(iter(ids), None)
    with right, st.container(key="desk_pane", height=LIST_HEIGHT + 40, border=False):
        if ticket_id is None:
            words.empty("这里没有要办的工单。", "可以看看其他清单。")
        else:
            _pane(desk, dossier.dossier(reading, ticket_id), reading)


def _pane(desk: Entered, d: Dossier, reading: Reading) -> None:
    dossier_view.head(d)
    dossier_view.clocks(d, reading)
    steps(desk, d, reading)
    dossier_view.matter(d, reading.now)
    dossier_view.answers(d, reading.now)
    dossier_view.replies(d, reading.now)
    dossier_view.returns(d, reading.now)
    dossier_view.contacts(d, reading.now)
    dossier_view.units(d, reading.now)
    st.button(
        "打开工单详情和办理过程", key=f"open_{d.head.id}", type="tertiary",
        on_click=_remember, args=(d.head.id,),
    )  # fmt: skip
    if st.session_state.pop("open_ticket", None) == d.head.id:
        shell.open_ticket(d.head.id)


def steps(desk: Entered, d: Dossier, reading: Reading) -> None:
    """What is possible now: the first step's form in sight, the others one click away."""
    attempt.outcome(fields.slot_of(d))
    actions = open_steps(d)
    if not actions:
        return
    names = {action: _name(action) for action in actions}
    chosen = actions[0]
    if len(actions) > 1:
        chosen = st.segmented_control(
            "现在要做", actions, format_func=names.__getitem__, default=actions[0], required=True,
            key=f"choose_{d.head.id}_{d.head.version}", label_visibility="collapsed",
        )  # fmt: skip
    with st.container(key=f"step_form_{d.head.id}", border=True):
        FORMS[chosen](desk, d, reading)


_NAMES = {
    Action.ACCEPT_RETURN: "退单审核",
    Action.AUDIT_REPLY: "审核",
    Action.REPLY: "答复",
    Action.CONTACT: "联系诉求人",
    Action.SUPPORT_REPLY: "配合意见",
}


def _name(action: Action) -> str:
    return _NAMES.get(action, action.zh)


def _remember(ticket_id: int) -> None:
    st.session_state["open_ticket"] = ticket_id


def _summary(lists: dict[str, Queue], counts: dict[str, int]) -> str:
    waiting = [f"{queue.title}{counts[slug]}件" for slug, queue in lists.items() if counts[slug]]
    return "　".join(waiting[:4]) or "今天的工作都办完了。"


def _first_with_work(lists: dict[str, Queue], counts: dict[str, int]) -> str:
    return next((slug for slug in lists if counts[slug]), next(iter(lists)))


def _columns(queue: Queue, reading: Reading) -> tuple[table.Column[Row], ...]:
    due = {
        "dispatch": lambda row: words.due(reading, row.city_due_at),
        "details": lambda row: words.due(reading, row.callback_due_at),
    }.get(
        queue.slug,
        lambda row: words.due(reading, row.due_at, stopped_at=row.stopped_at),
    )
    return (
        table.Column("标题", lambda row: row.title),
        table.Column("单位" if not reading.actor.is_unit else "状态", _where(reading), width=130),
        table.Column("登记", lambda row: row.registered_at, kind="instant", width=132),
        table.Column("时限", due, kind="due", width=112),
    )


def _where(reading: Reading):  # type: ignore[no-untyped-def]
    if reading.actor.is_unit:
        return lambda row: ("协办 " if row.is_support else "") + row.state.zh
    return lambda row: row.lead_unit or row.town
