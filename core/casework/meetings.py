"""定责: a contested ticket gets its unit by a joint meeting or in writing (办法第十三条（二）、第十六条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.casework import alarms, dispatching
from core.errors import BadInput
from core.rules import deadlines, wording
from core.rules.terms import Action, DutyBasis, Grade
from core.store.models import DutyDecision, Ticket
from core.store.work import UnitOfWork

ARTICLE = "办法第十三条（二）"


@dataclass(frozen=True, slots=True)
class Meeting:
    """联席会议记录: when, where, under whom, with whom, and what was decided."""

    held_on: date
    attendees: str
    decision: str
    place: str = ""
    host: str = ""


def mark_contested(
    uow: UnitOfWork, ticket_id: int, *, reason: str, seen_version: int | None = None
) -> Ticket:
    """列为疑难: by hand, where no rule names a unit or several are concerned (办法第十三条（二）)."""
    ticket = uow.ticket(ticket_id, Action.MARK_CONTESTED, seen_version=seen_version)
    if not reason.strip():
        raise BadInput("请写明列为疑难的理由。", field="reason", article=ARTICLE)

    ticket.is_dispatch_decided = False

    uow.move(ticket, Action.MARK_CONTESTED, f"列为疑难工单：{reason.strip()}")
    return ticket


def convene(
    uow: UnitOfWork,
    ticket_id: int,
    meeting: Meeting,
    order: dispatching.Order,
    *,
    seen_version: int | None = None,
) -> Ticket:
    """联席会议定责: keep the record and dispatch by it, in one step (办法第十三条（二）、第十六条)."""
    ticket = uow.ticket(ticket_id, Action.CONVENE, seen_version=seen_version)
    _check(uow, meeting)
    lead, supports = dispatching.units_of(uow, order)

    _keep(uow, ticket, DutyBasis.JOINT_MEETING, meeting, order)
    ticket.is_dispatch_decided = True
    if order.category_id is not None:
        ticket.category_id = order.category_id
    term = dispatching.assign(uow, ticket, order)

    helped = f"，{'、'.join(unit.name for unit in supports)}协办" if supports else ""
    uow.move(
        ticket,
        Action.CONVENE,
        f"联席会议（{wording.full_day(meeting.held_on)}）定责：{lead.name}主办{helped}，"
        f"{wording.instant(term.due_at, uow.now.year)}到期。{meeting.decision.strip()}",
        lead_unit_id=lead.id,
        support_unit_ids=[unit.id for unit in supports],
        due_at=term.due_at.isoformat(),
        why=deadlines.explain(term),
    )
    alarms.reset(uow, ticket)
    return ticket


def override_contested(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    decision: str,
    lead_unit_id: int,
    seen_version: int | None = None,
) -> Ticket:
    """书面指定承办: the office's lead names the unit in writing; the ticket then waits for dispatch."""
    ticket = uow.ticket(ticket_id, Action.OVERRIDE_CONTESTED, seen_version=seen_version)
    if not decision.strip():
        raise BadInput("请写明书面指定的理由。", field="decision", article=ARTICLE)
    order = dispatching.Order(lead_unit_id, ticket.grade or Grade.COMPLEX)
    lead, _ = dispatching.units_of(uow, order)

    meeting = Meeting(uow.now.date(), attendees="", decision=decision, host=uow.actor.name)
    _keep(uow, ticket, DutyBasis.WRITTEN, meeting, order)
    ticket.is_dispatch_decided = True
    ticket.proposal = {
        "lead_unit_id": lead.id,
        "support_unit_ids": [],
        "grade": order.grade.value,
        "instructions": "",
        "proposed_by": uow.actor.name,
    }

    uow.move(ticket, Action.OVERRIDE_CONTESTED, f"书面指定{lead.name}承办：{decision.strip()}")
    return ticket


def _check(uow: UnitOfWork, meeting: Meeting) -> None:
    if meeting.held_on > uow.now.date():
        raise BadInput("会议日期不能晚于今天。", field="held_on", article=ARTICLE)
    if not meeting.attendees.strip():
        raise BadInput("请填写参加单位和人员。", field="attendees", article=ARTICLE)
    if not meeting.decision.strip():
        raise BadInput("请填写会议议定事项。", field="decision", article=ARTICLE)


def _keep(
    uow: UnitOfWork,
    ticket: Ticket,
    basis: DutyBasis,
    meeting: Meeting,
    order: dispatching.Order,
) -> None:
    uow.session.add(
        DutyDecision(
            ticket_id=ticket.id,
            basis=basis,
            decided_on=meeting.held_on,
            place=meeting.place.strip(),
            host=meeting.host.strip(),
            attendees=meeting.attendees.strip(),
            decision=meeting.decision.strip(),
            lead_unit_id=order.lead_unit_id,
            support_unit_ids=list(order.support_unit_ids),
            recorded_at=uow.now,
            recorded_by=uow.actor.name,
        )
    )
