"""相似工单: open ones that may be the same matter, and closed ones that show how the like was handled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.insight import duplicates, likeness, listing, masking
from core.insight.duplicates import Earlier, Matter
from core.insight.listing import Row
from core.store.models import Reply, Ticket
from core.store.work import Reading
from kb import ticket_index
from kb.index import IndexBroken
from kb.ticket_index import HANDLED, OPEN

PROPOSED = 20
"""How many open tickets the index adds to those of the same phone and place."""

ASKED = 30
"""How many are asked for where some may not be the person's to see."""

ASKED_CHARACTERS = 120
"""How much of a ticket's words is compared: its beginning says what it is about."""

ALIKE, ALIKE_AT_PLACE = 0.35, 0.2
"""From which likeness on a ticket is worth a look; less is enough where both name one place."""

ANSWER_CHARACTERS = 70


@dataclass(frozen=True, slots=True)
class Alike:
    """One similar ticket the person may open, masked, with why; `answer` is the signed reply in short."""

    row: Row
    reasons: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Kin:
    """相似工单 of one ticket: those under way, and those handled. `is_known` is False without an index."""

    under_way: Sequence[Alike] = ()
    handled: Sequence[Alike] = ()
    is_known: bool = True


def earlier(reading: Reading, matter: Matter, *, limit: int) -> list[Earlier]:
    """较早的工单 while a call is typed: same phone, same place, and what the index finds alike, in one list."""
    words = f"{matter.words[:ASKED_CHARACTERS]} {matter.address}".strip()
    try:
        hits = ticket_index.propose(reading, words, kinds=(OPEN,), limit=PROPOSED, is_typing=True)
    except IndexBroken:
        hits = []
    proposed = [int(hit.id) for hit in hits]
    return duplicates.earlier(reading, matter, limit=limit, proposed=proposed)


def of_ticket(reading: Reading, ticket_id: int, *, limit: int = 2) -> Kin:
    """相似工单 of a ticket the person sees, within what the person sees. Raises NotFound."""
    ticket = reading.seen_ticket(ticket_id)
    try:
        under_way = _like(reading, ticket, OPEN, limit)
        return Kin(under_way, _like(reading, ticket, HANDLED, limit))
    except IndexBroken:
        return Kin(is_known=False)


def _like(reading: Reading, ticket: Ticket, kind: str, limit: int) -> list[Alike]:
    words = f"{ticket.title} {ticket.body[:ASKED_CHARACTERS]}"
    hits = ticket_index.propose(reading, words, kinds=(kind,), limit=ASKED, is_typing=False)
    order = [int(hit.id) for hit in hits if int(hit.id) != ticket.id]
    seen = reading.visible_tickets().where(Ticket.id.in_(order), Ticket.id != ticket.id)
    by_id = {one.id: one for one in reading.session.scalars(seen)}
    found: list[Alike] = []
    for id_ in order:
        other = by_id.get(id_)
        # The index is a moment old: what was closed meanwhile is no longer under way.
        if other is None or ticket_index.kind_of(other) != kind:
            continue
        reasons = _reasons(ticket, other)
        if reasons:
            answer = _answer(reading, other) if kind == HANDLED else ""
            found.append(Alike(listing.row_of(reading, id_), reasons, answer))
        if len(found) == limit:
            break
    return found


def _reasons(ticket: Ticket, other: Ticket) -> tuple[str, ...]:
    """Why two tickets are alike, in words; nothing where they are not."""
    words, told = _told(ticket), _told(other)
    similarity = max(
        likeness.similarity(ticket.title, other.title),
        likeness.share_in(words[:ASKED_CHARACTERS], told),
    )
    is_same_place = likeness.is_same_place(words, told)
    if similarity < (ALIKE_AT_PLACE if is_same_place else ALIKE):
        return ()
    said = ["同一地点"] if is_same_place else []
    if not is_same_place and ticket.town_id is not None and ticket.town_id == other.town_id:
        said.append("同一乡镇")
    return (*said, f"内容相似 {similarity:.0%}")


def _told(ticket: Ticket) -> str:
    return f"{ticket.title} {ticket.address} {ticket.body}"


def _answer(reading: Reading, ticket: Ticket) -> str:
    """The last signed reply in short, personal data covered."""
    signed = (
        select(Reply.text)
        .where(
            Reply.ticket_id == ticket.id, Reply.signed_at.is_not(None), Reply.recalled_at.is_(None)
        )
        .order_by(Reply.id.desc())
    )
    words = masking.of_ticket(reading, ticket)(reading.session.scalar(signed.limit(1)) or "")
    words = " ".join(words.split())
    return words if len(words) <= ANSWER_CHARACTERS else f"{words[: ANSWER_CHARACTERS - 1]}…"
