"""呈报批示: an urgent or major matter goes to the leaders at once, and by their words to a unit (办法第十条（五）)."""

from __future__ import annotations

from datetime import datetime

from core.casework import alarms
from core.errors import BadInput, RuleRefused
from core.rules import deadlines, wording
from core.rules.terms import Action
from core.store.models import Instruction, Ticket
from core.store.work import UnitOfWork

ARTICLE = "办法第十条（五）"


def report_urgent(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    ground: str,
    suggestion: str = "",
    seen_version: int | None = None,
) -> Ticket:
    """呈报批示: make the 呈批单, mark the ticket urgent, and remind in natural minutes until there is a 批示."""
    ticket = uow.ticket(ticket_id, Action.REPORT_URGENT, seen_version=seen_version)
    if not ground.strip():
        raise BadInput("请写明呈报事由。", field="ground", article=ARTICLE)

    year = uow.now.year
    number = f"襄热呈〔{year}〕{uow.next_number(f'instruction:{year}')}号"
    remind_at = deadlines.urgent_reminder_at(uow.policy_of(ticket), uow.now)
    uow.session.add(
        Instruction(
            ticket_id=ticket.id,
            number=number,
            reported_at=uow.now,
            reported_by=uow.actor.name,
            ground=ground.strip(),
            suggestion=suggestion.strip(),
            remind_at=remind_at,
        )
    )
    ticket.is_urgent = True

    uow.move(
        ticket,
        Action.REPORT_URGENT,
        f"呈报县热线工作领导组批示（{number}）：{ground.strip()}",
        number=number,
        remind_at=remind_at.isoformat(),
    )
    alarms.reset(uow, ticket)
    return ticket


def instruct(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    leader: str,
    text: str,
    instructed_at: datetime,
    seen_version: int | None = None,
) -> Ticket:
    """登记批示: who wrote what and when; the ticket then waits to be dispatched by it."""
    ticket = uow.ticket(ticket_id, Action.INSTRUCT, seen_version=seen_version)
    asked = alarms.open_instruction(uow, ticket)
    if asked is None:
        raise RuleRefused("这张工单没有待批示的呈批单。", ARTICLE)
    if not leader.strip():
        raise BadInput("请填写批示领导。", field="leader", article=ARTICLE)
    if not text.strip():
        raise BadInput("请填写批示内容。", field="text", article=ARTICLE)
    if instructed_at > uow.now:
        raise BadInput("批示时间不能晚于现在。", field="instructed_at", article=ARTICLE)
    if instructed_at < asked.reported_at.replace(second=0, microsecond=0):
        raise BadInput(
            f"批示时间不能早于呈报时间{wording.instant(asked.reported_at, uow.now.year)}。",
            field="instructed_at",
            article=ARTICLE,
        )

    asked.leader, asked.text, asked.instructed_at = leader.strip(), text.strip(), instructed_at
    asked.recorded_at, asked.recorded_by = uow.now, uow.actor.name

    uow.move(ticket, Action.INSTRUCT, f"{leader.strip()}批示：{text.strip()}", number=asked.number)
    alarms.reset(uow, ticket)
    return ticket
