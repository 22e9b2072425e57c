"""The migrations lead to the tables the models describe, on both databases, all or nothing."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

import kb.models  # noqa: F401  # its tables belong to the same history
from core.store.db import MIGRATIONS, Database
from core.store.models import Base


def test_the_migrated_schema_is_the_models_schema(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = set(inspect(database.engine).get_table_names())
    database.migrate()
    assert set(inspect(database.engine).get_table_names()) == before


def test_a_migration_that_dies_halfway_leaves_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(database_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database._write_connection() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
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
