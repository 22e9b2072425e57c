"""第十四、十九条: what was done stays done — rows refuse change, and a forced change is found by name."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.store import audit
from core.store.actor import Actor
from core.store.db import Database

SYSTEM = Actor.system()


def _write(database: Database, rows: int) -> None:
    for number in range(rows):
        with database.work(SYSTEM) as uow:
            uow.audit("test", f"第{number}行", value=number, words="低保𠮷")


def _force(database: Database, statement: str) -> None:
    """As somebody with the database's password would, the triggers out of the way."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_log_no_{verb}"))
        else:
            connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        connection.execute(text(statement))


def test_an_untouched_chain_is_whole(database: Database) -> None:
    _write(database, 5)
    with database.read(SYSTEM) as reading:
        assert audit.first_broken(reading.session) is None


@pytest.mark.parametrize("table", ["audit_log", "events"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET person_name = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_changes(
    database: Database, table: str, statement: str
) -> None:
    _write(database, 1)
    if table == "events":
        with database.engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO tickets (number, version, channel, request_type, track, state, phase, title,"
                    " body, address, registered_at, registered_by, policy_version, calendar_version) VALUES"
                    " ('n', 1, 'phone', 'help', 'undecided', 'awaiting_dispatch', 'first', 't', 'b', '',"
                    " '2026-01-01 00:00:00', 'x', 0, 0)"
                )
            )
            connection.execute(
                text(
                    "INSERT INTO events (ticket_id, at, person_name, role, unit_name, action, to_state, article,"
                    " summary, details) VALUES ((SELECT max(id) FROM tickets), '2026-01-01 00:00:00', 'x',"
                    " 'office', '', 'register', 'awaiting_dispatch', 'a', 's', '{}')"
                )
            )
    with (
        pytest.raises(DBAPIError, match="append-only"),
        database.engine.begin() as connection,
    ):
        connection.execute(text(statement.format(table)))


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE audit_log SET person_name = '别人' WHERE id = 3", 3),
        ("UPDATE audit_log SET details = '{\"value\": 99}' WHERE id = 2", 2),
        ("DELETE FROM audit_log WHERE id = 2", 3),
        ("UPDATE audit_log SET is_allowed = false WHERE id = 5", 5),
    ],
)
def test_a_forced_change_is_found_at_its_first_row(
    database: Database, statement: str, first: int
) -> None:
    _write(database, 5)
    _force(database, statement)
    with database.read(SYSTEM) as reading:
        assert audit.first_broken(reading.session) == first


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800", "尾随空格 ", "长" * 500, "\u200b\u202e𠮷"])
def test_no_words_anybody_types_break_the_chain(database: Database, typed: str) -> None:
    """The columns clean what is stored: the seal must be over the same words."""
    with database.work(SYSTEM) as uow:
        uow.audit("test", f"账号 {typed}", reason=typed, parts=[typed])
    with database.read(SYSTEM) as reading:
        assert audit.first_broken(reading.session) is None
