"""How much time is left or lost, computed at the moment of looking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.rules import wording
from core.rules.instants import local
from core.rules.workdays import ONE_MINUTE, WorkCalendar


@dataclass(frozen=True)
class Remaining:
    """剩余或逾期: amounts are never negative, `is_overdue` says which way they run.

    `working_days` counts the working days after today up to the deadline's day; when overdue,
    those after the deadline's day up to today.
    """

    is_overdue: bool
    working_days: int
    working_minutes: int
    text_zh: str


def is_late(at: datetime, due_at: datetime) -> bool:
    """是否超时: 18:00:00 on time, 18:00:01 late (办法第十一条)."""
    return local(at) > local(due_at)


def remaining(calendar: WorkCalendar, now: datetime, due_at: datetime) -> Remaining:
    """剩 1 个工作日, 今日 18:00 前, 剩 2 小时, 逾期 3 个工作日."""
    at, due = local(now), local(due_at)
    is_overdue = is_late(at, due)
    days = abs(calendar.working_days_between(at.date(), due.date()))
    minutes = abs(calendar.working_minutes_between(at, due))
    if is_overdue:
        text_zh = f"逾期 {wording.working_days(days)}" if days else "逾期不足 1 个工作日"
    elif at.date() == due.date():
        text_zh = _today(calendar, due, minutes)
    elif days:
        text_zh = f"剩 {wording.working_days(days)}"
    else:
        text_zh = f"{wording.instant(due, at.year)} 前"
    return Remaining(is_overdue, days, minutes, text_zh)


def _today(calendar: WorkCalendar, due: datetime, minutes: int) -> str:
    """Hours once less than half of the day's work is left, the clock before that."""
    opens = calendar.opens_at(due.date())
    whole_day = calendar.working_time_between(opens, opens + timedelta(days=1)) // ONE_MINUTE
    if 0 < minutes * 2 < whole_day:
        return f"剩 {wording.minutes(minutes)}"
    return f"今日 {wording.clock(due)} 前"
