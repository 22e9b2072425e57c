"""Stretches of time that are counted by: months, years, any run of days, in Asia/Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.rules.instants import SHANGHAI, local


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """一段时间: natural days from `first_on` to `last_on`, both counted."""

    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise ValueError(f"a period ends before it begins: {self.first_on} … {self.last_on}")

    @property
    def starts_at(self) -> datetime:
        """The midnight with which it begins."""
        return datetime.combine(self.first_on, time(), SHANGHAI)

    @property
    def ends_at(self) -> datetime:
        """The midnight after its last day; itself no longer within."""
        return datetime.combine(self.last_on + timedelta(days=1), time(), SHANGHAI)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_on - self.first_on).days + 1

    @property
    def is_month(self) -> bool:
        """Whether it is exactly one calendar month."""
        return self == month_of(self.first_on)

    @property
    def zh(self) -> str:
        """2026年11月, 2026年, or 2026年11月1日至15日."""
        first, last = self.first_on, self.last_on
        if self.is_month:
            return f"{first.year}年{first.month}月"
        if self == year(first.year):
            return f"{first.year}年"
        begins = f"{first.year}年{first.month}月{first.day}日"
        if first == last:
            return begins
        year_zh = f"{last.year}年" if last.year != first.year else ""
        month_zh = f"{last.month}月" if year_zh or last.month != first.month else ""
        return f"{begins}至{year_zh}{month_zh}{last.day}日"


def month(year_number: int, month_number: int) -> Period:
    """One calendar month. Raises ValueError for a month there is not."""
    return month_of(date(year_number, month_number, 1))


def month_of(day: date) -> Period:
    """The calendar month a day lies in."""
    first = day.replace(day=1)
    return Period(first, _next_month(first) - timedelta(days=1))


def year(year_number: int) -> Period:
    """One calendar year."""
    return Period(date(year_number, 1, 1), date(year_number, 12, 31))


def day_of(instant: datetime) -> Period:
    """The natural day of an instant. Raises ValueError for a naive one."""
    day = local(instant).date()
    return Period(day, day)


def months_of(year_number: int) -> list[Period]:
    """The twelve months of a year."""
    return [month(year_number, number) for number in range(1, 13)]


def before(period: Period) -> Period:
    """环比: the month before a month, the year before a year, else as many days just before."""
    if period.is_month:
        return month_of(period.first_on - timedelta(days=1))
    if period == year(period.first_on.year):
        return year(period.first_on.year - 1)
    return Period(
        period.first_on - timedelta(days=period.days), period.first_on - timedelta(days=1)
    )


def a_year_before(period: Period) -> Period:
    """同比: the same days of the year before; 29 February becomes the 28th."""
    if period.is_month:
        return month(period.first_on.year - 1, period.first_on.month)
    return Period(_year_back(period.first_on), _year_back(period.last_on))


def so_far(earlier: Period, present: Period, today: date) -> Period:
    """同样天数: of an earlier period as many days as have come of the present one, all once that is over."""
    if not present.first_on <= today < present.last_on:
        return earlier
    elapsed = (today - present.first_on).days
    return Period(
        earlier.first_on, min(earlier.first_on + timedelta(days=elapsed), earlier.last_on)
    )


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _year_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
