"""运行总览: the county this minute and this month, for the office and the supervisors (办法第六条、第十八条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Integer, case, cast, func, select

from core.insight import directory
from core.insight.directory import UnitLine
from core.insight.indicators import breakdown, figures, lists, running
from core.insight.indicators.breakdown import By, Cell, Slice
from core.insight.indicators.figures import NOTHING, Figure, Which
from core.insight.indicators.lists import Behind
from core.insight.indicators.scope import Scope
from core.rules import periods
from core.rules.instants import local
from core.rules.periods import Period
from core.rules.terms import Channel, Level, RequestType, State, UnitKind
from core.store.models import Event, Ticket
from core.store.work import Reading

TODAY = ("registered", "direct", "passed_on", "waiting")
HEADLINES = (
    "registered", "direct", "on_time", "closed", "satisfied", "solved", "extended", "returned",
)  # fmt: skip
"""What stands large: the month's figures, compared with the month before and the year before."""

OF_UNITS = ("dispatched", "acknowledged", "on_time", "satisfied")
"""Load, response and satisfaction of each unit."""

COMING_DAYS = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """看哪段时间、哪一部分、截至何时; what is empty limits nothing."""

    period: Period
    unit_id: int | None = None
    group: UnitKind | None = None
    town_id: int | None = None
    category_ids: frozenset[int] = frozenset()
    channel: Channel | None = None
    request_type: RequestType | None = None
    as_of: datetime | None = None
    """截至: as it was known then; None: now."""
    is_fine: bool = False
    """地区与分类 by 二级分类."""

    def behind(
        self,
        key: str,
        which: Which = "whole",
        *,
        period: Period | None = None,
        unit_id: int | None = None,
        town_id: int | None = None,
        category_ids: frozenset[int] = frozenset(),
        channel: Channel | None = None,
        request_type: RequestType | None = None,
    ) -> Behind:
        """The tickets behind a figure of this screen, narrowed as the screen is and further."""
        town = self.town_id if town_id is None else town_id
        return Behind(
            key, which, period or self.period,
            unit_id=self.unit_id if unit_id is None else unit_id,
            group=self.group,
            town_ids=frozenset() if town is None else frozenset({town}),
            category_ids=category_ids or self.category_ids,
            channel=channel or self.channel,
            request_type=request_type or self.request_type,
            as_of=self.as_of,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Now:
    """此刻: what is open, by how pressing it is."""

    open: int
    waiting_dispatch: int
    due_today: int
    late: int
    by_level: Mapping[Level, int]


@dataclass(frozen=True, slots=True)
class UnitNow:
    """一家单位: what it has open and how much of that is late; what it was given, how it answered and pleased."""

    unit: UnitLine
    open: int = 0
    late: int = 0
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def figure(self, key: str) -> Figure:
        """One of `OF_UNITS`."""
        return self.figures.get(key, NOTHING)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the screen, counted at one instant."""

    wanted: Wanted
    at: datetime
    """When it was known; in a look back, 截至."""
    today: Mapping[str, Figure]
    now: Now
    month: Mapping[str, Figure]
    before: Mapping[str, Figure]
    year_before: Mapping[str, Figure]
    days: Sequence[Slice]
    days_before: Sequence[Slice]
    days_off: Sequence[tuple[date, str]]
    kinds: Sequence[Slice]
    channels: Sequence[Slice]
    heat: Sequence[Cell]
    units: Sequence[UnitNow]
    falling_due: Sequence[tuple[date, int]]


def look(reading: Reading, wanted: Wanted) -> Overview:
    """运行总览. Raises NotAllowed for others than 县热线办 and 督查室."""
    scope = lists.scope_behind(reading, wanted.behind("registered"))
    figures.require(reading, scope)
    day = local(scope.as_of).date()
    earlier = periods.before(wanted.period)
    before = scope.over(periods.so_far(earlier, wanted.period, day))
    past = periods.so_far(periods.a_year_before(wanted.period), wanted.period, day)
    return Overview(
        wanted=wanted,
        at=scope.as_of,
        today=figures.of(reading, scope.over(Period(day, day)), TODAY),
        now=_now(reading, scope),
        month=figures.of(reading, scope, HEADLINES),
        before=figures.of(reading, before, HEADLINES),
        year_before=figures.of(reading, scope.over(past), HEADLINES),
        days=breakdown.of(reading, scope, "registered", By.REGISTERED_ON),
        days_before=breakdown.of(reading, scope.over(earlier), "registered", By.REGISTERED_ON),
        days_off=_days_off(reading, wanted.period),
        kinds=breakdown.of(reading, scope, "registered", By.REQUEST_TYPE),
        channels=breakdown.of(reading, scope, "registered", By.CHANNEL),
        heat=breakdown.heat(reading, scope, is_fine=wanted.is_fine),
        units=_units(reading, scope),
        falling_due=_falling_due(reading, scope),
    )


def mark(reading: Reading) -> tuple[int, int]:
    """What tells whether anything has changed: the newest event, and the minute that deadlines pass by."""
    newest = reading.session.scalar(select(func.max(Event.id))) or 0
    return newest, int(reading.now.timestamp() // 60)


def _now(reading: Reading, scope: Scope) -> Now:
    found = running.rounds(scope).subquery()
    day = local(scope.as_of).date()
    tomorrow = Period(day, day).ends_at
    is_late = found.c.due_at < scope.as_of
    is_due = (found.c.due_at >= scope.as_of) & (found.c.due_at < tomorrow)
    row = reading.session.execute(
        select(
            func.count(), func.sum(cast(is_late, Integer)), func.sum(cast(is_due, Integer))
        ).select_from(found)
    ).one()
    count, late, due_today = (int(value or 0) for value in row)
    waiting = reading.session.scalar(
        select(func.count())
        .select_from(Ticket)
        .where(
            Ticket.state.in_((State.AWAITING_DISPATCH, State.AWAITING_DETAILS)),
            *scope.is_wanted(), *scope.is_units(Ticket.lead_unit_id),
        )
    )  # fmt: skip
    return Now(count, waiting or 0, due_today, late, running.by_level(reading, scope))


def _units(reading: Reading, scope: Scope) -> list[UnitNow]:
    """Units with anything to do: the late first, then the open, then what they were given."""
    found = running.rounds(scope).subquery()
    is_late = case((found.c.due_at < scope.as_of, 1), else_=0)
    rows = reading.session.execute(
        select(found.c.unit_id, func.count(), func.sum(is_late)).group_by(found.c.unit_id)
    )
    open_now = {unit_id: (count, int(late or 0)) for unit_id, count, late in rows}
    by_unit = figures.by_unit(reading, scope, OF_UNITS)
    units = [
        UnitNow(unit, *open_now.get(unit.id, (0, 0)), by_unit.get(unit.id, {}))
        for unit in directory.units(reading, with_inactive=True)
        if unit.id in open_now or unit.id in by_unit
    ]
    return sorted(
        units, key=lambda one: (-one.late, -one.open, -one.figure("dispatched").part, one.unit.id)
    )


def _falling_due(reading: Reading, scope: Scope) -> list[tuple[date, int]]:
    """到期预测: open tickets by the day they fall due, the day itself first."""
    today = local(scope.as_of).date()
    days = [today + timedelta(days=n) for n in range(COMING_DAYS)]
    found = running.falling_due(scope.over(Period(days[0], days[-1]))).subquery()
    counted = dict.fromkeys(days, 0)
    for due_at in reading.session.scalars(select(found.c.due_at)):
        counted[local(due_at).date()] += 1
    return list(counted.items())


def _days_off(reading: Reading, period: Period) -> list[tuple[date, str]]:
    """放假 and weekends of the period, with the name of each holiday, to be marked on the trend."""
    found = []
    for n in range(period.days):
        day = period.first_on + timedelta(days=n)
        reason = reading.calendar.why(day)
        if not reading.calendar.is_working_day(day):
            found.append((day, reason.label))
    return found
