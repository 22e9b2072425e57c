"""What supervisors look at, over 200,000 and 1,000,000 tickets, beside the raw SQL count that bounds each.

    python -m bench.insight 200000 1000000 [--keep FOLDER]

With --keep the databases are made once in FOLDER and used again. Prints a Markdown table: milliseconds
(median of five, warm) of each look, of the count beside it, and their ratio; then how SQLite finds the rows.
The ledger has a table of its own: see bench/ledgers.py.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select, text

import kb.models  # noqa: F401  # its tables belong to the same history
from bench import ledgers
from bench.many import NOW, Planter
from core.insight import listing, overview
from core.insight.indicators import handling, scoreboard, snapshot
from core.insight.indicators.scope import scope_of
from core.rules import periods
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Assignment, Ticket
from core.store.work import Reading
from kb import standing

MONTH = periods.month(2026, 10)
REPEATS = 5


def whole_overview(reading: Reading) -> None:
    """运行总览 of the running month, as the page asks for it."""
    overview.look(reading, overview.Wanted(periods.month_of(NOW.date())))


def board(reading: Reading) -> None:
    """单位考核榜 of a whole month."""
    scoreboard.board(reading, MONTH, standing.of_units(reading, MONTH))


def overdue(reading: Reading) -> None:
    """已逾期, first page."""
    listing.page(reading, listing.Filter(is_overdue=True, order=listing.Order.DUE))


def freeze(reading: Reading) -> None:
    """月度冻结: the whole snapshot."""
    snapshot.take(reading, MONTH, standing.of_units(reading, MONTH))


REGISTERED = select(func.count()).where(
    Ticket.registered_at >= MONTH.starts_at, Ticket.registered_at < MONTH.ends_at
)
DUE = select(func.count()).where(
    Assignment.due_at >= MONTH.starts_at, Assignment.due_at < MONTH.ends_at
)
LATE = select(func.count()).where(Ticket.stopped_at.is_(None), Ticket.due_at < NOW)
EVERYTHING = select(func.count()).select_from(Ticket)

Look = Callable[[Reading], None]
_LOOKS: tuple[tuple[str, Look, Select[Any]], ...] = (
    ("运行总览", whole_overview, REGISTERED),
    ("单位考核榜（月）", board, DUE),
    ("已逾期清单", overdue, LATE),
    ("月度冻结", freeze, DUE),
)


def milliseconds(database: Database, look: Callable[[Reading], object]) -> float:
    """The median of some runs, each in a reading of its own, the first left out."""
    taken = []
    for _ in range(REPEATS + 1):
        with database.read(Actor.system()) as reading:
            began = time.perf_counter()
            look(reading)
            taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken[1:])


def _counted(bound: Select[Any], reading: Reading) -> object:
    return reading.session.scalar(bound)


def opened(count: int, folder: Path) -> Database:
    """The database of so many tickets, planted where it is not there yet."""
    file = folder / f"tickets_{count}.db"
    is_new = not file.exists()
    database = Database(f"sqlite:///{file}", clock=lambda: NOW)
    if is_new:
        began = time.perf_counter()
        Planter(database, count).plant()
        with database.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
        print(f"planted {count:,} tickets in {time.perf_counter() - began:.0f} s")
    else:
        database.migrate()
    return database


def measure(count: int, folder: Path) -> None:
    """One table for one size."""
    database = opened(count, folder)
    print(f"\n## {count:,} tickets\n\n| look | ms | raw count ms | ratio |\n|---|---|---|---|")
    for name, look, bound in _LOOKS:
        taken = milliseconds(database, look)
        raw = milliseconds(database, partial(_counted, bound))
        print(f"| {name} | {taken:.1f} | {raw:.2f} | {taken / raw:.0f} |")
    show_plans(database)
    ledgers.measure(database)
    database.close()


def show_plans(database: Database) -> None:
    """Which indexes SQLite uses for the counts and for the on-time rate."""
    with database.read(Actor.system()) as reading:
        on_time = handling.on_time(scope_of(reading, MONTH))
        for name, asked in (("登记", REGISTERED), ("届满", DUE), ("按时办结率", on_time)):
            compiled = asked.compile(database.engine, compile_kwargs={"render_postcompile": True})
            nothing = (None,) * len(compiled.positiontup or ())  # a plan asks for no values
            rows = reading.session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {compiled}", nothing
            )
            print(f"\n{name}：" + "；".join(str(row[-1]) for row in rows))


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", type=int, nargs="*", default=[200_000, 1_000_000])
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for count in options.counts:
            measure(count, folder)


if __name__ == "__main__":
    main()
