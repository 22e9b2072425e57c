"""回访与满意度: what requesters said, first and final call-backs apart (办法第十三条（四）、第二十条)."""

from __future__ import annotations

from sqlalchemy import and_, case, exists, false, not_, select, true
from sqlalchemy.orm import aliased

from core.insight.indicators.scope import Condition, Members, Scope, is_excused, is_merged
from core.rules.terms import FollowUpRound, Satisfaction
from core.store.models import FollowUp, Ticket

SATISFIED = (Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED, Satisfaction.FAIRLY_SATISFIED)
VALID = (*SATISFIED, Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED)


def satisfied(scope: Scope) -> Members:
    """满意率（首次）: 非常满意, 满意, 基本满意 ÷ valid ratings of first call-backs in the period."""
    return _rated(scope, FollowUpRound.FIRST)


def satisfied_finally(scope: Scope) -> Members:
    """满意率（二次办理后）: the same of the call-backs after a second handling."""
    return _rated(scope, FollowUpRound.FINAL)


def solved(scope: Scope) -> Members:
    """解决率: said to be solved ÷ call-backs that answered the question."""
    return _asked(
        scope, FollowUp.is_solved.is_(True), FollowUp.is_solved.is_not(None), _is_last(scope)
    )


def called_back(scope: Scope) -> Members:
    """回访率: closed tickets somebody tried to call back about ÷ tickets closed in the period."""
    was_asked = exists().where(
        FollowUp.ticket_id == Ticket.id,
        FollowUp.asked_at <= scope.as_of,
        FollowUp.source.in_(sorted(scope.sources)),
    )
    return (
        select(
            Ticket.lead_unit_id.label("unit_id"),
            Ticket.id.label("ticket_id"),
            case((was_asked, true()), else_=false()).label("is_part"),
        )
        .where(scope.holds(Ticket.closed_at), Ticket.decline_kind.is_(None), not_(is_merged(scope)))
        .where(*scope.is_wanted(), *scope.is_units(Ticket.lead_unit_id))
    )


def rated(scope: Scope) -> Members:
    """有效回访率: call-backs with a valid rating ÷ attempts in the period."""
    return _asked(scope, FollowUp.result_rating.in_(VALID))


def _rated(scope: Scope, round_: FollowUpRound) -> Members:
    return _asked(
        scope,
        FollowUp.result_rating.in_(SATISFIED),
        FollowUp.result_rating.in_(VALID),
        FollowUp.round == round_,
        _is_last(scope),
        not_(is_excused(scope, Ticket.lead_unit_id)),
    )


def _is_last(scope: Scope) -> Condition:
    """Asked again in the same round, the last answer by then is the one that counts."""
    later = aliased(FollowUp)
    return not_(
        exists().where(
            later.ticket_id == FollowUp.ticket_id,
            later.round == FollowUp.round,
            later.result_rating.in_(VALID),
            later.id > FollowUp.id,
            later.asked_at <= scope.as_of,
        )
    )


def _asked(scope: Scope, is_part: Condition, *within: Condition) -> Members:
    return (
        select(
            Ticket.lead_unit_id.label("unit_id"),
            Ticket.id.label("ticket_id"),
            case((is_part, true()), else_=false()).label("is_part"),
        )
        .join(Ticket, Ticket.id == FollowUp.ticket_id)
        .where(
            and_(scope.holds(FollowUp.asked_at), FollowUp.source.in_(sorted(scope.sources))),
            not_(is_merged(scope)),
            *within,
            *scope.is_wanted(),
            *scope.is_units(Ticket.lead_unit_id),
        )
    )
