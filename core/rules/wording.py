"""How days, instants and lengths are said in Chinese, the same on every page and paper."""

from __future__ import annotations

from datetime import date, datetime

from core.rules.instants import local

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

MINUTES_IN_HOUR = 60


def weekday(day: date) -> str:
    """周一 … 周日."""
    return WEEKDAYS[day.weekday()]


def bare_day(day: date, reference_year: int | None = None) -> str:
    """10月9日; with the year in front when it differs from `reference_year`."""
    year = "" if reference_year in (None, day.year) else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def day(day: date, reference_year: int | None = None) -> str:
    """10月9日（周五）; with the year in front when it differs from `reference_year`."""
    return f"{bare_day(day, reference_year)}（{weekday(day)}）"


def full_day(day: date) -> str:
    """2026年10月9日, as official papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def clock(instant: datetime) -> str:
    """18:00 in Asia/Shanghai; seconds only when there are any, since a second can be late."""
    at = local(instant)
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def instant(instant: datetime, reference_year: int | None = None) -> str:
    """10月9日（周五）18:00 in Asia/Shanghai; the year as in `day`."""
    at = local(instant)
    return f"{day(at.date(), reference_year)}{clock(at)}"


def days_span(first: date, last: date, reference_year: int | None = None) -> str:
    """10月1日（周四）至7日（周三）; one day alone is said as a day."""
    if first == last:
        return day(first, reference_year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{day(first, reference_year)}至{last.day}日（{weekday(last)}）"
    return f"{day(first, reference_year)}至{day(last, reference_year or first.year)}"


def minutes(count: int) -> str:
    """2 小时, 2 小时 30 分, 35 分钟; below one minute 不足 1 分钟."""
    if count < 1:
        return "不足 1 分钟"
    hours, rest = divmod(count, MINUTES_IN_HOUR)
    if not hours:
        return f"{rest} 分钟"
    return f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时"


def working_days(count: int) -> str:
    """3 个工作日."""
    return f"{count} 个工作日"
