"""The State Council's notices and the working hours the calendar starts with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

from core.rules.workdays import PublishedYear, WorkCalendar, WorkingHours

_MonthDay = tuple[int, int]


def _days(year: int, spans: Iterable[tuple[str, _MonthDay, _MonthDay]]) -> dict[date, str]:
    named: dict[date, str] = {}
    for name, (first_month, first_day), (last_month, last_day) in spans:
        day, last = date(year, first_month, first_day), date(year, last_month, last_day)
        while day <= last:
            named[day] = name
            day += timedelta(days=1)
    return named


def _single(year: int, days: Iterable[tuple[str, _MonthDay]]) -> dict[date, str]:
    return {date(year, month, day): name for name, (month, day) in days}


# 国务院办公厅关于2025年部分节假日安排的通知
NOTICE_2025 = PublishedYear(
    2025,
    holidays=_days(
        2025,
        [
            ("元旦", (1, 1), (1, 1)),
            ("春节", (1, 28), (2, 4)),
            ("清明节", (4, 4), (4, 6)),
            ("劳动节", (5, 1), (5, 5)),
            ("端午节", (5, 31), (6, 2)),
            ("国庆节、中秋节", (10, 1), (10, 8)),
        ],
    ),
    make_up_days=_single(
        2025,
        [
            ("春节", (1, 26)),
            ("春节", (2, 8)),
            ("劳动节", (4, 27)),
            ("国庆节、中秋节", (9, 28)),
            ("国庆节、中秋节", (10, 11)),
        ],
    ),
)

# 国务院办公厅关于2026年部分节假日安排的通知
NOTICE_2026 = PublishedYear(
    2026,
    holidays=_days(
        2026,
        [
            ("元旦", (1, 1), (1, 3)),
            ("春节", (2, 15), (2, 23)),
            ("清明节", (4, 4), (4, 6)),
            ("劳动节", (5, 1), (5, 5)),
            ("端午节", (6, 19), (6, 21)),
            ("中秋节", (9, 25), (9, 27)),
            ("国庆节", (10, 1), (10, 7)),
        ],
    ),
    make_up_days=_single(
        2026,
        [
            ("元旦", (1, 4)),
            ("春节", (2, 14)),
            ("春节", (2, 28)),
            ("劳动节", (5, 9)),
            ("国庆节", (9, 20)),
            ("国庆节", (10, 10)),
        ],
    ),
)

# In force since long before the first ticket, so that any imported instant has working hours.
STANDING_HOURS = WorkingHours(
    from_on=date(2000, 1, 1),
    until_on=None,
    sessions=((time(8, 0), time(12, 0)), (time(14, 30), time(18, 0))),
)

SEED = WorkCalendar.of(
    (NOTICE_2025, NOTICE_2026), (STANDING_HOURS,), version="国务院2025、2026年安排"
)
