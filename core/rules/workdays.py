"""Which days and hours count as work, how to add them up, and why a day does or does not count."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from core.errors import PolicyError
from core.rules import wording
from core.rules.instants import SHANGHAI, local
from core.rules.statutory import statutory_days

Session = tuple[time, time]

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
SATURDAY = 5
PLAIN_WORKING_DAY = "工作日"
MAKE_UP_DAY = "调休上班"
PROVISIONAL = "（暂定）"


@dataclass(frozen=True)
class DayReason:
    """Whether a day is a 工作日 and the word for it: 周六, 国庆节, 国庆节调休上班, 元旦（暂定）."""

    day: date
    is_working: bool
    label: str
    is_provisional: bool = False


@dataclass(frozen=True)
class Count:
    """N working days counted: where they end, which days counted, which were skipped and why."""

    due_on: date
    counted: tuple[date, ...]
    skipped: tuple[DayReason, ...]
    is_provisional: bool


@dataclass(frozen=True)
class PublishedYear:
    """One State Council notice: its holidays and make-up days, each with the festival's name.

    A notice may name days of the year before (元旦 of 2023 began on 2022-12-31).
    """

    year: int
    holidays: Mapping[date, str]
    make_up_days: Mapping[date, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "holidays", MappingProxyType(dict(self.holidays)))
        object.__setattr__(self, "make_up_days", MappingProxyType(dict(self.make_up_days)))
        both = sorted(self.holidays.keys() & self.make_up_days.keys())
        if both:
            raise PolicyError(f"{wording.full_day(both[0])}不能既是假日又是调休上班日。")


@dataclass(frozen=True)
class WorkingHours:
    """作息时间 from one day until another (inclusive; None: until further notice)."""

    from_on: date
    until_on: date | None
    sessions: tuple[Session, ...]

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on < self.from_on:
            raise PolicyError("作息时间的结束日期不能早于开始日期。")
        edges = [edge for session in self.sessions for edge in session]
        if not edges or any(a >= b for a, b in itertools.pairwise(edges)):
            raise PolicyError("作息时间的各段必须从早到晚排列，互不重叠，且每段的结束晚于开始。")
        if any(edge.tzinfo is not None for edge in edges):
            raise PolicyError("作息时间按北京时间填写，不带时区。")

    def covers(self, day: date) -> bool:
        """Whether these hours are in force on the day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class WorkCalendar:
    """工作日历 in one version: immutable, so that a ticket can be judged again as it once was.

    Of several working hours covering a day the one that began last is in force, so summer hours
    may lie over the standing ones. Every instant in and out is aware, Asia/Shanghai.
    """

    version: str
    years: Mapping[int, PublishedYear]
    hours: tuple[WorkingHours, ...]
    _named: Mapping[date, DayReason] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "years", MappingProxyType(dict(self.years)))
        named: dict[date, DayReason] = {}
        for year in sorted(self.years):
            for day, name in self.years[year].holidays.items():
                named[day] = DayReason(day, False, name)
            for day, name in self.years[year].make_up_days.items():
                named[day] = DayReason(day, True, f"{name}{MAKE_UP_DAY}")
        object.__setattr__(self, "_named", MappingProxyType(named))

    def __hash__(self) -> int:
        return hash((self.version, tuple(sorted(self.years)), self.hours))

    @classmethod
    def of(
        cls, published: Sequence[PublishedYear], hours: Sequence[WorkingHours], version: str
    ) -> WorkCalendar:
        """A calendar from notices and working hours in any order."""
        return cls(
            version=version,
            years={notice.year: notice for notice in published},
            hours=tuple(sorted(hours, key=lambda row: row.from_on)),
        )

    # --- days -------------------------------------------------------------------------------

    def is_published(self, year: int) -> bool:
        """Whether the State Council's notice for the year is loaded; if not, days are 暂定."""
        return year in self.years

    def is_working_day(self, day: date) -> bool:
        """工作日."""
        return self.why(day).is_working

    def why(self, day: date) -> DayReason:
        """为什么: whether the day counts, and the holiday's name or the weekday if it does not.

        A year without a notice falls back to Monday–Friday less the statutory days, marked 暂定.
        """
        named = self._named.get(day)
        if named is not None:
            return named
        is_provisional = not self.is_published(day.year)
        if is_provisional:
            name = statutory_days(day.year).get(day)
            if name is not None:
                return DayReason(day, False, f"{name}{PROVISIONAL}", True)
        is_working = day.weekday() < SATURDAY
        label = PLAIN_WORKING_DAY if is_working else wording.weekday(day)
        return DayReason(day, is_working, label, is_provisional)

    def add_working_days(self, day: date, n: int) -> Count:
        """The day `n` working days after `day`, which itself is never counted.

        `n` = 0 gives the day back, working or not. Raises ValueError for a negative `n`.
        """
        if n < 0:
            raise ValueError(f"negative working days: {n}")
        counted: list[date] = []
        skipped: list[DayReason] = []
        is_provisional = False
        while len(counted) < n:
            day += ONE_DAY
            reason = self.why(day)
            is_provisional = is_provisional or reason.is_provisional
            if reason.is_working:
                counted.append(day)
            else:
                skipped.append(reason)
        return Count(day, tuple(counted), tuple(skipped), is_provisional)

    def working_days_between(self, after: date, until: date) -> int:
        """Working days later than `after` and not later than `until`; negative when reversed.

        The inverse of counting: between `day` and `add_working_days(day, n).due_on` lie `n`.
        """
        if until < after:
            return -self.working_days_between(until, after)
        days = (after + ONE_DAY * step for step in range(1, (until - after).days + 1))
        return sum(self.is_working_day(day) for day in days)

    # --- hours ------------------------------------------------------------------------------

    def sessions_of(self, day: date) -> tuple[Session, ...]:
        """The 作息时间 in force on a day, whether or not it is a working day.

        Raises PolicyError when the table leaves the day out.
        """
        for row in reversed(self.hours):
            if row.covers(day):
                return row.sessions
        raise PolicyError(f"没有设定{wording.full_day(day)}的作息时间。")

    def hours_on(self, day: date) -> tuple[Session, ...]:
        """The working sessions of a day; none on a day off."""
        return self.sessions_of(day) if self.is_working_day(day) else ()

    def opens_at(self, day: date) -> datetime:
        """上班: the first opening by the hours in force, also on a day off (ask is_working_day)."""
        return _at(day, self.sessions_of(day)[0][0])

    def closes_at(self, day: date) -> datetime:
        """下班: the close of business by the hours in force, also on a day off.

        A promised date may be a Sunday; it still ends at the close of business.
        """
        return _at(day, self.sessions_of(day)[-1][1])

    def is_working_instant(self, instant: datetime) -> bool:
        """Whether the instant lies in a working session; both its edges belong to it."""
        at = local(instant)
        sessions = self._sessions(at.date())
        return any(opens <= at <= closes for opens, closes in sessions)

    def next_opening(self, instant: datetime) -> datetime:
        """The first instant, from this one on, at which work goes on; the close itself is over."""
        at = local(instant)
        for opens, closes in self._sessions_from(at.date()):
            if at < closes:
                return max(at, opens)
        raise PolicyError("日历中找不到下一个工作时间。")

    def add_working_hours(self, instant: datetime, hours: float) -> datetime:
        """The instant `hours` of work later; lands on a close rather than the next opening.

        Raises ValueError for negative hours.
        """
        at, left = local(instant), _length(hours)
        if not left:
            return at if self.is_working_instant(at) else self.next_opening(at)
        for opens, closes in self._sessions_from(at.date()):
            start = max(at, opens)
            if start + left <= closes:
                return start + left
            left -= max(closes - start, timedelta())
        raise PolicyError("日历中没有足够的工作时间。")

    def subtract_working_hours(self, instant: datetime, hours: float) -> datetime:
        """The instant `hours` of work earlier; lands on an opening rather than an earlier close.

        Raises ValueError for negative hours.
        """
        at, left = local(instant), _length(hours)
        if not left:
            return at if self.is_working_instant(at) else self._last_close(at)
        for opens, closes in self._sessions_back(at.date()):
            end = min(at, closes)
            if end - left >= opens:
                return end - left
            left -= max(end - opens, timedelta())
        raise PolicyError("日历中没有足够的工作时间。")

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """The work that lies between two instants; negative when they are reversed."""
        first, last = local(start), local(end)
        if last < first:
            return -self.working_time_between(end, start)
        total = timedelta()
        day = first.date()
        while day <= last.date():
            for opens, closes in self._sessions(day):
                total += max(min(closes, last) - max(opens, first), timedelta())
            day += ONE_DAY
        return total

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole minutes of work between two instants; negative when they are reversed."""
        if local(end) < local(start):
            return -self.working_minutes_between(end, start)
        return self.working_time_between(start, end) // ONE_MINUTE

    def _sessions(self, day: date) -> list[tuple[datetime, datetime]]:
        return [(_at(day, opens), _at(day, closes)) for opens, closes in self.hours_on(day)]

    def _sessions_from(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        while day < date.max:
            yield from self._sessions(day)
            day += ONE_DAY

    def _sessions_back(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        while day > date.min:
            yield from reversed(self._sessions(day))
            day -= ONE_DAY

    def _last_close(self, at: datetime) -> datetime:
        for _, closes in self._sessions_back(at.date()):
            if closes <= at:
                return closes
        raise PolicyError("日历中找不到上一个工作时间。")


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=SHANGHAI)


def _length(hours: float) -> timedelta:
    if hours < 0:
        raise ValueError(f"negative working hours: {hours}")
    return timedelta(hours=hours)
