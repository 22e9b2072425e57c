"""催办督办走到哪一步: which of its levels the facts of a ticket refuse now (办法第十三条（一）)."""

from __future__ import annotations

from sqlalchemy import select

from core.casework import alarms
from core.rules import deadlines, lifecycle
from core.rules.terms import Action, Level
from core.store.models import SupervisionStep, Ticket
from core.store.work import Reading

_DRAFTED = {
    Action.DRAFT_SUPERVISION: Action.SUPERVISE,
    Action.DRAFT_ESCALATION: Action.ESCALATE,
}
"""A paper may be written when it may be sent."""

_CHASING = (Action.REMIND, Action.SUPERVISE, Action.ESCALATE, *_DRAFTED)


def refusals(reading: Reading, ticket: Ticket) -> dict[Action, str]:
    """One sentence for each level whose turn it is not: 催办, 督办单, 上报 go one after another."""
    lead = reading.lead_assignment(ticket)
    if lead is None:
        return dict.fromkeys(_CHASING, "现在没有承办单位。")
    if alarms.open_request(reading, ticket) is not None:
        return dict.fromkeys(_CHASING, "时限内提出的申请在决定前暂停催办督办。")
    if reading.now < lead.due_at:
        return dict.fromkeys(_CHASING, "时限还没有到。")
    sent = {
        level: step
        for level, step in alarms.steps_of(reading, lead, lead.due_at).items()
        if step.sent_at is not None
    }
    found: dict[Action, str] = {}
    if Level.REMINDER in sent:
        found[Action.REMIND] = "这个时限已经催办过。"
    opens_at = deadlines.escalation(
        reading.calendar_of(ticket), reading.policy_of(ticket), lead.due_at
    ).supervise_at
    if Level.REMINDER not in sent:
        found[Action.SUPERVISE] = "还没有催办过。"
    elif Level.ORDER in sent:
        found[Action.SUPERVISE] = "这个时限的督办单已经发出。"
    elif reading.now < opens_at:
        found[Action.SUPERVISE] = "发督办单的时间还没有到。"
    order = sent.get(Level.ORDER)
    if order is None or order.limit_at is None:
        found[Action.ESCALATE] = "还没有发出督办单。"
    elif Level.ESCALATION in sent:
        found[Action.ESCALATE] = "已经上报县政府督查室。"
    elif not deadlines.is_late(reading.now, order.limit_at):
        found[Action.ESCALATE] = "督办单的规定时限还没有过。"
    for draft, sending in _DRAFTED.items():
        if lifecycle.is_granted(reading.actor.role, sending):
            found[draft] = "可以直接改好发出，不需要另行拟稿。"
        elif sending in found:
            found[draft] = found[sending]
    return found


def inspectors_refusals(reading: Reading, ticket: Ticket) -> dict[Action, str]:
    """For 县政府督查室: nothing to receive twice, no result where no report was sent."""
    report = reading.session.scalar(
        select(SupervisionStep)
        .where(
            SupervisionStep.ticket_id == ticket.id,
            SupervisionStep.level == Level.ESCALATION,
            SupervisionStep.sent_at.is_not(None),
        )
        .order_by(SupervisionStep.id.desc())
        .limit(1)
    )
    if report is None:
        sentence = "没有上报督查室的报告。"
        return {Action.RECEIVE_ESCALATION: sentence, Action.RECORD_INSPECTION: sentence}
    if report.received_at is not None:
        return {Action.RECEIVE_ESCALATION: "报告已经签收。"}
    return {}
