"""Lists of the knowledge desk: what somebody keeps, what is overdue for review, what was before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, select, true

from core.errors import NotFound
from core.insight import listing
from core.rules.terms import State
from core.store.models import Citation, Ticket
from core.store.work import Reading
from kb import lifecycle
from kb.models import Entry, Revision
from kb.terms import EntryKind, EntryState

OFFICE_ITSELF = "县热线办"
"""Who keeps an entry that belongs to no unit."""


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
    effective_until: date | None
    written_by: str
    version: int


def kept(
    reading: Reading,
    *,
    kinds: Collection[EntryKind] = (),
    states: Collection[EntryState] = (),
    unit_ids: Collection[int] = (),
    title: str = "",
) -> list[ShelfLine]:
    """我维护的知识: all for the office and the editor, the own unit's for units; newest change first.

    已过期 among `states` finds published entries whose last day has passed.
    """
    rows = _shelf(reading)
    if kinds:
        rows = rows.where(Entry.kind.in_(kinds))
    if unit_ids:
        rows = rows.where(Entry.unit_id.in_(unit_ids))
    if title.strip():
        rows = rows.where(Revision.title.contains(title.strip(), autoescape=True))
    found = reading.session.execute(rows.order_by(Entry.changed_revision.desc()))
    lines = [line_of(reading, entry, revision) for entry, revision in found]
    return [line for line in lines if not states or line.state in states]


def overdue_reviews(reading: Reading) -> list[ShelfLine]:
    """复核到期: due on a day before today and untouched since, longest overdue first (办法第七条（三）)."""
    rows = (
        _shelf(reading)
        .where(Entry.in_force_number.is_not(None), Entry.review_due_on < reading.now.date())
        .order_by(Entry.review_due_on, Entry.id)
    )
    return [line_of(reading, entry, revision) for entry, revision in reading.session.execute(rows)]


def opened(reading: Reading, entry_id: int) -> tuple[Entry, Revision]:
    """An entry with its newest version, to be edited or reviewed. Raises NotFound."""
    found = reading.session.execute(_shelf(reading).where(Entry.id == entry_id)).one_or_none()
    if found is None:
        raise NotFound(
            "没有找到这条知识。", next_step="请从列表中打开。", subject=f"知识 id {entry_id}"
        )
    return found.Entry, found.Revision


def history(reading: Reading, entry_id: int) -> list[Revision]:
    """历史版本, newest first; for those who keep the entry. Raises NotFound."""
    entry, _ = opened(reading, entry_id)
    return list(
        reading.session.scalars(
            select(Revision).where(Revision.entry_id == entry.id).order_by(Revision.number.desc())
        )
    )


def outdated_citations(reading: Reading, entry_id: int) -> list[listing.Row]:
    """Tickets not yet archived, among those the person sees, that were answered by another version; masked."""
    entry, _ = opened(reading, entry_id)
    current = select(Revision.id).where(
        Revision.entry_id == entry.id, Revision.number == (entry.in_force_number or 0)
    )
    cited = select(Citation.ticket_id).where(
        Citation.entry_id == entry.id, Citation.revision_id.not_in(current)
    )
    tickets = reading.visible_tickets().where(Ticket.id.in_(cited), Ticket.state != State.ARCHIVED)
    ids = reading.session.scalars(tickets.with_only_columns(Ticket.id).order_by(Ticket.id))
    return [listing.row_of(reading, ticket_id) for ticket_id in ids.all()]


def line_of(reading: Reading, entry: Entry, revision: Revision) -> ShelfLine:
    """An entry and one of its versions as a line of a list."""
    today = reading.now.date()
    is_past = revision.effective_until is not None and revision.effective_until < today
    is_expired = is_past and entry.state is EntryState.PUBLISHED
    is_in_force = entry.in_force_number is not None
    due = entry.review_due_on
    return ShelfLine(
        entry_id=entry.id,
        kind=entry.kind,
        title=revision.title,
        unit_name=entry.unit.name if entry.unit else OFFICE_ITSELF,
        state=EntryState.EXPIRED if is_expired else entry.state,
        is_in_force=is_in_force and not is_expired,
        review_due_on=due,
        is_review_overdue=is_in_force and due is not None and due < today,
        effective_until=revision.effective_until,
        written_by=revision.written_by,
        version=entry.version,
    )


def _shelf(reading: Reading) -> Select[Entry, Revision]:
    """Entries this person keeps, each with its newest version; the only start of a desk's list."""
    newest = and_(Revision.entry_id == Entry.id, Revision.number == Entry.latest_number)
    return select(Entry, Revision).join(Revision, newest).where(_is_kept_by(reading))


def _is_kept_by(reading: Reading) -> ColumnElement[bool]:
    """The same rule as lifecycle.sees_drafts, as a condition."""
    actor = reading.actor
    if actor.is_unit:
        return Entry.unit_id == actor.unit_id if actor.unit_id is not None else false()
    return true() if actor.role in lifecycle.WRITERS else false()
