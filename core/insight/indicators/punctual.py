"""工作时间才说得清的指标: 签收 and 首次联系 in time, and how long handling took, judged row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, false, func, null, select, true
from sqlalchemy.orm import InstrumentedAttribute

from core.insight.indicators import handling
from core.insight.indicators.scope import Scope, is_merged
from core.rules import deadlines
from core.rules.work_clock import WorkClock
from core.store.models import Assignment, Ticket
from core.store.spans import county_day, days_between
from core.store.work import Reading

_ROOM = timedelta(days=40)
"""Longer than any run of days off: where two hours of work end is always within."""


class Row(NamedTuple):
    """One round: whose, which ticket, and whether it was in time."""

    unit_id: int
    ticket_id: int
    is_part: bool


@dataclass(frozen=True, slots=True)
class Durations:
    """办理时长 in working hours: 单位钟 from dispatch to sign-off, 群众钟 from registration to closing."""

    tickets: int
    unit_median: float | None
    unit_p90: float | None
    citizen_median: float | None
    citizen_p90: float | None


def acknowledged(reading: Reading, scope: Scope) -> list[Row]:
    """及时签收率: signed in within two working hours of dispatch (办法第十一条).

    Who still has time is not judged yet.
    """
    hours = float(reading.policy.hours("acknowledge_hours"))
    clock = _clock(reading, scope)
    # Hours of work are never more than hours: who signed in within two of any kind was in time.
    at_once = days_between(Assignment.dispatched_at, Assignment.acknowledged_at) * 24 <= hours
    found = []
    for unit_id, ticket_id, is_at_once, dispatched_at, seen_at in _rounds(
        reading, scope, Assignment.acknowledged_at, at_once
    ):
        if is_at_once:
            is_part = True
        elif seen_at is not None and seen_at <= scope.as_of:
            is_part = clock.is_within(dispatched_at, seen_at, hours)
        elif clock.is_within(dispatched_at, scope.as_of, hours):
            continue
        else:
            is_part = False
        found.append(Row(unit_id, ticket_id, is_part))
    return found


def contacted(reading: Reading, scope: Scope) -> list[Row]:
    """先行联系率: the requester first contacted within a working day (办法第七条（二）).

    Who still has time is not judged yet.
    """
    due_by_day: dict[date, datetime] = {}
    # The day of dispatch is not counted: who called on it was in time.
    at_once = county_day(Assignment.dispatched_at) == county_day(Assignment.contacted_at)
    found = []
    for unit_id, ticket_id, is_at_once, dispatched_at, contacted_at in _rounds(
        reading, scope, Assignment.contacted_at, at_once
    ):
        if is_at_once:
            found.append(Row(unit_id, ticket_id, True))
            continue
        day = dispatched_at.date()
        if day not in due_by_day:
            due_by_day[day] = deadlines.contact_due(
                reading.calendar, reading.policy, dispatched_at
            ).due_at
        if contacted_at is not None and contacted_at <= scope.as_of:
            is_part = contacted_at <= due_by_day[day]
        elif scope.as_of <= due_by_day[day]:
            continue
        else:
            is_part = False
        found.append(Row(unit_id, ticket_id, is_part))
    return found


def durations(reading: Reading, scope: Scope) -> dict[int | None, Durations]:
    """办理时长 of what was closed in the period, by lead unit; under None all together."""
    clock = _clock(reading, scope, back=timedelta(days=800))
    spans: dict[int | None, list[tuple[float, float]]] = {}
    for unit_id, registered_at, closed_at, dispatched_at, signed_at in _closed(reading, scope):
        pair = (
            clock.hours_between(dispatched_at, signed_at),
            clock.hours_between(registered_at, closed_at),
        )
        spans.setdefault(unit_id, []).append(pair)
    everything = [pair for pairs in spans.values() for pair in pairs]
    return {None: _told(everything)} | {unit: _told(pairs) for unit, pairs in spans.items()}


def _told(pairs: Sequence[tuple[float, float]]) -> Durations:
    units, citizens = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return Durations(len(pairs), *_middle(units), *_middle(citizens))


def _middle(hours: Sequence[float]) -> tuple[float | None, float | None]:
    """Median and P90; of one value both are it."""
    if not hours:
        return None, None
    if len(hours) == 1:
        return hours[0], hours[0]
    return median(hours), quantiles(hours, n=10, method="inclusive")[-1]


def _rounds(
    reading: Reading,
    scope: Scope,
    column: InstrumentedAttribute[datetime | None],
    is_at_once: ColumnElement[bool],
) -> Iterator[tuple[int, int, bool, datetime, datetime | None]]:
    """Rounds with two instants each; of those the database can judge itself it need not send them."""
    is_judged = and_(func.coalesce(is_at_once, false()), column <= scope.as_of)
    rows = handling.rounds_dispatched(scope).with_only_columns(
        Assignment.unit_id,
        Assignment.ticket_id,
        case((is_judged, true()), else_=false()),
        case((is_judged, null()), else_=Assignment.dispatched_at),
        case((is_judged, null()), else_=column),
    )
    yield from reading.session.execute(rows)


def _closed(
    reading: Reading, scope: Scope
) -> Iterator[tuple[int, datetime, datetime, datetime, datetime]]:
    """Closed tickets of units, with the first round of the unit that has them."""
    rows = (
        select(
            Assignment.unit_id,
            Ticket.registered_at,
            Ticket.closed_at,
            Assignment.dispatched_at,
            Assignment.signed_at,
        )
        .join(Ticket, Ticket.id == Assignment.ticket_id)
        .where(
            scope.holds(Ticket.closed_at),
            Assignment.signed_at.is_not(None),
            *handling.first_rounds(scope),
            ~is_merged(scope),
        )
    )
    yield from reading.session.execute(rows)  # type: ignore[misc]


def _clock(reading: Reading, scope: Scope, back: timedelta = timedelta(days=2)) -> WorkClock:
    first = scope.period.first_on - back
    last = max(scope.period.last_on, scope.as_of.date()) + _ROOM
    return WorkClock(reading.calendar, first, last)
