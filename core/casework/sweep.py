"""时间的席位: drafts what has fallen due, once, however often and wherever it is asked (办法第十、十三条)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import tuple_

from core.casework import alarms, supervision_steps, time_requests
from core.rules import deadlines, wording
from core.rules.terms import Action, Level, Role, State
from core.store import lease, rulebook
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Notice, Ticket
from core.store.work import UnitOfWork

log = logging.getLogger("hotline.sweep")

LEASE = "sweep"
LEASE_LENGTH = timedelta(minutes=2)
BATCH = 200

_UNENDORSED = "到审批时限仍未经单位领导同意，原时限不变。"

Position = tuple[datetime, int]
"""Where in the order of alarms a batch ended: what failed is not met again in the same run."""


@dataclass(frozen=True, slots=True)
class Swept:
    """扫描的结果: how many steps of each kind were drafted, and how many tickets failed."""

    warnings: int = 0
    reminders: int = 0
    orders: int = 0
    reports: int = 0
    instructions: int = 0
    """呈批 reminded of, still without 批示."""
    lapsed: int = 0
    """Requests for more time that no leader endorsed in time."""
    failed: int = 0
    is_elsewhere: bool = False
    """Another process was at it, so nothing was done here."""


def tick(database: Database, holder: str | None = None) -> Swept:
    """时间走一格: attend to every ticket whose alarm has rung; costs one indexed query when none has.

    Each ticket has a transaction of its own: one that fails is logged, stays due, and stops no other.
    """
    if not _due(database, None, limit=1):
        return Swept()
    holder = holder or lease.new_holder()
    if not lease.take(database, LEASE, holder, LEASE_LENGTH):
        return Swept(is_elsewhere=True)
    try:
        return _sweep(database, holder)
    finally:
        lease.give_back(database, LEASE, holder)


def _sweep(database: Database, holder: str) -> Swept:
    done: Counter[str] = Counter()
    rules: dict[Hashable, Any] = {}
    after: Position | None = None
    while batch := _due(database, after, limit=BATCH):
        for _, ticket_id in batch:
            done += _attend_alone(database, ticket_id, rules)
        after = batch[-1]
        if len(batch) < BATCH or not lease.take(database, LEASE, holder, LEASE_LENGTH):
            break
    counts: dict[str, Any] = dict(done)
    return Swept(**counts)


def _due(database: Database, after: Position | None, *, limit: int) -> Sequence[Position]:
    """The next tickets whose alarm has rung, in its order, found through the index."""
    with database.read(Actor.system()) as reading:
        rung = (
            reading.visible_tickets()
            .with_only_columns(Ticket.next_alarm_at, Ticket.id)
            .where(Ticket.next_alarm_at <= reading.now)
            .order_by(Ticket.next_alarm_at, Ticket.id)
            .limit(limit)
        )
        if after is not None:
            rung = rung.where(tuple_(Ticket.next_alarm_at, Ticket.id) > after)
        return [(at, key) for at, key in reading.session.execute(rung) if at is not None]


def _attend_alone(database: Database, ticket_id: int, rules: dict[Hashable, Any]) -> Counter[str]:
    """One ticket in one transaction; what goes wrong with it is logged and undone."""
    try:
        with database.work(Actor.system()) as uow:
            rulebook.keep(uow.session, rules)
            return attend(uow, uow.ticket(ticket_id, Action.VIEW))
    except Exception:
        log.exception("the alarm of ticket id %s could not be attended to", ticket_id)
        return Counter(failed=1)


def attend(uow: UnitOfWork, ticket: Ticket) -> Counter[str]:
    """Everything that has fallen due on one ticket, several levels at once after a standstill."""
    done: Counter[str] = Counter()
    if ticket.next_alarm_at is None or ticket.next_alarm_at > uow.now:
        return done  # another process was here first
    if ticket.state is State.AWAITING_INSTRUCTION:
        done["instructions"] += _remind_of_instruction(uow, ticket)
    done["lapsed"] += _lapse_unendorsed(uow, ticket)
    while (level := alarms.due_step(uow, ticket)) is not None:
        done[_DONE_AS[level]] += 1
        _draft(uow, ticket, level)
    alarms.reset(uow, ticket)
    return done


_DONE_AS = {
    Level.WARNING: "warnings",
    Level.REMINDER: "reminders",
    Level.ORDER: "orders",
    Level.ESCALATION: "reports",
}


def _draft(uow: UnitOfWork, ticket: Ticket, level: Level) -> None:
    """A warning goes out by itself; everything further waits for a named person to send it."""
    step = supervision_steps.draft(uow, ticket, level)
    if level is Level.WARNING:
        supervision_steps.mark_sent(uow, step)
        for role in (Role.HANDLER, Role.UNIT_LEADER):
            _tell(uow, ticket, f"预警：{step.text}", role, ticket.lead_unit_id)
    elif level is Level.REMINDER:
        said = f"拟好催办：{ticket.number}　到期未办结，催办已拟好，请核对后发出"
        _tell(uow, ticket, said, Role.OFFICE)
    else:
        supervision_steps.record_draft(uow, ticket, step)


def _remind_of_instruction(uow: UnitOfWork, ticket: Ticket) -> int:
    """待批示提醒, day and night: once for each 呈批 (办法第十条（五）)."""
    asked = alarms.open_instruction(uow, ticket)
    if asked is None or asked.reminded_at is not None or asked.remind_at > uow.now:
        return 0
    asked.reminded_at = uow.now
    since = wording.instant(asked.reported_at, uow.now.year)
    said = f"待批示提醒：{ticket.number}　{since}呈报，还没有登记批示，请立即联系领导（办法第十条（五））"
    for role in (Role.OFFICE, Role.OFFICE_LEAD):
        _tell(uow, ticket, said, role)
    return 1


def _lapse_unendorsed(uow: UnitOfWork, ticket: Ticket) -> int:
    """申请失效: no leader of the unit agreed in time, so the deadline stands as it was (办法第十三条（三）)."""
    asked = alarms.open_request(uow, ticket)
    if asked is None or asked.endorsed_at is not None:
        return 0
    if not deadlines.is_late(uow.now, asked.decide_due_at):
        return 0
    time_requests.lapse_open(uow, ticket, _UNENDORSED)
    return 1


def _tell(
    uow: UnitOfWork, ticket: Ticket, said: str, role: Role, unit_id: int | None = None
) -> None:
    uow.session.add(Notice(at=uow.now, ticket_id=ticket.id, role=role, unit_id=unit_id, text=said))
