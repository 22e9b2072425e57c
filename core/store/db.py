"""The database: opened once a process, migrated all or nothing, written one transaction at a time."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from core import clock, settings
from core.clock import Clock
from core.errors import NotAllowed, NotFound
from core.store import audit
from core.store.actor import Actor
from core.store.fair_lock import FairLock
from core.store.work import Reading, UnitOfWork

BUSY_MILLISECONDS = 20_000
MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """One database, SQLite or PostgreSQL by its URL alone; safe to share between threads."""

    def __init__(self, url: str, *, clock: Clock = clock.now) -> None:
        self.url = url
        self.clock = clock
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgresql_engine(url)
        self._writers = FairLock()

    def migrate(self) -> None:
        """Bring the schema to the newest revision, in one transaction on both databases."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._write_connection() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def work(self, actor: Actor) -> Iterator[UnitOfWork]:
        """One write transaction for one use case; what it raises undoes all of it.

        A refused permission leaves one audit row, written after the undoing (办法第十九条).
        """
        try:
            with (
                self._write_connection() as connection,
                Session(connection, expire_on_commit=False) as session,
            ):
                uow = UnitOfWork(session, actor, self.clock())
                yield uow
                session.flush()
        except (NotAllowed, NotFound) as refusal:
            self._record_refusal(actor, refusal)
            raise

    @contextmanager
    def read(self, actor: Actor) -> Iterator[Reading]:
        """One consistent look; nothing it changes is kept."""
        with (
            self.engine.connect() as connection,
            Session(connection, autoflush=False, expire_on_commit=False) as session,
        ):
            yield Reading(session, actor, self.clock())

    @contextmanager
    def _write_connection(self) -> Iterator[Connection]:
        lock = self._writers if self.is_sqlite else contextlib.nullcontext()
        with lock, self.engine.connect() as connection:
            connection.info["is_writer"] = True
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.info.pop("is_writer", None)

    def _record_refusal(self, actor: Actor, refusal: NotAllowed | NotFound) -> None:
        with (
            self._write_connection() as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            audit.append(
                session,
                actor,
                self.clock(),
                verb="refused",
                subject=refusal.subject,
                is_allowed=False,
                details={"reason": type(refusal).__name__},
            )
            session.flush()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


@functools.cache
def open_database() -> Database:
    """The process-wide database of this installation's settings."""
    return Database(settings.load().database_url)


def _postgresql_engine(url: str) -> Engine:
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # sqlite3 would begin transactions of its own accord
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_MILLISECONDS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A reader that turns writer meets "database is locked" at once: writers say so first.
        is_writer = connection.info.get("is_writer", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

    return engine
