"""派发席: the office sends tickets to units and rules on what comes back (办法第七、十、十三、十五条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from core.casework import accountability, alarms, supervision, time_requests
from core.errors import BadInput, RuleRefused
from core.rules import deadlines, wording
from core.rules.deadlines import Deadline
from core.rules.policy import Policy
from core.rules.terms import Action, Grade, Phase, State, Track
from core.rules.workdays import WorkCalendar
from core.store.models import Assignment, Category, Return, Ticket, Unit
from core.store.work import UnitOfWork

LONGEST_INSTRUCTIONS = 1_000


@dataclass(frozen=True, slots=True)
class Order:
    """派发单: who leads, who helps, and how long they have."""

    lead_unit_id: int
    grade: Grade
    support_unit_ids: Sequence[int] = field(default_factory=tuple)
    instructions: str = ""
    category_id: int | None = None
    """The category as the office corrects it; None leaves it as it is."""


def dispatch(
    uow: UnitOfWork, ticket_id: int, order: Order, *, seen_version: int | None = None
) -> Ticket:
    """派发: hand the ticket to its units and start their clocks (办法第十条（二）（三）、第十五条).

    The first unit ever stays 首接负责单位. Raises BadInput for an unknown or inactive unit,
    RuleRefused for a contested ticket without a meeting.
    """
    ticket = uow.ticket(ticket_id, Action.DISPATCH, seen_version=seen_version)
    lead, supports = units_of(uow, order)

    _refuse_contested(uow, ticket)

    if order.category_id is not None:
        ticket.category_id = order.category_id
    term = assign(uow, ticket, order)

    names = "、".join(unit.name for unit in supports)
    helped = f"，{names}协办" if names else ""
    summary = (
        f"派发{lead.name}主办{helped}，{term.working_days}个工作日，"
        f"{wording.instant(term.due_at, uow.now.year)}到期"
    )
    uow.move(
        ticket,
        Action.DISPATCH,
        summary,
        lead_unit_id=lead.id,
        support_unit_ids=[unit.id for unit in supports],
        due_at=term.due_at.isoformat(),
        why=deadlines.explain(term),
    )
    alarms.reset(uow, ticket)
    return ticket


def propose(
    uow: UnitOfWork, ticket_id: int, order: Order, *, seen_version: int | None = None
) -> Ticket:
    """拟派: a call-taker's proposal, which the office confirms by dispatching (办法第十条).

    Raises RuleRefused for a ticket that does not wait for dispatch.
    """
    ticket = uow.ticket(ticket_id, Action.NOTE, seen_version=seen_version)
    uow.require_grant(Action.REGISTER)
    lead, supports = units_of(uow, order)

    if ticket.state is not State.AWAITING_DISPATCH:
        raise RuleRefused(f"工单现在是“{ticket.state.zh}”，不能拟派。", "办法第十条")

    ticket.proposal = {
        "lead_unit_id": lead.id,
        "support_unit_ids": [unit.id for unit in supports],
        "grade": order.grade.value,
        "instructions": order.instructions,
        "proposed_by": uow.actor.name,
    }

    uow.move(ticket, Action.NOTE, f"拟派{lead.name}主办，待热线办派发")
    return ticket


def deadline_of(
    calendar: WorkCalendar, policy: Policy, dispatched_at: datetime, grade: Grade
) -> Deadline:
    """办结时限 a dispatch at this instant would set; the form shows it before it is confirmed."""
    return deadlines.due(calendar, policy, dispatched_at, deadlines.grade_days(policy, grade))


def accept_return(
    uow: UnitOfWork, ticket_id: int, *, ruling: str, seen_version: int | None = None
) -> Ticket:
    """同意退单: the unit is rid of the ticket, which awaits dispatch again (办法第七条（二）).

    The second accepted return makes it 疑难: from then on only a meeting or a written
    decision dispatches it (办法第十三条（二）).
    """
    ticket = uow.ticket(ticket_id, Action.ACCEPT_RETURN, seen_version=seen_version)
    asked = pending_return(uow, ticket)
    _check_ruling(ruling)

    asked.is_accepted = True
    asked.ruled_at, asked.ruled_by, asked.ruling = uow.now, uow.actor.name, ruling.strip()
    for assignment in _current_assignments(uow, ticket):
        assignment.is_current = False
        assignment.withdrawn_at = uow.now
    ticket.accepted_returns += 1
    ticket.lead_unit_id = None
    ticket.due_at = ticket.next_alarm_at = None
    ticket.proposal = _suggestion(asked, ticket)

    uow.move(ticket, Action.ACCEPT_RETURN, f"同意退单：{ruling.strip()}", return_id=asked.id)
    time_requests.lapse_open(uow, ticket, "退单已同意")
    supervision.lapse_drafts(uow, ticket)
    if ticket.accepted_returns >= uow.policy_of(ticket).number("contested_after_returns"):
        uow.move(
            ticket,
            Action.MARK_CONTESTED,
            f"已退单{ticket.accepted_returns}次，列为疑难工单，须经联席会议定责",
        )
    return ticket


def reject_return(
    uow: UnitOfWork, ticket_id: int, *, ruling: str, seen_version: int | None = None
) -> Ticket:
    """驳回退单: the unit goes on, with the deadline it had (办法第七条（二）)."""
    ticket = uow.ticket(ticket_id, Action.REJECT_RETURN, seen_version=seen_version)
    asked = pending_return(uow, ticket)
    _check_ruling(ruling)

    asked.is_accepted = False
    asked.ruled_at, asked.ruled_by, asked.ruling = uow.now, uow.actor.name, ruling.strip()
    lead = uow.lead_assignment(ticket)
    if lead is not None and lead.acknowledged_at is None:
        lead.acknowledged_at, lead.acknowledged_by = asked.requested_at, asked.requested_by

    uow.move(ticket, Action.REJECT_RETURN, f"驳回退单：{ruling.strip()}", return_id=asked.id)
    alarms.reset(uow, ticket)
    accountability.raise_shirking(uow, ticket, asked)
    return ticket


def change_grade(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    grade: Grade,
    reason: str,
    seen_version: int | None = None,
) -> Ticket:
    """调整等级: until the end of the first working day after dispatch (办法第十条（三）).

    Co-units stay a day ahead of the lead (办法第十五条); after a re-dispatch the citizen's clock stays.
    """
    ticket = uow.ticket(ticket_id, Action.CHANGE_GRADE, seen_version=seen_version)
    lead = uow.lead_assignment(ticket)
    if lead is None or ticket.phase is not Phase.FIRST:
        raise RuleRefused("只有首次办理的工单可以调整等级。", "办法第十条（三）")
    calendar, policy = uow.calendar_of(ticket), uow.policy_of(ticket)
    last = deadlines.grade_change_until(calendar, policy, lead.dispatched_at)
    if deadlines.is_late(uow.now, last.due_at):
        raise RuleRefused(
            f"调整等级的期限已于{wording.instant(last.due_at, uow.now.year)}截止。",
            "办法第十条（三）",
            next_step="确需延长时，由承办单位在到期前申请延期。",
        )
    if not reason.strip():
        raise BadInput("请写明调整等级的理由。", field="reason")

    term = deadline_of(calendar, policy, lead.dispatched_at, grade)
    is_first = lead.dispatched_at == ticket.first_dispatched_at
    _set_due(ticket, term, is_first=is_first)
    days = deadlines.grade_days(policy, grade)
    support_term = deadlines.support_due(calendar, policy, lead.dispatched_at, days)
    for assignment in _current_assignments(uow, ticket):
        assignment.grade = grade
        if assignment.signed_at is None:
            assignment.due_at = (term if assignment.is_lead else support_term).due_at
    ticket.grade = grade

    uow.move(
        ticket,
        Action.CHANGE_GRADE,
        f"调整为{grade.zh}，{wording.instant(term.due_at, uow.now.year)}到期：{reason.strip()}",
    )
    alarms.reset(uow, ticket)
    return ticket


def pending_return(uow: UnitOfWork, ticket: Ticket) -> Return:
    """The return the office has still to rule on."""
    return uow.session.scalars(
        select(Return)
        .where(Return.ticket_id == ticket.id, Return.ruled_at.is_(None))
        .order_by(Return.id.desc())
    ).first() or _no_return(ticket)


def assign(uow: UnitOfWork, ticket: Ticket, order: Order) -> Deadline:
    """Start the lead's and co-units' clocks from now, the co-units' one day shorter (办法第十五条)."""
    calendar, policy = uow.calendar, uow.policy_of(ticket)
    days = deadlines.grade_days(policy, order.grade)
    term = deadlines.due(calendar, policy, uow.now, days)
    support_term = deadlines.support_due(calendar, policy, uow.now, days)
    window = deadlines.return_window(calendar, policy, uow.now, ticket.is_urgent)
    for unit_id in (order.lead_unit_id, *order.support_unit_ids):
        is_lead = unit_id == order.lead_unit_id
        uow.session.add(
            Assignment(
                ticket_id=ticket.id,
                unit_id=unit_id,
                is_lead=is_lead,
                phase=Phase.FIRST,
                grade=order.grade,
                dispatched_at=uow.now,
                dispatched_by=uow.actor.name,
                instructions=order.instructions.strip(),
                due_at=(term if is_lead else support_term).due_at,
                return_closes_at=window.closes_at,
            )
        )
    is_first = ticket.first_dispatched_at is None
    if is_first:
        ticket.first_dispatched_at = uow.now
        ticket.first_unit_id = order.lead_unit_id
    ticket.track, ticket.grade, ticket.phase = Track.ASSIGNED, order.grade, Phase.FIRST
    ticket.lead_unit_id = order.lead_unit_id
    ticket.dispatched_at, ticket.stopped_at = uow.now, None
    ticket.proposal = None
    ticket.calendar_version = int(calendar.version)
    _set_due(ticket, term, is_first=is_first)
    return term


def _set_due(ticket: Ticket, term: Deadline, *, is_first: bool) -> None:
    ticket.due_at = term.due_at
    ticket.is_due_provisional = term.is_provisional
    if is_first:
        ticket.citizen_due_at = term.due_at


def units_of(uow: UnitOfWork, order: Order) -> tuple[Unit, list[Unit]]:
    """The lead and the co-units of an order. Raises BadInput for an unknown, inactive or doubled unit."""
    if order.lead_unit_id in order.support_unit_ids:
        raise BadInput("主办单位不能同时是协办单位。", field="support_unit_ids")
    if len(set(order.support_unit_ids)) != len(order.support_unit_ids):
        raise BadInput("协办单位重复了。", field="support_unit_ids")
    if len(order.instructions) > LONGEST_INSTRUCTIONS:
        raise BadInput(f"办理要求不能超过{LONGEST_INSTRUCTIONS}字。", field="instructions")
    if order.category_id is not None and uow.session.get(Category, order.category_id) is None:
        raise BadInput("没有这个诉求分类。", field="category_id")
    lead = _active_unit(uow, order.lead_unit_id, "lead_unit_id")
    return lead, [_active_unit(uow, i, "support_unit_ids") for i in order.support_unit_ids]


def _active_unit(uow: UnitOfWork, unit_id: int, field_name: str) -> Unit:
    unit = uow.session.get(Unit, unit_id)
    if unit is None:
        raise BadInput("请选择承办单位。", field=field_name)
    if not unit.is_active:
        raise BadInput(f"{unit.name}已停用，不能派发。", field=field_name, article="办法第三条")
    return unit


def _refuse_contested(uow: UnitOfWork, ticket: Ticket) -> None:
    limit = uow.policy_of(ticket).number("contested_after_returns")
    if ticket.accepted_returns >= limit and not ticket.is_dispatch_decided:
        raise RuleRefused(
            f"这张工单已退单{ticket.accepted_returns}次，责任主体不清，不能再直接派发。",
            "办法第十三条（二）",
            next_step="请召开联席会议定责，或由热线办负责人书面指定承办单位。",
        )


def _current_assignments(uow: UnitOfWork, ticket: Ticket) -> list[Assignment]:
    return list(
        uow.session.scalars(
            select(Assignment).where(
                Assignment.ticket_id == ticket.id, Assignment.is_current.is_(True)
            )
        )
    )


def _check_ruling(ruling: str) -> None:
    if not ruling.strip():
        raise BadInput("请写明审核意见。", field="ruling", article="办法第七条（二）")


def _suggestion(asked: Return, ticket: Ticket) -> dict[str, object] | None:
    if asked.suggested_unit_id is None:
        return None
    return {
        "lead_unit_id": asked.suggested_unit_id,
        "support_unit_ids": [],
        "grade": (ticket.grade or Grade.SIMPLE).value,
        "instructions": "",
        "proposed_by": asked.requested_by,
    }


def _no_return(ticket: Ticket) -> Return:
    raise RuleRefused(f"工单{ticket.number}没有待审的退单。", "办法第七条（二）")
