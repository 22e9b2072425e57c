"""督办席的清单: what falls due, is late, waits to be sent or decided, with counts at the moment of looking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, or_

from core.insight import lateness, listing
from core.insight.listing import Filter, Order
from core.rules.lifecycle import OPEN_STATES
from core.rules.terms import OFFICE_ROLES, Level
from core.store.models import Ticket
from core.store.work import Reading

Condition = ColumnElement[bool]

DUE, LATE, SEND, PROMISED, DECIDE, LEFT = "临期", "逾期", "待发", "承诺件", "待决", "配合签收"
GROUPS = (LATE, SEND, DUE, PROMISED, DECIDE, LEFT)


@dataclass(frozen=True, slots=True)
class Watched:
    """一个督办清单: its address, its name and group, what it holds, the article it rests on."""

    slug: str
    title: str
    group: str
    condition: Callable[[Reading], Condition]
    empty: str
    article: str = "办法第十三条（一）"
    order: Order = Order.DUE
    is_chased: bool = False
    """Its tickets are late with their lead unit: they may be reminded all at once."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the whole desk is narrowed to; left out means no limit."""

    unit_id: int | None = None
    is_urgent: bool | None = None


EVERYTHING = Narrowing()


def _late_and(*levels: tuple[Level, bool]) -> Callable[[Reading], Condition]:
    """Late, with these steps sent or not sent."""

    def condition(reading: Reading) -> Condition:
        sent = [
            lateness.has_sent(level) if is_sent else not_(lateness.has_sent(level))
            for level, is_sent in levels
        ]
        return and_(lateness.is_late(reading), *sent)

    return condition


def _late_with_draft(level: Level) -> Callable[[Reading], Condition]:
    return lambda reading: and_(lateness.is_late(reading), lateness.has_draft(level))


def _broken_promise(reading: Reading) -> Condition:
    return and_(lateness.is_promised(), lateness.is_late(reading))


_R, _O, _E = Level.REMINDER, Level.ORDER, Level.ESCALATION

LISTS: Sequence[Watched] = (
    Watched(
        "late", "全部逾期", LATE, lateness.is_late, "没有逾期的工单。", is_chased=True,
    ),
    Watched(
        "unreminded", "未催办", LATE, _late_and((_R, False), (_O, False), (_E, False)),
        "没有逾期未催办的工单。", is_chased=True,
    ),
    Watched(
        "reminded", "已催办", LATE, _late_and((_R, True), (_O, False), (_E, False)),
        "没有已催办仍未办结的工单。", is_chased=True,
    ),
    Watched(
        "ordered", "已发督办单", LATE, _late_and((_O, True), (_E, False)),
        "没有已发督办单仍未办结的工单。",
    ),
    Watched("reported", "已上报", LATE, _late_and((_E, True)), "没有已上报仍未办结的工单。"),
    Watched(
        "orders", "待发督办单", SEND, _late_with_draft(_O), "没有待发的督办单。",
    ),
    Watched(
        "reports", "待上报", SEND, _late_with_draft(_E), "没有待上报督查室的工单。",
    ),
    Watched(
        "today", "今日到期", DUE, lateness.is_due_today, "今天没有到期的工单。", "办法第十条（三）",
    ),
    Watched(
        "coming", "未来三个工作日", DUE, lateness.is_due_soon, "未来三个工作日没有到期的工单。",
        "办法第十条（三）",
    ),
    Watched(
        "promises", "承诺办理中", PROMISED, lambda _: lateness.is_promised(),
        "没有承诺办理中的工单。", "办法第十条（四）",
    ),
    Watched(
        "broken", "承诺逾期", PROMISED, _broken_promise, "没有超过承诺日期的工单。",
        "办法第十条（四）", is_chased=True,
    ),
    Watched(
        "extensions", "延期待批", DECIDE, lambda _: lateness.has_extension_to_decide(),
        "没有待审批的延期申请。", "办法第十三条（三）",
    ),
    Watched(
        "pledges", "承诺待批", DECIDE, lambda _: lateness.has_promise_to_decide(),
        "没有待审批的承诺申请。", "办法第十条（四）",
    ),
    Watched(
        "returns", "退单超一日未审", DECIDE, lateness.has_return_left_lying,
        "没有超过一个工作日未审的退单。", "办法第七条（二）", Order.OLDEST,
    ),
    Watched(
        "instructions", "批示超时", DECIDE, lateness.has_instruction_left_lying,
        "没有超过提醒时间未批示的工单。", "办法第十条（五）", Order.OLDEST,
    ),
    Watched(
        "details", "回拨超时", DECIDE, lateness.has_call_back_left, "没有超过回拨时限的待补充工单。",
        "办法第九条（五）", Order.OLDEST,
    ),
    Watched(
        "contested", "疑难待会商", DECIDE, lambda _: lateness.is_contested(), "没有疑难工单。",
        "办法第十三条（二）", Order.OLDEST,
    ),
    Watched(
        "supports", "配合超期", LEFT, lateness.has_late_support, "没有配合超期的工单。",
        "办法第十五条",
    ),
    Watched(
        "unsigned", "签收超时", LEFT, lateness.is_unacknowledged, "没有签收超时的工单。",
        "办法第七条（二）",
    ),
)  # fmt: skip

WAITING = frozenset(
    {
        "unreminded",
        "orders",
        "reports",
        "extensions",
        "pledges",
        "returns",
        "instructions",
        "details",
    }
)
"""What the office itself has to do next: the number beside the desk in the menu."""


def find(slug: str) -> Watched:
    """A list by its address, the first one where there is none of that name."""
    return next((one for one in LISTS if one.slug == slug), LISTS[0])


def counts(reading: Reading, narrowing: Narrowing = EVERYTHING) -> dict[str, int]:
    """How many tickets each list holds, by slug: one look at the open tickets for all lists.

    Raises NotAllowed outside 县热线办.
    """
    _require_office(reading)
    asked = [func.count(case((one.condition(reading), 1))) for one in LISTS]
    found = reading.session.execute(_open(reading, narrowing).with_only_columns(*asked)).one()
    return dict(zip((one.slug for one in LISTS), found, strict=True))


def waiting(reading: Reading) -> int:
    """How many tickets the office has to remind, supervise, report or decide on now."""
    _require_office(reading)
    conditions = [one.condition(reading) for one in LISTS if one.slug in WAITING]
    query = _open(reading, EVERYTHING).where(or_(*conditions))
    return reading.session.scalar(query.with_only_columns(func.count())) or 0


def wanted(
    reading: Reading, slug: str, narrowing: Narrowing = EVERYTHING, *, due_on: date | None = None
) -> Filter:
    """The filter of a list, for the table and for 导出 alike; `due_on` leaves one natural day of it.

    Raises NotAllowed outside 县热线办.
    """
    _require_office(reading)
    watched = find(slug)
    condition = watched.condition(reading)
    if due_on is not None:
        condition = and_(condition, lateness.is_due_on(due_on))
    narrowed = Filter(states=OPEN_STATES, also=condition, order=watched.order)
    if narrowing.unit_id is not None:
        narrowed = replace(narrowed, unit_ids=frozenset({narrowing.unit_id}))
    return replace(narrowed, is_urgent=narrowing.is_urgent)


def page(
    reading: Reading,
    slug: str,
    narrowing: Narrowing = EVERYTHING,
    *,
    due_on: date | None = None,
    number: int = 1,
) -> listing.Page:
    """One page of a list. Raises NotAllowed outside 县热线办."""
    return listing.page(reading, wanted(reading, slug, narrowing, due_on=due_on), number=number)


def promised_days(reading: Reading, narrowing: Narrowing = EVERYTHING) -> dict[date, int]:
    """承诺日历: how many promised tickets not yet done fall due on each day, Asia/Shanghai."""
    _require_office(reading)
    query = _open(reading, narrowing).where(lateness.is_promised(), Ticket.due_at.is_not(None))
    rows = reading.session.execute(
        query.with_only_columns(Ticket.due_at, func.count()).group_by(Ticket.due_at)
    )
    days: Counter[date] = Counter()
    for due_at, count in rows:
        days[due_at.date()] += count
    return dict(sorted(days.items()))


def _open(reading: Reading, narrowing: Narrowing) -> Any:
    query = reading.visible_tickets().where(Ticket.state.in_(sorted(OPEN_STATES)))
    if narrowing.unit_id is not None:
        query = query.where(Ticket.lead_unit_id == narrowing.unit_id)
    if narrowing.is_urgent is not None:
        query = query.where(Ticket.is_urgent.is_(narrowing.is_urgent))
    return query


def _require_office(reading: Reading) -> None:
    reading.require(*sorted(OFFICE_ROLES), doing="查看督办清单")
