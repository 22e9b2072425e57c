"""临期与逾期的条件: what is due, late or left lying, as SQL conditions judged at the moment of looking."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from core.clock import SHANGHAI
from core.rules import deadlines
from core.rules.lifecycle import UNIT_STATES
from core.rules.terms import Level, Phase, State
from core.store.models import (
    Assignment,
    Extension,
    Instruction,
    Promise,
    Return,
    SupervisionStep,
    Ticket,
)
from core.store.work import Reading

COMING_DAYS = 3
"""未来三个工作日."""

Condition = ColumnElement[bool]


def is_running() -> Condition:
    """The lead unit's clock runs."""
    return and_(Ticket.state.in_(sorted(UNIT_STATES)), Ticket.stopped_at.is_(None))


def is_due_today(reading: Reading) -> Condition:
    """今日到期: not late yet, due before midnight."""
    tomorrow = midnight(reading.now.date() + timedelta(days=1))
    return and_(is_running(), Ticket.due_at >= reading.now, Ticket.due_at < tomorrow)


def is_due_soon(reading: Reading) -> Condition:
    """未来三个工作日内到期, today not counted."""
    today = reading.now.date()
    last_on = reading.calendar.add_working_days(today, COMING_DAYS).due_on
    return and_(
        is_running(),
        Ticket.due_at >= midnight(today + timedelta(days=1)),
        Ticket.due_at < midnight(last_on + timedelta(days=1)),
    )


def is_due_on(day: date) -> Condition:
    """Due on one natural day, late or not."""
    return and_(
        is_running(),
        Ticket.due_at >= midnight(day),
        Ticket.due_at < midnight(day + timedelta(days=1)),
    )


def is_late(reading: Reading) -> Condition:
    """已逾期: the clock runs past its deadline, and no request filed in time suspends 催办 (办法第十三条（三）)."""
    return and_(is_running(), Ticket.due_at < reading.now, not_(_has_open_request()))


def has_sent(level: Level) -> Condition:
    """A step of this level went out for the present round and deadline."""
    return _has_step(level, SupervisionStep.sent_at.is_not(None))


def has_draft(level: Level) -> Condition:
    """拟好待发: drafted for the present round and deadline, neither sent nor lapsed."""
    return _has_step(level, SupervisionStep.sent_at.is_(None), SupervisionStep.lapsed_at.is_(None))


def is_promised() -> Condition:
    """承诺办理中 (办法第十条（四）)."""
    return and_(is_running(), Ticket.phase == Phase.PROMISE)


def has_extension_to_decide() -> Condition:
    """延期待批: the unit's leader agreed, the office has not decided (办法第十三条（三）)."""
    return (
        select(Extension.id)
        .where(
            Extension.ticket_id == Ticket.id,
            Extension.outcome.is_(None),
            Extension.endorsed_at.is_not(None),
        )
        .exists()
    )


def has_promise_to_decide() -> Condition:
    """承诺待批: the unit's leader agreed, the office's lead has not decided (办法第十条（四）)."""
    return (
        select(Promise.id)
        .where(
            Promise.ticket_id == Ticket.id,
            Promise.outcome.is_(None),
            Promise.endorsed_at.is_not(None),
        )
        .exists()
    )


def has_return_left_lying(reading: Reading) -> Condition:
    """退单待审超过一个工作日 (办法第七条（二））."""
    waiting = select(Return.id).where(
        Return.ticket_id == Ticket.id,
        Return.ruled_at.is_(None),
        Return.requested_at < midnight(_last_closed_day(reading)),
    )
    return and_(Ticket.state == State.RETURN_REQUESTED, waiting.exists())


def has_instruction_left_lying(reading: Reading) -> Condition:
    """待批示超过提醒时间 (办法第十条（五）)."""
    waiting = select(Instruction.id).where(
        Instruction.ticket_id == Ticket.id,
        Instruction.recorded_at.is_(None),
        Instruction.remind_at <= reading.now,
    )
    return and_(Ticket.state == State.AWAITING_INSTRUCTION, waiting.exists())


def has_call_back_left(reading: Reading) -> Condition:
    """待补充超过回拨时限 (办法第九条（五）)."""
    return and_(Ticket.state == State.AWAITING_DETAILS, Ticket.callback_due_at < reading.now)


def is_contested() -> Condition:
    """疑难待会商 (办法第十三条（二）)."""
    return Ticket.state == State.CONTESTED


def late_supports(reading: Reading) -> tuple[Condition, ...]:
    """What makes a round of a co-unit late: its own clock only (办法第十五条)."""
    return (
        Assignment.is_current.is_(True),
        Assignment.is_lead.is_(False),
        Assignment.signed_at.is_(None),
        Assignment.withdrawn_at.is_(None),
        Assignment.due_at < reading.now,
    )


def has_late_support(reading: Reading) -> Condition:
    """配合超期 (办法第十五条)."""
    rounds = select(Assignment.id).where(Assignment.ticket_id == Ticket.id, *late_supports(reading))
    return and_(Ticket.state.in_(sorted(UNIT_STATES)), rounds.exists())


def is_unacknowledged(reading: Reading) -> Condition:
    """签收超时: by the policy of today, which has moved too little to tell old tickets apart (办法第十一条)."""
    latest = reading.calendar.subtract_working_hours(
        reading.now, reading.policy.hours("acknowledge_hours")
    )
    rounds = select(Assignment.id).where(
        Assignment.ticket_id == Ticket.id,
        Assignment.is_current.is_(True),
        Assignment.is_lead.is_(True),
        Assignment.acknowledged_at.is_(None),
        Assignment.dispatched_at < latest,
    )
    return and_(Ticket.state == State.DISPATCHED, rounds.exists())


def midnight(day: date) -> datetime:
    """The beginning of a natural day in Asia/Shanghai."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


def _has_step(level: Level, *conditions: Condition) -> Condition:
    return (
        select(SupervisionStep.id)
        .join(Assignment, Assignment.id == SupervisionStep.assignment_id)
        .where(
            SupervisionStep.ticket_id == Ticket.id,
            SupervisionStep.level == level,
            SupervisionStep.due_at == Ticket.due_at,
            Assignment.is_current.is_(True),
            Assignment.is_lead.is_(True),
            *conditions,
        )
        .exists()
    )


def _has_open_request() -> Condition:
    return or_(
        _is_open(Extension.ticket_id, Extension.outcome),
        _is_open(Promise.ticket_id, Promise.outcome),
    )


def _is_open(
    ticket_id: InstrumentedAttribute[int], outcome: InstrumentedAttribute[object]
) -> Condition:
    return select(ticket_id).where(ticket_id == Ticket.id, outcome.is_(None)).exists()


def _last_closed_day(reading: Reading) -> date:
    """The latest working day whose close has passed: what was asked before it is older than one working day."""
    day = reading.now.date()
    while not (
        reading.calendar.is_working_day(day)
        and deadlines.close_of(reading.calendar, reading.policy, day) < reading.now
    ):
        day -= timedelta(days=1)
    return day
