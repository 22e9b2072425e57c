"""Builds the demo county: an empty database, its people, then the whole year act by act, then the index."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select

from core.exchange.tables import TableRow
from core.rules.terms import State
from core.store import rulebook, seed
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Event, Person, Unit
from core.store.work import UnitOfWork
from demo import (
    accountability,
    asking,
    assessment,
    calls,
    corrections,
    county,
    last_days,
    library,
    papers,
    people,
    reading_habits,
    supervising,
    topics,
    year,
)
from demo.library import Library
from demo.stage import Stage
from kb import indexing, synonyms
from kb.models import Entry

TICKETS, SEED = 4000, 12345
FEWEST, MOST = 50, 20_000
IS_DEMO, DEMO_PASSWORD = "demo", "demo_password"


@dataclass(frozen=True, slots=True)
class Summary:
    """What was built."""

    tickets: int
    states: dict[State, int]
    overdue: int
    events: int
    entries: int
    people: int


def is_demo(database: Database) -> bool:
    """Whether a migrated database is a demo county, which may be built anew."""
    with database.read(Actor.system()) as reading:
        return reading.fact(IS_DEMO) == "yes"


def is_empty(database: Database) -> bool:
    """Whether nothing was ever planted in a migrated database."""
    with database.read(Actor.system()) as reading:
        return not reading.session.scalar(select(func.count(Unit.id)))


def fill(
    database: Database,
    until: datetime,
    *,
    tickets: int = TICKETS,
    seed_number: int = SEED,
    knowledge: Sequence[TableRow] | None = None,
) -> None:
    """One transaction: the county of `tickets` tickets whose year ends at `until`.

    `knowledge` is by default all that the demo's tables hold.
    """
    rows = library.rows() if knowledge is None else list(knowledge)
    with database.work(Actor.system()) as uow, _without_pauses():
        rulebook.keep(uow.session)
        began = until - timedelta(days=year.DAYS + 16)
        first = UnitOfWork(uow.session, Actor.system(), began)
        seed.plant(first.session, began)
        first.set_fact(IS_DEMO, "yes")
        first.set_fact(DEMO_PASSWORD, people.PASSWORD)
        staff = people.hire(first, seed_number)
        calendar = first.calendar
        fullness = year.fullness(tickets)
        stage = Stage(uow.session, calendar, until, fullness=fullness, seed=seed_number)
        here = county.found(uow.session, stage, staff, calendar, seed_number, fullness)
        stage.on_alarm = partial(supervising.course, here)
        synonyms.load_common(first)
        shelf = Library(here, rows)
        for course in shelf.courses():
            stage.enter(course)
        stage.enter(assessment.course(here, began))
        stage.enter(accountability.course(here, began))
        for arrival in year.arrivals(tickets, until, calendar, here.towns, seed_number):
            stage.enter(calls.course(here, shelf, arrival), arrival.at)
        stage.run()
        last_days.play(uow.session, here, until)
        topics.play(uow.session, here, until)
        corrections.play(uow.session, here, until)
        reading_habits.play(uow.session, here, until)
        asking.play(uow.session, here, until)
        assessment.play(uow.session, here, until)
        papers.play(uow.session, here, until)


def index(database: Database) -> int:
    """Build the search index of a finished county; how many entries it holds."""
    with database.read(Actor.system()) as reading:
        return indexing.index_of(reading).rebuild(database.engine)


def summary(database: Database) -> Summary:
    """Counts of what there is."""
    with database.read(Actor.system()) as reading:
        tickets = list(reading.session.scalars(reading.visible_tickets()))
        count = reading.session.scalar
        running = {
            State.DISPATCHED,
            State.HANDLING,
            State.RETURN_REQUESTED,
            State.AWAITING_SIGN_OFF,
        }
        return Summary(
            tickets=len(tickets),
            states=dict(Counter(ticket.state for ticket in tickets)),
            overdue=sum(
                t.state in running and t.due_at is not None and t.due_at < reading.now
                for t in tickets
            ),
            events=count(select(func.count(Event.id))) or 0,
            entries=count(select(func.count(Entry.id))) or 0,
            people=count(select(func.count(Person.id))) or 0,
        )


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Without the garbage collector, which walks all that was made again and again and frees little."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
