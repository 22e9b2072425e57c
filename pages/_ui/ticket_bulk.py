"""多选办理: one step on every ticket that is ticked, each for itself; which were not taken, and by which article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.casework import auditing, each, handling, supervision
from core.casework.each import Outcome, Refused, Step
from core.exchange import ticket_list
from core.insight.listing import Filter
from core.rules import lifecycle
from core.rules.terms import Action, Role
from core.store.models import Ticket
from pages._ui import attempt, download, failures, table, words
from pages._ui.desk import Entered

SLOT, _OUTCOME, _TIMES = "tickets_bulk", "tickets_bulk_outcome", "tickets_bulk_times"


@dataclass(frozen=True, slots=True)
class Bulk:
    """A step that needs nothing but the ticket: its use case, and what to know before it is taken."""

    action: Action
    step: Step
    warning: str


STEPS = (
    Bulk(
        Action.REMIND,
        lambda uow, one: supervision.remind(uow, one),
        "向主办单位发出催办，发出后不能撤回；没有到期的、已经催办过的不会发出。",
    ),
    Bulk(Action.ARCHIVE, lambda uow, one: auditing.archive(uow, one), "归档后转为只读。"),
    Bulk(
        Action.ACKNOWLEDGE,
        lambda uow, one: handling.acknowledge(uow, one),
        "签收后由本单位办理；不属于本单位职责的，请逐件退回。",
    ),
)


def of_role(role: Role) -> list[Bulk]:
    """The steps this role may take on many tickets."""
    return [one for one in STEPS if lifecycle.is_granted(role, one.action)]


def draw(desk: Entered, chosen: Sequence[int], *, list_key: str) -> None:
    """The buttons for what is ticked, and what became of the last step."""
    with st.container(horizontal=True, key="tickets_bulk", vertical_alignment="center"):
        words.show(words.badge(f"已选 {len(chosen)} 件", "unit" if chosen else "plain"))
        for bulk in of_role(desk.actor.role):
            _step(desk, bulk, chosen, list_key)
        wanted = Filter(also=Ticket.id.in_(chosen))
        download.button(
            desk, "导出选中（可打印）",
            lambda own: ticket_list.export_list(own, wanted, title="选中工单"),
            key="tickets_export_chosen", slot=SLOT, is_disabled=not chosen,
        )  # fmt: skip
    attempt.outcome(SLOT)
    _tell(st.session_state.get(_OUTCOME), list_key)


def _step(desk: Entered, bulk: Bulk, chosen: Sequence[int], list_key: str) -> None:
    name = bulk.action.zh
    times = st.session_state.get(_TIMES, 0)  # a new one is closed
    with st.popover(
        f"{name}选中的 {len(chosen)} 件", disabled=not chosen, key=f"bulk_menu_{name}_{times}"
    ):
        words.notice(f"{bulk.warning}依据：{lifecycle.article_of(bulk.action)}。")
        st.button(
            f"确认{name}", key=f"bulk_{bulk.action.value}", type="primary",
            on_click=_take, args=(desk, bulk, list(chosen), list_key),
        )  # fmt: skip


def _take(desk: Entered, bulk: Bulk, chosen: list[int], list_key: str) -> None:
    attempt.clear_outcomes()
    st.session_state.pop(_OUTCOME, None)
    try:
        outcome = each.of(desk.database, desk.prove(), chosen, bulk.step)
    except Exception as error:
        attempt.refuse(failures.sentence(error), slot=SLOT)
        return
    st.session_state[_OUTCOME] = (list_key, bulk.action, outcome)
    st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
    table.clear(list_key)


_COLUMNS = (
    table.Column[Refused]("编号", lambda one: one.number or "—", width=150),
    table.Column[Refused]("没有办的原因", lambda one: one.refusal.full_zh),
)


def _tell(found: tuple[str, Action, Outcome] | None, list_key: str) -> None:
    """Until another list is looked at."""
    if found is None or found[0] != list_key:
        return
    _, action, outcome = found
    done = f"已{action.zh}{len(outcome.done)}件"
    if not outcome.refused:
        words.notice(f"{done}。", "done")
        return
    words.notice(f"{done}，{len(outcome.refused)}件没有办，原因如下。", "soon")
    table.table(
        _COLUMNS, outcome.refused, key="tickets_bulk_refused", empty="都办了。", height=180,
        excel="没有办的工单",
    )  # fmt: skip
