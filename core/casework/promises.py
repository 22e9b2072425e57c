"""承诺件: a first reply in time and a final date the unit binds itself to (办法第十条（四）)."""

from __future__ import annotations

from datetime import date, datetime

from core.casework import alarms, handling, time_requests
from core.errors import BadInput
from core.insight import limits
from core.rules import deadlines, wording
from core.rules.deadlines import PromiseTerms
from core.rules.terms import Action, ContactWay, Phase, RequestOutcome, Role, State
from core.store.models import Assignment, Promise, Ticket
from core.store.work import UnitOfWork

ARTICLE = "办法第十条（四）"
LONGEST_FIRST_REPLY = 5_000


def promise(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    promised_on: date,
    cause: str,
    told_at: datetime | None,
    told_way: ContactWay | None,
    first_reply: str = "",
    seen_version: int | None = None,
) -> Ticket:
    """申请承诺: the first reply and the final date, within the limit; in 承诺办理 the one change of the date.

    The first reply is needed for the promise itself, not for a change. Raises PromiseRefused past the
    deadline, the cap, or with nobody told; BadInput by field.
    """
    ticket = uow.ticket(ticket_id, Action.PROMISE, seen_version=seen_version)
    lead = time_requests.lead_round(uow, ticket)
    is_change = ticket.phase is Phase.PROMISE
    time_requests.refuse_second(uow, ticket, ARTICLE)
    due_at = ticket.due_at or lead.due_at
    terms = limits.promise_terms(uow, ticket, promised_on, due_at=due_at, asked_at=uow.now)
    time_requests.check_cause(cause, ARTICLE)
    _check_first_reply(first_reply, is_change=is_change)
    told = time_requests.checked_told(uow, lead, told_at, told_way)
    deadlines.require_promise_explained(told, told_way.zh if told_way else "")

    decide = deadlines.extension_decide_due(uow.calendar_of(ticket), uow.policy_of(ticket), uow.now)
    asked = Promise(
        ticket_id=ticket.id,
        assignment_id=lead.id,
        promised_on=promised_on,
        first_reply=first_reply.strip(),
        cause=cause.strip(),
        told_at=told,
        told_way=told_way,
        is_change=is_change,
        requested_at=uow.now,
        requested_by=uow.actor.name,
        due_before=due_at,
        decide_due_at=decide.due_at,
    )
    uow.session.add(asked)

    uow.move(
        ticket,
        Action.PROMISE,
        f"申请{time_requests.name_of(asked)}，最后时限"
        f"{wording.instant(terms.due_at, uow.now.year)}：{cause.strip()}",
        promised_on=promised_on.isoformat(),
        working_days=terms.working_days,
        is_change=is_change,
    )
    alarms.reset(uow, ticket)
    return ticket


def endorse_promise(uow: UnitOfWork, ticket_id: int, *, seen_version: int | None = None) -> Ticket:
    """同意承诺: the unit's leader agrees, then the office's lead decides. Raises RuleRefused when too late."""
    ticket = uow.ticket(ticket_id, Action.ENDORSE_PROMISE, seen_version=seen_version)
    asked = time_requests.open_promise(uow, ticket)

    time_requests.endorse(uow, asked, ARTICLE)

    uow.move(
        ticket,
        Action.ENDORSE_PROMISE,
        f"同意{time_requests.name_of(asked)}至{wording.full_day(asked.promised_on)}，"
        f"报{Role.OFFICE_LEAD.zh}审批",
        request_id=asked.id,
    )
    alarms.reset(uow, ticket)
    return ticket


def approve_promise(
    uow: UnitOfWork, ticket_id: int, *, ruling: str = "", seen_version: int | None = None
) -> Ticket:
    """批准承诺: the first round ends when it was asked, in time; a round of its own runs to the promised day.

    A change moves that round's deadline. A reply still with the unit's leader goes back to the handler:
    the second reply is due by the promised day. Raises RuleRefused before the leader has agreed.
    """
    ticket = uow.ticket(ticket_id, Action.APPROVE_PROMISE, seen_version=seen_version)
    asked = time_requests.open_promise(uow, ticket)
    time_requests.require_endorsed(asked, ARTICLE)
    lead = time_requests.lead_round(uow, ticket)
    terms = limits.promise_terms(
        uow, ticket, asked.promised_on, due_at=asked.due_before, asked_at=asked.requested_at
    )

    time_requests.settle(uow, asked, RequestOutcome.GRANTED, ruling=ruling, due_after=terms.due_at)
    _give_reply_back(uow, ticket)
    if asked.is_change:
        lead.due_at = terms.due_at
    else:
        _open_round(uow, ticket, lead, asked, terms)
    ticket.due_at, ticket.is_due_provisional = terms.due_at, terms.is_provisional

    said = f"：{ruling.strip()}" if ruling.strip() else ""
    uow.move(
        ticket,
        Action.APPROVE_PROMISE,
        f"批准{time_requests.name_of(asked)}，"
        f"{wording.instant(terms.due_at, uow.now.year)}前再次答复{said}",
        request_id=asked.id,
        due_at=terms.due_at.isoformat(),
        warning=terms.warning_zh,
    )
    alarms.reset(uow, ticket)
    return ticket


def refuse_promise(
    uow: UnitOfWork, ticket_id: int, *, ruling: str, seen_version: int | None = None
) -> Ticket:
    """不予承诺: the deadline stays as it was and overdue counts from it."""
    ticket = uow.ticket(ticket_id, Action.REFUSE_PROMISE, seen_version=seen_version)
    asked = time_requests.open_promise(uow, ticket)
    time_requests.require_endorsed(asked, ARTICLE)
    if not ruling.strip():
        raise BadInput("请写明不予承诺的理由。", field="ruling", article=ARTICLE)

    time_requests.settle(uow, asked, RequestOutcome.REFUSED, ruling=ruling, due_after=ticket.due_at)

    uow.move(
        ticket,
        Action.REFUSE_PROMISE,
        f"不予{time_requests.name_of(asked)}：{ruling.strip()}；原时限不变",
        request_id=asked.id,
    )
    alarms.reset(uow, ticket)
    return ticket


def withdraw_promise(
    uow: UnitOfWork, ticket_id: int, *, reason: str, seen_version: int | None = None
) -> Ticket:
    """撤回承诺申请: the handler takes it back, or the leader does not agree; the deadline stays."""
    ticket = uow.ticket(ticket_id, Action.WITHDRAW_PROMISE, seen_version=seen_version)
    asked = time_requests.open_promise(uow, ticket)
    if not reason.strip():
        raise BadInput("请写明原因。", field="reason", article=ARTICLE)

    time_requests.settle(
        uow, asked, RequestOutcome.WITHDRAWN, ruling=reason, due_after=ticket.due_at
    )

    name = time_requests.name_of(asked)
    verb = f"单位领导不同意{name}" if uow.actor.role is Role.UNIT_LEADER else f"撤回{name}申请"
    uow.move(
        ticket,
        Action.WITHDRAW_PROMISE,
        f"{verb}：{reason.strip()}；原时限不变",
        request_id=asked.id,
    )
    alarms.reset(uow, ticket)
    return ticket


def _check_first_reply(first_reply: str, *, is_change: bool) -> None:
    if not first_reply.strip() and not is_change:
        raise BadInput("请填写首次答复：已经办到哪一步。", field="first_reply", article=ARTICLE)
    if len(first_reply) > LONGEST_FIRST_REPLY:
        raise BadInput(
            f"首次答复不能超过{LONGEST_FIRST_REPLY}字，现在有{len(first_reply)}个字。",
            field="first_reply",
        )


def _give_reply_back(uow: UnitOfWork, ticket: Ticket) -> None:
    if ticket.state is not State.AWAITING_SIGN_OFF:
        return
    waiting = handling.latest_reply(uow, ticket)
    waiting.recalled_at = uow.now
    waiting.recall_reason = "承诺已批准，转为承诺办理，办结后再次答复。"


def _open_round(
    uow: UnitOfWork, ticket: Ticket, lead: Assignment, asked: Promise, terms: PromiseTerms
) -> None:
    """第二个节点: the same unit goes on under a clock of its own; the first milestone stays as it was met."""
    lead.replied_at = lead.signed_at = asked.requested_at
    lead.is_current = False
    uow.session.add(
        Assignment(
            ticket_id=ticket.id,
            unit_id=lead.unit_id,
            is_lead=True,
            phase=Phase.PROMISE,
            grade=lead.grade,
            dispatched_at=uow.now,
            dispatched_by=uow.actor.name,
            instructions=f"承诺{wording.full_day(asked.promised_on)}前办结并再次答复。",
            due_at=terms.due_at,
            return_closes_at=uow.now,
            acknowledged_at=uow.now,
            acknowledged_by=lead.acknowledged_by,
            contacted_at=asked.told_at,
        )
    )
    ticket.phase, ticket.stopped_at = Phase.PROMISE, None
