"""What the tests of papers start from where a paper needs its tickets: a planted county, on either database."""

from __future__ import annotations

import pytest

from core.store.db import Database
from tests.planted import County


@pytest.fixture
def county(database: Database) -> County:
    """Tuesday 2026-09-29, 10:00: a working day, nothing registered yet."""
    return County(database)
