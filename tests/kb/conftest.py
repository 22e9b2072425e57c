"""What the knowledge base's tests start from: a planted county, on either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.store.db import Database
from tests.planted import County


@pytest.fixture
def county(database: Database) -> County:
    """Tuesday 2026-09-29, 10:00: a working day, no entry written yet."""
    return County(database)


@pytest.fixture
def one_county(sqlite_url: str) -> Iterator[County]:
    """The same on SQLite alone, for what the kind of database can't change."""
    database = Database(sqlite_url)
    yield County(database)
    database.close()
