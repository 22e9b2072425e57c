"""The same seed and the same today make the same county, and never in place of a real one."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from core import clock
from core.errors import HotlineError
from core.store import seed
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Base
from demo import __main__ as demo_command
from demo import build, ground, library
from tests.databases import SQLiteTemplate
from tests.demo.conftest import FRIDAY
from tests.planted import nothing_written

_SECRET = {"password_hash", "phone_hash"}


def _contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row but password hashes and what hangs on the installation's own key."""
    with database.read(Actor.system()) as reading:
        found = {}
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if column.name not in _SECRET]
            rows = reading.session.execute(select(*columns).order_by(*table.primary_key))
            found[table.name] = [tuple(row) for row in rows if row[0] != seed.PHONE_KEY]
        return found


def test_the_same_seed_makes_the_same_county(
    sqlite_template: SQLiteTemplate, tmp_path: Path
) -> None:
    contents = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        database = Database(sqlite_template.copy(tmp_path / name))
        build.fill(database, FRIDAY, tickets=120, knowledge=library.rows()[:40])
        contents.append(_contents(database))
        database.close()

    for table in contents[0]:
        assert contents[0][table] == contents[1][table], table


def test_a_real_county_is_never_replaced(database: Database) -> None:
    with database.work(Actor.system()) as uow:
        seed.plant(uow.session, FRIDAY)

    with (
        nothing_written(database),
        pytest.raises(HotlineError, match="不是演示县"),
        ground.cleared(database.url),
    ):
        pytest.fail("the place was given away")


def test_a_demo_county_is_replaced(database_url: str) -> None:
    for mark in ("first", "second"):
        with (
            ground.cleared(database_url, clock=clock.fixed(FRIDAY)) as database,
            database.work(Actor.system()) as uow,
        ):
            seed.plant(uow.session, FRIDAY)
            uow.set_fact(build.IS_DEMO, "yes")
            uow.set_fact("mark", mark)
    database = Database(database_url)
    with database.read(Actor.system()) as reading:
        assert reading.fact("mark") == "second"
    database.close()


def test_what_breaks_off_leaves_the_old_county(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.work(Actor.system()) as uow:
        uow.set_fact(build.IS_DEMO, "yes")
    database.close()

    with pytest.raises(KeyboardInterrupt), ground.cleared(sqlite_url):
        raise KeyboardInterrupt

    assert build.is_demo(database)
    database.close()
    assert not list(Path(sqlite_url.removeprefix("sqlite:///")).parent.glob("*.new*"))


def test_the_command_builds_and_tells_the_accounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))

    assert demo_command.main(["--tickets", "50", "--seed", "7"]) == 0

    told = capsys.readouterr().out
    assert "工单50件" in told
    assert "zhujian01" in told
    database = Database(f"sqlite:///{tmp_path / 'hotline.db'}")
    assert "tickets" in inspect(database.engine).get_table_names()
    assert build.is_demo(database)
    database.close()


def test_a_year_cannot_end_in_the_future(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))

    assert demo_command.main(["--until", "2999-01-01"]) == 1

    assert "不能晚于今天" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.db"))
