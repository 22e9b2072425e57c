"""Where the demo county is built: an empty database or a former demo county, never anything else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from core import clock
from core.clock import Clock
from core.errors import HotlineError
from core.store import db
from core.store.db import Database
from demo import build

_LOGS = ("-wal", "-shm")


@contextmanager
def cleared(url: str, *, clock: Clock = clock.now) -> Iterator[Database]:
    """A migrated empty database at `url`, in place of a former demo county.

    On SQLite it is made beside and takes the old one's place once the block has ended well; on
    PostgreSQL the old county is taken down first. Raises HotlineError for any other database.
    """
    file = _file_of(url)
    _refuse_others(url, file)
    if file is None:
        yield from _rebuilt_in_place(url, clock)
        return
    beside = file.with_name(file.name + ".new")
    _remove(beside)
    database = Database(f"sqlite:///{beside}", clock=clock)
    try:
        database.migrate()
        yield database
    except BaseException:
        database.close()
        _remove(beside)
        raise
    database.close()
    _refuse_in_use(file)
    os.replace(beside, file)


def _rebuilt_in_place(url: str, clock: Clock) -> Iterator[Database]:
    database = Database(url, clock=clock)
    try:
        if inspect(database.engine).get_table_names():
            _take_down(database)
        database.migrate()
        yield database
    finally:
        database.close()


def _take_down(database: Database) -> None:
    """Every table goes; the append-only ones refuse to be emptied, so the schema itself is undone."""
    config = Config()
    config.set_main_option("script_location", str(db.MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def _file_of(url: str) -> Path | None:
    """The file of a SQLite address, None for a server's."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise HotlineError("演示县不能建在内存数据库里。", next_step="请给出数据库文件的路径。")
    return Path(parsed.database)


def _refuse_others(url: str, file: Path | None) -> None:
    if file is not None and not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    database = Database(url)
    try:
        tables = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
        if not tables or (
            "facts" in tables and (build.is_demo(database) or build.is_empty(database))
        ):
            return
    finally:
        database.close()
    raise HotlineError(
        "这个数据库里有正式数据，不是演示县，没有做任何改动。",
        next_step="请用环境变量 HOTLINE_HOME 或 HOTLINE_DATABASE_URL 指定另一个位置。",
    )


def _refuse_in_use(file: Path) -> None:
    """Closing the last connection takes SQLite's log away: one that stays means somebody is there."""
    if any(file.with_name(file.name + end).exists() for end in _LOGS):
        _remove(file.with_name(file.name + ".new"))
        raise HotlineError(
            "原来的演示县正在使用，没有替换。", next_step="请先停止热线系统，再重新生成。"
        )


def _remove(file: Path) -> None:
    for end in ("", *_LOGS):
        file.with_name(file.name + end).unlink(missing_ok=True)
