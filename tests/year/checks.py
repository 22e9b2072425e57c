"""What must hold of the county at any moment of the year, whatever people did."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from core.insight import listing, queues
from core.rules import lifecycle
from core.rules.terms import Action, Level, RequestOutcome, State, Track
from core.store import audit
from core.store.actor import Actor
from core.store.models import Assignment, Event, Extension, SupervisionStep, Ticket
from core.store.work import Reading
from tests.year.oracle import Happening, Ledger, Step, judge
from tests.year.walker import Walk

MOST_EXTENSION_DAYS = 15
_ALL = 100_000
_OPENS_ROUND = frozenset({Action.DISPATCH, Action.CONVENE})


def everything(walk: Walk) -> None:
    """All of it, at one moment."""
    with walk.county.database.read(Actor.system()) as reading:
        tickets = list(reading.session.scalars(reading.visible_tickets()))
        events = _events(reading)
        ledgers = {one.id: judge(_read(events[one.id]), walk.ticks) for one in tickets}
        nobody_is_forgotten(walk, reading, tickets)
        time_did_its_part(reading, tickets, ledgers)
        deadlines_agree(reading, tickets, ledgers)
        extensions_stay_within(reading)
        nothing_skips_the_audit(tickets, events)
        the_first_unit_stays(tickets, events)
        assert audit.first_broken(reading.session) is None


def nobody_is_forgotten(walk: Walk, reading: Reading, tickets: list[Ticket]) -> None:
    """Every open ticket lies in somebody's list, and that somebody can move it on (办法第五条)."""
    forgotten = {one.id: one for one in tickets if one.state in lifecycle.OPEN_STATES}
    for actor in walk.cast.everybody:
        if not forgotten:
            return
        theirs = Reading(reading.session, actor, reading.now)
        for ticket_id in _listed(theirs) & forgotten.keys():
            if _can_move_on(theirs, forgotten[ticket_id]):
                del forgotten[ticket_id]
    assert not forgotten, [(one.number, one.state) for one in forgotten.values()]


def _listed(reading: Reading) -> set[int]:
    """The tickets in the lists of a person's desk."""
    return {
        row.id
        for queue in queues.of(reading.actor.role)
        for row in listing.page(reading, queue.wanted, size=_ALL).rows
    }


def _can_move_on(reading: Reading, ticket: Ticket) -> bool:
    """Whether the person has an action that takes the ticket into another state."""
    return any(
        lifecycle.next_state(ticket.state, action) is not ticket.state
        for action in reading.possible_actions(ticket)
        if action is not Action.CONFIRM_TRANSFER
    )


def time_did_its_part(reading: Reading, tickets: list[Ticket], ledgers: dict[int, Ledger]) -> None:
    """预警, 催办, 督办单, 上报: each drafted once, when it had to be, and never otherwise (办法第十三条（一）)."""
    rounds = _rounds(reading)
    drafted: dict[int, list[Step]] = defaultdict(list)
    for row in reading.session.scalars(select(SupervisionStep)):
        step = Step(rounds[row.assignment_id], row.due_at, row.level.value, row.drafted_at)
        drafted[row.ticket_id].append(step)
        _is_in_order(row)
    for ticket in tickets:
        expected, found = sorted(ledgers[ticket.id].steps), sorted(drafted[ticket.id])
        assert found == expected, (
            f"{ticket.number}\ntime left out {_said(expected, found)}\n"
            f"time need not have drafted {_said(found, expected)}"
        )


def _is_in_order(row: SupervisionStep) -> None:
    """A named person sends; only the 预警 is time's own."""
    if row.sent_at is None:
        assert row.number is None
        return
    assert row.lapsed_at is None
    assert (row.sent_by == Actor.system().name) == (row.level is Level.WARNING)
    if row.level is Level.ORDER:
        assert row.number
        assert row.limit_at


def _said(some: list[Step], others: list[Step]) -> list[str]:
    return [
        f"{one.level} of round {one.round} due {one.due_at:%m-%d %H:%M} at {one.drafted_at:%m-%d %H:%M}"
        for one in some
        if one not in others
    ]


def _rounds(reading: Reading) -> dict[int, int]:
    """The how-manieth of the lead's rounds on its ticket each assignment is."""
    rounds: dict[int, int] = {}
    counted: dict[int, int] = defaultdict(int)
    leads = select(Assignment).where(Assignment.is_lead.is_(True)).order_by(Assignment.id)
    for one in reading.session.scalars(leads):
        counted[one.ticket_id] += 1
        rounds[one.id] = counted[one.ticket_id]
    return rounds


def deadlines_agree(reading: Reading, tickets: list[Ticket], ledgers: dict[int, Ledger]) -> None:
    """The deadline shown is the one that follows from the events, for the ticket and its lead alike."""
    leads = {
        one.ticket_id: one
        for one in reading.session.scalars(
            select(Assignment).where(Assignment.is_lead.is_(True), Assignment.is_current.is_(True))
        )
    }
    for ticket in tickets:
        if ticket.state not in lifecycle.UNIT_STATES:
            continue
        assert ticket.due_at == leads[ticket.id].due_at == ledgers[ticket.id].due_at, ticket.number
        assert ticket.due_at is not None
        assert ticket.is_due_provisional == (ticket.due_at.year > 2026), ticket.number


def extensions_stay_within(reading: Reading) -> None:
    """延期办理累计不得超过15个工作日 (办法第十三条（三）)."""
    days: dict[int, int] = defaultdict(int)
    for one in reading.session.scalars(select(Extension)):
        assert one.requested_at <= one.due_before
        if one.outcome is RequestOutcome.GRANTED:
            days[one.ticket_id] += one.days
    assert max(days.values(), default=0) <= MOST_EXTENSION_DAYS


def nothing_skips_the_audit(tickets: list[Ticket], events: dict[int, list[Event]]) -> None:
    """What a unit handled is archived only after 审核 or a final decision (办法第五条).

    After an accepted return the office may still find that it is not to be accepted at all (第九条).
    """
    passed = {Action.AUDIT_REPLY, Action.DECIDE_FINALLY, Action.DECLINE}
    for ticket in tickets:
        if ticket.state in {State.CLOSED, State.ARCHIVED} and ticket.track is Track.ASSIGNED:
            since_dispatch = _since_last(events[ticket.id])
            assert passed & since_dispatch, ticket.number


def _since_last(events: list[Event]) -> set[Action]:
    """The actions since the unit last had the ticket."""
    opened = [
        place
        for place, one in enumerate(events)
        if one.action in _OPENS_ROUND | {Action.REWORK, Action.OPEN_SECOND_HANDLING}
    ]
    return {one.action for one in events[opened[-1] :]}


def the_first_unit_stays(tickets: list[Ticket], events: dict[int, list[Event]]) -> None:
    """首接负责: whoever was sent it first answers for all that follows (办法第十五条)."""
    for ticket in tickets:
        first = next((e for e in events[ticket.id] if e.action in _OPENS_ROUND), None)
        expected = first.details["lead_unit_id"] if first else None
        assert ticket.first_unit_id == expected, ticket.number


def _events(reading: Reading) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for event in reading.session.scalars(select(Event).order_by(Event.id)):
        found[event.ticket_id].append(event)
    return found


def _read(events: list[Event]) -> list[Happening]:
    return [
        Happening(
            *(e.id, e.at, e.action.value, e.to_state.value, e.summary, e.details),
            is_times_own=e.person_id is None,
        )
        for e in events
    ]
