"""审核席: the office checks what units reply, sends it back or closes it, and archives (办法第十二、十三、十四条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.casework import accountability, alarms, handling
from core.errors import BadInput, RuleRefused
from core.rules import deadlines, wording
from core.rules.terms import AccountabilityKind, Action, Phase, ReworkKind
from core.store.models import Assignment, Ticket
from core.store.work import UnitOfWork


def audit_reply(
    uow: UnitOfWork, ticket_id: int, *, note: str = "", seen_version: int | None = None
) -> Ticket:
    """审核通过: the reply is to the point and true, the ticket is closed (办法第十二条（三）、第十三条（六）)."""
    ticket = uow.ticket(ticket_id, Action.AUDIT_REPLY, seen_version=seen_version)
    audited = handling.latest_reply(uow, ticket)

    audited.audited_at, audited.audited_by = uow.now, uow.actor.name
    audited.is_passed, audited.audit_note = True, note.strip()
    ticket.closed_at = uow.now

    said = f"：{note.strip()}" if note.strip() else ""
    uow.move(ticket, Action.AUDIT_REPLY, f"审核通过，办结{said}", reply_id=audited.id)
    return ticket


def rework(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    kind: ReworkKind,
    note: str,
    seen_version: int | None = None,
) -> Ticket:
    """退回重办: the reply is not good enough; a round of its own with a clock of its own (办法第十二条（三）).

    Raises RuleRefused after `rework_rounds` of them: then 县热线办 decides.
    """
    ticket = uow.ticket(ticket_id, Action.REWORK, seen_version=seen_version)
    sent_back = handling.latest_reply(uow, ticket)
    _refuse_further_round(uow, ticket)
    if not note.strip():
        raise BadInput("请写明退回重办的意见。", field="note", article="办法第十二条（三）")

    sent_back.audited_at, sent_back.audited_by = uow.now, uow.actor.name
    sent_back.is_passed, sent_back.rework_kind = False, kind
    sent_back.audit_note = note.strip()
    ticket.rework_count += 1
    due_at = _open_round(uow, ticket, note.strip())

    uow.move(
        ticket,
        Action.REWORK,
        f"退回重办（第{ticket.rework_count}次，{kind.zh}）：{note.strip()}；"
        f"{wording.instant(due_at, uow.now.year)}到期",
        kind=kind.value,
        reply_id=sent_back.id,
        due_at=due_at.isoformat(),
    )
    alarms.reset(uow, ticket)
    accountability.raise_case(
        uow,
        ticket,
        kind=_fault_of(kind),
        cause=f"rework:{sent_back.id}",
        ground=f"第{ticket.rework_count}次退回重办（{kind.zh}）：{note.strip()}",
    )
    return ticket


def archive(uow: UnitOfWork, ticket_id: int, *, seen_version: int | None = None) -> Ticket:
    """归档: from now on the ticket is read only (办法第十四条)."""
    ticket = uow.ticket(ticket_id, Action.ARCHIVE, seen_version=seen_version)

    ticket.archived_at = uow.now

    uow.move(ticket, Action.ARCHIVE, "归档，转为只读")
    return ticket


def archive_many(uow: UnitOfWork, ticket_ids: Sequence[int]) -> int:
    """归档 of several tickets at once: all of them or none (办法第十四条)."""
    for ticket_id in ticket_ids:
        archive(uow, ticket_id)
    return len(ticket_ids)


def _fault_of(kind: ReworkKind) -> AccountabilityKind:
    """答复不实 is the second kind of 办法第二十一条, any other rework the first."""
    if kind is ReworkKind.UNTRUE:
        return AccountabilityKind.SHIRKED_OR_UNTRUE
    return AccountabilityKind.POORLY_HANDLED


def _refuse_further_round(uow: UnitOfWork, ticket: Ticket) -> None:
    most = uow.policy_of(ticket).number("rework_rounds")
    if ticket.rework_count >= most:
        raise RuleRefused(
            f"这张工单已退回重办{ticket.rework_count}次，最多退回重办{most}次。",
            "办法第十二条（三）",
            next_step="请由县热线办负责人作终结认定，或审核通过。",
        )


def _open_round(uow: UnitOfWork, ticket: Ticket, instructions: str) -> datetime:
    """A further round for the same lead unit; the first round's result stays as it was."""
    last = uow.lead_assignment(ticket)
    if last is None:
        raise LookupError(f"ticket {ticket.number} awaits audit without a lead unit")
    calendar, policy = uow.calendar, uow.policy_of(ticket)
    term = deadlines.rework_due(calendar, policy, uow.now)
    last.is_current = False
    uow.session.add(
        Assignment(
            ticket_id=ticket.id,
            unit_id=last.unit_id,
            is_lead=True,
            phase=Phase.REWORK,
            grade=last.grade,
            dispatched_at=uow.now,
            dispatched_by=uow.actor.name,
            instructions=instructions,
            due_at=term.due_at,
            return_closes_at=uow.now,
            acknowledged_at=uow.now,
            acknowledged_by=last.acknowledged_by,
        )
    )
    ticket.phase, ticket.stopped_at = Phase.REWORK, None
    ticket.due_at, ticket.is_due_provisional = term.due_at, term.is_provisional
    return term.due_at
