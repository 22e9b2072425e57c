"""What every page test starts from: the planted county behind app.py, on SQLite, on a Tuesday at ten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit import config

from core.store import db
from tests.pages import visiting
from tests.planted import County


@pytest.fixture
def county(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    """Tuesday 2026-09-29, 10:00; the pages open the very database the test writes to."""
    monkeypatch.setenv("HOTLINE_DATABASE_URL", sqlite_url)
    config.set_option("client.showErrorDetails", "full")  # a failing test should say why
    db.open_database.cache_clear()
    database = db.open_database()
    county = County(database)
    visiting.give_passwords(county)
    yield county
    db.open_database.cache_clear()
    database.close()
