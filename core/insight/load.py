"""负荷预测: what falls due for each unit on the coming working days (办法第十三条（一）)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from core.insight import lateness
from core.rules.terms import OFFICE_ROLES
from core.rules.workdays import WorkCalendar
from core.store.models import Ticket, Unit
from core.store.work import Reading

DAYS = 5


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """一家单位的在办量: what is late already, and what falls due on each of the days."""

    id: int
    name: str
    late: int
    due: Sequence[int]

    @property
    def coming(self) -> int:
        """What falls due on the days together."""
        return sum(self.due)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The coming working days, and every unit that has something to do on them, the fullest first."""

    days: Sequence[date]
    units: Sequence[UnitLoad]


def forecast(reading: Reading) -> Forecast:
    """Per lead unit × the coming five working days, today the first where it is one.

    A deadline on a day off counts with the working day after it. Raises NotAllowed outside 县热线办.
    """
    reading.require(*sorted(OFFICE_ROLES), doing="查看负荷预测")
    days = coming_days(reading.calendar, reading.now.date())
    rows = reading.session.execute(
        reading.visible_tickets()
        .where(
            lateness.is_running(),
            Ticket.lead_unit_id.is_not(None),
            Ticket.due_at < lateness.midnight(days[-1] + timedelta(days=1)),
        )
        .with_only_columns(Ticket.lead_unit_id, Ticket.due_at, func.count())
        .group_by(Ticket.lead_unit_id, Ticket.due_at)
    )
    late: dict[int, int] = defaultdict(int)
    due: dict[int, list[int]] = defaultdict(lambda: [0] * DAYS)
    for unit_id, due_at, count in rows:
        if unit_id is None or due_at is None:  # the query leaves none of these
            continue
        if due_at < reading.now:
            late[unit_id] += count
        else:
            place = next(i for i, day in enumerate(days) if due_at.date() <= day)
            due[unit_id][place] += count
    names = {unit.id: unit.name for unit in reading.session.scalars(select(Unit))}
    loads = [UnitLoad(i, names[i], late[i], due[i]) for i in {*late, *due}]
    return Forecast(days, sorted(loads, key=lambda one: (-one.coming, -one.late, one.name)))


def coming_days(calendar: WorkCalendar, today: date) -> list[date]:
    """Today where it is a working day, and the working days after it: five in all."""
    days = [today] if calendar.is_working_day(today) else []
    following = calendar.add_working_days(today, DAYS).counted
    return [*days, *following][:DAYS]
