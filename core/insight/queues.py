"""待办: what waits for whom, as named lists that menus count and desks show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.insight import decisions, limits, listing
from core.insight.listing import Filter, Order
from core.rules.terms import Role, State
from core.store.work import Reading


@dataclass(frozen=True, slots=True)
class Queue:
    """一个待办清单: its address, its name, what it holds, what to say when it is empty."""

    slug: str
    title: str
    wanted: Filter
    empty: str


def _queue(slug: str, title: str, state: State, empty: str, order: Order = Order.DUE) -> Queue:
    return Queue(slug, title, Filter(states=frozenset({state}), order=order), empty)


_ASKED = frozenset({State.HANDLING, State.AWAITING_SIGN_OFF})
_TO_ENDORSE = Queue(
    "endorse",
    "待同意",
    Filter(states=_ASKED, also=limits.awaits_endorsement(), order=Order.DUE),
    "没有等您同意的延期或承诺申请。",
)
_EXTENSIONS = Queue(
    "extensions",
    "延期待批",
    Filter(states=_ASKED, also=limits.awaits_extension_decision(), order=Order.DUE),
    "没有待批的延期申请。",
)
_TRANSFERS = Queue(
    "transfers",
    "移送待确认",
    Filter(also=decisions.awaits_transfer_decision(), order=Order.OLDEST),
    "没有待确认的移送。",
)
_PROMISES = Queue(
    "promises",
    "承诺待批",
    Filter(states=_ASKED, also=limits.awaits_promise_decision(), order=Order.DUE),
    "没有待批的承诺申请。",
)

OFFICE: Sequence[Queue] = (
    _queue("dispatch", "待派发", State.AWAITING_DISPATCH, "没有待派发的工单。", Order.OLDEST),
    _queue("audit", "待审核", State.AWAITING_AUDIT, "没有待审核的答复。"),
    _queue("returns", "退单待审", State.RETURN_REQUESTED, "没有待审的退单。"),
    _EXTENSIONS,
    _queue("details", "待补充", State.AWAITING_DETAILS, "没有待补充的工单。", Order.OLDEST),
    _queue("instruction", "待批示", State.AWAITING_INSTRUCTION, "没有待批示的工单。", Order.OLDEST),
    _queue("contested", "疑难待会商", State.CONTESTED, "没有疑难工单。", Order.OLDEST),
    Queue(
        "archive",
        "待归档",
        Filter(states=frozenset({State.CLOSED, State.DECLINED}), order=Order.OLDEST),
        "没有待归档的工单。",
    ),
)

LEAD: Sequence[Queue] = (*OFFICE[:-1], _PROMISES, _TRANSFERS, OFFICE[-1])
"""县热线办负责人 sees the office's lists, and what only the lead decides."""

_TO_DO = Queue(
    "todo",
    "待办",
    Filter(states=frozenset({State.DISPATCHED, State.HANDLING}), order=Order.DUE),
    "没有待办的工单。",
)
"""待签收 and 办理中 in one list, so that a ticket stays in sight after 签收."""
_TO_SIGN_OFF = _queue("sign_off", "待审签", State.AWAITING_SIGN_OFF, "没有待审签的答复。")
_SENT = Queue(
    "sent",
    "已报送",
    Filter(states=frozenset({State.AWAITING_AUDIT, State.RETURN_REQUESTED}), order=Order.DUE),
    "没有在热线办审核中的工单。",
)
_DONE = Queue(
    "done",
    "已办结",
    Filter(states=frozenset({State.CLOSED, State.ARCHIVED}), order=Order.NEWEST),
    "还没有办结的工单。",
)

UNIT: dict[Role, Sequence[Queue]] = {
    Role.HANDLER: (_TO_DO, _TO_SIGN_OFF, _SENT, _DONE),
    Role.UNIT_LEADER: (_TO_SIGN_OFF, _TO_ENDORSE, _TO_DO, _SENT, _DONE),
}

_COUNTED = {
    Role.HANDLER: (_TO_DO,),
    Role.UNIT_LEADER: (_TO_SIGN_OFF, _TO_ENDORSE),
}


def of(role: Role) -> Sequence[Queue]:
    """The lists of a role's desk, in the order they are worked."""
    if role is Role.OFFICE_LEAD:
        return LEAD
    return UNIT.get(role, OFFICE)


def counts(reading: Reading) -> dict[str, int]:
    """How many tickets each list of the person's desk holds, by slug."""
    return {queue.slug: listing.count(reading, queue.wanted) for queue in of(reading.actor.role)}


def waiting(reading: Reading) -> int:
    """How many tickets wait for this person: the number beside the desk in the menu."""
    role = reading.actor.role
    counted = _COUNTED.get(role) or [q for q in of(role) if q.slug != "archive"]
    return sum(listing.count(reading, queue.wanted) for queue in counted)
