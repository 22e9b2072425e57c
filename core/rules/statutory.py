"""The holidays the law itself fixes: the fallback for a year without a published notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

# 全国年节及纪念日放假办法 as amended with effect from 2025: these days are off whatever a year's
# notice arranges around them.
SPRING_FESTIVAL_FROM = -1  # 除夕, counted from 正月初一
SPRING_FESTIVAL_DAYS = 4  # 除夕 to 初三

# Lunar dates cannot be computed in a line; the years between the newest notice and 2035:
# (正月初一, 五月初五, 八月十五). Beyond the table only the solar holidays are known.
LUNAR: Mapping[int, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = MappingProxyType(
    {
        2027: ((2, 6), (6, 9), (9, 15)),
        2028: ((1, 26), (5, 28), (10, 3)),
        2029: ((2, 13), (6, 16), (9, 22)),
        2030: ((2, 3), (6, 5), (9, 12)),
        2031: ((1, 23), (6, 24), (10, 1)),
        2032: ((2, 11), (6, 12), (9, 19)),
        2033: ((1, 31), (6, 1), (9, 8)),
        2034: ((2, 19), (6, 20), (9, 27)),
        2035: ((2, 8), (6, 10), (9, 16)),
    }
)

# The usual approximation of the solar term 清明 for the years 2000–2099.
CLEAR_BRIGHT_BASE = 4.81
TROPICAL_YEAR_REST = 0.2422


@lru_cache(maxsize=64)
def statutory_days(year: int) -> Mapping[date, str]:
    """法定节假日 of a year as days with names, without any 调休; weekends are not listed."""
    named: dict[date, str] = {}
    lunar = LUNAR.get(year)
    if lunar is not None:
        new_year, dragon_boat, mid_autumn = (date(year, month, day) for month, day in lunar)
        first = new_year + timedelta(days=SPRING_FESTIVAL_FROM)
        for step in range(SPRING_FESTIVAL_DAYS):
            named[first + timedelta(days=step)] = "春节"
        named[dragon_boat] = "端午节"
        named[mid_autumn] = "中秋节"
    named[date(year, 1, 1)] = "元旦"
    named[clear_bright_on(year)] = "清明节"
    for day in (1, 2):
        named[date(year, 5, day)] = "劳动节"
    for day in (1, 2, 3):
        named[date(year, 10, day)] = "国庆节"
    return MappingProxyType(named)


def clear_bright_on(year: int) -> date:
    """清明: 4 or 5 April."""
    short = year % 100
    return date(year, 4, int(short * TROPICAL_YEAR_REST + CLEAR_BRIGHT_BASE) - short // 4)
