"""在办: what units are handling at an instant, now or looking back: how much, how late (办法第十三条（一）)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, union_all
from sqlalchemy.orm import aliased

from core.insight import lateness
from core.insight.indicators.scope import Condition, Scope, due_stood
from core.rules.terms import Level
from core.store.models import Assignment, SupervisionStep, Ticket
from core.store.work import Reading

Rounds = Select[Any, Any, Any]
"""工单, 主办单位, 时限: `ticket_id`, `unit_id`, `due_at`."""

_ORDER = tuple(Level)
_ticket = aliased(Ticket)


def rounds(scope: Scope) -> Rounds:
    """在办: the tickets whose lead unit's clock runs, within the scope's filters; its days limit nothing here."""
    return _as_known(scope) if scope.is_past else _as_it_is(scope)


def late(scope: Scope) -> Rounds:
    """已逾期: past the deadline, whether or not a request suspends 催办; the on-time rate sees it as late too."""
    found = rounds(scope).subquery()
    return select(found.c.ticket_id, found.c.unit_id, found.c.due_at).where(
        found.c.due_at < scope.as_of
    )


def falling_due(scope: Scope) -> Rounds:
    """到期: due within the scope's days and not late yet."""
    found = rounds(scope).subquery()
    return select(found.c.ticket_id, found.c.unit_id, found.c.due_at).where(
        found.c.due_at >= max(scope.as_of, scope.period.starts_at),
        found.c.due_at < scope.period.ends_at,
    )


def pressed(scope: Scope, level: Level) -> Rounds:
    """已催办、已督办、已上报: late tickets by the highest step sent for their present deadline."""
    found = highest_steps(scope).subquery()
    return select(found.c.ticket_id, found.c.unit_id, found.c.due_at).where(
        found.c.place == _ORDER.index(level)
    )


def by_level(reading: Reading, scope: Scope) -> dict[Level, int]:
    """`pressed` counted for every level at once."""
    found = highest_steps(scope).subquery()
    rows = reading.session.execute(select(found.c.place, func.count()).group_by(found.c.place))
    counted = {_ORDER[place]: count for place, count in rows}
    return {level: counted.get(level, 0) for level in _ORDER}


def highest_steps(scope: Scope) -> Select[Any, Any, Any, int]:
    """`late` tickets with the place, in the order of `Level`, of the highest step sent."""
    found = late(scope).subquery()
    place = case(*((SupervisionStep.level == one, place) for place, one in enumerate(_ORDER)))
    return (
        select(
            found.c.ticket_id, found.c.unit_id, found.c.due_at, func.max(place).label("place")
        )
        .join(SupervisionStep, SupervisionStep.ticket_id == found.c.ticket_id)
        .where(SupervisionStep.due_at == found.c.due_at, scope.had_come(SupervisionStep.sent_at))
        .group_by(found.c.ticket_id, found.c.unit_id, found.c.due_at)
    )  # fmt: skip


def _as_it_is(scope: Scope) -> Rounds:
    return select(
        Ticket.id.label("ticket_id"),
        Ticket.lead_unit_id.label("unit_id"),
        Ticket.due_at.label("due_at"),
    ).where(
        Ticket.closed_at.is_(None),  # says nothing new, and lets an index leave the archive alone
        lateness.is_running(),
        *scope.is_wanted(),
        *scope.is_units(Ticket.lead_unit_id),
    )


def _as_known(scope: Scope) -> Rounds:
    """Looking back: dispatched by then, neither signed off nor taken back nor closed; extensions since thought away."""
    due_at: ColumnElement[datetime] = due_stood(scope)
    return (
        select(
            Assignment.ticket_id.label("ticket_id"),
            Assignment.unit_id.label("unit_id"),
            due_at.label("due_at"),
        )
        .join(Ticket, Ticket.id == Assignment.ticket_id)
        .where(
            _was_open(scope),
            Assignment.is_lead.is_(True),
            Assignment.dispatched_at <= scope.as_of,
            scope.had_not_come(Assignment.signed_at),
            scope.had_not_come(Assignment.withdrawn_at),
            *scope.is_wanted(),
            *scope.is_units(Assignment.unit_id),
        )
    )


def _was_open(scope: Scope) -> Condition:
    # Two looks into one index: those still open, and those closed since; the others are never read.
    return Ticket.id.in_(
        union_all(
            select(_ticket.id).where(_ticket.closed_at.is_(None)),
            select(_ticket.id).where(_ticket.closed_at > scope.as_of),
        )
    )
