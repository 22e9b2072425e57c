"""延期办理: asked before the deadline, agreed by the unit's leader, granted by the office (办法第十三条（三）)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.casework import alarms, time_requests
from core.errors import BadInput, NotAllowed
from core.insight import limits
from core.rules import deadlines, wording
from core.rules.deadlines import ExtensionRefused
from core.rules.terms import Action, ContactWay, Phase, RequestOutcome, Role
from core.store.models import Assignment, Extension, Ticket
from core.store.work import UnitOfWork

ARTICLE = "办法第十三条（三）"


def request_extension(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    days: int,
    cause: str,
    told_at: datetime | None,
    told_way: ContactWay | None,
    seen_version: int | None = None,
) -> Ticket:
    """申请延期: before the deadline, with the requester told; suspends 催办 until it is decided.

    Raises ExtensionRefused past the deadline, the policy's limits, or with nobody told; BadInput by field.
    """
    ticket = uow.ticket(ticket_id, Action.REQUEST_EXTENSION, seen_version=seen_version)
    lead = time_requests.lead_round(uow, ticket)
    _refuse_promised(ticket)
    time_requests.refuse_second(uow, ticket, ARTICLE)
    due_at = ticket.due_at or lead.due_at
    term = limits.extension_term(uow, ticket, days, due_at=due_at, asked_at=uow.now)
    time_requests.check_cause(cause, ARTICLE)
    told = time_requests.checked_told(uow, lead, told_at, told_way)
    deadlines.require_requester_told(told, told_way.zh if told_way else "")

    decide = deadlines.extension_decide_due(uow.calendar_of(ticket), uow.policy_of(ticket), uow.now)
    asked = Extension(
        ticket_id=ticket.id,
        assignment_id=lead.id,
        days=days,
        cause=cause.strip(),
        told_at=told,
        told_way=told_way,
        requested_at=uow.now,
        requested_by=uow.actor.name,
        due_before=due_at,
        decide_due_at=decide.due_at,
    )
    uow.session.add(asked)

    uow.move(
        ticket,
        Action.REQUEST_EXTENSION,
        f"申请延期{days}个工作日，拟至{wording.instant(term.due_at, uow.now.year)}："
        f"{cause.strip()}",
        days=days,
        would_be_due_at=term.due_at.isoformat(),
    )
    alarms.reset(uow, ticket)
    return ticket


def endorse_extension(
    uow: UnitOfWork, ticket_id: int, *, seen_version: int | None = None
) -> Ticket:
    """同意申请延期: the unit's leader agrees, then the office decides. Raises RuleRefused when too late."""
    ticket = uow.ticket(ticket_id, Action.ENDORSE_EXTENSION, seen_version=seen_version)
    asked = time_requests.open_extension(uow, ticket)

    time_requests.endorse(uow, asked, ARTICLE)

    approver = limits.approver(uow, ticket, asked.days)
    uow.move(
        ticket,
        Action.ENDORSE_EXTENSION,
        f"同意申请延期{asked.days}个工作日，报{approver.zh}审批",
        request_id=asked.id,
    )
    alarms.reset(uow, ticket)
    return ticket


def grant_extension(
    uow: UnitOfWork, ticket_id: int, *, ruling: str = "", seen_version: int | None = None
) -> Ticket:
    """批准延期: every clock still running goes on by the days granted, from the present deadline.

    More than `ext_lead_above_days` or a repeat is the lead's to grant. Raises RuleRefused before the
    unit's leader has agreed, NotAllowed for the wrong approver, ExtensionRefused past the limits.
    """
    ticket = uow.ticket(ticket_id, Action.GRANT_EXTENSION, seen_version=seen_version)
    asked = time_requests.open_extension(uow, ticket)
    time_requests.require_endorsed(asked, ARTICLE)
    _require_approver(uow, ticket, asked)
    lead = time_requests.lead_round(uow, ticket)
    current = ticket.due_at or lead.due_at
    term = limits.extension_term(
        uow, ticket, asked.days, due_at=current, asked_at=asked.requested_at
    )

    time_requests.settle(uow, asked, RequestOutcome.GRANTED, ruling=ruling, due_after=term.due_at)
    lead.due_at = ticket.due_at = term.due_at
    ticket.is_due_provisional = term.is_provisional
    _move_supports(uow, ticket, asked.days)

    said = f"：{ruling.strip()}" if ruling.strip() else ""
    uow.move(
        ticket,
        Action.GRANT_EXTENSION,
        f"批准延期{asked.days}个工作日，{wording.instant(term.due_at, uow.now.year)}到期{said}",
        request_id=asked.id,
        due_before=current.isoformat(),
        due_at=term.due_at.isoformat(),
        why=deadlines.explain(term),
    )
    alarms.reset(uow, ticket)
    return ticket


def refuse_extension(
    uow: UnitOfWork, ticket_id: int, *, ruling: str, seen_version: int | None = None
) -> Ticket:
    """不予延期: the original deadline stands and overdue counts from it (政策参数 ext_pending_rule)."""
    ticket = uow.ticket(ticket_id, Action.REFUSE_EXTENSION, seen_version=seen_version)
    asked = time_requests.open_extension(uow, ticket)
    time_requests.require_endorsed(asked, ARTICLE)
    _require_approver(uow, ticket, asked)
    if not ruling.strip():
        raise BadInput("请写明不予延期的理由。", field="ruling", article=ARTICLE)
    lead = time_requests.lead_round(uow, ticket)
    due_at = deadlines.due_after_refusal(
        uow.calendar_of(ticket), uow.policy_of(ticket), ticket.due_at or lead.due_at, uow.now
    )

    time_requests.settle(uow, asked, RequestOutcome.REFUSED, ruling=ruling, due_after=due_at)
    lead.due_at = ticket.due_at = due_at

    uow.move(
        ticket,
        Action.REFUSE_EXTENSION,
        f"不予延期：{ruling.strip()}；办理时限为{wording.instant(due_at, uow.now.year)}",
        request_id=asked.id,
    )
    alarms.reset(uow, ticket)
    return ticket


def withdraw_extension(
    uow: UnitOfWork, ticket_id: int, *, reason: str, seen_version: int | None = None
) -> Ticket:
    """撤回延期申请: the handler takes it back, or the leader does not agree; the deadline stays."""
    ticket = uow.ticket(ticket_id, Action.WITHDRAW_EXTENSION, seen_version=seen_version)
    asked = time_requests.open_extension(uow, ticket)
    if not reason.strip():
        raise BadInput("请写明原因。", field="reason", article=ARTICLE)

    time_requests.settle(
        uow, asked, RequestOutcome.WITHDRAWN, ruling=reason, due_after=ticket.due_at
    )

    verb = "单位领导不同意申请延期" if uow.actor.role is Role.UNIT_LEADER else "撤回延期申请"
    uow.move(
        ticket,
        Action.WITHDRAW_EXTENSION,
        f"{verb}：{reason.strip()}；原时限不变",
        request_id=asked.id,
    )
    alarms.reset(uow, ticket)
    return ticket


def _refuse_promised(ticket: Ticket) -> None:
    if ticket.phase is Phase.PROMISE:
        raise ExtensionRefused(
            "承诺办理期间以承诺的日期为准，不能再申请延期。",
            ARTICLE,
            next_step="在承诺日期之前，可以申请更改一次承诺日期（办法第十条（四））。",
        )


def _require_approver(uow: UnitOfWork, ticket: Ticket, asked: Extension) -> None:
    approver = limits.approver(uow, ticket, asked.days)
    if approver is Role.OFFICE_LEAD and uow.actor.role is not Role.OFFICE_LEAD:
        most = uow.policy_of(ticket).days("ext_lead_above_days")
        raise NotAllowed(
            f"超过{most}个工作日的延期和再次延期，由{approver.zh}审批。",
            article=ARTICLE,
            next_step=f"请报{approver.zh}决定。",
            subject=f"工单 {ticket.number}",
        )


def _move_supports(uow: UnitOfWork, ticket: Ticket, days: int) -> None:
    """Co-units that have not given their opinion yet get as many days more (办法第十五条)."""
    calendar, policy = uow.calendar_of(ticket), uow.policy_of(ticket)
    still_open = select(Assignment).where(
        Assignment.ticket_id == ticket.id,
        Assignment.is_current.is_(True),
        Assignment.is_lead.is_(False),
        Assignment.signed_at.is_(None),
    )
    for support in uow.session.scalars(still_open):
        support.due_at = deadlines.due(calendar, policy, support.due_at, days).due_at
