"""What is counted: which days, as known when, which part of the county; and what never counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from core.rules.periods import Period
from core.rules.terms import (
    Action,
    Channel,
    ContestKind,
    FollowUpSource,
    RequestOutcome,
    RequestType,
    State,
    UnitKind,
)
from core.store.models import Assignment, Contest, Event, Extension, Ticket, Unit
from core.store.work import Reading

Condition = ColumnElement[bool]
_SOURCES = {
    "both": frozenset(FollowUpSource),
    "city": frozenset({FollowUpSource.CITY}),
    "county": frozenset({FollowUpSource.COUNTY}),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """统计范围: a period as it was known at `as_of`; empty filters limit nothing.

    Units are those that handled, towns those where it happened. Instants after `as_of` are not seen:
    what was signed, returned, decided or merged later had not happened yet.
    """

    period: Period
    as_of: datetime
    unit_ids: frozenset[int] = frozenset()
    groups: frozenset[UnitKind] = frozenset()
    town_ids: frozenset[int] = frozenset()
    category_ids: frozenset[int] = frozenset()
    channels: frozenset[Channel] = frozenset()
    request_types: frozenset[RequestType] = frozenset()
    sources: frozenset[FollowUpSource] = frozenset(FollowUpSource)
    """Whose call-backs count (policy callback_source)."""
    is_past: bool = False
    """Whether `as_of` lies before now, so that later changes must be thought away."""

    @property
    def until(self) -> datetime:
        """The end of what is counted: the period's end or `as_of`, whichever comes first."""
        return min(self.period.ends_at, self.as_of)

    def over(self, period: Period) -> Scope:
        """The same part of the county in another period, as known now of it."""
        return replace(self, period=period)

    def of_unit(self, unit_id: int) -> Scope:
        """The same, for one unit only."""
        return replace(self, unit_ids=frozenset({unit_id}), groups=frozenset())

    def holds(self, column: ColumnElement[datetime] | object) -> Condition:
        """The instant lies in the period and had come by `as_of`."""
        instant: ColumnElement[datetime] = column  # type: ignore[assignment]
        return and_(instant >= self.period.starts_at, instant < self.until)

    def had_come(self, column: object) -> Condition:
        """The instant is set and had come by `as_of`."""
        instant: ColumnElement[datetime] = column  # type: ignore[assignment]
        return and_(instant.is_not(None), instant <= self.as_of)

    def had_not_come(self, column: object) -> Condition:
        """The instant is not set, or came after `as_of`."""
        instant: ColumnElement[datetime] = column  # type: ignore[assignment]
        return or_(instant.is_(None), instant > self.as_of)

    def is_wanted(self) -> list[Condition]:
        """The filters on the ticket: where, what about, by which way it came."""
        found: list[Condition] = []
        if self.town_ids:
            found.append(Ticket.town_id.in_(sorted(self.town_ids)))
        if self.category_ids:
            found.append(Ticket.category_id.in_(sorted(self.category_ids)))
        if self.channels:
            found.append(Ticket.channel.in_(sorted(self.channels)))
        if self.request_types:
            found.append(Ticket.request_type.in_(sorted(self.request_types)))
        return found

    def is_units(self, column: object) -> list[Condition]:
        """The filters on whose it is."""
        unit_id: ColumnElement[int] = column  # type: ignore[assignment]
        found: list[Condition] = []
        if self.unit_ids:
            found.append(unit_id.in_(sorted(self.unit_ids)))
        if self.groups:
            peers = select(Unit.id).where(Unit.kind.in_(sorted(self.groups)))
            found.append(unit_id.in_(peers))
        return found


def scope_of(reading: Reading, period: Period, *, as_of: datetime | None = None) -> Scope:
    """The whole county in a period, as known now or at an earlier instant."""
    known = min(as_of, reading.now) if as_of is not None else reading.now
    sources = _SOURCES[reading.policy.text("callback_source")]
    return Scope(period, known, sources=sources, is_past=known < reading.now)


def is_merged(scope: Scope) -> Condition:
    """已并件 by then: a duplicate is one more voice on another ticket, and counts nowhere by itself."""
    if not scope.is_past:
        return Ticket.state == State.MERGED
    merged = aliased(Event)
    later = exists().where(
        merged.ticket_id == Ticket.id, merged.action == Action.MERGE, merged.at > scope.as_of
    )
    return and_(Ticket.state == State.MERGED, ~later)


def is_excused(scope: Scope, unit_id: object) -> Condition:
    """考核申诉获准 for this unit by then: shown apart, not counted (办法第二十条)."""
    return exists().where(
        Contest.ticket_id == Ticket.id,
        Contest.unit_id == unit_id,
        Contest.kind == ContestKind.APPRAISAL,
        Contest.is_granted.is_(True),
        Contest.decided_at <= scope.as_of,
    )


def is_due_in(scope: Scope) -> Condition:
    """The deadline of the round, as it stood at `as_of`, lies in the period and has passed.

    Looking back, an extension granted later had not moved it yet; extensions only move it onwards.
    """
    if not scope.is_past:
        return scope.holds(Assignment.due_at)
    return and_(Assignment.due_at >= scope.period.starts_at, scope.holds(due_stood(scope)))


def due_stood(scope: Scope) -> ColumnElement[datetime]:
    """时限 of a round as it stood at `as_of`: before the first extension granted since."""
    before = (
        select(Extension.due_before)
        .where(
            Extension.assignment_id == Assignment.id,
            Extension.outcome == RequestOutcome.GRANTED,
            Extension.decided_at > scope.as_of,
        )
        .order_by(Extension.decided_at)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(before, Assignment.due_at)


Members = Select[int, int, bool]
"""单位, 工单, 是否计入分子: the rows behind a figure; counted they are the figure, listed its tickets."""
