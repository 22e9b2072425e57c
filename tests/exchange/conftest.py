"""What the tests of imports and exports start from: a planted county, on either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.store.db import Database
from tests.planted import County


@pytest.fixture
def county(database: Database) -> County:
    """Tuesday 2026-09-29, 10:00: a working day, nothing registered yet."""
    return County(database)


@pytest.fixture
def sqlite_county(sqlite_url: str) -> Iterator[County]:
    """The same on SQLite alone, for tests of many examples."""
    database = Database(sqlite_url)
    yield County(database)
    database.close()
