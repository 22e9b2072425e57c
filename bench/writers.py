"""Tickets registered a second by many threads through the real use case, beside a bare INSERT in the same database.

    python -m bench.writers [URL]     default: a SQLite file in a temporary folder

Prints one JSON line: both rates, the spread of one registration, what was lost or numbered twice (must be 0).
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import func, select, text

from core.casework import intake
from core.rules.terms import Role
from core.store import seed
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Event, Person, Ticket

THREADS, SECONDS = 50, 10.0


def registrations(database: Database, actor: Actor) -> tuple[list[str], list[float]]:
    """Numbers acknowledged and milliseconds each took, THREADS writers for SECONDS."""
    stop = time.monotonic() + SECONDS
    numbers: list[str] = []
    times: list[float] = []
    guard = threading.Lock()

    def write(_: int) -> None:
        while time.monotonic() < stop:
            began = time.perf_counter()
            with database.work(actor) as uow:
                call = intake.Registration(form_key=uuid.uuid4().hex, body="路灯不亮，请维修。")
                number = intake.register(uow, call).number
            with guard:
                numbers.append(number)
                times.append((time.perf_counter() - began) * 1000)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, range(THREADS)))
    return numbers, times


def bare_inserts(database: Database) -> float:
    """Single-row transactions a second by one thread: what the disk and the database allow."""
    with database.work(Actor.system()) as uow:
        uow.session.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, words TEXT)"))
    stop, count = time.monotonic() + SECONDS / 2, 0
    while time.monotonic() < stop:
        with database.work(Actor.system()) as uow:
            count += 1
            uow.session.execute(text("INSERT INTO bare VALUES (:id, 'x')"), {"id": count})
    return count / (SECONDS / 2)


def main(url: str) -> None:
    """Plant, measure, count again."""
    database = Database(url)
    database.migrate()
    with database.work(Actor.system()) as uow:
        seed.plant(uow.session, uow.now)
        taker = Person(
            username="bench", name="量测", role=Role.CALL_TAKER, password_hash="-",  # noqa: S106
            created_at=uow.now,
        )  # fmt: skip
        uow.session.add(taker)
        uow.session.flush()
        actor = Actor(taker.id, taker.name, taker.role)
    numbers, times = registrations(database, actor)
    with database.read(Actor.system()) as reading:
        kept = reading.session.scalar(select(func.count(Ticket.id))) or 0
        events = reading.session.scalar(select(func.count(Event.id))) or 0
    times.sort()
    bare = bare_inserts(database)
    rate = len(numbers) / SECONDS
    print(
        json.dumps(
            {
                "registered_per_s": round(rate, 1),
                "bare_inserts_per_s": round(bare, 1),
                "ratio": round(rate / bare, 3),
                "p50_ms": round(times[len(times) // 2]),
                "p99_ms": round(times[int(len(times) * 0.99)]),
                "lost": len(numbers) - kept,
                "without_event": kept - events,
                "numbered_twice": len(numbers) - len(set(numbers)),
            }
        )
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'bench.db'}")
