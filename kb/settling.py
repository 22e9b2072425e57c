"""沉淀为知识: what a closed ticket was answered, drafted as an entry without whoever asked (办法第十七条、第十九条)."""

from __future__ import annotations

from sqlalchemy import select

from core import text
from core.errors import NotAllowed, RuleRefused
from core.rules.terms import OFFICE_ROLES, State
from core.store.actor import Actor
from core.store.models import Citation, Reply, Ticket
from core.store.work import Reading, UnitOfWork
from kb import entries, lifecycle, records
from kb.entry_text import EntryText
from kb.models import Entry
from kb.terms import EntryKind

CONFIDENTIAL_ARTICLE = "办法第十九条"
CLOSED = frozenset({State.CLOSED, State.ARCHIVED})
WARNING = "请删去姓名、电话、住址等个人信息，再送审。"
_TITLE_CHARACTERS = 60


def may_settle(actor: Actor, ticket: Ticket) -> bool:
    """县热线办, and the unit that handled it; confidential tickets nobody."""
    is_handler = (
        actor.is_unit and actor.unit_id is not None and actor.unit_id == ticket.lead_unit_id
    )
    is_granted = actor.role in OFFICE_ROLES or is_handler
    return is_granted and ticket.state in CLOSED and not ticket.is_confidential


def settled(reading: Reading, ticket_id: int) -> Entry | None:
    """The entry that was written of a ticket already."""
    rows = select(Entry).where(Entry.settled_from_id == ticket_id).order_by(Entry.id)
    return reading.session.scalars(rows).first()


def origin(reading: Reading, entry: Entry) -> Ticket | None:
    """The ticket an entry was written from, for those who may see it; the KB editor sees no ticket."""
    if entry.settled_from_id is None:
        return None
    return reading.session.scalar(
        reading.visible_tickets().where(Ticket.id == entry.settled_from_id)
    )


def settle(uow: UnitOfWork, ticket_id: int) -> Entry:
    """起草知识 from a closed ticket: its title as the question, its signed or direct answer, masked.

    Raises NotFound, NotAllowed, RuleRefused (not closed, confidential, unanswered, settled before).
    """
    ticket = uow.seen_ticket(ticket_id)
    _refuse(uow, ticket)
    answer = _answer(uow, ticket)
    if not answer:
        raise RuleRefused("这张工单没有可以沉淀的答复。", lifecycle.ARTICLE)

    entry = entries.draft(
        uow, _text(uow, ticket, answer), kind=EntryKind.FAQ, unit_id=ticket.lead_unit_id
    )
    entry.settled_from_id = ticket.id
    uow.session.flush()

    uow.audit("settle_ticket", f"工单 {ticket.number}", entry_id=entry.id)
    return entry


def _refuse(uow: UnitOfWork, ticket: Ticket) -> None:
    if ticket.is_confidential:
        raise RuleRefused("保密工单不能沉淀为知识。", CONFIDENTIAL_ARTICLE)
    if ticket.state not in CLOSED:
        raise RuleRefused("办结后的工单才能沉淀为知识。", lifecycle.ARTICLE)
    if not may_settle(uow.actor, ticket):
        raise NotAllowed(
            "沉淀为知识由热线办或主办单位起草。",
            article=lifecycle.ARTICLE,
            subject=f"工单 {ticket.number} 沉淀",
        )
    if settled(uow, ticket.id) is not None:
        raise RuleRefused("这张工单已经沉淀为知识。", lifecycle.ARTICLE)


def _text(reading: Reading, ticket: Ticket, answer: str) -> EntryText:
    title = _covered(ticket, ticket.title)
    longest = reading.policy.number("spoken_answer_max_chars")
    return EntryText(
        title=title[:_TITLE_CHARACTERS],
        standard_question=records.words_of(title),
        spoken_answer=answer if len(answer) <= longest else "",
        text=answer,
        category_id=ticket.category_id,
        area_id=ticket.town_id,
        source="办结工单沉淀",
    )


def _answer(reading: Reading, ticket: Ticket) -> str:
    signed = (
        select(Reply.text)
        .where(
            Reply.ticket_id == ticket.id, Reply.signed_at.is_not(None), Reply.recalled_at.is_(None)
        )
        .order_by(Reply.id.desc())
    )
    direct = select(Citation.answer).where(Citation.ticket_id == ticket.id)
    given = reading.session.scalars(signed.limit(1)).first()
    given = given or reading.session.scalars(direct.order_by(Citation.id.desc()).limit(1)).first()
    return _covered(ticket, given or "")


def _covered(ticket: Ticket, words: str) -> str:
    """Numbers and the requester's name covered, for everybody: an entry is read by all."""
    who = ticket.requester
    return text.mask_person(words, name=(who.name or "") if who else "",
                            phone=(who.phone or "") if who else "")  # fmt: skip
