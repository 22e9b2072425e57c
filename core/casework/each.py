"""逐件办理: one step on many tickets, each in its own transaction, so that one refusal stops none of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.errors import HotlineError, NotFound
from core.store.actor import Actor
from core.store.db import Database
from core.store.work import UnitOfWork

MOST = 200
"""一次最多办理: a page of a list."""

Step = Callable[[UnitOfWork, int], object]


@dataclass(frozen=True, slots=True)
class Refused:
    """没有办的一件, and why, with its article; a ticket that may not be seen has no number."""

    id: int
    number: str
    refusal: HotlineError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all of them."""

    done: Sequence[int]
    refused: Sequence[Refused]


def of(database: Database, actor: Actor, ticket_ids: Sequence[int], step: Step) -> Outcome:
    """逐件办理: the use case for each ticket in turn; whatever a rule refuses is kept and told.

    What is done stays done when a later one fails: each has its own transaction and its own record.
    """
    done: list[int] = []
    refused: list[Refused] = []
    for ticket_id in list(dict.fromkeys(ticket_ids))[:MOST]:
        try:
            with database.work(actor) as uow:
                step(uow, ticket_id)
        except HotlineError as refusal:
            refused.append(Refused(ticket_id, _number(database, actor, ticket_id), refusal))
        else:
            done.append(ticket_id)
    return Outcome(done, refused)


def _number(database: Database, actor: Actor, ticket_id: int) -> str:
    with database.read(actor) as reading:
        try:
            return reading.seen_ticket(ticket_id).number
        except NotFound:
            return ""
