"""批示、定责、移送、并件: what was decided on one ticket, as its page shows it (办法第九、十、十三、二十二条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from core.insight import masking
from core.insight.masking import Covering
from core.rules.terms import Action
from core.store.models import DutyDecision, Instruction, Ticket, Transfer, Unit
from core.store.work import Reading


@dataclass(frozen=True, slots=True)
class Decisions:
    """What leaders, meetings and the office decided; the texts with personal data covered."""

    instructions: Sequence[Instruction]
    duties: Sequence[DutyDecision]
    transfers: Sequence[Transfer]
    unit_names: Mapping[int, str]
    merged_into: tuple[int, str] | None
    """The ticket this one was merged into: id and number."""
    parts: Sequence[tuple[int, str]]
    """Tickets merged into this one."""


def decisions(reading: Reading, ticket_id: int) -> Decisions:
    """Of one ticket. Raises NotFound where it is not the person's to see."""
    ticket = reading.seen_ticket(ticket_id)
    covered = masking.of_ticket(reading, ticket)
    duties = _rows(reading, DutyDecision, ticket, covered)
    ids = {duty.lead_unit_id for duty in duties} | {
        unit_id for duty in duties for unit_id in duty.support_unit_ids
    }
    names = reading.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))
    is_office = reading.actor.is_office
    return Decisions(
        instructions=_rows(reading, Instruction, ticket, covered),
        duties=duties,
        transfers=_rows(reading, Transfer, ticket, covered) if is_office else (),
        unit_names={row.id: row.name for row in names},
        merged_into=_number(reading, ticket.duplicate_of_id),
        parts=_parts(reading, ticket) if is_office else (),
    )


def refusals(reading: Reading, ticket: Ticket) -> Mapping[Action, str]:
    """What the facts refuse: a transfer nobody proposed, or one's own; a single item to split."""
    found: dict[Action, str] = {}
    if len(ticket.items) < 2:
        found[Action.SPLIT] = "只有一个事项，不能拆分。"
    asked = pending_transfer(reading, ticket.id)
    if asked is None:
        none = "还没有人提请移送这张工单。"
        return found | {Action.CONFIRM_TRANSFER: none, Action.REJECT_TRANSFER: none}
    found[Action.PROPOSE_TRANSFER] = f"{asked.proposed_by}已经提请移送，等待确认。"
    if asked.proposed_by_id == reading.actor.person_id:
        found[Action.CONFIRM_TRANSFER] = "移送须由两人分别提请和确认，您是提请人。"
    return found


def pending_transfer(reading: Reading, ticket_id: int) -> Transfer | None:
    """The proposal that waits for the second person."""
    return reading.session.scalars(
        select(Transfer)
        .where(Transfer.ticket_id == ticket_id, Transfer.decided_at.is_(None))
        .order_by(Transfer.id.desc())
    ).first()


def awaits_transfer_decision() -> ColumnElement[bool]:
    """The condition of tickets whose transfer somebody proposed and nobody has decided."""
    return (
        select(Transfer.id)
        .where(Transfer.ticket_id == Ticket.id, Transfer.decided_at.is_(None))
        .exists()
    )


def _rows(reading: Reading, model: Any, ticket: Ticket, covered: Covering) -> list[Any]:
    of_ticket = select(model).where(model.ticket_id == ticket.id).order_by(model.id)
    return [masking.copied(row, covered) for row in reading.session.scalars(of_ticket)]


def _number(reading: Reading, ticket_id: int | None) -> tuple[int, str] | None:
    if ticket_id is None:
        return None
    found = reading.session.scalar(reading.findable_tickets().where(Ticket.id == ticket_id))
    return (found.id, found.number) if found else None


def _parts(reading: Reading, ticket: Ticket) -> list[tuple[int, str]]:
    merged = reading.visible_tickets().where(Ticket.duplicate_of_id == ticket.id)
    return [(one.id, one.number) for one in reading.session.scalars(merged.order_by(Ticket.id))]
