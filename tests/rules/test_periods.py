"""Months, years and other stretches, and what they are compared with."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules import periods
from core.rules.periods import Period
from tests.rules.county import at


def test_a_month_ends_with_the_midnight_after_its_last_day() -> None:
    november = periods.month(2026, 11)
    assert november.starts_at == at("2026-11-01T00:00")
    assert november.ends_at == at("2026-12-01T00:00")
    assert november.days == 30


def test_the_day_of_an_instant_is_the_countys_day_whatever_zone_it_is_written_in() -> None:
    late = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)  # half past midnight on 1 November
    assert periods.month_of(periods.day_of(late).first_on) == periods.month(2026, 11)


@pytest.mark.parametrize(
    ("period", "before", "year_before"),
    [
        (periods.month(2026, 11), periods.month(2026, 10), periods.month(2025, 11)),
        (periods.month(2026, 1), periods.month(2025, 12), periods.month(2025, 1)),
        (periods.month(2024, 2), periods.month(2024, 1), periods.month(2023, 2)),
        (periods.year(2026), periods.year(2025), periods.year(2025)),
        (
            Period(date(2026, 11, 9), date(2026, 11, 15)),
            Period(date(2026, 11, 2), date(2026, 11, 8)),
            Period(date(2025, 11, 9), date(2025, 11, 15)),
        ),
        (
            Period(date(2024, 2, 29), date(2024, 2, 29)),
            Period(date(2024, 2, 28), date(2024, 2, 28)),
            Period(date(2023, 2, 28), date(2023, 2, 28)),
        ),
    ],
)
def test_what_a_period_is_compared_with(
    period: Period, before: Period, year_before: Period
) -> None:
    assert periods.before(period) == before
    assert periods.a_year_before(period) == year_before


@pytest.mark.parametrize(
    ("period", "zh"),
    [
        (periods.month(2026, 11), "2026年11月"),
        (periods.year(2026), "2026年"),
        (Period(date(2026, 11, 3), date(2026, 11, 3)), "2026年11月3日"),
        (Period(date(2026, 11, 3), date(2026, 11, 9)), "2026年11月3日至9日"),
        (Period(date(2026, 10, 28), date(2026, 11, 3)), "2026年10月28日至11月3日"),
        (Period(date(2026, 12, 28), date(2027, 1, 3)), "2026年12月28日至2027年1月3日"),
    ],
)
def test_how_a_period_is_said(period: Period, zh: str) -> None:
    assert period.zh == zh


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        Period(date(2026, 11, 2), date(2026, 11, 1))


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_exactly_one_month(day: date) -> None:
    month = periods.month_of(day)
    assert month.first_on <= day <= month.last_on
    assert periods.month_of(month.last_on).first_on == month.first_on
    assert periods.before(month).ends_at == month.starts_at


def test_a_month_that_is_not_over_is_compared_with_as_many_days() -> None:
    """On 2026-11-23: twenty-three days of October; in March 31 days find only February's 28."""
    november, october = periods.month(2026, 11), periods.month(2026, 10)
    so_far = periods.so_far(october, november, date(2026, 11, 23))
    assert so_far == Period(date(2026, 10, 1), date(2026, 10, 23))
    assert periods.so_far(october, november, date(2026, 11, 30)) == october
    assert periods.so_far(october, november, date(2026, 12, 5)) == october
    march, february = periods.month(2026, 3), periods.month(2026, 2)
    assert periods.so_far(february, march, date(2026, 3, 30)) == february
