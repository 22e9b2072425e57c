"""A desk of lists: what waits, in which list; the chosen ticket beside it with its next step."""

from __future__ import annotations

import streamlit as st

from core.casework import auditing
from core.errors import NotFound
from core.exchange import ticket_list
from core.insight import dossier, listing, queues
from core.insight.dossier import Dossier
from core.insight.listing import Row
from core.insight.queues import Queue
from core.rules import wording
from core.rules.terms import Action
from core.store.work import Reading
from pages._ui import attempt, dossier_view, keys, shell, table, words
from pages._ui.desk import Entered
from pages._ui.matters import table_of_matters
from pages._ui.steps import fields
from pages._ui.steps.table_of_steps import FORMS, open_steps

LIST_HEIGHT = 560
PANE_HEIGHT = 612


def draw(desk: Entered, reading: Reading, title: str) -> None:
    """The whole desk of the person's role."""
    lists = {queue.slug: queue for queue in queues.of(reading.actor.role)}
    counts = queues.counts(reading)
    words.heading(title, _summary(lists, counts))
    asked = st.query_params.get("queue", "")
    slug = st.segmented_control(
        "清单", list(lists), key="queue", required=True, label_visibility="collapsed",
        default=asked if asked in lists else _first_with_work(lists, counts),
        format_func=lambda one: f"{lists[one].title} {counts[one]}", on_change=fields.let_go,
    )  # fmt: skip
    st.query_params["queue"] = slug  # by its slug: a label's count would break the link tomorrow
    queue = lists[slug]
    is_bulk = slug == "archive"
    left, middle, right = st.columns([37, 39, 33], gap="small")
    with left:
        found = listing.page(reading, queue.wanted, number=table.page_number(f"list_{slug}"))
        chosen = table.table(
            _columns(queue, reading), found.rows, key=f"list_{slug}", empty=queue.empty,
            select="many" if is_bulk else "one", total=found.total, now=reading.now,
            height=LIST_HEIGHT, is_first_chosen=not is_bulk,
            excel=lambda own: ticket_list.export_list(own, queue.wanted, title=queue.title),
        )  # fmt: skip
    left_id = _left_id({row.id for row in found.rows})
    d = _moved_on(reading, left_id) or (
        dossier.dossier(reading, chosen[-1]) if chosen and left_id is None else None
    )
    with middle, st.container(key="desk_matter", height=PANE_HEIGHT, border=False):
        if d:
            _matter(d, reading)
        else:
            words.empty("选一件工单，这里看内容。" if found.rows else "可以看看其他清单。")
    with right, st.container(key="desk_step", height=PANE_HEIGHT, border=False):
        if is_bulk and found.rows:
            _archive_many(desk, chosen)
        if left_id is not None:
            explain_left(left_id)
        elif d:
            dossier_view.clocks(d, reading)
            if not is_bulk:
                steps(desk, d, reading)


def _left_id(listed: set[int]) -> int | None:
    """A ticket that somebody else moved out of this list while the person was deciding on it."""
    kept = fields.kept()
    return kept[0] if kept is not None and kept[0] not in listed else None


def _moved_on(reading: Reading, left_id: int | None) -> Dossier | None:
    """That ticket as it stands now; None where it is no longer the person's to see."""
    if left_id is None:
        return None
    try:
        return dossier.dossier(reading, left_id)
    except NotFound:
        return None


def explain_left(ticket_id: int) -> None:
    """Why the step was not taken, and what was typed for it, whoever has the ticket now."""
    attempt.outcome(fields.slot(ticket_id))
    kept_words(ticket_id)
    st.button("知道了，回到清单", key="let_go", shortcut=keys.BACK, on_click=fields.let_go)


def kept_words(ticket_id: int) -> None:
    """What was typed for a step that was refused, to be copied."""
    kept = fields.kept()
    if kept and kept[0] == ticket_id and kept[1]:
        words.section("您刚才填写的内容", "没有保存，需要时可以复制")
        for text in kept[1]:
            words.spoken(text)


def _matter(d: Dossier, reading: Reading) -> None:
    """What must be read before deciding: the matter, then what was replied, returned, said."""
    dossier_view.head(d)
    dossier_view.matter(d)
    dossier_view.voices(d, reading.now)
    dossier_view.answers(d, reading.now)
    dossier_view.replies(d, reading.now)
    dossier_view.returns(d, reading.now)
    dossier_view.contacts(d, reading.now)
    table_of_matters.show(d, reading)
    dossier_view.particulars(d, reading.now)
    dossier_view.units(d, reading.now)
    st.button(
        "打开工单详情和办理过程", key=f"open_{d.head.id}", type="tertiary",
        on_click=_remember, args=(d.head.id,),
    )  # fmt: skip
    if st.session_state.pop("open_ticket", None) == d.head.id:
        shell.open_ticket(d.head.id)


def _archive_many(desk: Entered, chosen: list[int]) -> None:
    attempt.outcome("archive_many")
    st.button(
        f"归档选中的 {len(chosen)} 件" if chosen else "在左边勾选要归档的工单",
        type="primary", shortcut=keys.FIRST, disabled=not chosen, key="archive_many",
        help="依据：办法第十四条", on_click=_try_archive, args=(desk, chosen),
    )  # fmt: skip


def _try_archive(desk: Entered, chosen: list[int]) -> None:
    done = f"已归档 {len(chosen)} 件，转为只读。"
    attempt.attempt(
        desk, lambda uow: auditing.archive_many(uow, chosen), done=done, slot="archive_many"
    )


def steps(desk: Entered, d: Dossier, reading: Reading) -> None:
    """What is possible now: the first step's form in sight, the others one click away."""
    attempt.outcome(fields.slot_of(d))
    actions = open_steps(d)
    if not actions:
        return
    chosen = _choose(d, actions)
    with st.container(key=f"step_form_{d.head.id}", border=True):
        FORMS[chosen](desk, d, reading)


IN_SIGHT = 4
"""So many steps stand side by side; the rarer ones wait under 其他."""

_OTHERS = "其他…"


def _choose(d: Dossier, actions: list[Action]) -> Action:
    """The step to take: the first few side by side, the others in a list."""
    if len(actions) == 1:
        return actions[0]
    names: dict[Action | str, str] = {action: _name(action) for action in actions}
    is_long = len(actions) > IN_SIGHT + 1
    offered: list[Action | str] = [*actions[:IN_SIGHT], _OTHERS] if is_long else [*actions]
    chosen = st.segmented_control(
        "现在要做", offered, format_func=lambda one: names.get(one, str(one)), required=True,
        default=actions[0], key=f"choose_{d.head.id}_{d.head.version}",
        label_visibility="collapsed",
    )  # fmt: skip
    if isinstance(chosen, Action):
        return chosen
    other: Action = st.selectbox(
        "其他操作", actions[IN_SIGHT:], format_func=names.__getitem__,
        key=f"other_{d.head.id}_{d.head.version}", label_visibility="collapsed",
    )  # fmt: skip
    return other


_NAMES = {
    Action.CONVENE: "联席会议",
    Action.OVERRIDE_CONTESTED: "书面指定",
    Action.CONFIRM_TRANSFER: "移送确认",
    Action.ACCEPT_RETURN: "退单审核",
    Action.AUDIT_REPLY: "审核",
    Action.REPLY: "答复",
    Action.CONTACT: "联系诉求人",
    Action.SUPPORT_REPLY: "配合意见",
    Action.GRANT_EXTENSION: "延期审批",
    Action.APPROVE_PROMISE: "承诺审批",
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
    title: table.Column[Row] = table.Column("标题", lambda row: row.title)
    if queue.slug in {"dispatch", "contested"}:  # no unit's clock runs yet: who waits longest?
        return (title, table.Column[Row]("已等", lambda row: _waited(row, reading), width=112))
    if queue.slug == "details":
        call_back = table.Column[Row](
            "回拨",
            lambda row: words.due(reading, row.callback_due_at),
            kind="due",
            width=118,
        )
        return (title, call_back)
    due = table.Column[Row](
        "时限", lambda row: words.due(reading, row.due_at, stopped_at=row.stopped_at), kind="due",
        width=118,
    )  # fmt: skip
    if queue.slug in {"todo", "sent"}:
        state = table.Column[Row]("状态", lambda row: row.state, kind="state", width=74)
        return (title, state, due)
    return (title, due)


def _waited(row: Row, reading: Reading) -> str:
    """How long a ticket has lain here, in working time."""
    calendar, since = reading.calendar, row.registered_at
    days = calendar.working_days_between(since.date(), reading.now.date())
    if days:
        return wording.working_days(days)
    return wording.minutes(calendar.working_minutes_between(since, reading.now))
