"""The stage: courses of action played in the order of time, each act a real use case at its own instant."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.rules.terms import State
from core.rules.workdays import WorkCalendar
from core.store.actor import Actor
from core.store.models import Ticket
from core.store.work import UnitOfWork

HOLD = timedelta(days=4)
"""Before the end: from then on desks leave a little work lying, as on any ordinary morning."""

BACKLOG: Mapping[State, int] = {
    State.AWAITING_DETAILS: 4,
    State.AWAITING_DISPATCH: 15,
    State.RETURN_REQUESTED: 6,
    State.DISPATCHED: 20,
    State.HANDLING: 48,
    State.AWAITING_SIGN_OFF: 8,
    State.AWAITING_AUDIT: 12,
}
"""How much of each kind lies on the desks at the end of a full county's year."""

_EVERY_DAY = {State.AWAITING_DETAILS, State.AWAITING_DISPATCH}


@dataclass(frozen=True, slots=True)
class Act:
    """One use case, at an instant, by a person.

    An act that takes a ticket out of the state `leaves` may be put off while too few of them lie
    there at the end of the year, or in any case when it `may_lie`, but never beyond `put_off_until`.
    """

    at: datetime
    actor: Actor
    do: Callable[[UnitOfWork], Any]
    leaves: State | None = None
    put_off_until: datetime | None = None
    may_lie: bool = False


Course = Generator[Act, Any, None]
"""Yields its next act and is sent what came of it."""


class Stage:
    """Time itself: always the earliest act of all courses, until the year ends."""

    def __init__(
        self,
        session: Session,
        calendar: WorkCalendar,
        until: datetime,
        *,
        fullness: float = 1.0,
        seed: int = 0,
    ) -> None:
        self.calendar = calendar
        self.until = until
        self.now = datetime.min.replace(tzinfo=until.tzinfo)
        self.acts = 0
        self._session = session
        self._floors = {state: max(1, round(n * fullness)) for state, n in BACKLOG.items()}
        self._states: dict[int, State] = {}
        self._counts: Counter[State] = Counter()
        self._waiting: list[tuple[datetime, int, Act | None, Course]] = []
        self._order = 0
        self._alarms: dict[int, datetime] = {}
        self.on_alarm: Callable[[int], Course] | None = None
        """What begins when a ticket's alarm rings."""
        self._rng = random.Random(f"stage {seed}")

    def enter(self, course: Course, at: datetime | None = None) -> None:
        """Let a course begin, now or at an instant: not before then does it look about and decide."""
        self._push(at or self.now, None, course)

    def run(self) -> None:
        """Play everything that happens before the end; what would come later stays undone."""
        while self._waiting and self._waiting[0][0] <= self.until:
            self.now, _, act, course = heapq.heappop(self._waiting)
            outcome = None
            if act is not None:
                later = self._put_off(act)
                if later is not None:
                    self._push(later.at, later, course)
                    continue
                outcome = act.do(UnitOfWork(self._session, act.actor, self.now))
                self.acts += 1
            if isinstance(outcome, Ticket):
                self._note(outcome)
            try:
                following = course.send(outcome)
            except StopIteration:
                continue
            self._push(following.at, following, course)

    def _push(self, at: datetime, act: Act | None, course: Course) -> None:
        at = max(at.replace(microsecond=0), self.now)
        self._order += 1
        act = replace(act, at=at) if act is not None else None
        heapq.heappush(self._waiting, (at, self._order, act, course))

    def _put_off(self, act: Act) -> Act | None:
        if act.leaves is None or self.until - act.at > HOLD:
            return None
        is_short = self._counts[act.leaves] <= self._floors.get(act.leaves, 0)
        if not is_short and not act.may_lie:
            return None
        later = self._within_hours(
            act.at + timedelta(minutes=self._rng.randint(35, 200)), act.leaves
        )
        if act.put_off_until is not None and later > act.put_off_until:
            return None
        return replace(act, at=later)

    def _within_hours(self, at: datetime, leaves: State) -> datetime:
        """The hotline works from 8 to 20 every day; audits and units keep office hours."""
        if leaves not in _EVERY_DAY:
            return self.calendar.next_opening(at)
        if 8 <= at.hour < 20:
            return at
        return (at + timedelta(hours=12)).replace(hour=8, minute=self._rng.randint(2, 55))

    def _note(self, ticket: Ticket) -> None:
        self._set_alarm(ticket)
        before = self._states.get(ticket.id)
        if before is not None:
            self._counts[before] -= 1
        self._states[ticket.id] = ticket.state
        self._counts[ticket.state] += 1

    def _set_alarm(self, ticket: Ticket) -> None:
        alarm = ticket.next_alarm_at
        if self.on_alarm is None or alarm is None or self._alarms.get(ticket.id) == alarm:
            return
        self._alarms[ticket.id] = alarm
        self._push(alarm, None, self.on_alarm(ticket.id))
