"""催办、督办、上报 in the demo county: time drafts, the office sends, the inspectors answer (办法第十三条（一）)."""

from __future__ import annotations

import random
from collections import Counter
from functools import partial
from typing import Any

from core.casework import alarms, supervision, sweep
from core.rules.lifecycle import UNIT_STATES
from core.rules.terms import Action, Level
from core.store.actor import Actor
from core.store.models import Ticket
from core.store.work import UnitOfWork
from demo.county import County
from demo.stage import Act, Course

_RESULTS = (
    "已约谈单位分管领导，要求三日内办结并书面说明逾期原因。",
    "现场督查，事项正在办理，要求每日报告进展。",
    "责成单位主要负责人牵头办理，督查室跟踪。",
)


def course(county: County, ticket_id: int) -> Course:
    """What an alarm brings: a draft, and whoever is to send it does so some working hours later."""
    rng = random.Random(f"supervising {ticket_id} {county.stage.now}")
    done: Counter[str] = Counter()
    yield Act(county.stage.now, Actor.system(), partial(_attended, ticket_id=ticket_id, done=done))
    at = county.hours_later(county.stage.now, rng.uniform(0.2, 2), rng)
    lead = county.staff.leads[0]
    if done["reminders"]:
        office = county.staff.office_on(at.date(), rng)
        yield Act(at, office, _sent(ticket_id, Action.REMIND, Level.REMINDER))
    if done["orders"]:
        yield Act(at, lead, _sent(ticket_id, Action.SUPERVISE, Level.ORDER))
    if done["reports"]:
        yield Act(at, lead, _sent(ticket_id, Action.ESCALATE, Level.ESCALATION))
        at = county.hours_later(county.stage.now, rng.uniform(6, 14), rng)
        yield Act(at, county.staff.inspector, _received(ticket_id))
        at = county.hours_later(county.stage.now, rng.uniform(4, 14), rng)
        yield Act(at, county.staff.inspector, _answered(ticket_id, rng.choice(_RESULTS)))


def _attended(uow: UnitOfWork, ticket_id: int, done: Counter[str]) -> Ticket:
    ticket = uow.ticket(ticket_id, Action.VIEW)
    done.update(sweep.attend(uow, ticket))
    return ticket


def _sent(ticket_id: int, action: Action, level: Level) -> Any:
    """Send what still waits; a unit that has signed off meanwhile, or asked for time, is left alone."""

    def send(uow: UnitOfWork) -> Ticket | None:
        ticket = uow.seen_ticket(ticket_id)
        lead = uow.lead_assignment(ticket)
        if ticket.state not in UNIT_STATES or lead is None or alarms.open_request(uow, ticket):
            return None
        steps = alarms.steps_of(uow, lead, lead.due_at)
        step = steps.get(level)
        if step is None or step.sent_at is not None:
            return None
        if level is Level.ORDER and steps[Level.REMINDER].sent_at is None:
            return None
        if action is Action.REMIND:
            return supervision.remind(uow, ticket_id)
        use_case = supervision.supervise if action is Action.SUPERVISE else supervision.escalate
        return use_case(uow, ticket_id, text=step.text)

    return send


def _received(ticket_id: int) -> Any:
    def receive(uow: UnitOfWork) -> Ticket | None:
        if _is_reported(uow, ticket_id):
            return supervision.receive_escalation(uow, ticket_id)
        return None

    return receive


def _answered(ticket_id: int, result: str) -> Any:
    def answer(uow: UnitOfWork) -> Ticket | None:
        if _is_reported(uow, ticket_id):
            return supervision.record_inspection(uow, ticket_id, result=result)
        return None

    return answer


def _is_reported(uow: UnitOfWork, ticket_id: int) -> bool:
    seen = uow.session.scalar(uow.visible_tickets().where(Ticket.id == ticket_id))
    return seen is not None and Action.RECEIVE_ESCALATION in uow.possible_actions(seen)
