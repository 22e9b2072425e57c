"""What every course of a ticket needs to know of the county it happens in."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.rules.terms import Grade, UnitKind
from core.rules.workdays import WorkCalendar
from core.store.models import Category, DispatchRule, Unit
from demo.people import Staff
from demo.stage import Stage
from demo.year import CLOSES, OPENS

_NO_RULE = {"9909": "县通信公司"}
"""Categories the county's rules leave open, with who takes the demo's matters of them."""

OPEN_OVERDUE = 9
"""How many tickets of a full county are left undone past their deadline on purpose; a few more just happen."""


@dataclass
class County:
    """Units, categories, people and the stage they act on."""

    stage: Stage
    staff: Staff
    calendar: WorkCalendar
    seed: int
    units: dict[str, int]
    unit_names: dict[int, str]
    towns: list[str]
    categories: dict[str, Category]
    rules: dict[int, DispatchRule]
    overdue_left: int
    stays_open: float
    """How likely a ticket that falls due in the last week is left undone, until enough are."""
    closed: list[tuple[int, str, str]] = field(default_factory=list)
    """Closed tickets somebody may call again about: id, caller's phone, title."""

    def category_id(self, code: str) -> int:
        """A category by its code."""
        return self.categories[code].id

    def usual_grade(self, code: str) -> Grade:
        """简单 or 复杂 as the category usually is."""
        return self.categories[code].usual_grade

    def lead_of(self, code: str, town: str) -> int:
        """主办单位 by the dispatch rules; where they name none, the town itself (属地管理)."""
        rule = self.rules.get(self.category_id(code))
        if rule is not None and rule.lead_unit_id is not None:
            return rule.lead_unit_id
        return self.units[_NO_RULE.get(code, town)]

    def supports_of(self, code: str, town: str, lead: int) -> list[int]:
        """协办单位 by the dispatch rules: the town, where it is to help."""
        rule = self.rules.get(self.category_id(code))
        helps = rule is not None and rule.is_town_support and self.units[town] != lead
        return [self.units[town]] if helps else []

    # --- hours ------------------------------------------------------------------------------

    def on_duty(self, at: datetime, rng: random.Random) -> datetime:
        """The instant, or the next morning's when the hotline is closed: it works every day."""
        if OPENS <= at.hour < CLOSES:
            return at
        day = at.date() + timedelta(days=at.hour >= CLOSES)
        morning = at.replace(year=day.year, month=day.month, day=day.day, hour=OPENS, minute=0)
        return morning + timedelta(minutes=rng.randint(3, 50), seconds=rng.randint(0, 59))

    def in_office(self, at: datetime, rng: random.Random) -> datetime:
        """The instant, or a while after the next opening when units are closed."""
        opening = self.calendar.next_opening(at)
        if opening == at:
            return at
        return opening + timedelta(minutes=rng.randint(2, 40), seconds=rng.randint(0, 59))

    def hours_later(self, at: datetime, hours: float, rng: random.Random) -> datetime:
        """So many working hours later, never on the very stroke of the hour."""
        later = self.calendar.add_working_hours(at, hours)
        return self.in_office(later - timedelta(seconds=rng.randint(1, 59)), rng)


def found(
    session: Session, stage: Stage, staff: Staff, calendar: WorkCalendar, seed: int, fullness: float
) -> County:
    """The county as it stands in the database."""
    units = list(session.scalars(select(Unit).order_by(Unit.id)))
    return County(
        stage=stage,
        staff=staff,
        calendar=calendar,
        seed=seed,
        units={unit.name: unit.id for unit in units},
        unit_names={unit.id: unit.name for unit in units},
        towns=[unit.name for unit in units if unit.kind is UnitKind.TOWN],
        categories={c.code: c for c in session.scalars(select(Category))},
        rules={
            rule.category_id: rule
            for rule in session.scalars(select(DispatchRule))
            if rule.town_id is None
        },
        overdue_left=max(2, round(OPEN_OVERDUE * fullness)),
        stays_open=0.12 if fullness == 1.0 else 0.4,
    )
