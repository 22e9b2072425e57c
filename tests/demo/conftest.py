"""One small demo county on each kind of database, built once and only looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from core import clock
from core.store.db import Database
from demo import build, library
from tests.databases import PostgreSQLCluster
from tests.planted import at

FRIDAY = at("2026-11-20T15:30")
"""The last afternoon of the demo's year: a working Friday in the heating season."""

TICKETS = 300
EVERY_ROW = 4
"""Of the demo's knowledge every fourth row: enough to be cited, kept and forgotten."""


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def demo_county(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """300 tickets until Friday 2026-11-20 15:30."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            template = request.getfixturevalue("sqlite_template")
            url = template.copy(tmp_path_factory.mktemp("demo"))
        else:
            cluster: PostgreSQLCluster = request.getfixturevalue("postgresql_cluster")
            url = stack.enter_context(cluster.copy())
        database = Database(url, clock=clock.fixed(FRIDAY))
        build.fill(database, FRIDAY, tickets=TICKETS, knowledge=library.rows()[::EVERY_ROW])
        yield database
        database.close()
