"""What every test may ask for: a fresh database of either kind, never the user's own home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.databases import PostgreSQLCluster, SQLiteTemplate
from tests.renewed import Renewed

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

    from core.store.db import Database

BROWSER_TESTS, DEMO_TESTS = "tests/browser/", "tests/demo/"

# Two workers on two cores: how long one example takes says nothing about the code.
settings.register_profile(
    "hotline", settings.get_profile(settings.get_current_profile_name()), deadline=None
)
settings.load_profile("hotline")


def _migrate(url: str) -> None:
    # Imported late: tests of the pure rules need neither SQLAlchemy nor Alembic.
    from core.store.db import Database

    database = Database(url)
    database.migrate()
    database.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in tests/browser drives Chromium: `-m "not browser"` leaves it out."""
    for item in items:
        if item.nodeid.startswith(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Hand tests out one by one, but all that drive Chromium to one worker: two would starve.

    Those that look at one demo county stay together too: each worker would build its own.
    """
    # xdist's own groups (3.8.0, --dist loadgroup) have no effect under pytest 9.2.
    from xdist.scheduler import LoadScopeScheduling

    class InCompany(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith(DEMO_TESTS) and "[" in nodeid:
                return DEMO_TESTS + nodeid.partition("[")[2].rstrip("]").partition("-")[0]
            return BROWSER_TESTS if nodeid.startswith(BROWSER_TESTS) else nodeid

    return InCompany(config, log)


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the installation that the person at this machine uses."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("HOTLINE_HOME", str(tmp_path_factory.mktemp("home")))
        environment.delenv("HOTLINE_DATABASE_URL", raising=False)
        # Installed or not, no model reorders what a test expects; tests of meaning name their own.
        environment.setenv("HOTLINE_MEANING", "off")
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SQLiteTemplate:
    return SQLiteTemplate(tmp_path_factory.mktemp("sqlite"), _migrate)


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[PostgreSQLCluster]:
    """A running server with a migrated template; started by the first test that needs it."""
    with PostgreSQLCluster.running() as cluster:
        cluster.make_template(_migrate)
        yield cluster


@pytest.fixture
def sqlite_url(sqlite_template: SQLiteTemplate, tmp_path: Path) -> str:
    """A fresh migrated SQLite file, for tests of what only SQLite does."""
    return sqlite_template.copy(tmp_path)


@pytest.fixture(scope="session")
def _renewed_postgresql(postgresql_cluster: PostgreSQLCluster) -> Iterator[Renewed]:
    renewed = Renewed(postgresql_cluster)
    yield renewed
    renewed.close()


@pytest.fixture
def postgresql_url(_renewed_postgresql: Renewed) -> Iterator[str]:
    """A PostgreSQL database as the migrations leave it, for tests of what only PostgreSQL does."""
    with _renewed_postgresql.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database; each test that asks runs once on either kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The store over a fresh database, closed afterwards."""
    from core.store.db import Database

    database = Database(database_url)
    yield database
    database.close()
