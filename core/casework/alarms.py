"""时间的闹钟: the one instant at which time must look at a ticket next (办法第十、十三条)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.rules import deadlines
from core.rules.lifecycle import UNIT_STATES
from core.rules.terms import Level, State
from core.store.models import (
    Assignment,
    Extension,
    Instruction,
    Promise,
    SupervisionStep,
    Ticket,
)
from core.store.work import Reading, UnitOfWork


def reset(uow: UnitOfWork, ticket: Ticket) -> None:
    """Set `next_alarm_at` anew; every use case that moves a deadline, a round or a state of it calls this."""
    uow.session.flush()
    ticket.next_alarm_at = next_alarm(uow, ticket)


def next_alarm(reading: Reading, ticket: Ticket) -> datetime | None:
    """The next instant of this ticket that has not had its step yet; None while time has nothing to do."""
    if ticket.state is State.AWAITING_INSTRUCTION:
        asked = open_instruction(reading, ticket)
        return asked.remind_at if asked and asked.reminded_at is None else None
    if ticket.state not in UNIT_STATES or ticket.due_at is None:
        return None
    lead = reading.lead_assignment(ticket)
    if lead is None:
        return None
    asked_for = open_request(reading, ticket)
    if asked_for is not None:  # 时限内提出的申请在决定前暂停催办
        return asked_for.decide_due_at if asked_for.endorsed_at is None else None
    following = _following(reading, ticket, lead)
    return following[1] if following else None


def due_step(reading: Reading, ticket: Ticket) -> Level | None:
    """The level whose instant has come and whose step is not drafted yet, the lowest first."""
    lead = reading.lead_assignment(ticket)
    if lead is None or ticket.state not in UNIT_STATES or ticket.due_at is None:
        return None
    if open_request(reading, ticket) is not None:
        return None
    following = _following(reading, ticket, lead)
    if following is None or following[1] > reading.now:
        return None
    return following[0]


def open_request(reading: Reading, ticket: Ticket) -> Extension | Promise | None:
    """The extension or promise asked for and not decided: it suspends 催办 (办法第十三条（三）)."""
    extension = reading.session.scalars(
        select(Extension).where(Extension.ticket_id == ticket.id, Extension.outcome.is_(None))
    ).first()
    promise = reading.session.scalars(
        select(Promise).where(Promise.ticket_id == ticket.id, Promise.outcome.is_(None))
    ).first()
    return extension or promise


def open_instruction(reading: Reading, ticket: Ticket) -> Instruction | None:
    """The 呈批 that waits for its 批示."""
    return reading.session.scalar(
        select(Instruction)
        .where(Instruction.ticket_id == ticket.id, Instruction.recorded_at.is_(None))
        .order_by(Instruction.id.desc())
        .limit(1)
    )


def steps_of(reading: Reading, lead: Assignment, due_at: datetime) -> dict[Level, SupervisionStep]:
    """The steps drafted or sent for one round and deadline."""
    found = reading.session.scalars(
        select(SupervisionStep).where(
            SupervisionStep.assignment_id == lead.id, SupervisionStep.due_at == due_at
        )
    )
    return {step.level: step for step in found}


def _following(reading: Reading, ticket: Ticket, lead: Assignment) -> tuple[Level, datetime] | None:
    """The first level without a step, and its instant.

    A report needs a 督办单 that was really sent: its limit counts from there.
    """
    if ticket.due_at is None:
        return None
    calendar, policy = reading.calendar_of(ticket), reading.policy_of(ticket)
    done = steps_of(reading, lead, ticket.due_at)
    instants = deadlines.escalation(calendar, policy, ticket.due_at)
    for level, at in (
        (Level.WARNING, instants.warn_at),
        (Level.REMINDER, instants.remind_at),
        (Level.ORDER, instants.supervise_at),
    ):
        if level not in done:
            return level, at
    order = done[Level.ORDER]
    if Level.ESCALATION in done or order.sent_at is None or order.limit_at is None:
        return None
    return Level.ESCALATION, deadlines.escalate_after(calendar, order.limit_at)
