"""备注: words added to a ticket's history that move nothing (办法第十四条)."""

from __future__ import annotations

from core.errors import BadInput
from core.rules.terms import Action
from core.store.models import Ticket
from core.store.work import UnitOfWork

LONGEST_NOTE = 1_000


def add_note(uow: UnitOfWork, ticket_id: int, *, said: str) -> Ticket:
    """备注: the ticket's version stays, so that nobody's form grows stale by it. Raises BadInput."""
    ticket = uow.ticket(ticket_id, Action.NOTE)
    if not said.strip():
        raise BadInput("请填写备注内容。", field="said")
    if len(said) > LONGEST_NOTE:
        raise BadInput(f"备注不能超过{LONGEST_NOTE}字，现在有{len(said)}个字。", field="said")

    uow.record(ticket, Action.NOTE, said.strip())
    return ticket
