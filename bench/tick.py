"""Time's first look at 200,000 tickets after a standstill, and its idle look a minute later.

    python -m bench.tick [URL]     default: a SQLite file in a temporary folder

Prints one JSON line: seconds of the first tick and of an idle one, the raw indexed SQL count beside
them, and the process's peak memory before and after.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, insert, select

from core.casework import sweep
from core.rules.instants import SHANGHAI
from core.rules.terms import Channel, Grade, Phase, RequestType, State, Track
from core.store import rulebook, seed
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Assignment, Ticket, Unit

TICKETS, OPEN, DUE = 200_000, 15_000, 3_000
CHUNK = 5_000
NOW = datetime(2026, 10, 9, 18, 0, tzinfo=SHANGHAI)
"""A Friday, close of business: the tickets due by now are warned of and reminded of."""


def plant(database: Database) -> None:
    """A county with a year's tickets: most archived, some open, a few thousand due by NOW."""
    database.migrate()
    with database.work(Actor.system()) as uow:
        seed.plant(uow.session, uow.now)
        unit_id = uow.session.scalars(select(Unit.id)).first()
        versions = {
            "policy_version": rulebook.policy_version(uow.session),
            "calendar_version": rulebook.calendar_version(uow.session),
        }
        for first in range(1, TICKETS + 1, CHUNK):
            keys = range(first, first + CHUNK)
            rows = [ticket(key, unit_id) | versions for key in keys]
            uow.session.execute(insert(Ticket), rows)
            rounds = [assignment(row) for row in rows if row["state"] is State.HANDLING]
            if rounds:
                uow.session.execute(insert(Assignment), rounds)


def ticket(key: int, unit_id: int | None) -> dict[str, Any]:
    """Row number `key`: the last OPEN of them are with a unit, the last DUE of those due by NOW."""
    is_open, is_due = key > TICKETS - OPEN, key > TICKETS - DUE
    due_at = NOW - timedelta(seconds=key % 1800) if is_due else NOW + timedelta(days=4)
    registered_at = NOW - timedelta(days=10 if is_open else 40, seconds=key % 86_400)
    return {
        "id": key,
        "number": f"B{key:07d}",
        "channel": Channel.PHONE,
        "request_type": RequestType.HELP,
        "track": Track.ASSIGNED,
        "state": State.HANDLING if is_open else State.ARCHIVED,
        "phase": Phase.FIRST,
        "title": "路灯不亮，请维修。",
        "body": "路灯不亮，请维修。",
        "registered_at": registered_at,
        "registered_by": "量测",
        "dispatched_at": registered_at,
        "lead_unit_id": unit_id,
        "due_at": due_at,
        "next_alarm_at": due_at - timedelta(hours=6, minutes=30) if is_open else None,
    }


def assignment(row: dict[str, Any]) -> dict[str, Any]:
    """The lead unit's round of one ticket."""
    return {
        "ticket_id": row["id"],
        "unit_id": row["lead_unit_id"],
        "is_lead": True,
        "is_current": True,
        "phase": Phase.FIRST,
        "grade": Grade.SIMPLE,
        "dispatched_at": row["dispatched_at"],
        "dispatched_by": "量测",
        "due_at": row["due_at"],
        "return_closes_at": row["dispatched_at"],
    }


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def raw_count(engine: Engine) -> int:
    """What the idle tick asks, as bare SQL through the same index."""
    with engine.connect() as connection:
        rung = select(func.count()).select_from(Ticket).where(Ticket.next_alarm_at <= NOW)
        return connection.scalar(rung) or 0


def peak_mb() -> float:
    """The process's peak resident memory so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(url: str) -> None:
    """Plant, tick once, tick idly, count beside it."""
    database = Database(url, clock=lambda: NOW)
    plant(database)
    due, before_mb = raw_count(database.engine), peak_mb()
    began = time.perf_counter()
    swept = sweep.tick(database)
    first = time.perf_counter() - began
    after_mb = peak_mb()
    idle = statistics.median(seconds(lambda: sweep.tick(database)) for _ in range(50))
    raw = statistics.median(seconds(lambda: raw_count(database.engine)) for _ in range(50))
    figures = {
        "tickets": TICKETS,
        "open": OPEN,
        "due": due,
        "warnings": swept.warnings,
        "reminders": swept.reminders,
        "failed": swept.failed,
        "first_tick_s": round(first, 2),
        "ms_per_ticket": round(first * 1000 / max(due, 1), 2),
        "idle_tick_ms": round(idle * 1000, 2),
        "raw_count_ms": round(raw * 1000, 2),
        "peak_mb_before": round(before_mb),
        "peak_mb_after": round(after_mb),
    }
    print(json.dumps(figures))
    database.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'bench.db'}")
