"""The tickets' own index beside the knowledge base's: a disposable copy of their words, kept up by their events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from core import text
from core.rules.lifecycle import OPEN_STATES
from core.rules.terms import Action, Role, State, Track
from core.store import access
from core.store.actor import Actor
from core.store.models import Assignment, Category, Event, Item, Requester, Ticket
from core.store.work import Reading
from kb import indexing, search
from kb.document import Document
from kb.indexing import Changes, IndexHandle
from kb.search import Hit

OPEN, HANDLED, ANSWERED, OTHER = "open", "handled", "answered", "other"
"""What a ticket teaches: under way; closed by a unit; answered directly; declined, merged, transferred."""

ORDINARY, CONFIDENTIAL = "ordinary", "confidential"

CHUNK = 500
"""Tickets loaded at a time: below the databases' limit of values a query."""

LOOK_BACK = 32
"""Events before the last known one that are looked at again where commits may overtake each other."""

# They leave words, units, town, category and kind as they were: no reason to write the index anew.
QUIET = frozenset(
    {
        Action.VIEW, Action.REVEAL_CONTACT, Action.NOTE, Action.CONTACT, Action.ACKNOWLEDGE,
        Action.SUPPORT_ACKNOWLEDGE, Action.SUPPORT_REPLY, Action.REPLY, Action.RECALL_REPLY,
        Action.ENDORSE_REPLY, Action.SIGN_OFF, Action.REMIND, Action.DRAFT_SUPERVISION,
        Action.SUPERVISE, Action.DRAFT_ESCALATION, Action.REQUEST_EXTENSION,
        Action.ENDORSE_EXTENSION, Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION,
        Action.WITHDRAW_EXTENSION, Action.FOLLOW_UP,
    }
)  # fmt: skip


class Tickets:
    """工单 as a source of an index; its revision is the last event that changed what is indexed.

    Phones and the requester's name never reach it: they are covered in the words (办法第十九条).
    """

    name = "tickets"

    def revision(self, session: Session) -> int:
        """The number of the newest event that tells; every change of a ticket writes one."""
        last = select(Event.id).where(Event.action.not_in(QUIET)).order_by(Event.id.desc())
        return session.scalar(last.limit(1)) or 0

    def everything(self, session: Session) -> Iterable[Document]:
        """Every ticket, some hundred at a time."""
        last = 0
        while ids := session.scalars(
            _all_tickets()
            .with_only_columns(Ticket.id)
            .where(Ticket.id > last)
            .order_by(Ticket.id)
            .limit(CHUNK)
        ).all():
            yield from _documents(session, ids)
            last = ids[-1]

    def changes(self, session: Session, since: int) -> Changes:
        """The tickets of the events since; a ticket is never deleted.

        PostgreSQL numbers an event before it is committed, so a few earlier ones are looked at again.
        """
        is_in_order = session.get_bind().dialect.name == "sqlite"
        first = since if is_in_order else since - LOOK_BACK
        told = select(Event.ticket_id).where(Event.id > first, Event.action.not_in(QUIET))
        ids = sorted(set(session.scalars(told)))
        parts = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
        return Changes([one for part in parts for one in _documents(session, part)], set())


def handle(reading: Reading) -> IndexHandle:
    """The one handle of this process on the tickets' index."""
    return indexing.index_of(reading, Tickets())


class Circle(NamedTuple):
    """Whose tickets the index may propose to a person; None narrows nothing."""

    unit_ids: frozenset[str] | None = None
    audiences: frozenset[str] | None = None


def circle_of(reading: Reading) -> Circle | None:
    """The tickets around this person; None where nobody's are proposed (editor, inspector, administrator)."""
    actor = reading.actor
    if actor.is_office:
        return Circle()
    if actor.role is Role.CALL_TAKER:
        return Circle(audiences=frozenset({ORDINARY}))
    if actor.is_unit and actor.unit_id is not None:
        return Circle(unit_ids=frozenset({str(actor.unit_id), _helping(actor.unit_id)}))
    return None


def propose(
    reading: Reading, words: str, *, kinds: Collection[str], limit: int, is_typing: bool
) -> list[Hit]:
    """The tickets nearest in words, best first, within the person's circle; none that share single characters only.

    Proposals only: the database decides what may be seen. While somebody types, the index may be a
    moment behind. Raises IndexBroken; a rebuild is then under way.
    """
    circle = circle_of(reading)
    if circle is None or not words.strip():
        return []
    own = handle(reading)
    found = search.search(
        own.nearby(reading) if is_typing else own.current(reading),
        words,
        limit=limit,
        kinds=kinds,
        unit_ids=circle.unit_ids,
        audiences=circle.audiences,
        on_day=None,
    )
    return [] if found.is_near else found.hits


def kind_of(ticket: Ticket) -> str:
    """What a ticket teaches as it stands now: OPEN, HANDLED, ANSWERED or OTHER."""
    return _kind(ticket.state, ticket.track, ticket.lead_unit_id)


# --- documents --------------------------------------------------------------------------------


def _all_tickets() -> Select[Ticket]:
    """The index holds what anybody may see; whose it is, is asked when it is asked."""
    return access.visible_tickets(Actor.system())


def _documents(session: Session, ids: Sequence[int]) -> list[Document]:
    rows = session.execute(
        _all_tickets()
        .outerjoin(Category, Category.id == Ticket.category_id)
        .outerjoin(Requester, Requester.ticket_id == Ticket.id)
        .where(Ticket.id.in_(ids))
        .order_by(Ticket.id)
        .with_only_columns(
            Ticket.id, Ticket.title, Ticket.body, Ticket.address, Ticket.state, Ticket.track,
            Ticket.lead_unit_id, Ticket.town_id, Ticket.is_confidential, Ticket.registered_at,
            Category.level1, Category.level2, Requester.name, Requester.phone,
        )
    ).all()  # fmt: skip
    items, helping = _items(session, ids), _units_on(session, ids)
    return [_document(row, items[row.id], helping[row.id]) for row in rows]


def _document(row: Row[*tuple[Any, ...]], items: list[str], unit_ids: set[int]) -> Document:
    def covered(words: str) -> str:
        return text.mask_person(words, name=row.name or "", phone=row.phone or "")

    lead_id = row.lead_unit_id
    return Document(
        id=str(row.id),
        title=covered(row.title),
        text=covered("\n".join(filter(None, (row.body, row.address, *items)))),
        kind=_kind(row.state, row.track, lead_id),
        unit_id=str(lead_id) if lead_id in unit_ids else "",
        also_for=tuple(_helping(one) for one in sorted(unit_ids - {lead_id})),
        area=str(row.town_id or ""),
        category=(row.level1, row.level2) if row.level1 else (),
        audience=CONFIDENTIAL if row.is_confidential else ORDINARY,
        valid_from=row.registered_at.date(),
    )


def _kind(state: State, track: Track, lead_unit_id: int | None) -> str:
    if state in OPEN_STATES:
        return OPEN
    if state not in (State.CLOSED, State.ARCHIVED):
        return OTHER
    if track is Track.ASSIGNED and lead_unit_id is not None:
        return HANDLED
    return ANSWERED if track is Track.DIRECT else OTHER


def _items(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = select(Item.ticket_id, Item.text).where(Item.ticket_id.in_(ids))
    for ticket_id, words in session.execute(rows.order_by(Item.position)):
        found[ticket_id].append(words)
    return found


def _units_on(session: Session, ids: Sequence[int]) -> dict[int, set[int]]:
    """The units that may see each ticket: those whose round was not withdrawn."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = select(Assignment.ticket_id, Assignment.unit_id).where(
        Assignment.ticket_id.in_(ids), Assignment.withdrawn_at.is_(None)
    )
    for ticket_id, unit_id in session.execute(rows):
        found[ticket_id].add(unit_id)
    return found


def _helping(unit_id: int) -> str:
    return f"+{unit_id}"
