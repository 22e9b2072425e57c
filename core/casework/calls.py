"""一次来电: a ticket registered and finished in one stroke, so that a caller is never left between two saves."""

from __future__ import annotations

from collections.abc import Callable

from core.casework import drafts, intake
from core.casework.intake import Registration
from core.store.models import Ticket
from core.store.work import UnitOfWork

DESK, FORM = "intake", "current"
"""Where the unsaved call of a person is kept: one a person, whichever window it was typed in."""

Finish = Callable[[UnitOfWork, int], object]


def take(uow: UnitOfWork, registration: Registration, finish: Finish | None = None) -> Ticket:
    """登记一次来电 and `finish` it: answer, decline, ask for more, dispatch or propose; drop the draft.

    All of it or nothing: what `finish` refuses leaves no ticket. Saved twice, the same form gives
    the ticket it made the first time and finishes it no more (办法第八、九、十条).
    """
    ticket = intake.register(uow, registration)
    if finish is not None and ticket.version == 1:
        finish(uow, ticket.id)
    drafts.discard(uow, DESK)
    return ticket


def add_voice(uow: UnitOfWork, ticket_id: int, *, phone: str, note: str) -> str:
    """记为重复来电: nothing new, so the old ticket hears it once more (办法第九条（四）); gives its number."""
    intake.add_voice(uow, ticket_id, phone=phone, note=note)
    drafts.discard(uow, DESK)
    return uow.findable_ticket(ticket_id).number
