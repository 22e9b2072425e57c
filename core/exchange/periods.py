"""How a span of days is said in a file's name."""

from __future__ import annotations

import calendar
from datetime import date


def of(first_on: date, last_on: date) -> str:
    """2026-11 for a whole month, a day for a day, otherwise 2026-11-01至2026-11-15."""
    if first_on == last_on:
        return first_on.isoformat()
    is_one_month = (first_on.year, first_on.month) == (last_on.year, last_on.month)
    last_of_month = calendar.monthrange(last_on.year, last_on.month)[1]
    if is_one_month and first_on.day == 1 and last_on.day == last_of_month:
        return f"{first_on:%Y-%m}"
    return f"{first_on.isoformat()}至{last_on.isoformat()}"
