"""A county with as many tickets as asked for, five years of them, written straight into the tables; seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select

from core.rules import deadlines
from core.rules.instants import SHANGHAI
from core.rules.policy import Policy
from core.rules.terms import (
    Channel,
    FollowUpRound,
    FollowUpSource,
    Grade,
    Level,
    Phase,
    RequestType,
    ReturnKind,
    Satisfaction,
    State,
    Track,
    UnitKind,
)
from core.rules.workdays import WorkCalendar
from core.store import rulebook, seed
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import (
    Assignment,
    Category,
    FollowUp,
    Requester,
    Return,
    SupervisionStep,
    Ticket,
    Unit,
)

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
"""A working Friday in the morning."""

YEARS = 5
CHUNK = 10_000
_MATTERS = (
    "路灯不亮", "暖气不热", "井盖破损", "垃圾没人清运", "拖欠工资", "噪音扰民", "自来水停水", "公交车不按点",
    "低保申请", "房产证办理", "违章建筑", "道路积水", "秸秆焚烧", "快递丢失", "学校乱收费", "医保报销",
)  # fmt: skip
_PLACES = ("东关小区", "西街", "滨河路", "府前街", "丁村", "北关村", "汾河桥头", "人民广场")
_ORDER = (Ticket, Requester, Assignment, FollowUp, Return, SupervisionStep)
"""What others refer to comes first."""


class Planter:
    """Makes rows, one ticket after another, the same ones every time."""

    def __init__(self, database: Database, count: int) -> None:
        self._database = database
        self._count = count
        self._random = random.Random(20_221)  # noqa: S311 -- benchmark rows, no secrets
        self._due: dict[tuple[date, Grade], datetime] = {}

    def plant(self) -> None:
        """Migrate, seed and fill."""
        self._database.migrate()
        with self._database.work(Actor.system()) as uow:
            seed.plant(uow.session, uow.now)
            session = uow.session
            units = session.scalars(select(Unit).order_by(Unit.id)).all()
            self._units = [unit.id for unit in units]
            self._towns = [unit.id for unit in units if unit.kind is UnitKind.TOWN]
            self._categories = list(session.scalars(select(Category.id)))
            self._versions = {
                "policy_version": rulebook.policy_version(session),
                "calendar_version": rulebook.calendar_version(session),
            }
            self._calendar: WorkCalendar = rulebook.calendar(session)
            self._policy: Policy = uow.policy
        for first in range(1, self._count + 1, CHUNK):
            with self._database.work(Actor.system()) as uow:
                tables: dict[type, list[dict[str, Any]]] = {}
                for key in range(first, min(first + CHUNK, self._count + 1)):
                    for table, row in self._life(key):
                        tables.setdefault(table, []).append(row)
                for table in _ORDER:
                    if rows := tables.get(table):
                        uow.session.execute(insert(table), rows)

    def _life(self, key: int) -> Iterator[tuple[type, dict[str, Any]]]:
        luck = self._random
        registered_at = self._moment(key)
        direct = luck.random() < 0.35
        unit_id = None if direct else self._unit()
        ticket = self._ticket(key, registered_at, unit_id)
        yield (
            Requester,
            {"ticket_id": key, "name": "王某", "phone": "", "phone_hash": f"{key % 300_000:064x}"},
        )
        if direct:
            closed_at = registered_at + timedelta(minutes=luck.randrange(2, 15))
            if closed_at <= NOW:
                ticket |= {"state": State.ARCHIVED, "track": Track.DIRECT, "closed_at": closed_at}
            yield Ticket, ticket
            return
        dispatched_at = registered_at + timedelta(minutes=luck.randrange(5, 240))
        grade = Grade.SIMPLE if luck.random() < 0.6 else Grade.COMPLEX
        due_at = self._due_at(dispatched_at, grade)
        signed_at = dispatched_at + (due_at - dispatched_at) * (0.25 + luck.random() * 0.85)
        is_left_lying = dispatched_at > NOW - timedelta(days=40) and luck.random() < 0.03
        is_signed = signed_at <= NOW and not is_left_lying
        closed_at = signed_at + timedelta(hours=luck.randrange(1, 30))
        is_closed = is_signed and closed_at <= NOW
        ticket |= {
            "state": State.ARCHIVED
            if is_closed
            else State.AWAITING_AUDIT
            if is_signed
            else State.HANDLING,
            "track": Track.ASSIGNED,
            "grade": grade,
            "first_dispatched_at": dispatched_at,
            "dispatched_at": dispatched_at,
            "due_at": due_at,
            "citizen_due_at": due_at,
            "stopped_at": signed_at if is_signed else None,
            "closed_at": closed_at if is_closed else None,
            "first_unit_id": unit_id,
            "rework_count": int(luck.random() < 0.03),
        }
        yield Ticket, ticket
        yield (
            Assignment,
            self._round(
                key, unit_id, dispatched_at, due_at, signed_at if is_signed else None, grade
            ),
        )
        if is_closed and luck.random() < 0.5:
            yield FollowUp, self._call(key, closed_at)
        if luck.random() < 0.05:
            yield Return, self._return(key, dispatched_at)
        if signed_at > due_at and due_at < NOW:
            yield SupervisionStep, self._step(key, due_at)

    def _ticket(self, key: int, registered_at: datetime, unit_id: int | None) -> dict[str, Any]:
        luck = self._random
        title = f"{luck.choice(_PLACES)}{luck.choice(_MATTERS)}"
        return self._versions | {
            "id": key, "number": f"XF{registered_at:%Y%m%d}{key:07d}",
            "channel": luck.choices(list(Channel), (50, 35, 3, 4, 6, 2))[0],
            "request_type": luck.choice(list(RequestType)), "track": Track.UNDECIDED,
            "state": State.AWAITING_DISPATCH, "phase": Phase.FIRST, "grade": None, "title": title,
            "body": f"市民反映{title}，已经有几天了，希望尽快处理。", "town_id": luck.choice(self._towns),
            "address": "", "category_id": luck.choice(self._categories),
            "registered_at": registered_at, "registered_by": "王话务", "lead_unit_id": unit_id,
            "first_unit_id": None, "first_dispatched_at": None, "dispatched_at": None, "due_at": None,
            "citizen_due_at": None, "stopped_at": None, "closed_at": None, "rework_count": 0,
        }  # fmt: skip

    def _round(
        self, key: int, unit_id: int | None, dispatched_at: datetime, due_at: datetime,
        signed_at: datetime | None, grade: Grade,
    ) -> dict[str, Any]:  # fmt: skip
        luck = self._random
        seen_at = dispatched_at + timedelta(minutes=luck.randrange(3, 300))
        return {
            "id": key, "ticket_id": key, "unit_id": unit_id, "is_lead": True, "is_current": True,
            "phase": Phase.FIRST, "grade": grade, "dispatched_at": dispatched_at, "dispatched_by": "赵热线",
            "due_at": due_at, "return_closes_at": dispatched_at + timedelta(hours=4),
            "acknowledged_at": seen_at if seen_at <= NOW else None,
            "contacted_at": seen_at + timedelta(hours=1) if seen_at <= NOW else None,
            "signed_at": signed_at,
            "withdrawn_at": signed_at if signed_at and luck.random() < 0.02 else None,
        }  # fmt: skip

    def _call(self, key: int, closed_at: datetime) -> dict[str, Any]:
        luck = self._random
        rating = luck.choices(list(Satisfaction), (30, 40, 18, 5, 2, 5))[0]
        asked_at = min(closed_at + timedelta(days=luck.randrange(1, 6)), NOW)
        return {
            "ticket_id": key, "round": FollowUpRound.FIRST, "source": FollowUpSource.CITY,
            "asked_at": asked_at, "is_reached": True, "was_contacted": True,
            "is_solved": luck.random() < 0.9, "result_rating": rating, "attitude_rating": rating,
            "recorded_at": asked_at, "recorded_by": "市平台",
        }  # fmt: skip

    def _return(self, key: int, dispatched_at: datetime) -> dict[str, Any]:
        is_late = self._random.random() < 0.2
        return {
            "ticket_id": key, "assignment_id": key, "kind": ReturnKind.NOT_OUR_DUTY,
            "reason": "不属于我单位职责范围。" * 2,
            "is_late": is_late, "requested_at": dispatched_at + timedelta(hours=9 if is_late else 1),
            "requested_by": "孙住建", "ruled_at": dispatched_at + timedelta(hours=12), "ruled_by": "赵热线",
            "is_accepted": self._random.random() < 0.5,
        }  # fmt: skip

    def _step(self, key: int, due_at: datetime) -> dict[str, Any]:
        return {
            "ticket_id": key, "assignment_id": key, "level": Level.REMINDER, "due_at": due_at,
            "drafted_at": due_at, "drafted_by": "系统", "text": "请尽快办理。", "sent_at": due_at,
            "sent_by": "赵热线",
        }  # fmt: skip

    def _moment(self, key: int) -> datetime:
        """Evenly over five years, by day, in the order of the keys."""
        span = timedelta(days=365 * YEARS)
        return (
            NOW - span + span * (key / self._count) - timedelta(minutes=self._random.randrange(60))
        )

    def _unit(self) -> int:
        """A few units have most of the work, as everywhere."""
        place = min(int(self._random.paretovariate(0.9)) - 1, len(self._units) - 1)
        return self._units[place]

    def _due_at(self, dispatched_at: datetime, grade: Grade) -> datetime:
        key = (dispatched_at.date(), grade)
        if key not in self._due:
            days = deadlines.grade_days(self._policy, grade)
            noon = datetime.combine(key[0], time(12), SHANGHAI)
            self._due[key] = deadlines.due(self._calendar, self._policy, noon, days).due_at
        return self._due[key]
