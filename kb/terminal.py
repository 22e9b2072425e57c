"""What the commands of the knowledge base share: the installation they act on, and how they refuse."""

from __future__ import annotations

import sys

from sqlalchemy import inspect

from core.errors import HotlineError, NotFound
from core.store import db
from core.store.db import Database
from kb.models import Entry


def opened() -> Database:
    """This installation's database. Raises NotFound before it was installed."""
    database = db.open_database()
    if not inspect(database.engine).has_table(Entry.__tablename__):
        raise NotFound("数据库还没有建立。", next_step="请先运行 python -m core install。")
    return database


def refuse(refusal: HotlineError) -> int:
    """Say a refusal on stderr in one line and give the exit code."""
    print(refusal.full_zh, file=sys.stderr)
    return 1
