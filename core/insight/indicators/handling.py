"""承办: how units handled what was dispatched to them, as rows of 单位, 工单, 是否计入分子 (办法第十、十一、十三条)."""

from __future__ import annotations

from sqlalchemy import Select, and_, case, exists, false, literal, not_, select, true, union_all
from sqlalchemy.orm import aliased

from core.insight.indicators.scope import (
    Condition,
    Members,
    Scope,
    is_due_in,
    is_excused,
    is_merged,
)
from core.rules.terms import Level, Phase, RequestOutcome
from core.store.models import Assignment, Extension, Reply, Return, SupervisionStep, Ticket

_ticket = aliased(Ticket)
_REPEATED_ROUNDS = (Phase.REWORK, Phase.SECOND)


def dispatched(scope: Scope) -> Members:
    """承办单量: dispatched to the unit in the period; 分子 less accepted returns (net), 分母 gross."""
    is_net = not_(scope.had_come(Assignment.withdrawn_at))
    return _rounds(scope, is_net, scope.holds(Assignment.dispatched_at))


def on_time(scope: Scope) -> Members:
    """按时办结率: signed off by the deadline ÷ D, the first rounds whose deadline fell in the period.

    Open overdue rounds are in D and count as failures; accepted returns, merged tickets and those of a
    granted contest are not in it. A deadline still to come is not judged yet.
    """
    return _rounds(scope, _is_signed_in_time(scope), is_due_in(scope), *_stands(scope))


def repeated_on_time(scope: Scope) -> Members:
    """重办按时率: the same for 退回重办 and 二次办理, which have deadlines of their own."""
    return _rounds(
        scope, _is_signed_in_time(scope), is_due_in(scope), *_stands(scope), phases=_REPEATED_ROUNDS
    )


def promises_kept(scope: Scope) -> Members:
    """承诺兑现率: second replies by the promised day ÷ promised days in the period (办法第十条（四）)."""
    return _rounds(
        scope, _is_signed_in_time(scope), is_due_in(scope), *_stands(scope), phases=(Phase.PROMISE,)
    )


def supported_on_time(scope: Scope) -> Members:
    """配合按时率: co-units' opinions by their own deadline (办法第十五条)."""
    return _rounds(
        scope, _is_signed_in_time(scope), is_due_in(scope), *_stands(scope), is_lead=False
    )


def closed(scope: Scope) -> Members:
    """办结率: closed by the end of the period ÷ (open at its start + dispatched in it)."""
    # Two looks into one index: those still open, and those closed since; the others are never read.
    was_open = Ticket.id.in_(
        union_all(
            select(_ticket.id).where(_ticket.closed_at.is_(None)),
            select(_ticket.id).where(_ticket.closed_at >= scope.period.starts_at),
        )
    )
    is_closed = and_(Ticket.closed_at.is_not(None), Ticket.closed_at < scope.until)
    return _rounds(
        scope, is_closed, Assignment.dispatched_at < scope.until, was_open, *_stands(scope)
    )


def extended(scope: Scope) -> Members:
    """延期率: with an approved extension ÷ dispatched (办法第十三条（三）)."""
    has_extension = exists().where(
        Extension.assignment_id == Assignment.id,
        Extension.outcome == RequestOutcome.GRANTED,
        Extension.decided_at <= scope.as_of,
    )
    return _rounds(scope, has_extension, scope.holds(Assignment.dispatched_at), *_stands(scope))


def done_at_once(scope: Scope) -> Members:
    """一次办结率: closed in the period without rework, second handling or a return of the unit ÷ closed."""
    has_returned = exists().where(
        Return.assignment_id == Assignment.id, Return.requested_at <= scope.as_of
    )
    is_at_once = and_(Ticket.rework_count == 0, Ticket.second_rounds == 0, not_(has_returned))
    return _closed_rounds(scope, is_at_once)


def reworked(scope: Scope) -> Members:
    """重办率: sent back by the office ÷ closed in the period (办法第十二条（三）)."""
    has_rework = exists().where(
        Reply.ticket_id == Ticket.id, Reply.is_passed.is_(False), Reply.audited_at <= scope.as_of
    )
    return _closed_rounds(scope, has_rework)


def returned(scope: Scope) -> Members:
    """退单率: asked to be returned ÷ dispatched in the period (办法第七条（二）)."""
    return _returns(scope, true())


def returned_late(scope: Scope) -> Members:
    """逾期退单率: asked after the four hours ÷ dispatched."""
    return _returns(scope, Return.is_late.is_(True))


def returned_in_vain(scope: Scope) -> Members:
    """无效退单率: rejected by the office ÷ dispatched."""
    return _returns(scope, and_(Return.is_accepted.is_(False), Return.ruled_at <= scope.as_of))


def reminded(scope: Scope) -> Members:
    """催办: rounds reminded in the period, over all dispatched in it (per 100 tickets)."""
    return _pressed(scope, Level.REMINDER)


def supervised(scope: Scope) -> Members:
    """督办: rounds for which a 督办单 went out in the period."""
    return _pressed(scope, Level.ORDER)


def escalated(scope: Scope) -> Members:
    """上报: rounds reported to 县政府督查室 in the period."""
    return _pressed(scope, Level.ESCALATION)


def excused(scope: Scope) -> Members:
    """申诉获准不计: due in the period, left out of D for a granted contest; shown apart."""
    return _rounds(
        scope, true(), is_due_in(scope), is_excused(scope, Assignment.unit_id),
        not_(scope.had_come(Assignment.withdrawn_at)), not_(is_merged(scope)),
    )  # fmt: skip


def rounds_dispatched(scope: Scope) -> Select[int, int, Assignment]:
    """首次办理 dispatched in the period and still standing, for what working hours must judge one by one."""
    return (
        select(Assignment.unit_id, Assignment.ticket_id, Assignment)
        .join(Ticket, Ticket.id == Assignment.ticket_id)
        .where(
            *first_rounds(scope),
            scope.holds(Assignment.dispatched_at),
            *_stands(scope),
        )
    )


# --- the common shape -----------------------------------------------------------------------------


def _rounds(
    scope: Scope,
    is_part: Condition,
    *within: Condition,
    phases: tuple[Phase, ...] = (Phase.FIRST,),
    is_lead: bool = True,
) -> Members:
    return (
        select(
            Assignment.unit_id.label("unit_id"),
            Assignment.ticket_id.label("ticket_id"),
            case((is_part, true()), else_=false()).label("is_part"),
        )
        .join(Ticket, Ticket.id == Assignment.ticket_id)
        .where(*first_rounds(scope, phases, is_lead=is_lead), *within)
    )


def first_rounds(
    scope: Scope, phases: tuple[Phase, ...] = (Phase.FIRST,), *, is_lead: bool = True
) -> list[Condition]:
    """首次办理 of lead units, within the scope's filters; other phases and co-units where asked for."""
    return [
        Assignment.is_lead.is_(is_lead),
        Assignment.phase.in_(phases),
        *scope.is_units(Assignment.unit_id),
        *scope.is_wanted(),
    ]


def _stands(scope: Scope) -> list[Condition]:
    """Neither returned, nor merged, nor excused by then."""
    return [
        not_(scope.had_come(Assignment.withdrawn_at)),
        not_(is_merged(scope)),
        not_(is_excused(scope, Assignment.unit_id)),
    ]


def _is_signed_in_time(scope: Scope) -> Condition:
    """18:00:00 is in time, 18:00:01 is not (办法第十一条)."""
    return and_(scope.had_come(Assignment.signed_at), Assignment.signed_at <= Assignment.due_at)


def _closed_rounds(scope: Scope, is_part: Condition) -> Members:
    return _rounds(scope, is_part, scope.holds(Ticket.closed_at), *_stands(scope))


def _returns(scope: Scope, is_such: Condition) -> Members:
    """Accepted returns stay in the denominator here: it is the return itself that is looked at."""
    has_returned = exists().where(
        Return.assignment_id == Assignment.id, Return.requested_at <= scope.as_of, is_such
    )
    return _rounds(
        scope, has_returned, scope.holds(Assignment.dispatched_at), not_(is_merged(scope))
    )


def _pressed(scope: Scope, level: Level) -> Members:
    """Rounds of any phase dispatched in the period or pressed in it; 分子 those pressed in it."""
    step = aliased(SupervisionStep)
    was_sent = and_(
        step.assignment_id == Assignment.id, step.level == level, scope.holds(step.sent_at)
    )
    return (
        select(
            Assignment.unit_id.label("unit_id"),
            Assignment.ticket_id.label("ticket_id"),
            literal(True).label("is_part"),
        )
        .join(step, was_sent)
        .join(Ticket, Ticket.id == Assignment.ticket_id)
        .where(*scope.is_units(Assignment.unit_id), *scope.is_wanted(), not_(is_merged(scope)))
    )
