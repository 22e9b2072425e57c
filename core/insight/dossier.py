"""工单详情: everything one ticket's page shows, read once, personal data masked (办法第十四、十九条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core import text
from core.insight import listing, masking, why_not
from core.insight.listing import Row
from core.insight.masking import Covering
from core.rules import deadlines, lifecycle
from core.rules.deadlines import Remaining
from core.rules.terms import Action, DeclineKind, Role, State, Track
from core.store import access
from core.store.models import (
    Assignment,
    Citation,
    Contact,
    Event,
    Reply,
    Return,
    Ticket,
    Voice,
)
from core.store.work import Reading


@dataclass(frozen=True, slots=True)
class Clock:
    """一只钟: due when, stopped when, and what is left or lost at the moment of looking."""

    name_zh: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    remaining: Remaining
    is_provisional: bool
    explanation: list[str]
    article: str


@dataclass(frozen=True, slots=True)
class Choice:
    """一个动作: whether it is open now, on which article it rests, and why not if it is not."""

    action: Action
    article: str
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class MaskedItem:
    """事项 with personal data in its text covered."""

    id: int
    position: int
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """办理过程的一步, as the history shows it."""

    at: datetime
    person_name: str
    role: Role
    unit_name: str
    action: Action
    from_state: State | None
    to_state: State
    article: str
    summary: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """One ticket as one person may see it: no ORM ticket, no requester leaves this module."""

    head: Row
    body: str
    address: str
    first_unit: str
    missing_details: str
    accepted_returns: int
    rework_count: int
    decline_kind: DeclineKind | None
    proposal: dict[str, Any] | None
    category_id: int | None
    town_id: int | None
    city_due_at: datetime | None
    archived_at: datetime | None
    requester_name: str
    requester_phone: str
    has_requester: bool
    items: Sequence[MaskedItem]
    assignments: Sequence[Assignment]
    contacts: Sequence[Contact]
    replies: Sequence[Reply]
    returns: Sequence[Return]
    citations: Sequence[Citation]
    voices: Sequence[Voice]
    steps: Sequence[Step]
    clocks: Sequence[Clock]
    choices: Sequence[Choice]
    previous: tuple[int, str] | None
    """The earlier ticket's id and number."""


def dossier(reading: Reading, ticket_id: int) -> Dossier:
    """The whole of one ticket. Raises NotFound where it is not the person's to see."""
    ticket = reading.seen_ticket(ticket_id)
    requester = ticket.requester
    covered = masking.of_ticket(reading, ticket)
    is_withheld = ticket.is_confidential and reading.actor.is_unit
    name = "保密" if is_withheld else text.mask_name(requester.name if requester else "")
    phone = "保密" if is_withheld else text.mask_phone(requester.phone if requester else "")
    return Dossier(
        head=listing.row_of(reading, ticket_id),
        body=covered(ticket.body),
        address=covered(ticket.address),
        first_unit=ticket.first_unit.name if ticket.first_unit else "",
        missing_details=covered(ticket.missing_details),
        accepted_returns=ticket.accepted_returns,
        rework_count=ticket.rework_count,
        decline_kind=ticket.decline_kind,
        proposal=ticket.proposal,
        category_id=ticket.category_id,
        town_id=ticket.town_id,
        city_due_at=ticket.city_due_at,
        archived_at=ticket.archived_at,
        requester_name=name or "未留姓名",
        requester_phone=phone or "未留电话",
        has_requester=bool(requester and (requester.phone or requester.name)) and not is_withheld,
        items=[MaskedItem(i.id, i.position, covered(i.text)) for i in ticket.items],
        assignments=_rows(reading, Assignment, ticket, covered),
        contacts=_rows(reading, Contact, ticket, covered),
        replies=_rows(reading, Reply, ticket, covered),
        returns=_rows(reading, Return, ticket, covered),
        citations=_rows(reading, Citation, ticket, covered),
        voices=_rows(reading, Voice, ticket, covered),
        steps=[_step(event) for event in _rows(reading, Event, ticket, covered)],
        clocks=clocks(reading, ticket),
        choices=choices(reading, ticket),
        previous=_previous(reading, ticket),
    )


def clocks(reading: Reading, ticket: Ticket) -> list[Clock]:
    """两只钟: the unit's, which a re-dispatch resets, and beside it the citizen's, which it does not."""
    found: list[Clock] = []
    mine = reading.assignment_of(ticket) or reading.lead_assignment(ticket)
    if mine is not None and ticket.track is Track.ASSIGNED:
        name = "承办单位时限" if mine.is_lead else "配合时限"
        due_at = ticket.due_at if mine.is_lead and ticket.due_at else mine.due_at
        found.append(
            _clock(
                reading, ticket, name, mine.dispatched_at, due_at, mine.signed_at, "第十条（三）"
            )
        )
    if ticket.citizen_due_at:
        started_at = ticket.first_dispatched_at or ticket.registered_at
        stopped_at = ticket.closed_at
        found.append(
            _clock(
                reading, ticket, "群众等待时限", started_at, ticket.citizen_due_at, stopped_at,
                "第十条（三）",
            )
        )  # fmt: skip
    if ticket.callback_due_at and ticket.state is State.AWAITING_DETAILS:
        found.append(
            _clock(
                reading, ticket, "回拨补充时限", ticket.registered_at, ticket.callback_due_at,
                None, "第九条（五）",
            )
        )  # fmt: skip
    return found


def choices(reading: Reading, ticket: Ticket) -> list[Choice]:
    """现在能做什么: every action the role could ever do here, refused ones with the reason."""
    mine = reading.assignment_of(ticket)
    by_facts = why_not.refusals(reading, ticket)
    found = []
    for action in Action:
        if not lifecycle.is_granted(reading.actor.role, action) or action is Action.VIEW:
            continue
        refusal = access.refusal_of(ticket, action, reading.actor, mine)
        article = lifecycle.article_of(action)
        found.append(Choice(action, article, str(refusal) if refusal else by_facts.get(action)))
    return found


def _clock(
    reading: Reading,
    ticket: Ticket,
    name_zh: str,
    started_at: datetime,
    due_at: datetime,
    stopped_at: datetime | None,
    article: str,
) -> Clock:
    calendar, policy = reading.calendar_of(ticket), reading.policy_of(ticket)
    days = calendar.working_days_between(started_at.date(), due_at.date())
    explanation: list[str] = []
    if days >= 1:
        term = deadlines.due(calendar, policy, started_at, days)
        if term.due_at == due_at:
            explanation = deadlines.explain(term)
    return Clock(
        name_zh=name_zh,
        started_at=started_at,
        due_at=due_at,
        stopped_at=stopped_at,
        remaining=deadlines.remaining(calendar, stopped_at or reading.now, due_at),
        is_provisional=ticket.is_due_provisional,
        explanation=explanation,
        article=f"办法{article}",
    )


def _rows(reading: Reading, model: Any, ticket: Ticket, covered: Covering) -> list[Any]:
    """Copies that belong to no session, so that what is covered on them is never stored."""
    of_ticket = select(model).where(model.ticket_id == ticket.id).order_by(model.id)
    return [masking.copied(row, covered) for row in reading.session.scalars(of_ticket)]


def _step(event: Event) -> Step:
    return Step(
        event.at,
        event.person_name,
        event.role,
        event.unit_name,
        event.action,
        event.from_state,
        event.to_state,
        event.article,
        event.summary,
    )


def _previous(reading: Reading, ticket: Ticket) -> tuple[int, str] | None:
    if ticket.previous_id is None:
        return None
    earlier = reading.session.scalar(
        reading.findable_tickets().where(Ticket.id == ticket.previous_id)
    )
    return (earlier.id, earlier.number) if earlier else None
