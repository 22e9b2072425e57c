"""一级催办督办: the row of one level, who it is about and what it proposes to say (办法第十三条（一）)."""

from __future__ import annotations

from core import text
from core.casework import alarms
from core.errors import BadInput, RuleRefused
from core.rules import supervision_papers
from core.rules.supervision_papers import LateRound
from core.rules.terms import Action, Level
from core.store.models import Assignment, SupervisionStep, Ticket
from core.store.work import Reading, UnitOfWork

ARTICLE = "办法第十三条（一）"


def draft(uow: UnitOfWork, ticket: Ticket, level: Level) -> SupervisionStep:
    """一级拟稿: add the row of a level that has none yet; for time's own desk, which knows it is due."""
    round_ = round_of(uow, ticket, None)
    step = new_step(uow, ticket, round_, level)
    step.text = paper(uow, ticket, round_, level)
    uow.session.flush()
    return step


def record_draft(uow: UnitOfWork, ticket: Ticket, step: SupervisionStep) -> None:
    """Tell the history that a 督办单 or a report waits; nobody's open form grows stale by it."""
    action = {
        Level.ORDER: Action.DRAFT_SUPERVISION,
        Level.ESCALATION: Action.DRAFT_ESCALATION,
    }[step.level]
    what = "督办单" if step.level is Level.ORDER else "给县政府督查室的报告"
    uow.record(ticket, action, f"拟好{what}，待县热线办负责人发出", step_id=step.id)


def round_of(reading: Reading, ticket: Ticket, assignment_id: int | None) -> Assignment:
    """The lead unit's present round, or a co-unit's of the same ticket whose opinion is missing."""
    if assignment_id is None:
        lead = reading.lead_assignment(ticket)
        if lead is None:
            raise RuleRefused(f"工单{ticket.number}现在没有承办单位。", ARTICLE)
        return lead
    chosen = reading.session.get(Assignment, assignment_id)
    if chosen is None or chosen.ticket_id != ticket.id or not chosen.is_current:
        raise BadInput("这家单位现在不办理这张工单。", field="assignment_id")
    if chosen.signed_at is not None:
        raise RuleRefused(
            f"{chosen.unit.name}已提交意见，不需要催办。", "办法第十三条（一）、第十五条"
        )
    return chosen


def steps_of(reading: Reading, round_: Assignment) -> dict[Level, SupervisionStep]:
    """The steps of one round and its present deadline, by level."""
    return alarms.steps_of(reading, round_, round_.due_at)


def new_step(uow: UnitOfWork, ticket: Ticket, round_: Assignment, level: Level) -> SupervisionStep:
    """An empty step of a level, drafted now by whoever acts."""
    step = SupervisionStep(
        ticket_id=ticket.id,
        assignment_id=round_.id,
        level=level,
        due_at=round_.due_at,
        drafted_at=uow.now,
        drafted_by=uow.actor.name,
        text="",
    )
    uow.session.add(step)
    return step


def mark_sent(uow: UnitOfWork, step: SupervisionStep) -> None:
    """发出: by whoever acts, now."""
    step.sent_at, step.sent_by = uow.now, uow.actor.name
    uow.session.flush()


def paper(reading: Reading, ticket: Ticket, round_: Assignment, level: Level) -> str:
    """The proposed words of a level, personal data in the title covered: a paper leaves the office."""
    calendar, policy = reading.calendar_of(ticket), reading.policy_of(ticket)
    steps = steps_of(reading, round_)
    reminded, order = steps.get(Level.REMINDER), steps.get(Level.ORDER)
    late = LateRound(
        number=ticket.number,
        title=text.mask_within(ticket.title),
        unit=round_.unit.name,
        is_lead=round_.is_lead,
        dispatched_at=round_.dispatched_at,
        due_at=round_.due_at,
        reminded_at=reminded.sent_at if reminded else None,
        order_number=order.number if order else None,
        ordered_at=order.sent_at if order else None,
        limit_at=order.limit_at if order else None,
    )
    match level:
        case Level.WARNING:
            return supervision_papers.warning(calendar, late, reading.now)
        case Level.REMINDER:
            return supervision_papers.reminder(calendar, late, reading.now)
        case Level.ORDER:
            return supervision_papers.order(calendar, policy, late, reading.now)
        case Level.ESCALATION:
            return supervision_papers.report(calendar, late, reading.now)
