"""Who works in the demo county: the hotline's own people, and a handler and a leader in every unit."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from core.casework import sign_in
from core.rules.terms import Role
from core.store.actor import Actor
from core.store.models import Person, Unit
from core.store.work import UnitOfWork
from demo import tables

PASSWORD = "xiangfen12345"  # noqa: S105 - of a county that does not exist, shown on its sign-in page
BUSIEST = "县住房和城乡建设管理局"
BUSY = frozenset(
    {
        "新城镇", "襄陵镇", "县住房和城乡建设管理局", "县公安局", "县民政局",
        "县人力资源和社会保障局", "县自然资源局", "县农业农村局", "县市场监督管理局",
        "县交通运输局", "县供热公司", "市生态环境局襄汾分局",
    }
)  # fmt: skip
"""Units with two handlers; all others have one (办法第七条（一）)."""

_SURNAMES = (
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨",
    "朱", "秦", "尤", "许", "何", "吕", "施", "张", "孔", "曹", "严", "华", "金", "魏", "陶", "姜",
)  # fmt: skip
_GIVEN = (
    "晓禾", "文川", "立冬", "春晖", "望舒", "若谷", "远山", "知秋", "映红", "向阳", "守正", "清和",
    "子安", "闻溪", "长河", "景行", "承泽", "静姝", "雨桐", "怀瑾", "听澜", "思齐", "嘉木", "书言",
    "明朗", "一诺", "松年", "秋实", "云舟", "沐阳", "南星", "北辰", "以宁", "如玉", "广成", "致远",
)  # fmt: skip


@dataclass
class Staff:
    """Everybody's Actor, by what they do."""

    takers: list[Actor] = field(default_factory=list)
    office: list[Actor] = field(default_factory=list)
    leads: list[Actor] = field(default_factory=list)
    inspectors: list[Actor] = field(default_factory=list)
    editors: list[Actor] = field(default_factory=list)
    handlers: dict[int, list[Actor]] = field(default_factory=dict)
    leaders: dict[int, Actor] = field(default_factory=dict)

    @property
    def inspector(self) -> Actor:
        """督查室's one account."""
        return self.inspectors[0]

    def taker_on(self, at: datetime, rng: random.Random) -> Actor:
        """A call-taker of the day's shift: half of them work every other day."""
        shift = self.takers[at.date().toordinal() % 2 :: 2]
        return rng.choice(shift)

    def office_on(self, day: date, rng: random.Random) -> Actor:
        """Somebody of the office on duty that day."""
        first = day.toordinal() % len(self.office)
        return rng.choice((self.office[first], self.office[(first + 1) % len(self.office)]))


def name(rng: random.Random, *, of_staff: bool = True) -> str:
    """An invented full name."""
    given = rng.choice(_GIVEN)
    return rng.choice(_SURNAMES) + (given if of_staff or rng.random() < 0.6 else given[0])


def caller_name(rng: random.Random) -> str:
    """An invented name as callers leave it: a full one, or 王女士."""
    if rng.random() < 0.45:
        return rng.choice(_SURNAMES) + rng.choice(("先生", "女士"))
    return name(rng, of_staff=False)


def hire(uow: UnitOfWork, seed: int) -> Staff:
    """Make every account with the one demo password, and name each unit's responsible people."""
    rng = random.Random(f"people {seed}")
    hashed = sign_in.hash_password(PASSWORD)
    staff = Staff()

    def account(
        username: str, role: Role, unit: Unit | None = None, *, may_publish: bool = False
    ) -> Actor:
        person = Person(
            username=username,
            name=name(rng),
            role=role,
            unit_id=unit.id if unit else None,
            password_hash=hashed,
            may_publish=may_publish,
            created_at=uow.now,
        )
        uow.session.add(person)
        uow.session.flush()
        return sign_in.actor_of(person)

    staff.takers = [account(f"huawu{n:02d}", Role.CALL_TAKER) for n in range(1, 7)]
    staff.office = [account(f"reban{n:02d}", Role.OFFICE, may_publish=n == 1) for n in range(1, 5)]
    staff.leads = [account("zhuren", Role.OFFICE_LEAD), account("fuzhuren", Role.OFFICE_LEAD)]
    staff.inspectors = [account("ducha", Role.INSPECTOR)]
    staff.editors = [account("zhishi", Role.KB_EDITOR), account("zhishi02", Role.KB_EDITOR)]
    account("admin", Role.ADMIN)
    for unit, row in _units(uow):
        unit.principal, unit.deputy, unit.office = name(rng), name(rng), row["处办机构"]
        count = 2 if unit.name in BUSY else 1
        staff.handlers[unit.id] = [
            account(f"{row['账号']}{n:02d}", Role.HANDLER, unit) for n in range(1, count + 1)
        ]
        staff.leaders[unit.id] = account(f"{row['账号']}_ld", Role.UNIT_LEADER, unit)
    uow.session.flush()
    return staff


def _units(uow: UnitOfWork) -> Sequence[tuple[Unit, dict[str, str]]]:
    """Units with their row of the table, the busiest first: its people are shown at the sign-in."""
    rows = {row["单位"]: row for row in tables.rows("units")}
    units = sorted(uow.session.scalars(select(Unit)), key=lambda u: (u.name != BUSIEST, u.id))
    return [(unit, rows[unit.name]) for unit in units]
