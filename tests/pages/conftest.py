"""What every page test starts from: the planted county behind app.py, on SQLite, on a Tuesday at ten."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
from streamlit import config
from streamlit.components.v2 import manifest_scanner

from core.store import db
from tests.pages import visiting
from tests.planted import County


@pytest.fixture(scope="session", autouse=True)
def _installed_packages_are_read_once() -> Iterator[None]:
    """Streamlit reads what every installed package says of itself each time a page is opened by AppTest."""
    with pytest.MonkeyPatch.context() as streamlit:
        read = functools.cache(manifest_scanner.scan_component_manifests)
        streamlit.setattr(manifest_scanner, "scan_component_manifests", read)
        yield


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
