"""Working time between many pairs of instants at once: the calendar's sessions laid end to end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta

from core.rules.instants import SHANGHAI
from core.rules.workdays import WorkCalendar


class WorkClock:
    """工作时间 over some days, for counting thousands of spans; the same answers as WorkCalendar gives.

    It covers the natural days `first_on` to `last_on`; instants outside raise ValueError.
    """

    def __init__(self, calendar: WorkCalendar, first_on: date, last_on: date) -> None:
        self._first_on, self._last_on = first_on, last_on
        self._from = datetime.combine(first_on, time(), SHANGHAI).timestamp()
        self._until = datetime.combine(last_on + timedelta(days=1), time(), SHANGHAI).timestamp()
        self._opens: list[float] = []
        self._closes: list[float] = []
        self._before: list[float] = []
        """Seconds of work before each session opens."""
        self._after: list[float] = []
        """Seconds of work once each session has closed."""
        worked = 0.0
        day = first_on
        while day <= last_on:
            for opens, closes in calendar.hours_on(day):
                opens_at = datetime.combine(day, opens, SHANGHAI)
                closes_at = datetime.combine(day, closes, SHANGHAI)
                self._opens.append(opens_at.timestamp())
                self._closes.append(closes_at.timestamp())
                self._before.append(worked)
                worked += (closes_at - opens_at).total_seconds()
                self._after.append(worked)
            day += timedelta(days=1)

    def hours_between(self, start: datetime, end: datetime) -> float:
        """工作小时 between two instants, negative when they are reversed."""
        return (self._worked(end) - self._worked(start)) / 3600

    def is_within(self, start: datetime, end: datetime, hours: float) -> bool:
        """Whether `end` is not after the instant `hours` of work after `start` (closing time itself is in time)."""
        return end.timestamp() <= self._due(start, hours)

    def _due(self, start: datetime, hours: float) -> float:
        wanted = self._worked(start) + hours * 3600
        place = bisect_left(self._after, wanted)
        if place == len(self._after):
            raise ValueError(f"{self._last_on} comes before {hours} hours of work after {start}")
        return self._opens[place] + (wanted - self._before[place])

    def _worked(self, instant: datetime) -> float:
        if instant.tzinfo is None:
            raise ValueError(f"naive datetime: {instant!r}")
        seconds = instant.timestamp()
        if not self._from <= seconds < self._until:
            raise ValueError(f"{instant} lies outside {self._first_on} … {self._last_on}")
        place = bisect_right(self._opens, seconds) - 1
        if place < 0:
            return 0.0
        return self._before[place] + min(seconds, self._closes[place]) - self._opens[place]
