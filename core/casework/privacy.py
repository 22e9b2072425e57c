"""查看联系方式: personal data comes out only here, for a stated reason, and leaves a trace (办法第十九条)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.errors import BadInput
from core.rules.terms import Action, State
from core.store.models import AuditRow
from core.store.work import UnitOfWork

SHORTEST_REASON = 4


@dataclass(frozen=True, slots=True)
class RevealedContact:
    """联系方式 in the clear."""

    name: str
    phone: str


def reveal_contact(uow: UnitOfWork, ticket_id: int, *, reason: str) -> RevealedContact:
    """查看联系方式: name and phone in the clear; the reason goes into the history and the audit log.

    Of a 保密 ticket units get nothing: the office relays. Raises BadInput without a reason.
    """
    ticket = uow.ticket(ticket_id, Action.REVEAL_CONTACT)
    if ticket.is_confidential and uow.actor.is_unit:
        raise BadInput(
            "这是保密诉求，诉求人信息不向承办单位提供。",
            article="办法第十九条",
            next_step="需要联系诉求人时，请与县热线办联系，由热线办转达。",
        )
    if len(reason.strip()) < SHORTEST_REASON:
        raise BadInput("请写明查看联系方式的原因。", field="reason", article="办法第十九条")

    requester = ticket.requester
    uow.record(ticket, Action.REVEAL_CONTACT, f"查看联系方式：{reason.strip()}")
    uow.audit(Action.REVEAL_CONTACT.value, f"工单 {ticket.number}", reason=reason.strip())
    if requester is None:
        return RevealedContact("", "")
    return RevealedContact(requester.name, requester.phone)


def view(uow: UnitOfWork, ticket_id: int, *, session_id: int) -> bool:
    """查阅: an archived or confidential ticket was opened; one audit row a person, ticket and sign-in (办法第十四条).

    Whether a row was written. Raises NotFound where the ticket is not the person's to see.
    """
    ticket = uow.ticket(ticket_id, Action.VIEW)
    if not is_logged(ticket.state, is_confidential=ticket.is_confidential):
        return False
    subject = f"工单 {ticket.number}"
    earlier = uow.session.scalars(
        select(AuditRow.details).where(
            AuditRow.subject == subject,
            AuditRow.verb == Action.VIEW.value,
            AuditRow.person_id == uow.actor.person_id,
        )
    )
    if any(details.get("session") == session_id for details in earlier):
        return False

    uow.audit(Action.VIEW.value, subject, session=session_id, state=ticket.state.value)
    return True


def is_logged(state: State, *, is_confidential: bool) -> bool:
    """Whether opening a ticket leaves a row in the audit log."""
    return is_confidential or state is State.ARCHIVED
