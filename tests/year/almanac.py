"""The county's days of 2026 and 2027 written down a second time, in plain Python, from the rules themselves."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
LUNCH_FROM, LUNCH_UNTIL = time(12, 0), time(14, 30)
OPENS, CLOSES = time(8, 0), time(18, 0)

_OFF = (
    ((2026, 1, 1), (2026, 1, 3)),
    ((2026, 2, 15), (2026, 2, 23)),
    ((2026, 4, 4), (2026, 4, 6)),
    ((2026, 5, 1), (2026, 5, 5)),
    ((2026, 6, 19), (2026, 6, 21)),
    ((2026, 9, 25), (2026, 9, 27)),
    ((2026, 10, 1), (2026, 10, 7)),
    # No notice for 2027: the days that the law itself fixes.
    ((2027, 1, 1), (2027, 1, 1)),
    ((2027, 2, 5), (2027, 2, 8)),
    ((2027, 4, 5), (2027, 4, 5)),
    ((2027, 5, 1), (2027, 5, 2)),
    ((2027, 6, 9), (2027, 6, 9)),
    ((2027, 9, 15), (2027, 9, 15)),
    ((2027, 10, 1), (2027, 10, 3)),
)
MAKE_UP = frozenset(
    date(2026, month, day) for month, day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
)


def _span(first: tuple[int, int, int], last: tuple[int, int, int]) -> list[date]:
    begin, end = date(*first), date(*last)
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


OFF = frozenset(day for first, last in _OFF for day in _span(first, last))


def works(day: date) -> bool:
    """Whether the county's offices are open that day."""
    if day in MAKE_UP:
        return True
    return day.weekday() < 5 and day not in OFF


def after(day: date, working_days: int) -> date:
    """The day `working_days` working days later; the first day itself is not counted."""
    while working_days:
        day += timedelta(days=1)
        working_days -= works(day)
    return day


def close(day: date) -> datetime:
    """Six in the evening."""
    return datetime.combine(day, CLOSES, tzinfo=ZONE)


def due(since: datetime, working_days: int) -> datetime:
    """The close of the last of so many working days after the day of `since`."""
    return close(after(since.astimezone(ZONE).date(), working_days))


def opening_after(day: date) -> datetime:
    """Eight in the morning of the next working day."""
    return datetime.combine(after(day, 1), OPENS, tzinfo=ZONE)


def hours_before(instant: datetime, hours: int) -> datetime:
    """So many working hours earlier, minute by minute: slow, and nothing to get wrong."""
    instant = instant.astimezone(ZONE)
    left = hours * 60
    while left:
        instant -= timedelta(minutes=1)
        left -= works(instant.date()) and _is_open(instant.time())
    return instant


def after_hours(instant: datetime, hours: float) -> datetime:
    """So many working hours later, one half day after another; it may land on a close."""
    instant = instant.astimezone(ZONE)
    left, day = timedelta(hours=hours), instant.date()
    while True:
        halves = ((OPENS, LUNCH_FROM), (LUNCH_UNTIL, CLOSES)) if works(day) else ()
        for opens, closes in halves:
            start = max(instant, datetime.combine(day, opens, tzinfo=ZONE))
            end = datetime.combine(day, closes, tzinfo=ZONE)
            if start + left <= end:
                return start + left
            left -= max(end - start, timedelta())
        day += timedelta(days=1)


def _is_open(clock: time) -> bool:
    return OPENS <= clock < LUNCH_FROM or LUNCH_UNTIL <= clock < CLOSES
