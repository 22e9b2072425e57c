"""移送: malicious and suspected of a crime — one person proposes, another confirms (办法第二十二条)."""

from __future__ import annotations

from sqlalchemy import select

from core.casework import supervision, time_requests
from core.errors import BadInput, RuleRefused
from core.rules.terms import Action
from core.store.models import Assignment, Ticket, Transfer
from core.store.work import Reading, UnitOfWork

ARTICLE = "办法第二十二条"


def propose_transfer(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    ground: str,
    evidence: str,
    receiving_body: str,
    seen_version: int | None = None,
) -> Ticket:
    """提请移送: the facts, the evidence and who should receive it; nothing stops yet."""
    ticket = uow.ticket(ticket_id, Action.PROPOSE_TRANSFER, seen_version=seen_version)
    for value, name, label in (
        (ground, "ground", "移送的事实和理由"),
        (evidence, "evidence", "查证情况和证据"),
        (receiving_body, "receiving_body", "接收机关"),
    ):
        if not value.strip():
            raise BadInput(f"请填写{label}。", field=name, article=ARTICLE)
    if pending_transfer(uow, ticket) is not None:
        raise RuleRefused("这张工单已经提请移送，正在等待确认。", ARTICLE)

    uow.session.add(
        Transfer(
            ticket_id=ticket.id,
            ground=ground.strip(),
            evidence=evidence.strip(),
            receiving_body=receiving_body.strip(),
            proposed_at=uow.now,
            proposed_by=uow.actor.name,
            proposed_by_id=uow.actor.person_id,
        )
    )

    uow.move(ticket, Action.PROPOSE_TRANSFER, f"提请移送{receiving_body.strip()}，待另一人确认")
    return ticket


def confirm_transfer(
    uow: UnitOfWork, ticket_id: int, *, ruling: str, seen_version: int | None = None
) -> Ticket:
    """确认移送: by the lead, who must not be the one who proposed; every clock stops.

    Raises RuleRefused for the same person, or where nothing was proposed.
    """
    ticket = uow.ticket(ticket_id, Action.CONFIRM_TRANSFER, seen_version=seen_version)
    asked = _proposed(uow, ticket)
    if asked.proposed_by_id == uow.actor.person_id:
        raise RuleRefused(
            "移送须由两人分别提请和确认，提请人不能自己确认。",
            ARTICLE,
            next_step="请由另一位热线办负责人确认。",
        )
    _check(ruling)

    asked.is_confirmed, asked.ruling = True, ruling.strip()
    asked.decided_at, asked.decided_by = uow.now, uow.actor.name
    for assignment in uow.session.scalars(
        select(Assignment).where(Assignment.ticket_id == ticket.id, Assignment.is_current.is_(True))
    ):
        assignment.is_current = False
    time_requests.lapse_open(uow, ticket, "工单已移送，申请失效。")
    supervision.lapse_drafts(uow, ticket)
    ticket.stopped_at = ticket.stopped_at or uow.now
    ticket.next_alarm_at = None

    uow.move(
        ticket,
        Action.CONFIRM_TRANSFER,
        f"确认移送{asked.receiving_body}（{asked.proposed_by}提请）：{ruling.strip()}",
        transfer_id=asked.id,
    )
    return ticket


def reject_transfer(
    uow: UnitOfWork, ticket_id: int, *, ruling: str, seen_version: int | None = None
) -> Ticket:
    """不予移送: the ticket goes on as before."""
    ticket = uow.ticket(ticket_id, Action.REJECT_TRANSFER, seen_version=seen_version)
    asked = _proposed(uow, ticket)
    _check(ruling)

    asked.is_confirmed, asked.ruling = False, ruling.strip()
    asked.decided_at, asked.decided_by = uow.now, uow.actor.name

    uow.move(ticket, Action.REJECT_TRANSFER, f"不予移送：{ruling.strip()}", transfer_id=asked.id)
    return ticket


def pending_transfer(reading: Reading, ticket: Ticket) -> Transfer | None:
    """The proposal that waits for the second person."""
    return reading.session.scalars(
        select(Transfer)
        .where(Transfer.ticket_id == ticket.id, Transfer.decided_at.is_(None))
        .order_by(Transfer.id.desc())
    ).first()


def _proposed(uow: UnitOfWork, ticket: Ticket) -> Transfer:
    asked = pending_transfer(uow, ticket)
    if asked is None:
        raise RuleRefused("还没有人提请移送这张工单。", ARTICLE, next_step="请先由一人提请移送。")
    return asked


def _check(ruling: str) -> None:
    if not ruling.strip():
        raise BadInput("请写明意见。", field="ruling", article=ARTICLE)
