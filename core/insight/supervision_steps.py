"""催办督办的记录 of one ticket, as far as it concerns whoever looks (办法第十三条（一）)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.insight import masking
from core.store.models import Assignment, SupervisionStep, Unit
from core.store.work import Reading


@dataclass(frozen=True, slots=True)
class UnitStep:
    """一级催办督办 and the unit it is about, personal data covered."""

    step: SupervisionStep
    unit: str
    is_lead: bool


def of_ticket(reading: Reading, ticket_id: int) -> Sequence[UnitStep]:
    """The steps in the order they were taken. Raises NotFound where the ticket is not the person's to see.

    Drafts are the office's own; a unit sees what was sent to or about itself, others what was sent.
    """
    ticket = reading.seen_ticket(ticket_id)
    taken = (
        select(SupervisionStep, Unit.name, Assignment.is_lead)
        .join(Assignment, Assignment.id == SupervisionStep.assignment_id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(SupervisionStep.ticket_id == ticket.id)
        .order_by(SupervisionStep.id)
    )
    if not reading.actor.is_office:
        taken = taken.where(SupervisionStep.sent_at.is_not(None))
    if reading.actor.is_unit:
        taken = taken.where(Assignment.unit_id == reading.actor.unit_id)
    covered = masking.of_ticket(reading, ticket)
    return [
        UnitStep(masking.copied(step, covered), unit, is_lead)
        for step, unit, is_lead in reading.session.execute(taken)
    ]
