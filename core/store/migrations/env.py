"""Alembic's entry: runs every migration inside the transaction that the Database opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from core.store.models import Base


def _plain(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our column types into migrations as what they are in the table: history outlives classes."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_plain,
    # SQLite can roll DDL back; Alembic assumes it can't and would leave half a schema behind.
    transactional_ddl=True,
    compare_type=False,
)
context.run_migrations()
