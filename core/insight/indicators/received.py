"""受理: what was registered, by what became of it (办法第九、十条)."""

from __future__ import annotations

from sqlalchemy import and_, case, exists, false, not_, or_, select, true
from sqlalchemy.orm import aliased

from core.insight.indicators.scope import Condition, Members, Scope, is_merged
from core.rules.terms import Track
from core.store.models import Ticket
from core.store.spans import days_between

REPEATED_WITHIN_DAYS = 90


def registered(scope: Scope) -> Members:
    """受理量: registered in the period; duplicates that were merged are shown apart."""
    return _registered(scope, true())


def answered_directly(scope: Scope) -> Members:
    """直办率: answered by the hotline itself ÷ 受理."""
    return _registered(scope, and_(Ticket.track == Track.DIRECT, scope.had_come(Ticket.closed_at)))


def passed_on(scope: Scope) -> Members:
    """转派: dispatched to a unit ÷ 受理."""
    return _registered(scope, scope.had_come(Ticket.first_dispatched_at))


def declined(scope: Scope) -> Members:
    """不予受理: one of the six kinds ÷ 受理 (办法第九条)."""
    return _registered(scope, _is_declined(scope))


def still_waiting(scope: Scope) -> Members:
    """待处理: neither answered, nor dispatched, nor declined by then ÷ 受理."""
    is_answered = and_(Ticket.track == Track.DIRECT, scope.had_come(Ticket.closed_at))
    is_settled = or_(is_answered, scope.had_come(Ticket.first_dispatched_at), _is_declined(scope))
    return _registered(scope, not_(is_settled))


def repeated(scope: Scope) -> Members:
    """重复诉求率: linked to an earlier ticket within 90 days ÷ 受理 (办法第九条（四）)."""
    earlier = aliased(Ticket)
    is_linked = exists().where(
        earlier.id == Ticket.previous_id,
        days_between(earlier.registered_at, Ticket.registered_at) <= REPEATED_WITHIN_DAYS,
    )
    return _registered(scope, and_(Ticket.previous_id.is_not(None), is_linked))


def merged(scope: Scope) -> Members:
    """并件: registered in the period and merged into another since."""
    return _select(scope, true(), scope.holds(Ticket.registered_at), is_merged(scope))


def _is_declined(scope: Scope) -> Condition:
    return and_(Ticket.decline_kind.is_not(None), scope.had_come(Ticket.closed_at))


def _registered(scope: Scope, is_part: Condition) -> Members:
    return _select(scope, is_part, scope.holds(Ticket.registered_at), not_(is_merged(scope)))


def _select(scope: Scope, is_part: Condition, *within: Condition) -> Members:
    """Tickets belong to their lead unit here; those of no unit yet are counted for the county alone."""
    return select(
        Ticket.lead_unit_id.label("unit_id"),
        Ticket.id.label("ticket_id"),
        case((is_part, true()), else_=false()).label("is_part"),
    ).where(*scope.is_wanted(), *scope.is_units(Ticket.lead_unit_id), *within)
