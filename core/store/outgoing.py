"""待发消息: a row for each notice, in the notice's own transaction, where this installation sends messages out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Mapper, object_session

from core import settings
from core.rules import telling
from core.store.models import Notice, OutboxMessage, Person, Ticket, Unit


def keep_for_sending(_: Mapper[Any], connection: Connection, notice: Notice) -> None:
    """Whoever writes a notice need not know that it also leaves the house; without an adapter it does not."""
    if not settings.outbox():
        return
    number, due_at = _matter(notice)
    addressee, phone = _addressee(connection, notice)
    connection.execute(
        insert(OutboxMessage).values(
            notice_id=notice.id,
            addressee=addressee,
            phone=phone,
            text=telling.sms(notice.action, number, due_at, notice.at.year),
            created_at=notice.at,
            try_at=notice.at,
        )
    )


def _matter(notice: Notice) -> tuple[str, datetime | None]:
    """Number and deadline, from the ticket as the session holds it: its row may be written after the notice's."""
    session = object_session(notice)
    ticket = session.get(Ticket, notice.ticket_id) if session and notice.ticket_id else None
    if ticket is None:
        return "", None
    return ticket.number, ticket.due_at if ticket.stopped_at is None else None


def _addressee(connection: Connection, notice: Notice) -> tuple[str, str]:
    """Who it is for, and the unit's own number where there is one; people's numbers are not kept."""
    if notice.person_id is not None:
        found = connection.execute(select(Person.name).where(Person.id == notice.person_id))
        return found.scalar() or "", ""
    role = notice.role.zh if notice.role else ""
    unit = connection.execute(
        select(Unit.name, Unit.phone).where(Unit.id == notice.unit_id)
    ).first()
    return (f"{unit.name}{role}", unit.phone) if unit else (role, "")
