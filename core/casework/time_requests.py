"""延期和承诺申请的共同部分: one at a time, the requester told, the leader's consent first (办法第十、十三条)."""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn

from sqlalchemy import ColumnElement, select

from core.casework import alarms
from core.errors import BadInput, RuleRefused
from core.rules import deadlines, wording
from core.rules.terms import Action, ContactWay, RequestOutcome
from core.store.models import Assignment, Extension, Promise, Ticket
from core.store.work import UnitOfWork

LONGEST_CAUSE = 1_000

Request = Extension | Promise


def lead_round(uow: UnitOfWork, ticket: Ticket) -> Assignment:
    """The present round of the lead unit, whose deadline the request would move."""
    lead = uow.lead_assignment(ticket)
    if lead is None:
        raise LookupError(f"ticket {ticket.number} is with no unit")
    return lead


def refuse_second(uow: UnitOfWork, ticket: Ticket, article: str) -> None:
    """One request at a time. Raises RuleRefused while another waits for its decision."""
    pending = alarms.open_request(uow, ticket)
    if pending is None:
        return
    raise RuleRefused(
        f"{pending.requested_by}{wording.instant(pending.requested_at, uow.now.year)}"
        f"提出的{name_of(pending)}申请还没有决定，不能再提出申请。",
        article,
        next_step="请等候决定；要改申请内容的，先撤回再重新提出。",
    )


def check_cause(cause: str, article: str) -> None:
    """事由: why the time is not enough. Raises BadInput."""
    if not cause.strip():
        raise BadInput("请写明事由：为什么在时限内办不结。", field="cause", article=article)
    if len(cause) > LONGEST_CAUSE:
        raise BadInput(f"事由不能超过{LONGEST_CAUSE}字，现在有{len(cause)}个字。", field="cause")


def checked_told(
    uow: UnitOfWork, lead: Assignment, told_at: datetime | None, way: ContactWay | None
) -> datetime | None:
    """When the requester was told; None where nobody was reached. Raises BadInput for an impossible time."""
    if told_at is None or way is None or way is ContactWay.UNREACHED:
        return None
    if told_at > uow.now:
        raise BadInput("告知时间不能晚于现在。", field="told_at")
    if told_at < lead.dispatched_at.replace(second=0):  # people fill in minutes
        since = wording.instant(lead.dispatched_at, uow.now.year)
        raise BadInput(f"告知时间不能早于派发时间{since}。", field="told_at")
    return told_at


def endorse(uow: UnitOfWork, pending: Request, article: str) -> None:
    """单位领导同意: in time, and once. Raises RuleRefused."""
    if pending.endorsed_at is not None:
        raise RuleRefused(
            f"{pending.endorsed_by}已经同意，正在等候审批。",
            article,
            next_step="不再需要的，可以撤回申请。",
        )
    if deadlines.is_late(uow.now, pending.decide_due_at):
        raise RuleRefused(
            f"单位领导应在{wording.instant(pending.decide_due_at, uow.now.year)}前同意，"
            "现已超过，申请失效，原时限不变。",
            article,
            next_step="请尽快办结并反馈。",
        )
    pending.endorsed_at, pending.endorsed_by = uow.now, uow.actor.name


def require_endorsed(pending: Request, article: str) -> None:
    """Nothing is decided that the unit's own leader has not agreed to. Raises RuleRefused."""
    if pending.endorsed_at is None:
        raise RuleRefused(
            f"单位领导还没有同意这项{name_of(pending)}申请，现在不能决定。",
            article,
            next_step="请等单位领导同意；到审批时限仍未同意的，申请失效。",
        )


def settle(
    uow: UnitOfWork,
    pending: Request,
    outcome: RequestOutcome,
    *,
    ruling: str = "",
    due_after: datetime | None = None,
) -> None:
    """Write the outcome into the ledger."""
    pending.outcome, pending.ruling = outcome, ruling.strip()
    pending.decided_at, pending.decided_by = uow.now, uow.actor.name
    pending.due_after = due_after


def lapse_open(uow: UnitOfWork, ticket: Ticket, why: str) -> Request | None:
    """申请失效: the request still open on this ticket ends undecided, the deadline as it was.

    For sign-off, an accepted return, a merger, a transfer, and for time itself when no leader agreed
    in time; call it after `uow.move`. The ticket's version stays, so nobody's form grows stale.
    """
    pending = alarms.open_request(uow, ticket)
    if pending is None:
        return None

    settle(uow, pending, RequestOutcome.LAPSED, ruling=why, due_after=ticket.due_at)

    is_promise = isinstance(pending, Promise)
    action = Action.WITHDRAW_PROMISE if is_promise else Action.WITHDRAW_EXTENSION
    uow.record(ticket, action, f"{name_of(pending)}申请失效：{why}", request_id=pending.id)
    alarms.reset(uow, ticket)
    return pending


def name_of(pending: Request) -> str:
    """延期, 承诺 or 更改承诺, as sentences name it."""
    if isinstance(pending, Extension):
        return "延期"
    return "更改承诺" if pending.is_change else "承诺"


def open_extension(uow: UnitOfWork, ticket: Ticket) -> Extension:
    """The extension that waits for its decision. Raises RuleRefused where there is none."""
    found = uow.session.scalar(
        select(Extension).where(*_open_on(Extension, ticket)).order_by(Extension.id.desc()).limit(1)
    )
    return found or _nothing_open(ticket, "延期", "办法第十三条（三）")


def open_promise(uow: UnitOfWork, ticket: Ticket) -> Promise:
    """The promise that waits for its decision. Raises RuleRefused where there is none."""
    found = uow.session.scalar(
        select(Promise).where(*_open_on(Promise, ticket)).order_by(Promise.id.desc()).limit(1)
    )
    return found or _nothing_open(ticket, "承诺", "办法第十条（四）")


def _open_on(
    model: type[Extension] | type[Promise], ticket: Ticket
) -> tuple[ColumnElement[bool], ...]:
    return model.ticket_id == ticket.id, model.outcome.is_(None)


def _nothing_open(ticket: Ticket, name: str, article: str) -> NoReturn:
    raise RuleRefused(f"工单{ticket.number}没有待决定的{name}申请。", article)
