"""消息: what one person was told in the last thirty days, covered, of tickets still theirs to see (办法第十九条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy import Row as DatabaseRow

from core.insight import masking
from core.rules import telling
from core.rules.terms import Action
from core.store import access
from core.store.models import Notice, NoticeSeen, Requester, Ticket
from core.store.work import Reading

KEPT_DAYS = 30
MOST_COUNTED = 99
"""Beyond this the menu's number says nothing more, and costs more."""
MOST_SHOWN = 400


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """一条消息, covered, with a text to send on that holds neither names nor anybody's words."""

    id: int
    at: datetime
    ticket_id: int | None
    number: str
    action: Action | None
    text: str
    is_seen: bool
    sms: str


def notices(reading: Reading, *, is_unseen_only: bool = False) -> list[NoticeLine]:
    """The person's notices, the newest first."""
    wanted = _addressed(reading)
    if is_unseen_only:
        wanted = wanted.where(~_is_seen(reading))
    rows = reading.session.execute(
        wanted.outerjoin(Requester, Requester.ticket_id == Ticket.id)
        .with_only_columns(
            Notice, Ticket.number, Ticket.due_at, Ticket.stopped_at, Ticket.registered_by_id,
            Requester.name, Requester.phone, _is_seen(reading).label("is_seen"),
        )
        .order_by(Notice.at.desc(), Notice.id.desc())
        .limit(MOST_SHOWN)
    )  # fmt: skip
    return [_line(reading, row) for row in rows]


def unseen(reading: Reading) -> int:
    """How many notices the person has not seen, for the menu; counts no further than MOST_COUNTED."""
    found = (
        _addressed(reading)
        .where(~_is_seen(reading))
        .with_only_columns(Notice.id)
        .limit(MOST_COUNTED)
        .subquery()
    )
    return reading.session.scalar(select(func.count()).select_from(found)) or 0


def unseen_ids(reading: Reading) -> list[int]:
    """Every notice the person has not seen."""
    wanted = _addressed(reading).where(~_is_seen(reading)).with_only_columns(Notice.id)
    return list(reading.session.scalars(wanted))


def is_told(reading: Reading, notice_id: int) -> bool:
    """Whether a notice is this person's."""
    wanted = _addressed(reading).where(Notice.id == notice_id).with_only_columns(Notice.id)
    return reading.session.scalar(wanted) is not None


def _addressed(reading: Reading) -> Select[*tuple[Any, ...]]:
    since = reading.now - timedelta(days=KEPT_DAYS)
    return (
        select(Notice)
        .outerjoin(Ticket, Ticket.id == Notice.ticket_id)
        .where(
            Notice.at >= since,
            _is_to(reading),
            or_(Notice.ticket_id.is_(None), access.is_visible_to(reading.actor)),
        )
    )


def _is_to(reading: Reading) -> ColumnElement[bool]:
    """To the person by name, or to everybody of the role, in the unit where one is named."""
    actor = reading.actor
    if actor.person_id is None:
        return false()
    of_unit: ColumnElement[bool] = Notice.unit_id.is_(None)
    if actor.unit_id is not None:
        of_unit = or_(of_unit, Notice.unit_id == actor.unit_id)
    return or_(Notice.person_id == actor.person_id, and_(Notice.role == actor.role, of_unit))


def _is_seen(reading: Reading) -> ColumnElement[bool]:
    return exists().where(
        NoticeSeen.notice_id == Notice.id, NoticeSeen.person_id == reading.actor.person_id
    )


def _line(reading: Reading, row: DatabaseRow[*tuple[Any, ...]]) -> NoticeLine:
    notice: Notice = row[0]
    covered = masking.knowing(reading, row.registered_by_id, row.name, row.phone)
    due_at = row.due_at if row.stopped_at is None else None
    return NoticeLine(
        id=notice.id,
        at=notice.at,
        ticket_id=notice.ticket_id,
        number=row.number or "",
        action=notice.action,
        text=covered(notice.text),
        is_seen=bool(row.is_seen),
        sms=telling.sms(notice.action, row.number or "", due_at, reading.now.year),
    )
