"""清单里的一句话: why a ticket stands in a list of the 督办席, and since or until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from core.insight import lateness
from core.rules.terms import Level
from core.store.models import (
    Assignment,
    Extension,
    Instruction,
    Promise,
    Return,
    SupervisionStep,
    Ticket,
    Unit,
)
from core.store.work import Reading

Notes = dict[int, str]

_SENT = {
    Level.REMINDER: "已催办",
    Level.ORDER: "已发督办单",
    Level.ESCALATION: "已上报",
}


def of_list(reading: Reading, slug: str, ticket_ids: Sequence[int]) -> Notes:
    """By ticket id, for the tickets of one page of a list; what has nothing to say is left out."""
    write = _WRITERS.get(slug)
    return write(reading, ticket_ids) if write and ticket_ids else {}


def _last_sent(reading: Reading, ticket_ids: Sequence[int]) -> Notes:
    """The highest step sent for the present deadline; a ticket without one is 未催办."""
    rows = reading.session.execute(
        select(SupervisionStep.ticket_id, SupervisionStep.level, SupervisionStep.sent_at)
        .join(Ticket, Ticket.id == SupervisionStep.ticket_id)
        .where(
            SupervisionStep.ticket_id.in_(ticket_ids),
            SupervisionStep.due_at == Ticket.due_at,
            SupervisionStep.sent_at.is_not(None),
            SupervisionStep.level != Level.WARNING,
        )
        .order_by(SupervisionStep.sent_at)
    )
    notes = dict.fromkeys(ticket_ids, "未催办")
    for ticket_id, level, sent_at in rows:
        if sent_at:
            notes[ticket_id] = f"{_short(sent_at)}{_SENT[level]}"
    return notes


def _order_limit(reading: Reading, ticket_ids: Sequence[int]) -> Notes:
    rows = reading.session.execute(
        select(SupervisionStep.ticket_id, SupervisionStep.limit_at)
        .where(
            SupervisionStep.ticket_id.in_(ticket_ids),
            SupervisionStep.level == Level.ORDER,
            SupervisionStep.limit_at.is_not(None),
        )
        .order_by(SupervisionStep.id)
    )
    return {ticket_id: f"督办限期{_short(limit_at)}" for ticket_id, limit_at in rows if limit_at}


def _extensions(reading: Reading, ticket_ids: Sequence[int]) -> Notes:
    rows = reading.session.execute(
        select(Extension.ticket_id, Extension.days, Extension.decide_due_at).where(
            Extension.ticket_id.in_(ticket_ids), Extension.outcome.is_(None)
        )
    )
    return {i: f"申请{days}个工作日，{_short(until)}前审批" for i, days, until in rows}


def _pledges(reading: Reading, ticket_ids: Sequence[int]) -> Notes:
    rows = reading.session.execute(
        select(Promise.ticket_id, Promise.promised_on, Promise.decide_due_at).where(
            Promise.ticket_id.in_(ticket_ids), Promise.outcome.is_(None)
        )
    )
    return {i: f"承诺{on.month}月{on.day}日，{_short(until)}前审批" for i, on, until in rows}


def _returns(reading: Reading, ticket_ids: Sequence[int]) -> Notes:
    rows = reading.session.execute(
        select(Return.ticket_id, Return.requested_at).where(
            Return.ticket_id.in_(ticket_ids), Return.ruled_at.is_(None)
        )
    )
    return {ticket_id: f"{_short(at)}申请退单" for ticket_id, at in rows}


def _instructions(reading: Reading, ticket_ids: Sequence[int]) -> Notes:
    rows = reading.session.execute(
        select(Instruction.ticket_id, Instruction.reported_at).where(
            Instruction.ticket_id.in_(ticket_ids), Instruction.recorded_at.is_(None)
        )
    )
    return {ticket_id: f"{_short(at)}呈报" for ticket_id, at in rows}


def _details(reading: Reading, ticket_ids: Sequence[int]) -> Notes:
    rows = reading.session.execute(
        select(Ticket.id, Ticket.callback_due_at).where(Ticket.id.in_(ticket_ids))
    )
    return {ticket_id: f"应在{_short(at)}前回拨" for ticket_id, at in rows if at}


def _contested(reading: Reading, ticket_ids: Sequence[int]) -> Notes:
    rows = reading.session.execute(
        select(Ticket.id, Ticket.accepted_returns).where(Ticket.id.in_(ticket_ids))
    )
    return {ticket_id: f"已退单{times}次" for ticket_id, times in rows if times}


def _supports(reading: Reading, ticket_ids: Sequence[int]) -> Notes:
    rows = reading.session.execute(
        select(Assignment.ticket_id, Unit.name, Assignment.due_at)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(Assignment.ticket_id.in_(ticket_ids), *lateness.late_supports(reading))
        .order_by(Assignment.due_at)
    )
    notes: Notes = {}
    for ticket_id, name, due_at in rows:
        said = f"{name}应在{_short(due_at)}前配合"
        notes[ticket_id] = f"{notes[ticket_id]}；{said}" if ticket_id in notes else said
    return notes


def _unsigned(reading: Reading, ticket_ids: Sequence[int]) -> Notes:
    rows = reading.session.execute(
        select(Ticket.id, Ticket.dispatched_at).where(Ticket.id.in_(ticket_ids))
    )
    return {ticket_id: f"{_short(at)}派发" for ticket_id, at in rows if at}


def _short(at: datetime) -> str:
    """10月9日18:00: a list has no room for the weekday."""
    return f"{at.month}月{at.day}日{at:%H:%M}"


_WRITERS: dict[str, Callable[[Reading, Sequence[int]], Notes]] = {
    "late": _last_sent,
    "unreminded": _last_sent,
    "reminded": _last_sent,
    "ordered": _order_limit,
    "reported": _last_sent,
    "orders": _last_sent,
    "reports": _order_limit,
    "broken": _last_sent,
    "extensions": _extensions,
    "pledges": _pledges,
    "returns": _returns,
    "instructions": _instructions,
    "details": _details,
    "contested": _contested,
    "supports": _supports,
    "unsigned": _unsigned,
}
