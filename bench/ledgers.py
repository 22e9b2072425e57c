"""工单台账 over a county of a million tickets: every filter alone and in company, for each role, and the indexes used.

Run by `python -m bench.insight`. Prints a Markdown table: milliseconds (median of five, warm) of a whole page with
its totals, how many were found, how far back was looked, and how SQLite finds the ids.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection

from core.insight import ledger
from core.insight.ledger import Ledger
from core.insight.narrowing import Filter, Order
from core.rules.terms import (
    Channel,
    Grade,
    Level,
    Phase,
    RequestType,
    Role,
    Satisfaction,
    State,
    Track,
)
from core.store.actor import Actor
from core.store.db import Database

REPEATS = 5
OFFICE = Actor.system()
_FIRST, _LAST = date(2026, 10, 1), date(2026, 10, 31)
_YEAR, _YEARS_END = date(2024, 1, 1), date(2024, 12, 31)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its name, the filter, which page, who asks, whether all is looked through."""

    name: str
    wanted: Filter
    number: int = 1
    actor: Actor = OFFICE
    is_whole: bool = False


def _of(role: Role, unit_id: int | None = None) -> Actor:
    return Actor(person_id=5, name="测", role=role, unit_id=unit_id, unit_name="")


QUESTIONS = (
    Asked("全部，第一页", Filter()),
    Asked("全部，第3000页", Filter(), 3_000),
    Asked("最早登记", Filter(order=Order.OLDEST)),
    Asked("最先到期", Filter(order=Order.DUE)),
    Asked("最近办结", Filter(order=Order.CLOSED)),
    Asked("状态 已归档", Filter(states=frozenset({State.ARCHIVED}))),
    Asked("状态 办理中", Filter(states=frozenset({State.HANDLING}))),
    Asked("阶段", Filter(phases=frozenset({Phase.SECOND}))),
    Asked("办理方式", Filter(tracks=frozenset({Track.ASSIGNED}))),
    Asked("来源渠道", Filter(channels=frozenset({Channel.CITY}))),
    Asked("诉求类型", Filter(request_types=frozenset({RequestType.COMPLAINT}))),
    Asked("等级", Filter(grades=frozenset({Grade.COMPLEX}))),
    Asked("主办单位（最多的）", Filter(unit_ids=frozenset({1}))),
    Asked("主办单位＋月，第五页", Filter(unit_ids=frozenset({1}), registered_from=_FIRST, registered_until=_LAST), 5),
    Asked("主办单位＋乡镇", Filter(unit_ids=frozenset({1}), town_ids=frozenset({2}))),
    Asked("主办单位＋分类", Filter(unit_ids=frozenset({1}), category_ids=frozenset({3}))),
    Asked("分类", Filter(category_ids=frozenset({3}))),
    Asked("乡镇", Filter(town_ids=frozenset({2}))),
    Asked("已归档＋乡镇", Filter(states=frozenset({State.ARCHIVED}), town_ids=frozenset({2}))),
    Asked("登记日期", Filter(registered_from=_FIRST, registered_until=_LAST)),
    Asked("截止日期", Filter(due_from=_FIRST, due_until=_LAST)),
    Asked("办结日期", Filter(closed_from=_FIRST, closed_until=_LAST)),
    Asked("逾期", Filter(is_overdue=True)),
    Asked("紧急（没有）", Filter(is_urgent=True)),
    Asked("保密（没有）", Filter(is_confidential=True)),
    Asked("退回过", Filter(was_returned=True)),
    Asked("延期过（没有）", Filter(was_extended=True)),
    Asked("催办过", Filter(levels=frozenset({Level.REMINDER}))),
    Asked("满意度 不满意", Filter(ratings=frozenset({Satisfaction.DISSATISFIED}))),
    Asked("编号", Filter(words="XF202111210000001")),
    Asked("编号（没有）", Filter(words="XF209911210000001")),
    Asked("来电号码", Filter(phone_hash=f"{77:064x}")),
    Asked("内容 路灯不亮", Filter(words="路灯不亮")),
    Asked("内容 两个词", Filter(words="路灯 东关")),
    Asked("内容（没有）", Filter(words="独角兽")),
    Asked("内容＋2024年", Filter(words="独角兽", registered_from=_YEAR, registered_until=_YEARS_END)),
    Asked("内容＋办理中", Filter(words="独角兽", states=frozenset({State.HANDLING}))),
    Asked("内容，最早登记", Filter(words="独角兽", order=Order.OLDEST)),
    Asked("单位承办人", Filter(), actor=_of(Role.HANDLER, 20)),
    Asked("单位承办人，内容", Filter(words="路灯不亮"), actor=_of(Role.HANDLER, 20)),
    Asked("话务员", Filter(), actor=_of(Role.CALL_TAKER)),
    Asked("督查室，内容", Filter(words="路灯不亮"), actor=_of(Role.INSPECTOR)),
    Asked("查全部：内容（没有）", Filter(words="独角兽"), is_whole=True),
    Asked("查全部：乡镇", Filter(town_ids=frozenset({2})), is_whole=True),
)  # fmt: skip


def measure(database: Database) -> None:
    """One table of all questions."""
    print("\n| 台账 | ms | 件数 | 查到 | 用到的索引 |\n|---|---|---|---|---|")
    for asked in QUESTIONS:
        taken, found = _timed(database, asked)
        edge = found.since or found.until
        print(
            f"| {asked.name} | {taken:.0f} | {found.page.total:,} | "
            f"{edge.date() if edge else '全部'} | {_plan(database, asked)} |"
        )


def _timed(database: Database, asked: Asked) -> tuple[float, Ledger]:
    taken = []
    for _ in range(REPEATS + 1):
        with database.read(asked.actor) as reading:
            began = time.perf_counter()
            found = ledger.look(reading, asked.wanted, number=asked.number, is_whole=asked.is_whole)
            taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken[1:]), found


def _plan(database: Database, asked: Asked) -> str:
    """How SQLite finds the ids of the page: the plan of the very statement that was sent."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if "ORDER BY" in statement and "OFFSET" in statement:
            sent.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.read(asked.actor) as reading:
            ledger.look(reading, asked.wanted, number=asked.number, is_whole=asked.is_whole)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    listed = next((one for one in reversed(sent) if "tickets.id \nFROM" in one[0]), None)
    if listed is None or not database.is_sqlite:
        return "—"
    with database.read(asked.actor) as reading:
        connection = reading.session.connection()
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {listed[0]}", listed[1])
        return "；".join(str(row[-1]).replace("|", "/") for row in rows)
