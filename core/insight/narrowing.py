"""筛选: what somebody asks of a list of tickets, and the same as conditions on the tickets they may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
)

from core import text
from core.clock import SHANGHAI
from core.insight import masking
from core.rules import lifecycle
from core.rules.terms import (
    Channel,
    Grade,
    Level,
    Phase,
    RequestType,
    Role,
    Satisfaction,
    State,
    Track,
)
from core.store.models import (
    Extension,
    FollowUp,
    Requester,
    Return,
    SupervisionStep,
    Ticket,
)
from core.store.work import Reading

MOST_WORDS = 8


class Order(Enum):
    """Which ticket comes first."""

    DUE = "due"
    NEWEST = "newest"
    OLDEST = "oldest"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Filter:
    """筛选: everything left out means no limit. Days are natural days in Asia/Shanghai, inclusive."""

    states: frozenset[State] = frozenset()
    phases: frozenset[Phase] = frozenset()
    tracks: frozenset[Track] = frozenset()
    channels: frozenset[Channel] = frozenset()
    request_types: frozenset[RequestType] = frozenset()
    grades: frozenset[Grade] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    category_ids: frozenset[int] = frozenset()
    town_ids: frozenset[int] = frozenset()
    registered_from: date | None = None
    registered_until: date | None = None
    due_from: date | None = None
    due_until: date | None = None
    closed_from: date | None = None
    closed_until: date | None = None
    due_before: datetime | None = None
    is_overdue: bool = False
    is_support: bool | None = None
    is_urgent: bool | None = None
    is_confidential: bool | None = None
    is_mine: bool = False
    was_returned: bool = False
    was_extended: bool = False
    levels: frozenset[Level] = frozenset()
    """催办督办: sent to the unit at one of these levels, at any time."""
    ratings: frozenset[Satisfaction] = frozenset()
    """满意度 as it was rated last."""
    words: str = ""
    phone_hash: str | None = None
    also: ColumnElement[bool] | None = field(default=None, compare=False)
    """One more condition on Ticket, for lists that no column alone describes."""
    within: Select[Any] | None = field(default=None, compare=False)
    """Ids that the list is known to lie within, for the database to begin with."""
    since: datetime | None = None
    until: datetime | None = None
    """The part of a long ledger that is looked through, by registration (see ledger.look)."""
    order: Order = Order.NEWEST


def conditions(reading: Reading, wanted: Filter) -> list[ColumnElement[bool]]:
    """What a ticket must meet, beside being the person's to see."""
    found = [
        column.in_(sorted(values))
        for column, values in (
            (_kept_from_index(Ticket.state, wanted), wanted.states),
            (Ticket.phase, wanted.phases),
            (Ticket.track, wanted.tracks),
            (Ticket.channel, wanted.channels),
            (Ticket.request_type, wanted.request_types),
            (Ticket.grade, wanted.grades),
            (Ticket.lead_unit_id, wanted.unit_ids),
            (Ticket.category_id, wanted.category_ids),
            (Ticket.town_id, wanted.town_ids),
        )
        if values
    ]
    for column, is_wanted in (
        (Ticket.is_urgent, wanted.is_urgent),
        (Ticket.is_confidential, wanted.is_confidential),
    ):
        if is_wanted is not None:
            found.append(column.is_(is_wanted))
    if wanted.is_mine:
        found.append(Ticket.registered_by_id == reading.actor.person_id)
    if wanted.is_support is not None and reading.actor.is_unit:
        is_lead = Ticket.lead_unit_id == reading.actor.unit_id
        found.append(is_lead if not wanted.is_support else ~is_lead)
    found += [*_time_conditions(reading, wanted), *_history_conditions(wanted)]
    if wanted.phone_hash is not None:
        found.append(_called_from(reading, wanted.phone_hash))
    if wanted.also is not None:
        found.append(wanted.also)
    if wanted.within is not None:
        found.append(Ticket.id.in_(wanted.within))
    if words := text.clean(wanted.words):
        found.append(_says(reading, words, and_(true(), *found)))
    return found


def settled(reading: Reading, wanted: Filter) -> Filter:
    """The same with its words looked into once, for several questions about one list."""
    if not text.clean(wanted.words):
        return wanted
    return replace(wanted, words="", also=and_(true(), *conditions(reading, wanted)))


def _kept_from_index(column: Any, wanted: Filter) -> Any:
    """While a stretch of time is looked through, its own index must lead: nearly all tickets share one state."""
    return column if wanted.since is wanted.until is None else func.coalesce(column, column)


def _time_conditions(reading: Reading, wanted: Filter) -> Iterable[ColumnElement[bool]]:
    for column, first_on, last_on in (
        (Ticket.registered_at, wanted.registered_from, wanted.registered_until),
        (Ticket.due_at, wanted.due_from, wanted.due_until),
        (Ticket.closed_at, wanted.closed_from, wanted.closed_until),
    ):
        if first_on:
            yield column >= midnight(first_on)
        if last_on:
            yield column < midnight(last_on + timedelta(days=1))
    if wanted.since:
        yield Ticket.registered_at >= wanted.since
    if wanted.until:
        yield Ticket.registered_at <= wanted.until
    if wanted.due_before:
        yield Ticket.due_at <= wanted.due_before
    if wanted.is_overdue:
        yield and_(
            Ticket.state.in_(sorted(lifecycle.UNIT_STATES)),
            Ticket.stopped_at.is_(None),
            Ticket.due_at < reading.now,
        )


def _history_conditions(wanted: Filter) -> Iterable[ColumnElement[bool]]:
    if wanted.was_returned:
        yield exists().where(Return.ticket_id == Ticket.id)
    if wanted.was_extended:
        yield exists().where(Extension.ticket_id == Ticket.id)
    if wanted.levels:
        yield exists().where(
            SupervisionStep.ticket_id == Ticket.id,
            SupervisionStep.level.in_(sorted(wanted.levels)),
            SupervisionStep.sent_at.is_not(None),
        )
    if wanted.ratings:
        last = (
            select(FollowUp.result_rating)
            .where(FollowUp.ticket_id == Ticket.id, FollowUp.result_rating.is_not(None))
            .order_by(FollowUp.asked_at.desc(), FollowUp.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        yield last.in_(sorted(wanted.ratings))


def _says(reading: Reading, words: str, others: ColumnElement[bool]) -> ColumnElement[bool]:
    """Number, city number, title or text holds every word; a caller's % and _ mean themselves.

    Outside the office words are looked for in what the screen shows: whose ticket it is, or a covered
    number digit by digit, could be found out by asking otherwise (办法第十九条).
    """
    wanted = words.split()[:MOST_WORDS]
    if len(wanted) == 1 and (named := numbered(reading, wanted[0])) is not None:
        return Ticket.id == named
    holds = and_(*(_holds(word) for word in wanted))
    if reading.actor.is_office:
        return holds
    covered = _covered(reading, wanted, and_(others, holds))
    # Written into the statement: there may be more of them than a database takes parameters.
    ids = bindparam(None, covered, Integer, unique=True, expanding=True, literal_execute=True)
    return and_(holds, Ticket.id.not_in(ids))


def numbered(reading: Reading, word: str) -> int | None:
    """The ticket with exactly this number or city number, which an index finds at once."""
    for named in (Ticket.number == word.upper(), Ticket.city_number == word):
        found = reading.visible_tickets().where(named).with_only_columns(Ticket.id).limit(1)
        if (ticket_id := reading.session.scalar(found)) is not None:
            return ticket_id
    return None


def _holds(word: str) -> ColumnElement[bool]:
    """Numbers are Latin letters and digits: no other word is looked for in them."""
    texts: list[Any] = [Ticket.title, Ticket.body, Ticket.city_number]
    if word.isascii():
        texts.append(Ticket.number)
    return or_(*(column.contains(word, autoescape=True) for column in texts))


def _covered(reading: Reading, words: list[str], listed: ColumnElement[bool]) -> list[int]:
    """Tickets in whose texts the words no longer stand once personal data is covered.

    Only digits and what the requester left are ever covered: texts are read where a word shares some of it.
    """
    rows = reading.session.execute(
        reading.visible_tickets()
        .outerjoin(Requester, Requester.ticket_id == Ticket.id)
        .where(listed, _may_be_covered(words))
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
        if not all(word.lower() in said for word in words):
            found.append(row.id)
    return found


def _may_be_covered(words: list[str]) -> ColumnElement[bool]:
    characters = sorted(set("".join(words)))
    if any(one.isascii() or not one.isalpha() for one in characters):
        return true()
    left = (Requester.name, Requester.phone)
    return or_(*(text.contains(one, autoescape=True) for one in characters for text in left))


def _called_from(reading: Reading, phone_hash: str) -> ColumnElement[bool]:
    if reading.actor.role not in {Role.CALL_TAKER, Role.OFFICE, Role.OFFICE_LEAD}:
        return false()
    return Ticket.id.in_(select(Requester.ticket_id).where(Requester.phone_hash == phone_hash))


def midnight(day: date) -> datetime:
    """When a natural day begins."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)
