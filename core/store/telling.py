"""消息: what an event says to whom, written in the event's own transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import event as events
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.rules import telling
from core.rules.terms import Addressee, Role
from core.store import outgoing
from core.store.models import Assignment, Event, Notice, Ticket

events.listen(Notice, "after_insert", outgoing.keep_for_sending)

_ROLES = {
    Addressee.HANDLERS: Role.HANDLER,
    Addressee.LEADER: Role.UNIT_LEADER,
    Addressee.OFFICE: Role.OFFICE,
    Addressee.OFFICE_LEAD: Role.OFFICE_LEAD,
    Addressee.INSPECTOR: Role.INSPECTOR,
}


def after(session: Session, ticket: Ticket, event: Event) -> None:
    """Put one sentence into the inbox of everybody the step concerns."""
    for addressee in sorted(telling.concerned(event.action)):
        for notice in _addressed(session, ticket, addressee):
            tell(session, ticket, event, notice)


def tell(session: Session, ticket: Ticket, event: Event, notice: Notice) -> None:
    """Complete and add one notice about an event."""
    notice.at, notice.ticket_id, notice.action = event.at, ticket.id, event.action
    notice.text = f"{event.action.zh}：{ticket.number}　{event.summary}"
    session.add(notice)


def _addressed(session: Session, ticket: Ticket, addressee: Addressee) -> Iterable[Notice]:
    role = _ROLES.get(addressee)
    if addressee is Addressee.REGISTRAR:
        if ticket.registered_by_id is not None:
            yield Notice(person_id=ticket.registered_by_id)
    elif addressee is Addressee.SUPPORTS:
        helping = select(Assignment.unit_id).where(
            Assignment.ticket_id == ticket.id,
            Assignment.is_current.is_(True),
            Assignment.is_lead.is_(False),
        )
        for unit_id in session.scalars(helping):
            yield Notice(role=Role.HANDLER, unit_id=unit_id)
    elif addressee in {Addressee.HANDLERS, Addressee.LEADER}:
        if ticket.lead_unit_id is not None:
            yield Notice(role=role, unit_id=ticket.lead_unit_id)
    else:
        yield Notice(role=role)
