"""以前怎么办的: who finally handled the closed tickets of the same matter, as grounds for a suggestion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import select

from core.rules.terms import Grade
from core.store.models import Assignment, Return, Ticket
from core.store.work import Reading
from kb import ticket_index
from kb.index import IndexBroken
from kb.search import Hit
from kb.ticket_index import ANSWERED, HANDLED

ASKED = 12
"""How many of the nearest closed tickets are heard."""

SHARPNESS = 4
"""The power that a ticket's share of the best score is raised to: the nearest speak, the rest whisper."""

LEAST_SHARE = 0.35
"""Tickets scoring less than this share of the best say nothing about the matter."""

HALF_LIFE_DAYS = 365.0
"""After so many days a ticket counts half: duties move between units."""

SUPPORT_SHARE = 0.5
"""A co-unit on this share of the lead's tickets is proposed again."""

GRADE_SHARE = 0.8
FEWEST_FOR_GRADE = 5

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Precedent:
    """One closed ticket's final word; `weight` is how much it has to say."""

    ticket_id: int
    number: str
    unit_id: int | None
    category_id: int | None
    grade: Grade | None
    support_unit_ids: frozenset[int]
    returned_by: frozenset[int]
    weight: float


class Support(NamedTuple):
    """What the precedents say for one unit or category: a share of all they say, and how many say it."""

    share: float
    tickets: int
    example: str


@dataclass(frozen=True, slots=True)
class Precedents:
    """The nearest closed tickets a person may find, nearest first."""

    cases: Sequence[Precedent] = ()

    def units(self) -> dict[int, Support]:
        """最后承办单位: who closed them; a unit that handed one back speaks against itself."""
        against: dict[int, float] = defaultdict(float)
        for case in self.cases:
            for unit_id in case.returned_by:
                against[unit_id] += case.weight
        return _tally([(one.unit_id, one) for one in self.cases], against)

    def categories(self) -> dict[int, Support]:
        """Under which category they were closed."""
        return _tally([(one.category_id, one) for one in self.cases], {})

    def support_units(self, lead_unit_id: int) -> list[int]:
        """协办单位 that helped on most of the tickets this unit closed."""
        led = [one for one in self.cases if one.unit_id == lead_unit_id]
        helped: dict[int, float] = defaultdict(float)
        for case in led:
            for unit_id in case.support_unit_ids:
                helped[unit_id] += case.weight
        needed = SUPPORT_SHARE * sum(one.weight for one in led)
        return sorted(one for one, weight in helped.items() if weight >= needed)

    def grade(self, lead_unit_id: int) -> tuple[Grade, int] | None:
        """办理时限 of the tickets this unit closed, where enough of them agree; with how many do."""
        led = [(one.grade, one) for one in self.cases if one.unit_id == lead_unit_id]
        agreed = _tally(led, {})
        grade = max(agreed, key=lambda one: agreed[one].share, default=None)
        if grade is None or agreed[grade].tickets < FEWEST_FOR_GRADE:
            return None
        return (grade, agreed[grade].tickets) if agreed[grade].share >= GRADE_SHARE else None


NONE = Precedents()


def of_matter(reading: Reading, words: str, *, is_typing: bool) -> Precedents:
    """Precedents of a matter, for call-takers and the office: a unit's own tickets would only name itself.

    None while the tickets' index is being made: the other grounds stand alone.
    """
    if reading.actor.is_unit:
        return NONE
    try:
        hits = ticket_index.propose(
            reading, words, kinds=(HANDLED, ANSWERED), limit=ASKED, is_typing=is_typing
        )
    except IndexBroken:
        return NONE
    return of_hits(reading, hits)


def of_hits(reading: Reading, hits: Sequence[Hit]) -> Precedents:
    """The proposed tickets as precedents, within what the person may find."""
    weights = weights_of(hits)
    return Precedents(_cases(reading, weights)) if weights else NONE


def weights_of(hits: Sequence[Hit]) -> dict[int, float]:
    """How much each proposed ticket has to say before its age is known, by id."""
    best = hits[0].score if hits else 0.0
    shares = {int(hit.id): hit.score / best for hit in hits} if best else {}
    return {id_: share**SHARPNESS for id_, share in shares.items() if share >= LEAST_SHARE}


def _cases(reading: Reading, weights: dict[int, float]) -> list[Precedent]:
    """The tickets as they stand, within what the person may find."""
    rows = reading.session.execute(
        reading.findable_tickets()
        .with_only_columns(
            Ticket.id, Ticket.number, Ticket.lead_unit_id, Ticket.category_id, Ticket.grade,
            Ticket.closed_at,
        )
        .where(Ticket.id.in_(weights), Ticket.closed_at.is_not(None))
    ).all()  # fmt: skip
    ids = [row[0] for row in rows]
    helping, returned = _helping(reading, ids), _returned(reading, ids)
    cases = [
        Precedent(
            id_, number, unit_id, category_id, grade,
            frozenset(helping[id_] - {unit_id}), frozenset(returned[id_] - {unit_id}),
            weights[id_] * _freshness(reading, closed_at),
        )
        for id_, number, unit_id, category_id, grade, closed_at in rows
    ]  # fmt: skip
    return sorted(cases, key=lambda one: (-one.weight, -one.ticket_id))


def _freshness(reading: Reading, closed_at: datetime | None) -> float:
    age = (reading.now - (closed_at or reading.now)).days
    return float(0.5 ** (max(age, 0) / HALF_LIFE_DAYS))


def _helping(reading: Reading, ids: Collection[int]) -> dict[int, set[int]]:
    rows = select(Assignment.ticket_id, Assignment.unit_id).where(
        Assignment.ticket_id.in_(ids),
        Assignment.is_lead.is_(False),
        Assignment.withdrawn_at.is_(None),
    )
    return _gathered((row[0], row[1]) for row in reading.session.execute(rows))


def _returned(reading: Reading, ids: Collection[int]) -> dict[int, set[int]]:
    rows = (
        select(Return.ticket_id, Assignment.unit_id)
        .join(Assignment, Assignment.id == Return.assignment_id)
        .where(Return.ticket_id.in_(ids), Return.is_accepted.is_(True))
    )
    return _gathered((row[0], row[1]) for row in reading.session.execute(rows))


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for ticket_id, unit_id in pairs:
        found[ticket_id].add(unit_id)
    return found


def _tally(
    said: Iterable[tuple[Key | None, Precedent]], against: dict[Key, float]
) -> dict[Key, Support]:
    cases: dict[Key, list[Precedent]] = defaultdict(list)
    for key, case in said:
        if key is not None:
            cases[key].append(case)
    everything = sum(one.weight for found in cases.values() for one in found)
    return {
        key: Support(weight / everything, len(found), found[0].number)
        for key, found in cases.items()
        if (weight := sum(one.weight for one in found) - against.get(key, 0.0)) > 0
    }
