"""Lists of the knowledge desk: what somebody keeps, what is overdue for review, what was before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from core.errors import NotFound
from core.insight import listing
from core.rules.terms import State
from core.store.models import Citation, Ticket, Unit
from core.store.work import Reading
from kb import lifecycle
from kb.models import Entry, Revision
from kb.terms import EntryKind, EntryState

OFFICE_ITSELF = "县热线办"
"""Who keeps an entry that belongs to no unit."""

PAGE_SIZE = 200

SOON_DAYS = 30
"""A review or a last day within so many days is told beforehand."""
MOST_REMINDERS = 200

_NEWEST = and_(Revision.entry_id == Entry.id, Revision.number == Entry.latest_number)
_Answering = aliased(Revision)
"""The version in force, which a newer one may be about to replace."""
_ANSWERING = and_(_Answering.entry_id == Entry.id, _Answering.number == Entry.in_force_number)


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """One entry as a list shows it; `state` tells 已过期 too."""

    entry_id: int
    kind: EntryKind
    title: str
    unit_name: str
    state: EntryState
    is_in_force: bool
    review_due_on: date | None
    is_review_overdue: bool
    is_review_soon: bool
    effective_until: date | None
    is_expiring: bool
    """即将失效: its last day comes within a month."""
    written_by: str
    version: int


class Shelf(StrEnum):
    """One list of the desk, by the name the screen and its address give it."""

    OVERDUE = "复核逾期"
    DUE_SOON = "30天内复核"
    EXPIRING = "即将失效"
    DRAFT = "草稿"
    UNDER_REVIEW = "审核中"
    PUBLISHED = "已发布"
    TO_VERIFY = "待核实"
    EXPIRED = "已过期"
    WITHDRAWN = "已下线"
    ALL = "全部"


_STATES = {
    Shelf.DRAFT: (EntryState.DRAFT,),
    Shelf.UNDER_REVIEW: (EntryState.AWAITING_REVIEW, EntryState.AWAITING_PUBLICATION),
    Shelf.TO_VERIFY: (EntryState.TO_VERIFY,),
    Shelf.WITHDRAWN: (EntryState.WITHDRAWN,),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; words of the title must all stand in it, in any order."""

    shelf: Shelf = Shelf.ALL
    kinds: tuple[EntryKind, ...] = ()
    states: tuple[EntryState, ...] = ()
    unit_ids: tuple[int, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and how many the whole list has."""

    lines: list[ShelfLine]
    total: int


def page(reading: Reading, wanted: Wanted, *, number: int = 1, size: int = PAGE_SIZE) -> Page:
    """我维护的知识, one page from 1: the longest overdue first where days count, else the newest change."""
    total = reading.session.scalar(_narrowed(reading, wanted, func.count())) or 0
    rows = _listed(reading, wanted).limit(size).offset((max(number, 1) - 1) * size)
    return Page(_lines(reading, rows), total)


def reviews(reading: Reading, *, number: int = 1, size: int = PAGE_SIZE) -> Page:
    """复核: overdue or due within a month, one page from 1 of both as one list, the longest overdue first."""
    is_due = or_(_on_shelf(reading, Shelf.OVERDUE), _on_shelf(reading, Shelf.DUE_SOON))
    total = reading.session.scalar(_narrowed(reading, Wanted(), func.count()).where(is_due)) or 0
    rows = _listed(reading, Wanted()).where(is_due).order_by(None)
    rows = (
        rows.order_by(Entry.review_due_on, Entry.id).limit(size).offset((max(number, 1) - 1) * size)
    )
    return Page(_lines(reading, rows), total)


def counts(reading: Reading, wanted: Wanted) -> dict[Shelf, int]:
    """How many each list holds within the other filters, in one look at the table."""
    holding = [func.sum(case((_on_shelf(reading, shelf), 1), else_=0)) for shelf in Shelf]
    found = reading.session.execute(
        _narrowed(reading, replace(wanted, shelf=Shelf.ALL), *holding)
    ).one()
    return {shelf: int(count or 0) for shelf, count in zip(Shelf, found, strict=True)}


def kept(
    reading: Reading,
    *,
    kinds: Collection[EntryKind] = (),
    states: Collection[EntryState] = (),
    unit_ids: Collection[int] = (),
    title: str = "",
) -> list[ShelfLine]:
    """我维护的知识 whole, newest change first: all for the office and the editor, the own unit's for units.

    已过期 among `states` finds published entries whose last day has passed. A screen asks `page`.
    """
    wanted = Wanted(kinds=tuple(kinds), states=tuple(states), unit_ids=tuple(unit_ids), title=title)
    return _lines(reading, _listed(reading, wanted))


def texts(reading: Reading, wanted: Wanted) -> list[tuple[Entry, Revision]]:
    """A list's entries with their newest versions, whole and by kind and title: to be taken away."""
    rows = _narrowed(reading, wanted, Entry, Revision).order_by(Entry.kind, Revision.title)
    return [(row[0], row[1]) for row in reading.session.execute(rows)]


def overdue_reviews(reading: Reading) -> list[ShelfLine]:
    """复核到期: due on a day before today and untouched since, longest overdue first (办法第七条（三）)."""
    return _lines(reading, _listed(reading, Wanted(shelf=Shelf.OVERDUE)))


def opened(reading: Reading, entry_id: int) -> tuple[Entry, Revision]:
    """An entry with its newest version, to be edited or reviewed. Raises NotFound."""
    found = reading.session.execute(_shelf(reading).where(Entry.id == entry_id)).one_or_none()
    if found is None:
        raise _not_found(entry_id)
    return found.Entry, found.Revision


def _not_found(entry_id: int) -> NotFound:
    return NotFound(
        "没有找到这条知识。", next_step="请从列表中打开。", subject=f"知识 id {entry_id}"
    )


def history(reading: Reading, entry_id: int) -> list[Revision]:
    """历史版本, newest first; for those who keep the entry. Raises NotFound."""
    entry, _ = opened(reading, entry_id)
    return list(
        reading.session.scalars(
            select(Revision).where(Revision.entry_id == entry.id).order_by(Revision.number.desc())
        )
    )


@dataclass(frozen=True, slots=True)
class CitationReminder:
    """引用提醒: a ticket that was answered by a version that is in force no more."""

    ticket: listing.Row
    entry_id: int
    title: str
    cited_number: int
    in_force_number: int | None


def outdated_citations(reading: Reading, entry_id: int) -> list[listing.Row]:
    """Tickets not yet archived, among those the person sees, that were answered by another version; masked."""
    entry, _ = opened(reading, entry_id)
    found = reading.session.execute(_outdated(reading).where(Entry.id == entry.id))
    return [
        listing.row_of(reading, ticket_id) for ticket_id in dict.fromkeys(row[0] for row in found)
    ]


def citation_reminders(reading: Reading) -> list[CitationReminder]:
    """引用提醒 over all entries the person keeps, the latest change first; at most MOST_REMINDERS."""
    found = reading.session.execute(
        _outdated(reading)
        .order_by(None)
        .order_by(Entry.changed_revision.desc(), Citation.ticket_id.desc())
        .limit(MOST_REMINDERS)
    )
    return [
        CitationReminder(listing.row_of(reading, ticket_id), entry.id, entry.title, number,
                         entry.in_force_number)
        for ticket_id, entry, number in found
    ]  # fmt: skip


def count_reminders(reading: Reading) -> int:
    """How many tickets wait for somebody to look at what they were told."""
    tickets = _outdated(reading).order_by(None).with_only_columns(Citation.ticket_id).distinct()
    return reading.session.scalar(select(func.count()).select_from(tickets.subquery())) or 0


def _outdated(reading: Reading) -> Select[int, Entry, int]:
    """Citations of kept entries' other versions, by tickets the person sees that are not archived."""
    open_tickets = (
        reading.visible_tickets().where(Ticket.state != State.ARCHIVED).with_only_columns(Ticket.id)
    )
    return (
        select(Citation.ticket_id, Entry, Revision.number)
        .join(Entry, Entry.id == Citation.entry_id)
        .join(Revision, Revision.id == Citation.revision_id)
        .where(
            is_kept_by(reading),
            Revision.number != func.coalesce(Entry.in_force_number, 0),
            Citation.ticket_id.in_(open_tickets),
        )
        .order_by(Citation.ticket_id)
    )


def line(reading: Reading, entry_id: int) -> ShelfLine:
    """One entry as the lists show it. Raises NotFound."""
    found = _lines(reading, _listed(reading, Wanted()).where(Entry.id == entry_id))
    if not found:
        raise _not_found(entry_id)
    return found[0]


def _shelf(reading: Reading) -> Select[Entry, Revision]:
    """Entries this person keeps, each with its newest version."""
    return select(Entry, Revision).join(Revision, _NEWEST).where(is_kept_by(reading))


def _narrowed(reading: Reading, wanted: Wanted, *columns: Any) -> Select[Any]:
    """These columns of the entries a person keeps, as far as they are wanted."""
    rows = select(*columns).select_from(Entry).join(Revision, _NEWEST)
    rows = rows.outerjoin(_Answering, _ANSWERING).where(is_kept_by(reading))
    if wanted.shelf is not Shelf.ALL:
        rows = rows.where(_on_shelf(reading, wanted.shelf))
    if wanted.kinds:
        rows = rows.where(Entry.kind.in_(wanted.kinds))
    if wanted.states:
        rows = rows.where(_state(reading).in_(wanted.states))
    if wanted.unit_ids:
        rows = rows.where(Entry.unit_id.in_(wanted.unit_ids))
    for word in wanted.title.split():
        rows = rows.where(Revision.title.contains(word, autoescape=True))
    return rows


def _listed(reading: Reading, wanted: Wanted) -> Select[Any]:
    """Only what a line shows is read: fifty thousand texts would not fit a page's time."""
    columns = (
        *(Entry.id, Entry.kind, Revision.title, Unit.name.label("unit_name")),
        *(_state(reading).label("state"), Entry.in_force_number, Entry.review_due_on),
        *(_Answering.effective_until.label("until"), Revision.written_by, Entry.version),
    )
    rows = _narrowed(reading, wanted, *columns).outerjoin(Unit, Unit.id == Entry.unit_id)
    if wanted.shelf in {Shelf.OVERDUE, Shelf.DUE_SOON}:
        return rows.order_by(Entry.review_due_on, Entry.id)
    if wanted.shelf is Shelf.EXPIRING:
        return rows.order_by(_Answering.effective_until, Entry.id)
    return rows.order_by(Entry.changed_revision.desc(), Entry.id)


def _lines(reading: Reading, rows: Select[Any]) -> list[ShelfLine]:
    return [_line(reading.now.date(), row) for row in reading.session.execute(rows)]


def _line(today: date, row: Any) -> ShelfLine:
    soon = today + timedelta(days=SOON_DAYS)
    is_in_force, due, until = row.in_force_number is not None, row.review_due_on, row.until
    return ShelfLine(
        entry_id=row.id,
        kind=row.kind,
        title=row.title,
        unit_name=row.unit_name or OFFICE_ITSELF,
        state=EntryState(row.state),
        is_in_force=is_in_force and not (until is not None and until < today),
        review_due_on=due,
        is_review_overdue=is_in_force and due is not None and due < today,
        is_review_soon=is_in_force and due is not None and today <= due <= soon,
        effective_until=until,
        is_expiring=is_in_force and until is not None and today <= until <= soon,
        written_by=row.written_by,
        version=row.version,
    )


def _state(reading: Reading) -> ColumnElement[EntryState]:
    """The state with 已过期 in it, which no row stores."""
    is_past = _Answering.effective_until < reading.now.date()
    is_expired = and_(Entry.state == EntryState.PUBLISHED, is_past)
    return case((is_expired, literal(EntryState.EXPIRED, Entry.state.type)), else_=Entry.state)


def _on_shelf(reading: Reading, shelf: Shelf) -> ColumnElement[bool]:
    today = reading.now.date()
    is_in_force = Entry.in_force_number.is_not(None)
    soon = today + timedelta(days=SOON_DAYS)
    if shelf is Shelf.OVERDUE:
        return and_(is_in_force, Entry.review_due_on < today)
    if shelf is Shelf.DUE_SOON:
        return and_(is_in_force, Entry.review_due_on.between(today, soon))
    if shelf is Shelf.EXPIRING:
        return _Answering.effective_until.between(today, soon)
    if shelf is Shelf.EXPIRED:
        return _Answering.effective_until < today
    if shelf is Shelf.PUBLISHED:
        return and_(
            Entry.state == EntryState.PUBLISHED,
            or_(_Answering.effective_until.is_(None), _Answering.effective_until >= today),
        )
    states = _STATES.get(shelf)
    return Entry.state.in_(states) if states else true()


def is_kept_by(reading: Reading) -> ColumnElement[bool]:
    """The same rule as lifecycle.sees_drafts, as a condition."""
    actor = reading.actor
    if actor.is_unit:
        return Entry.unit_id == actor.unit_id if actor.unit_id is not None else false()
    return true() if actor.role in lifecycle.WRITERS else false()
