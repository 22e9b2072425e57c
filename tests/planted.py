"""A planted county to act in: units, categories and rules of a new installation, and people of each role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.rules.instants import SHANGHAI
from core.rules.terms import Role
from core.store import seed
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Base, Category, Person, Unit
from core.store.work import Reading, UnitOfWork

TUESDAY = "2026-09-29T10:00"
"""A working Tuesday before the National Day holidays: grade 3 ends Friday 10-09 18:00."""

TOWN, OTHER_TOWN = "新城镇", "襄陵镇"
HOUSING, CIVIL_AFFAIRS = "县住房和城乡建设管理局", "县民政局"

# role, user name, name, unit
_PEOPLE = (
    (Role.CALL_TAKER, "taker", "王话务", None),
    (Role.CALL_TAKER, "taker2", "李话务", None),
    (Role.OFFICE, "office", "赵热线", None),
    (Role.OFFICE_LEAD, "lead", "钱主任", None),
    (Role.HANDLER, "handler", "孙住建", HOUSING),
    (Role.UNIT_LEADER, "leader", "周局长", HOUSING),
    (Role.HANDLER, "handler2", "吴民政", CIVIL_AFFAIRS),
    (Role.UNIT_LEADER, "leader2", "郑局长", CIVIL_AFFAIRS),
    (Role.HANDLER, "town", "冯新城", TOWN),
    (Role.INSPECTOR, "inspector", "陈督查", None),
    (Role.KB_EDITOR, "editor", "褚知识", None),
    (Role.ADMIN, "admin", "卫管理", None),
)


def at(text: str) -> datetime:
    """2026-10-09T18:00, in Asia/Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class County:
    """A fresh database with the county in it, whose clock the test sets.

    `county.now = at("2026-10-09T18:00")` moves time; `county.actor("office")` is a signed-in
    person by user name.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = at(TUESDAY)
        database.clock = lambda: self.now
        with database.work(Actor.system()) as uow:
            seed.plant(uow.session, uow.now)
            self._units = {u.name: u.id for u in uow.session.scalars(select(Unit))}
            self._categories = {c.code: c.id for c in uow.session.scalars(select(Category))}
            self._actors = {who[1]: self._hire(uow, *who) for who in _PEOPLE}

    def actor(self, username: str) -> Actor:
        """王话务 is "taker", 赵热线 "office", 孙住建 "handler" …"""
        return self._actors[username]

    def of(self, role: Role) -> Actor:
        """The first person of a role."""
        return next(actor for actor in self._actors.values() if actor.role is role)

    def unit_id(self, name: str) -> int:
        """A unit by its name."""
        return self._units[name]

    def category_id(self, code: str) -> int:
        """A category by its code, 0306 for 物业管理."""
        return self._categories[code]

    def work(self, username: str) -> AbstractContextManager[UnitOfWork]:
        """One use case by one person."""
        return self.database.work(self.actor(username))

    def read(self, username: str) -> AbstractContextManager[Reading]:
        """One look by one person."""
        return self.database.read(self.actor(username))

    def _hire(
        self, uow: UnitOfWork, role: Role, username: str, name: str, unit: str | None
    ) -> Actor:
        unit_id = self._units[unit] if unit else None
        person = Person(
            username=username,
            name=name,
            role=role,
            unit_id=unit_id,
            password_hash="-",
            created_at=uow.now,
        )
        uow.session.add(person)
        uow.session.flush()
        return Actor(person.id, name, role, unit_id, unit or "")


@contextmanager
def nothing_written(database: Database) -> Iterator[None]:
    """However the block ends, every table holds what it held; the audit log alone may have grown."""
    before = contents(database)
    try:
        yield
    finally:
        after = contents(database)
    changed = [name for name in after if after[name] != before[name]]
    assert not changed, f"written to {changed}"


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the audit log, as the database itself gives it."""
    with database.read(Actor.system()) as reading:
        connection = reading.session.connection()
        return {
            table.name: sorted(
                (
                    tuple(row)
                    for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"')
                    if row[0] != "audit_log"  # the audit log's own counter grows with it
                ),
                key=repr,
            )
            for table in Base.metadata.sorted_tables
            if table.name != "audit_log"
        }


def count(database: Database, model: type[Base]) -> int:
    """How many rows a table has."""
    with database.read(Actor.system()) as reading:
        return reading.session.scalar(select(func.count()).select_from(model)) or 0
