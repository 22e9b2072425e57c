"""脱敏: a ticket's free texts with personal data covered, whoever wrote it there (办法第十九条)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import inspect

from core import text
from core.store.models import Ticket
from core.store.models.base import Base
from core.store.work import Reading

Record = TypeVar("Record", bound=Base)
Covering = Callable[[str], str]
_SHOWN_BESIDE = ("unit", "suggested_unit")


def of_ticket(reading: Reading, ticket: Ticket) -> Covering:
    """How one ticket's texts are covered for this person."""
    requester = ticket.requester
    if requester is None:
        return text.mask_within
    return knowing(reading, ticket.registered_by_id, requester.name, requester.phone)


def knowing(
    reading: Reading, registered_by_id: int | None, name: str | None, phone: str | None
) -> Covering:
    """Numbers are covered always, the requester's name for everybody but 县热线办 and who registered it.

    What was left with the ticket is known, so it is found however it was written into a text.
    """
    is_own = reading.actor.is_office or registered_by_id == reading.actor.person_id
    return partial(text.mask_person, name="" if is_own else name or "", phone=phone or "")


def copied(row: Record, covered: Covering) -> Record:
    """A copy of a row that no session knows, its texts covered; its unit stands beside it."""
    mapper = inspect(type(row))
    values = {one.key: _covered(getattr(row, one.key), covered) for one in mapper.column_attrs}
    beside = {one: getattr(row, one) for one in _SHOWN_BESIDE if one in mapper.relationships}
    return type(row)(**values, **beside)


def _covered(value: Any, covered: Covering) -> Any:
    """Terms are texts too, and stay what they are."""
    if type(value) is str:
        return covered(value)
    if isinstance(value, list):
        return [_covered(part, covered) for part in value]
    if isinstance(value, dict):
        return {key: _covered(part, covered) for key, part in value.items()}
    return value
