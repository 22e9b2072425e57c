"""A seeded walk through the county's year: whoever may act on a ticket does something, and time looks on."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

from core.casework import alarms, sweep
from core.errors import HotlineError
from core.rules import lifecycle
from core.rules.terms import Action, Role, State
from core.store.actor import Actor
from core.store.models import Event, Ticket
from core.store.work import Reading
from tests.planted import County, at
from tests.year import likelihood, moves
from tests.year.cast import Cast
from tests.year.moves import Scene
from tests.year.oracle import Tick

BEGINS, LAST_CALL, ENDS = at("2026-01-02T08:00"), at("2026-12-31T17:00"), at("2027-01-20T18:00")
STANDSTILL = at("2026-06-08T07:00"), at("2026-06-15T08:00")
"""A week in which nothing looks at the clocks: 07:00 on a Monday until 08:00 on the next."""
ROUTINE = timedelta(hours=6)
A_MINUTE = timedelta(minutes=1)
HOLDER = "year"
SLOW = 0.3
"""The share of tickets whose people take days rather than hours: these are the ones time must chase."""
ENDED = frozenset({State.ARCHIVED, State.MERGED, State.TRANSFERRED})


@dataclass
class Walk:
    """The year so far: the county, its people, every look of time, and what was done and refused."""

    county: County
    cast: Cast
    rng: random.Random
    tickets: int
    ticks: list[Tick] = field(default_factory=list)
    done: Counter[Action] = field(default_factory=Counter)
    refused: Counter[tuple[Action, str]] = field(default_factory=Counter)
    visits: int = 0
    _agenda: list[tuple[datetime, int, int]] = field(default_factory=list)
    _order: int = 0
    _slow: set[int] = field(default_factory=set)
    _ticked_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._ticked_at = self.county.now

    def begin(self) -> None:
        """The year's calls, put into the agenda; ticket 0 stands for one that is yet to be made."""
        length = (LAST_CALL - BEGINS) / A_MINUTE
        for _ in range(self.tickets):
            self._plan(BEGINS + self.rng.uniform(0, length) * A_MINUTE, 0)

    def go_on(self, visits: int) -> bool:
        """So many steps more; False once the year is over."""
        for _ in range(visits):
            if not self._agenda or self._agenda[0][0] > ENDS:
                self.pass_time(ENDS)
                return False
            when, _, ticket_id = heapq.heappop(self._agenda)
            self.pass_time(when)
            self._visit(ticket_id or self.register())
        return True

    def _plan(self, when: datetime, ticket_id: int) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (when.replace(microsecond=0), self._order, ticket_id))

    def register(self) -> int:
        """One more call; the ticket's id."""
        ticket_id = moves.register(self._scene(self.rng.choice(self.cast.office[:3]), 0))
        self.done[Action.REGISTER] += 1
        if self.rng.random() < SLOW:
            self._slow.add(ticket_id)
        return ticket_id

    # --- 时间 ---

    def pass_time(self, until: datetime) -> None:
        """Go on to an instant; let time look at every alarm on the way, and every few hours anyhow."""
        while True:
            alarm = self._next_alarm()
            following = self._ticked_at + ROUTINE
            if alarm is not None:
                following = min(following, max(alarm, self._ticked_at + A_MINUTE))
            if STANDSTILL[0] <= following < STANDSTILL[1]:
                following = STANDSTILL[1]
            if following > until:
                break
            self.county.now = self._ticked_at = following
            self.tick()
        self.county.now = until
        if self.rng.random() < 0.02:  # the machine's clock is put right
            self.county.now -= self.rng.randint(1, 9) * A_MINUTE

    def tick(self) -> None:
        """One look of time, with the events before and after it."""
        before = self._last_event()
        sweep.tick(self.county.database, holder=HOLDER)
        self.ticks.append(Tick(before, self._last_event(), self.county.now))

    def _next_alarm(self) -> datetime | None:
        with self.county.database.read(Actor.system()) as reading:
            soonest: datetime | None = reading.session.scalar(
                select(func.min(Ticket.next_alarm_at))
            )
        return soonest

    def _last_event(self) -> int:
        with self.county.database.read(Actor.system()) as reading:
            return reading.session.scalar(select(func.max(Event.id))) or 0

    # --- 人 ---

    def try_anyone(self, ticket_id: int, action: Action, rng: random.Random) -> None:
        """Let somebody to whom the screen would offer the action try it; nobody may be a good answer."""
        for actor in rng.sample(self.cast.everybody, len(self.cast.everybody)):
            with self.county.database.read(actor) as reading:
                mine = reading.visible_tickets().where(Ticket.id == ticket_id)
                ticket = reading.session.scalar(mine)
                is_offered = ticket is not None and action in reading.possible_actions(ticket)
            if is_offered:
                self._try(Scene(self.county, self.cast, actor, ticket_id, rng), action)
                return

    def look(self, ticket_id: int) -> Ticket:
        """The ticket as it stands."""
        with self.county.database.read(Actor.system()) as reading:
            return reading.seen_ticket(ticket_id)

    def _visit(self, ticket_id: int) -> None:
        self.visits += 1
        choice = self._choose(ticket_id)
        if choice is not None:
            actor, action = choice
            self._try(self._scene(actor, ticket_id), action)
        ticket = self.look(ticket_id)
        if ticket.state not in ENDED or self.rng.random() < 0.15:
            self._plan(self._next_visit(ticket), ticket_id)

    def _scene(self, actor: Actor, ticket_id: int) -> Scene:
        return Scene(self.county, self.cast, actor, ticket_id, self.rng)

    def _try(self, scene: Scene, action: Action) -> None:
        try:
            moves.MOVES[action](scene)
        except HotlineError as refusal:
            self.refused[action, type(refusal).__name__] += 1
        else:
            self.done[action] += 1

    def _choose(self, ticket_id: int) -> tuple[Actor, Action] | None:
        """Somebody who may do something here, and what: chosen from what the screen would offer."""
        options: list[tuple[Actor, Action]] = []
        with self.county.database.read(Actor.system()) as looking:
            session, now = looking.session, looking.now
            seen = looking.seen_ticket(ticket_id)
            asked = alarms.open_request(looking, seen)
            is_late = seen.due_at is not None and seen.due_at < now
            for actor in self._concerned(seen):
                reading = Reading(session, actor, now)
                ticket = session.scalar(reading.visible_tickets().where(Ticket.id == ticket_id))
                if ticket is not None:
                    offered = reading.possible_actions(ticket)
                    options += [(actor, action) for action in offered if action in moves.MOVES]
        if not options:
            return None
        weights = [likelihood.weight(one, asked, is_late=is_late) for _, one in options]
        return self.rng.choices(options, weights)[0]

    def _concerned(self, ticket: Ticket) -> list[Actor]:
        """Those who could have something to do with it in this state, not all fifty at once."""
        found = []
        if ticket.lead_unit_id is not None and ticket.state in lifecycle.UNIT_STATES | {
            State.CLOSED,
            State.ARCHIVED,
        }:
            found += self.cast.units[ticket.lead_unit_id]
        other = self.rng.choice(self.cast.unit_ids)
        found += [self.cast.units[other][0]] if other != ticket.lead_unit_id else []
        office = [one for one in self.cast.office if one.role is not Role.CALL_TAKER]
        return found + self.rng.sample(office, 3) + [self.rng.choice(self.cast.office[:2])]

    def _next_visit(self, ticket: Ticket) -> datetime:
        """Hours later, days later for the slow; now and then to the very second of the deadline."""
        now = self.county.now
        due = ticket.due_at
        if due is not None and due > now and self.rng.random() < 0.12:
            return due + self.rng.choice((-60, 0, 1, 60)) * timedelta(seconds=1)
        if ticket.state in ENDED | {State.CLOSED, State.DECLINED}:
            return now + timedelta(days=self.rng.uniform(0.2, 20))
        hours = 40 if ticket.id in self._slow else 7
        return now + timedelta(hours=self.rng.expovariate(1 / hours), seconds=1)
