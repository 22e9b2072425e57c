"""`python -m core install`: make an empty installation ready — tables, units, numbers, and a first administrator."""

from __future__ import annotations

import argparse
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.casework import sign_in
from core.rules.terms import Role
from core.store import db, seed
from core.store.actor import Actor
from core.store.models import Person

if TYPE_CHECKING:
    from argparse import _SubParsersAction

ADMIN = "admin"


def add_to(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "install", help="建立正式库：单位、分类、政策参数、首个系统管理员"
    )
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Migrate and plant; prints the first administrator's password once. Run again, it only migrates."""
    database = db.open_database()
    database.migrate()
    password = secrets.token_urlsafe(9)
    hashed = sign_in.hash_password(password)
    with database.work(Actor.system()) as uow:
        is_planted = seed.plant(uow.session, uow.now)
        has_people = uow.session.scalar(select(func.count(Person.id)))
        if not has_people:
            uow.session.add(
                Person(
                    username=ADMIN, name="系统管理员", role=Role.ADMIN, password_hash=hashed,
                    must_change_password=True, created_at=uow.now,
                )
            )  # fmt: skip
            uow.audit("install", "首个系统管理员")
    print("单位、分类、派发规则、政策参数和节假日已写入。" if is_planted else "数据表已是最新。")
    if not has_people:
        print(f"系统管理员账号：{ADMIN}　初始密码：{password}（首次登录须修改，这里只显示一次）")
    return 0
