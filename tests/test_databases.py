"""The test databases themselves: fresh for each test, and PostgreSQL really recovers."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy

from tests import prerequisites
from tests.databases import PostgreSQLCluster, SQLiteTemplate


def _make_a_table(url: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE calls (number INTEGER PRIMARY KEY)")
    engine.dispose()


def _note_a_call(url: str) -> int:
    """Write one row and answer how many there are."""
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO calls SELECT count(*) + 1 FROM calls")
        count = connection.exec_driver_sql("SELECT count(*) FROM calls").scalar_one()
    engine.dispose()
    return count


@pytest.fixture(scope="module")
def cluster():
    with PostgreSQLCluster.running() as cluster:
        cluster.make_template(_make_a_table)
        yield cluster


def test_each_sqlite_copy_starts_empty(tmp_path: Path) -> None:
    template = SQLiteTemplate(tmp_path, _make_a_table)

    assert _note_a_call(template.copy(tmp_path)) == 1
    assert _note_a_call(template.copy(tmp_path)) == 1


def test_each_postgresql_copy_starts_empty(cluster: PostgreSQLCluster) -> None:
    for _ in range(2):
        with cluster.copy() as url:
            assert _note_a_call(url) == 1


def test_what_was_committed_outlives_a_crash_of_the_server(cluster: PostgreSQLCluster) -> None:
    with cluster.copy() as url:
        _note_a_call(url)
        cluster.crash_and_recover()

        assert _note_a_call(url) == 2


@pytest.mark.parametrize("variable", [("CI", "true"), ("HOTLINE_TEST_REQUIRE_ALL", "1")])
def test_a_full_run_fails_where_something_is_missing(
    monkeypatch: pytest.MonkeyPatch, variable: tuple[str, str]
) -> None:
    monkeypatch.setenv(*variable)

    with pytest.raises(pytest.fail.Exception, match="PostgreSQL is not installed"):
        prerequisites.absent("PostgreSQL")


def test_a_single_test_run_by_hand_is_skipped_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("HOTLINE_TEST_REQUIRE_ALL", raising=False)

    with pytest.raises(pytest.skip.Exception, match="test_setup"):
        prerequisites.absent("PostgreSQL")
