"""运行总览: the county this minute and this month, for the office and the supervisors (办法第六条、第十八条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Integer, cast, func, select

from core.insight import directory, lateness
from core.insight.directory import UnitLine
from core.insight.indicators import breakdown, figures
from core.insight.indicators.breakdown import By, Cell, Slice
from core.insight.indicators.figures import Figure
from core.insight.indicators.scope import Scope, scope_of
from core.rules import periods
from core.rules.periods import Period
from core.rules.terms import Level, State, UnitKind
from core.store.models import Event, SupervisionStep, Ticket, Unit
from core.store.work import Reading

TODAY = ("registered", "direct", "passed_on", "waiting")
HEADLINES = (
    "registered", "direct", "on_time", "closed", "satisfied", "solved", "extended", "returned",
)  # fmt: skip
"""What stands large: the month's figures, compared with the month before and the year before."""

COMING_DAYS = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """看哪段时间、哪些地方; empty filters limit nothing."""

    period: Period
    town_ids: frozenset[int] = frozenset()
    area_category_ids: frozenset[int] = frozenset()


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
    """一家单位的在办: how much is open, how much of it is late."""

    unit_id: int
    name: str
    group: UnitKind
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the screen, counted at one instant."""

    at: datetime
    today: Mapping[str, Figure]
    now: Now
    month: Mapping[str, Figure]
    before: Mapping[str, Figure]
    year_before: Mapping[str, Figure]
    days: Sequence[Slice]
    days_before: Sequence[Slice]
    days_off: Sequence[tuple[date, str]]
    kinds: Sequence[Slice]
    categories: Sequence[Slice]
    heat: Sequence[Cell]
    units: Sequence[UnitNow]
    by_unit: Mapping[int, Mapping[str, Figure]]
    unit_names: Sequence[UnitLine]
    falling_due: Sequence[tuple[date, int]]


def look(reading: Reading, wanted: Wanted) -> Overview:
    """运行总览. Raises NotAllowed for others than 县热线办 and 督查室."""
    scope = replace(
        scope_of(reading, wanted.period),
        town_ids=wanted.town_ids, category_ids=wanted.area_category_ids,
    )  # fmt: skip
    figures.require(reading, scope)
    before = scope.over(
        periods.so_far(periods.before(wanted.period), wanted.period, reading.now.date())
    )
    return Overview(
        at=reading.now,
        today=figures.of(reading, scope.over(periods.day_of(reading.now)), TODAY),
        now=_now(reading, scope),
        month=figures.of(reading, scope, HEADLINES),
        before=figures.of(reading, before, HEADLINES),
        year_before=figures.of(
            reading,
            scope.over(
                periods.so_far(
                    periods.a_year_before(wanted.period), wanted.period, reading.now.date()
                )
            ),
            HEADLINES,
        ),
        days=breakdown.of(reading, scope, "registered", By.REGISTERED_ON),
        days_before=breakdown.of(reading, before, "registered", By.REGISTERED_ON),
        days_off=_days_off(reading, wanted.period),
        kinds=breakdown.of(reading, scope, "registered", By.REQUEST_TYPE),
        categories=breakdown.of(reading, scope, "registered", By.CATEGORY),
        heat=breakdown.heat(reading, scope),
        units=_units(reading, scope),
        by_unit=figures.by_unit(reading, scope, ("dispatched", "on_time", "satisfied")),
        unit_names=directory.units(reading, with_inactive=True),
        falling_due=_falling_due(reading, scope),
    )


def mark(reading: Reading) -> tuple[int, int]:
    """What tells whether anything has changed: the newest event, and the minute that deadlines pass by."""
    newest = reading.session.scalar(select(func.max(Event.id))) or 0
    return newest, int(reading.now.timestamp() // 60)


def _now(reading: Reading, scope: Scope) -> Now:
    open_states = lateness.is_running()
    waiting = Ticket.state.in_((State.AWAITING_DISPATCH, State.AWAITING_DETAILS))
    row = reading.session.execute(
        select(
            _count(open_states), _count(waiting), _count(lateness.is_due_today(reading)),
            _count(_is_late(reading)),
        ).where(Ticket.closed_at.is_(None), *scope.is_wanted())
    ).one()  # fmt: skip
    running, waiting_dispatch, due_today, late = (int(value or 0) for value in row)
    return Now(running, waiting_dispatch, due_today, late, _by_level(reading, scope))


def _is_late(reading: Reading) -> ColumnElement[bool]:
    """Past its deadline, whether or not a request suspends 催办: the on-time rate sees it as late too."""
    return lateness.is_running() & (Ticket.due_at < reading.now)


def _by_level(reading: Reading, scope: Scope) -> dict[Level, int]:
    """Open late tickets by the highest step that was sent for their present deadline."""
    rows = reading.session.execute(
        select(SupervisionStep.ticket_id, SupervisionStep.level)
        .join(Ticket, Ticket.id == SupervisionStep.ticket_id)
        .where(
            _is_late(reading),
            SupervisionStep.due_at == Ticket.due_at,
            SupervisionStep.sent_at.is_not(None),
            *scope.is_wanted(),
        )
    )
    order = list(Level)
    highest: dict[int, Level] = {}
    for ticket_id, level in rows:
        highest[ticket_id] = max(highest.get(ticket_id, level), level, key=order.index)
    found = dict.fromkeys(order, 0)
    for level in highest.values():
        found[level] += 1
    return found


def _units(reading: Reading, scope: Scope) -> list[UnitNow]:
    """Units with anything open, the most first."""
    rows = reading.session.execute(
        select(Unit.id, Unit.name, Unit.kind, func.count(), _count(_is_late(reading)))
        .join(Ticket, Ticket.lead_unit_id == Unit.id)
        .where(lateness.is_running(), *scope.is_wanted())
        .group_by(Unit.id, Unit.name, Unit.kind)
        .order_by(func.count().desc(), Unit.id)
    )
    return [
        UnitNow(id_, name, kind, count, int(late or 0)) for id_, name, kind, count, late in rows
    ]


def _falling_due(reading: Reading, scope: Scope) -> list[tuple[date, int]]:
    """到期预测: open tickets by the day they fall due, today first."""
    today = reading.now.date()
    days = [today + timedelta(days=n) for n in range(COMING_DAYS)]
    rows = reading.session.execute(
        select(Ticket.due_at).where(
            lateness.is_running(), *scope.is_wanted(),
            Ticket.due_at >= reading.now, Ticket.due_at < lateness.midnight(days[-1] + timedelta(days=1)),
        )
    )  # fmt: skip
    counted = dict.fromkeys(days, 0)
    for (due_at,) in rows:
        if due_at is not None:
            counted[due_at.date()] += 1
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


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(cast(condition, Integer))
