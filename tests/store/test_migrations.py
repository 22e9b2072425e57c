"""The migrations lead to the tables the models describe, on both databases, all or nothing."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select

import kb.models  # noqa: F401  # its tables belong to the same history
from core.rules.terms import State
from core.store.db import MIGRATIONS, Database
from core.store.models import Base, Person
from tests.casework import flow
from tests.planted import County


def test_the_migrated_schema_is_the_models_schema(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = set(inspect(database.engine).get_table_names())
    database.migrate()
    assert set(inspect(database.engine).get_table_names()) == before


def _downgrade(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database._write_connection() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_a_migration_that_dies_halfway_leaves_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(database_url)
    _downgrade(database, "0001")
    before = set(inspect(database.engine).get_table_names())

    from alembic.operations import Operations

    made = Operations.create_table

    def dies(self: Operations, name: str, *columns: object, **options: object) -> object:
        if name == "kb_revisions":
            raise OSError("the power went")
        return made(self, name, *columns, **options)

    monkeypatch.setattr(Operations, "create_table", dies)
    with pytest.raises(OSError, match="the power went"):
        database.migrate()
    assert set(inspect(database.engine).get_table_names()) == before
    monkeypatch.undo()
    database.migrate()
    assert "kb_revisions" in inspect(database.engine).get_table_names()
    database.close()


def test_what_was_there_outlives_every_later_migration(database_url: str) -> None:
    """Down to the first tables and up again, with people, tickets and all that refers to them."""
    database = Database(database_url)
    county = County(database)
    ticket_id = flow.closed(county)
    _downgrade(database, "0002")
    database.migrate()
    with county.read("office") as reading:
        assert reading.seen_ticket(ticket_id).state is State.CLOSED
        assert reading.session.scalar(select(func.count()).select_from(Person)) > 1
    database.close()
