"""典型案例和逾期清单: single tickets a month's papers tell of, without anybody's name (办法第六条（三）、第十三条)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, case, exists, func, not_, select, union_all
from sqlalchemy.orm import aliased

from core import text
from core.insight.indicators.scope import Scope, is_merged
from core.rules import wording
from core.rules.instants import local
from core.rules.terms import FollowUpRound, Grade, Level, Satisfaction
from core.store.models import Assignment, FollowUp, Reply, SupervisionStep, Ticket, Unit
from core.store.work import Reading

MOST_CASES = 4
"""Of either kind: to choose from, not to print."""

_LONGEST_REPLY = 90
_ticket = aliased(Ticket)

Plain = dict[str, Any]


def typical(reading: Reading, scope: Scope) -> dict[str, list[Plain]]:
    """典型案例备选: well done — 非常满意, in time, the complex first; badly done — 督办 or 重办 twice.

    Confidential tickets are never among them; requesters' names and numbers are covered for everybody.
    """
    is_hard = case((Ticket.grade == Grade.COMPLEX, 0), else_=1)
    good = _chosen(
        reading, [scope.holds(Ticket.closed_at), Ticket.stopped_at <= Ticket.due_at,
                  Ticket.rework_count == 0, _is_very_satisfied(scope)],
        is_hard,
    )  # fmt: skip
    poor = _chosen(
        reading,
        [scope.had_come(Ticket.first_dispatched_at), _was_supervised(scope)],
        Ticket.rework_count.desc(),
    )
    return {
        "good": [_told(reading, ticket) for ticket in good],
        "poor": [_told(reading, ticket) | _lateness(ticket, scope) for ticket in poor],
    }


def overdue(reading: Reading, scope: Scope) -> list[Plain]:
    """逾期未办结: lead rounds past their deadline and not signed at the period's end, by unit, most first."""
    rows = reading.session.execute(
        select(Unit.name, func.count(), func.min(Assignment.due_at))
        .join(Unit, Unit.id == Assignment.unit_id)
        .join(Ticket, Ticket.id == Assignment.ticket_id)
        .where(
            Assignment.is_lead.is_(True),
            Assignment.is_current.is_(True),
            Assignment.due_at < scope.until,
            Assignment.signed_at.is_(None) | (Assignment.signed_at >= scope.until),
            Assignment.withdrawn_at.is_(None),
            Ticket.id.in_(_open_at(scope)),
            not_(is_merged(scope)),
        )
        .group_by(Unit.name)
        .order_by(func.count().desc(), Unit.name)
    )
    return [
        {"unit": name, "tickets": count, "since": wording.full_day(local(oldest).date())}
        for name, count, oldest in rows
    ]


def _open_at(scope: Scope) -> CompoundSelect[int]:
    """Tickets open at the period's end: two looks into one index, the others are never read."""
    return union_all(
        select(_ticket.id).where(_ticket.closed_at.is_(None)),
        select(_ticket.id).where(_ticket.closed_at >= scope.until),
    )


def _chosen(
    reading: Reading, conditions: list[ColumnElement[bool]], first: ColumnElement[Any]
) -> list[Ticket]:
    wanted = reading.visible_tickets().where(
        *conditions, Ticket.is_confidential.is_(False), Ticket.lead_unit_id.is_not(None)
    )
    ordered = wanted.order_by(first, Ticket.registered_at, Ticket.id).limit(MOST_CASES)
    return list(reading.session.scalars(ordered))


def _is_very_satisfied(scope: Scope) -> ColumnElement[bool]:
    return exists().where(
        FollowUp.ticket_id == Ticket.id,
        FollowUp.round == FollowUpRound.FIRST,
        FollowUp.result_rating == Satisfaction.VERY_SATISFIED,
        FollowUp.asked_at <= scope.as_of,
    )


def _was_supervised(scope: Scope) -> ColumnElement[bool]:
    sent = select(SupervisionStep.ticket_id).where(
        SupervisionStep.level.in_((Level.ORDER, Level.ESCALATION)),
        scope.holds(SupervisionStep.sent_at),
    )
    return Ticket.id.in_(sent)


def _told(reading: Reading, ticket: Ticket) -> Plain:
    requester = ticket.requester
    name, phone = (requester.name, requester.phone) if requester else ("", "")
    return {
        "number": ticket.number,
        "title": text.mask_person(ticket.title, name=name, phone=phone),
        "day": wording.bare_day(local(ticket.registered_at).date()),
        "town": ticket.town.name if ticket.town else "",
        "unit": ticket.lead_unit.name if ticket.lead_unit else "",
        "reply": text.mask_person(_reply(reading, ticket), name=name, phone=phone),
    }


def _reply(reading: Reading, ticket: Ticket) -> str:
    """The last answer that passed, its first sentences."""
    said = reading.session.scalar(
        select(Reply.text)
        .where(Reply.ticket_id == ticket.id, Reply.is_passed.is_(True))
        .order_by(Reply.id.desc())
        .limit(1)
    )
    line = " ".join((said or "").split())
    if len(line) <= _LONGEST_REPLY:
        return line.rstrip("。")
    cut = line[:_LONGEST_REPLY]
    return cut[: cut.rfind("。")] if "。" in cut[20:] else f"{cut}……"


def _lateness(ticket: Ticket, scope: Scope) -> Plain:
    """How it stood at the period's end, not how it stands since."""
    is_open = ticket.closed_at is None or ticket.closed_at >= scope.until
    return {"is_open": is_open, "reworks": ticket.rework_count}
