"""工单列表: rows for every list of tickets, filtered, counted and paged inside what the person may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row as DatabaseRow
from sqlalchemy import Select, and_, func, select, true
from sqlalchemy.orm import aliased

from core.insight import masking, narrowing
from core.insight.narrowing import Filter as Filter
from core.insight.narrowing import Order as Order
from core.rules.terms import Channel, Grade, Phase, RequestType, State, Track
from core.store.models import Assignment, Category, Requester, Ticket, Unit
from core.store.work import Reading

PAGE_ROWS = 200
_BATCH = 5_000
"""So many ids in one question: each database has its limit."""
_LEAD, _TOWN = aliased(Unit), aliased(Unit)


@dataclass(frozen=True, slots=True)
class Row:
    """列表的一行, with personal data already masked (办法第十九条)."""

    id: int
    number: str
    city_number: str | None
    title: str
    state: State
    phase: Phase
    track: Track
    grade: Grade | None
    channel: Channel
    request_type: RequestType
    is_urgent: bool
    is_confidential: bool
    category: str
    town: str
    lead_unit: str
    registered_at: datetime
    registered_by: str
    dispatched_at: datetime | None
    due_at: datetime | None
    is_due_provisional: bool
    stopped_at: datetime | None
    closed_at: datetime | None
    callback_due_at: datetime | None
    city_due_at: datetime | None
    is_support: bool
    version: int

    def is_overdue(self, now: datetime) -> bool:
        """逾期: computed at the moment of looking, while the clock runs or as it was stopped."""
        if self.due_at is None:
            return False
        return (self.stopped_at or now) > self.due_at


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows and how many there are in all."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0
    number: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(-(-self.total // PAGE_ROWS), 1)


def page(reading: Reading, wanted: Filter, *, number: int = 1, size: int = PAGE_ROWS) -> Page:
    """One page of the tickets the person may see, personal data masked."""
    found = ids(reading, wanted, number=number, size=size)
    is_all = number == 1 and len(found) < size
    total = len(found) if is_all else count(reading, wanted)
    return Page(rows_of(reading, found), total, number)


def rows_of(reading: Reading, ticket_ids: Sequence[int]) -> list[Row]:
    """Those of the tickets the person may see, in the order given, personal data masked."""
    found = {
        record.id: _row(record, reading)
        for first in range(0, len(ticket_ids), _BATCH)
        for record in reading.session.execute(
            _row_query(reading).where(Ticket.id.in_(ticket_ids[first : first + _BATCH]))
        )
    }
    return [found[one] for one in ticket_ids if one in found]


def ids(reading: Reading, wanted: Filter, *, number: int = 1, size: int = PAGE_ROWS) -> list[int]:
    """The ids of one page: to leave out half a million rows an index is enough, the rows are not read."""
    condition = and_(true(), *narrowing.conditions(reading, wanted))
    listed = reading.visible_tickets().where(condition).with_only_columns(Ticket.id)
    ordered = listed.order_by(*_order(wanted.order)).limit(size).offset((number - 1) * size)
    return list(reading.session.scalars(ordered))


def row_of(reading: Reading, ticket_id: int) -> Row:
    """One ticket's row. Raises NoResultFound where the person may not see it: look it up first."""
    return _row(
        reading.session.execute(_row_query(reading).where(Ticket.id == ticket_id)).one(), reading
    )


def count(reading: Reading, wanted: Filter) -> int:
    """How many tickets a list holds, for menus and tabs."""
    condition = and_(true(), *narrowing.conditions(reading, wanted))
    inner = reading.visible_tickets().where(condition).with_only_columns(Ticket.id).subquery()
    return reading.session.scalar(select(func.count()).select_from(inner)) or 0


def with_words(wanted: Filter, words: str) -> Filter:
    """The same list narrowed to what somebody typed."""
    return replace(wanted, words=words)


def _row_query(reading: Reading) -> Select[*tuple[Any, ...]]:
    return (
        reading.visible_tickets()
        .outerjoin(_LEAD, _LEAD.id == Ticket.lead_unit_id)
        .outerjoin(_TOWN, _TOWN.id == Ticket.town_id)
        .outerjoin(Category, Category.id == Ticket.category_id)
        .outerjoin(Requester, Requester.ticket_id == Ticket.id)
        .with_only_columns(
            Ticket.id, Ticket.number, Ticket.city_number, Ticket.title, Ticket.state,
            Ticket.phase, Ticket.track, Ticket.grade, Ticket.channel, Ticket.request_type,
            Ticket.is_urgent, Ticket.is_confidential, Category.level1, Category.level2,
            _TOWN.name.label("town"), _LEAD.name.label("lead_unit"), Ticket.lead_unit_id,
            Ticket.registered_at, Ticket.registered_by, Ticket.dispatched_at, Ticket.due_at,
            Ticket.is_due_provisional, Ticket.stopped_at, Ticket.closed_at,
            Ticket.callback_due_at, Ticket.city_due_at, Ticket.version, Ticket.registered_by_id,
            Requester.name.label("requester_name"), Requester.phone.label("requester_phone"),
        )
    )  # fmt: skip


def _row(record: DatabaseRow[*tuple[Any, ...]], reading: Reading) -> Row:
    category = f"{record.level1} / {record.level2}" if record.level1 else ""
    actor = reading.actor
    covered = masking.knowing(
        reading, record.registered_by_id, record.requester_name, record.requester_phone
    )
    return Row(
        id=record.id,
        number=record.number,
        city_number=record.city_number,
        title=covered(record.title),
        state=record.state,
        phase=record.phase,
        track=record.track,
        grade=record.grade,
        channel=record.channel,
        request_type=record.request_type,
        is_urgent=record.is_urgent,
        is_confidential=record.is_confidential,
        category=category,
        town=record.town or "",
        lead_unit=record.lead_unit or "",
        registered_at=record.registered_at,
        registered_by=record.registered_by,
        dispatched_at=record.dispatched_at,
        due_at=record.due_at,
        is_due_provisional=record.is_due_provisional,
        stopped_at=record.stopped_at,
        closed_at=record.closed_at,
        callback_due_at=record.callback_due_at,
        city_due_at=record.city_due_at,
        is_support=actor.is_unit and record.lead_unit_id != actor.unit_id,
        version=record.version,
    )


def _order(order: Order) -> tuple[Any, ...]:
    if order is Order.CLOSED:
        return (Ticket.closed_at.desc(), Ticket.id.desc())
    if order is Order.DUE:
        return (Ticket.due_at.is_(None), Ticket.due_at, Ticket.id)
    if order is Order.OLDEST:
        return (Ticket.registered_at, Ticket.id)
    return (Ticket.registered_at.desc(), Ticket.id.desc())


def support_due(reading: Reading, ticket_ids: list[int]) -> dict[int, datetime]:
    """配合时限 of the actor's own unit as a co-unit, by ticket id (办法第十五条)."""
    rows = reading.session.execute(
        select(Assignment.ticket_id, Assignment.due_at).where(
            Assignment.ticket_id.in_(ticket_ids),
            Assignment.unit_id == reading.actor.unit_id,
            Assignment.is_current.is_(True),
        )
    )
    return {row.ticket_id: row.due_at for row in rows}
