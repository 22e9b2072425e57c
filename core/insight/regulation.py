"""制度的现状: each number's history, the changes proposed, the years published and the hours kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select

from core.rules import wording
from core.rules.policy import definition
from core.rules.terms import DayKind
from core.store.models import CalendarDay, CalendarYear, PolicyChange, PolicyRow, WorkingHours
from core.store.work import Reading


@dataclass(frozen=True, slots=True)
class ValueLine:
    """一个数值的一个版本: from which day, set by whom, why."""

    id: int
    key: str
    name_zh: str
    article: str
    value_zh: str
    effective_on: date
    set_by: str
    set_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class YearLine:
    """一年的放假安排, one version of it."""

    id: int
    year: int
    source: str
    published_at: datetime
    holidays: int
    make_up_days: int


@dataclass(frozen=True, slots=True)
class HoursLine:
    """一段作息时间."""

    id: int
    from_on: date
    until_on: date | None
    sessions: tuple[tuple[time, time], ...]

    @property
    def sessions_zh(self) -> str:
        """08:00—12:00、14:30—18:00."""
        return "、".join(f"{opens:%H:%M}—{closes:%H:%M}" for opens, closes in self.sessions)

    @property
    def span_zh(self) -> str:
        """2027年6月1日至2027年9月30日, or 2000年1月1日起."""
        first = wording.full_day(self.from_on)
        return f"{first}至{wording.full_day(self.until_on)}" if self.until_on else f"{first}起"


def history(reading: Reading) -> Sequence[ValueLine]:
    """数值沿革: every value that ever followed the first, the newest first."""
    rows = reading.session.scalars(select(PolicyRow).order_by(PolicyRow.id.desc()))
    return [_value(row) for row in rows]


def coming(reading: Reading) -> Mapping[str, ValueLine]:
    """已确认尚未生效: by key, the next value that is decided and not yet in force."""
    today = reading.now.date()
    found: dict[str, ValueLine] = {}
    for line in history(reading):
        if line.effective_on > today and (
            line.key not in found or line.effective_on < found[line.key].effective_on
        ):
            found[line.key] = line
    return found


def proposals(reading: Reading) -> Sequence[PolicyChange]:
    """待确认的调整, the oldest first."""
    return reading.session.scalars(
        select(PolicyChange).where(PolicyChange.is_confirmed.is_(None)).order_by(PolicyChange.id)
    ).all()


def decided(reading: Reading) -> Sequence[PolicyChange]:
    """已决定的调整, the newest first."""
    return reading.session.scalars(
        select(PolicyChange)
        .where(PolicyChange.is_confirmed.is_not(None))
        .order_by(PolicyChange.id.desc())
    ).all()


def years(reading: Reading) -> Sequence[YearLine]:
    """放假安排的各个版本, the newest first."""
    counts: dict[int, dict[DayKind, int]] = defaultdict(dict)
    counted = select(
        CalendarDay.calendar_year_id, CalendarDay.kind, func.count().label("days")
    ).group_by(CalendarDay.calendar_year_id, CalendarDay.kind)
    for row in reading.session.execute(counted):
        counts[row.calendar_year_id][row.kind] = row.days
    return [
        YearLine(
            year.id, year.year, year.source, year.published_at,
            counts[year.id].get(DayKind.HOLIDAY, 0), counts[year.id].get(DayKind.MAKE_UP, 0),
        )
        for year in reading.session.scalars(select(CalendarYear).order_by(CalendarYear.id.desc()))
    ]  # fmt: skip


def hours(reading: Reading) -> Sequence[HoursLine]:
    """作息时间, by first day."""
    spans: dict[tuple[date, date | None], list[WorkingHours]] = defaultdict(list)
    rows = select(WorkingHours).order_by(WorkingHours.from_on, WorkingHours.opens)
    for row in reading.session.scalars(rows):
        spans[row.from_on, row.until_on].append(row)
    return [
        HoursLine(
            kept[0].id, first, last, tuple((row.opens, row.closes) for row in kept)
        )
        for (first, last), kept in spans.items()
    ]  # fmt: skip


def _value(row: PolicyRow) -> ValueLine:
    known = definition(row.key)
    spoken = dict(known.options).get(row.value, f"{row.value}{known.unit_zh}")
    return ValueLine(
        row.id, row.key, known.name_zh, row.article, spoken, row.effective_on,
        row.set_by, row.set_at, row.note,
    )  # fmt: skip
