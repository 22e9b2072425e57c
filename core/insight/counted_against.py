"""计入扣减的工单: which tickets cost a unit points in a month, why, and how far each was contested (办法第二十条)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.insight.indicators import figures
from core.insight.indicators.figures import Which
from core.insight.indicators.scope import scope_of
from core.rules.periods import Period
from core.rules.terms import ScoreItem, State
from core.store.models import Contest, Ticket
from core.store.work import Reading

DEDUCTION = "扣分"
_REASONS: tuple[tuple[str, Which, str, str], ...] = (
    ("on_time", "rest", ScoreItem.ON_TIME.zh, "未按时办结"),
    ("satisfied", "rest", ScoreItem.SATISFACTION.zh, "评价不满意"),
    ("acknowledged", "rest", ScoreItem.CONDUCT.zh, "未及时签收"),
    ("contacted", "rest", ScoreItem.CONDUCT.zh, "未先行联系"),
    ("supervised", "part", DEDUCTION, "发过督办单"),
    ("escalated", "part", DEDUCTION, "上报督查室"),
    ("returned_late", "part", DEDUCTION, "逾期退单"),
)


@dataclass(frozen=True, slots=True)
class Against:
    """一张工单: what it cost in which lines of the score; `contest` in words, empty where none was filed."""

    id: int
    number: str
    title: str
    state: State
    items: tuple[str, ...]
    reasons: tuple[str, ...]
    contest: str
    is_closed: bool


def tickets(
    reading: Reading, unit_id: int, period: Period, *, as_of: datetime | None = None
) -> list[Against]:
    """The tickets that counted against a unit, as known then, those with most reasons first.

    Raises NotAllowed for others than 县热线办, 督查室 and the unit itself.
    """
    scope = scope_of(reading, period, as_of=as_of).of_unit(unit_id)
    why: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for key, which, item, reason in _REASONS:
        for ticket_id in reading.session.scalars(figures.ticket_ids(reading, scope, key, which)):
            if (item, reason) not in why[ticket_id]:
                why[ticket_id].append((item, reason))
    contests = _contests(reading, unit_id, list(why))
    rows = reading.session.scalars(
        reading.visible_tickets().where(Ticket.id.in_(sorted(why))).order_by(Ticket.id)
    )
    found = [
        Against(
            ticket.id, ticket.number, ticket.title, ticket.state,
            tuple(dict.fromkeys(item for item, _ in why[ticket.id])),
            tuple(reason for _, reason in why[ticket.id]), contests.get(ticket.id, ""),
            ticket.state in (State.CLOSED, State.ARCHIVED),
        )
        for ticket in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-len(one.reasons), one.id))


def _contests(reading: Reading, unit_id: int, ticket_ids: list[int]) -> dict[int, str]:
    """How the unit's latest contest of each ticket stands."""
    rows = reading.session.scalars(
        select(Contest)
        .where(Contest.unit_id == unit_id, Contest.ticket_id.in_(sorted(ticket_ids)))
        .order_by(Contest.id)
    )
    return {one.ticket_id: _said(one) for one in rows}


def _said(one: Contest) -> str:
    if one.decided_at is None:
        return f"{one.kind.zh}待认定"
    return f"{one.kind.zh}{'成立' if one.is_granted else '不成立'}"
