"""工单列表: rows for every list of tickets, filtered, counted and paged inside what the person may see."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy import Row as DatabaseRow
from sqlalchemy.orm import aliased

from core import text
from core.clock import SHANGHAI
from core.insight import masking
from core.rules import lifecycle
from core.rules.terms import Channel, Grade, Phase, RequestType, Role, State, Track
from core.store.models import Assignment, Category, Requester, Ticket, Unit
from core.store.work import Reading

PAGE_ROWS = 200
_LEAD, _TOWN = aliased(Unit), aliased(Unit)


class Order(Enum):
    """Which ticket comes first."""

    DUE = "due"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Filter:
    """筛选: everything left out means no limit. Days are natural days in Asia/Shanghai, inclusive."""

    states: frozenset[State] = frozenset()
    phases: frozenset[Phase] = frozenset()
    tracks: frozenset[Track] = frozenset()
    channels: frozenset[Channel] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    category_ids: frozenset[int] = frozenset()
    town_ids: frozenset[int] = frozenset()
    registered_from: date | None = None
    registered_until: date | None = None
    due_before: datetime | None = None
    is_overdue: bool = False
    is_support: bool | None = None
    is_urgent: bool | None = None
    is_mine: bool = False
    words: str = ""
    phone_hash: str | None = None
    also: ColumnElement[bool] | None = field(default=None, compare=False)
    """One more condition on Ticket, for lists that no column alone describes."""
    order: Order = Order.NEWEST


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
    condition = and_(true(), *_conditions(reading, wanted))
    total = reading.session.scalar(
        select(func.count()).select_from(reading.visible_tickets().where(condition).subquery())
    )
    columns = _row_query(reading).where(condition).order_by(*_order(wanted.order))
    found = reading.session.execute(columns.limit(size).offset((number - 1) * size))
    return Page([_row(record, reading) for record in found], total or 0, number)


def row_of(reading: Reading, ticket_id: int) -> Row:
    """One ticket's row. Raises NoResultFound where the person may not see it: look it up first."""
    return _row(
        reading.session.execute(_row_query(reading).where(Ticket.id == ticket_id)).one(), reading
    )


def count(reading: Reading, wanted: Filter) -> int:
    """How many tickets a list holds, for menus and tabs."""
    condition = and_(true(), *_conditions(reading, wanted))
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
    if order is Order.DUE:
        return (Ticket.due_at.is_(None), Ticket.due_at, Ticket.id)
    if order is Order.OLDEST:
        return (Ticket.registered_at, Ticket.id)
    return (Ticket.registered_at.desc(), Ticket.id.desc())


def _conditions(reading: Reading, wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, values in (
        (Ticket.state, wanted.states),
        (Ticket.phase, wanted.phases),
        (Ticket.track, wanted.tracks),
        (Ticket.channel, wanted.channels),
        (Ticket.lead_unit_id, wanted.unit_ids),
        (Ticket.category_id, wanted.category_ids),
        (Ticket.town_id, wanted.town_ids),
    ):
        if values:
            found.append(column.in_(sorted(values)))
    found.extend(_time_conditions(reading, wanted))
    if wanted.is_urgent is not None:
        found.append(Ticket.is_urgent.is_(wanted.is_urgent))
    if wanted.is_mine:
        found.append(Ticket.registered_by_id == reading.actor.person_id)
    if wanted.is_support is not None and reading.actor.is_unit:
        is_lead = Ticket.lead_unit_id == reading.actor.unit_id
        found.append(is_lead if not wanted.is_support else ~is_lead)
    if words := text.clean(wanted.words):
        found.append(_says(reading, words))
    if wanted.phone_hash is not None:
        found.append(_called_from(reading, wanted.phone_hash))
    if wanted.also is not None:
        found.append(wanted.also)
    return found


def _time_conditions(reading: Reading, wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.registered_from:
        found.append(Ticket.registered_at >= _midnight(wanted.registered_from))
    if wanted.registered_until:
        found.append(Ticket.registered_at < _midnight(wanted.registered_until + timedelta(days=1)))
    if wanted.due_before:
        found.append(Ticket.due_at <= wanted.due_before)
    if wanted.is_overdue:
        still_late = and_(
            Ticket.state.in_(sorted(lifecycle.UNIT_STATES)),
            Ticket.stopped_at.is_(None),
            Ticket.due_at < reading.now,
        )
        found.append(still_late)
    return found


def _says(reading: Reading, words: str) -> ColumnElement[bool]:
    """Number, city number, title or text holds every word; a caller's % and _ mean themselves.

    Outside the office words are looked for in what the screen shows: whose ticket it is, or a covered
    number digit by digit, could be found out by asking otherwise (办法第十九条).
    """
    wanted = words.split()[:8]
    if len(wanted) == 1 and (named := _numbered(reading, wanted[0])) is not None:
        return Ticket.id == named
    holds = and_(*(_holds(word) for word in wanted))
    return holds if reading.actor.is_office else Ticket.id.in_(_showing(reading, wanted, holds))


def _numbered(reading: Reading, word: str) -> int | None:
    """The ticket with exactly this number or city number, which an index finds at once."""
    numbered = or_(Ticket.number == word.upper(), Ticket.city_number == word)
    return reading.session.scalar(
        reading.visible_tickets().where(numbered).with_only_columns(Ticket.id).limit(1)
    )


def _holds(word: str) -> ColumnElement[bool]:
    texts = (Ticket.number, Ticket.city_number, Ticket.title, Ticket.body)
    return or_(*(column.contains(word, autoescape=True) for column in texts))


def _showing(reading: Reading, words: list[str], holds: ColumnElement[bool]) -> list[int]:
    """Tickets whose words still stand there once personal data is covered."""
    rows = reading.session.execute(
        reading.visible_tickets()
        .outerjoin(Requester, Requester.ticket_id == Ticket.id)
        .where(holds)
        .with_only_columns(
            Ticket.id, Ticket.number, Ticket.city_number, Ticket.title, Ticket.body,
            Ticket.registered_by_id, Requester.name, Requester.phone,
        )
    )  # fmt: skip
    found = []
    for row in rows:
        covered = masking.knowing(reading, row.registered_by_id, row.name, row.phone)
        parts = (row.number, row.city_number or "", covered(row.title), covered(row.body))
        said = "\n".join(parts).lower()
        if all(word.lower() in said for word in words):
            found.append(row.id)
    return found


def _called_from(reading: Reading, phone_hash: str) -> ColumnElement[bool]:
    if reading.actor.role not in {Role.CALL_TAKER, Role.OFFICE, Role.OFFICE_LEAD}:
        return false()
    return Ticket.id.in_(select(Requester.ticket_id).where(Requester.phone_hash == phone_hash))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


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
