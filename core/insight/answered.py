"""直接答复过什么: which question was answered from which entry, to learn from (办法第十条（一）)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from core.rules.terms import BasisKind, State
from core.store.models import Citation, Ticket
from core.store.work import Reading

MOST = 3_000
"""More earlier questions than this teach nothing new."""


class Answered(NamedTuple):
    """One closed 直办件: the caller's words, the entry that was read out, and when."""

    question: str
    entry_id: int
    at: datetime


def answered_directly(reading: Reading, since: datetime) -> Sequence[Answered]:
    """Closed tickets answered from an entry since an instant, the newest first; confidential ones never."""
    seen = (
        reading.visible_tickets()
        .with_only_columns(Ticket.id)
        .where(Ticket.state.in_((State.CLOSED, State.ARCHIVED)), Ticket.is_confidential.is_(False))
    )
    found = reading.session.execute(
        select(Ticket.title, Ticket.body, Citation.entry_id, Citation.cited_at)
        .join(Ticket, Ticket.id == Citation.ticket_id)
        .where(
            Citation.kind == BasisKind.ENTRY,
            Citation.entry_id.is_not(None),
            Citation.cited_at >= since,
            Citation.ticket_id.in_(seen),
        )
        .order_by(Citation.id.desc())
        .limit(MOST)
    )
    return [
        Answered(body if body.startswith(title) else f"{title} {body}", entry_id, at)
        for title, body, entry_id, at in found
        if entry_id is not None
    ]
