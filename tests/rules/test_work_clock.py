"""Many spans of working time at once say what the calendar says of each."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.published import SEED
from core.rules.work_clock import WorkClock
from tests.rules.county import at

CLOCK = WorkClock(SEED, date(2026, 1, 1), date(2026, 12, 31))
FIRST = at("2026-01-05T00:00")
INSTANTS = st.integers(0, 320 * 24 * 3600).map(lambda seconds: FIRST + timedelta(seconds=seconds))


@given(INSTANTS, INSTANTS)
def test_the_same_span_as_the_calendar_counts(start: datetime, end: datetime) -> None:
    expected = SEED.working_time_between(start, end) / timedelta(hours=1)
    assert CLOCK.hours_between(start, end) == pytest.approx(expected, abs=1e-6)


@given(INSTANTS, st.integers(0, 7 * 24 * 60), st.sampled_from((2.0, 4.0, 7.5)))
def test_in_time_is_what_the_calendar_calls_in_time(
    start: datetime, minutes: int, hours: float
) -> None:
    end = start + timedelta(minutes=minutes)
    assert CLOCK.is_within(start, end, hours) is (end <= SEED.add_working_hours(start, hours))


def test_two_hours_from_half_past_four_on_the_eve_of_the_holidays_end_after_them() -> None:
    """Wednesday 2026-09-30 16:30: one and a half hours that day, half an hour on Thursday 10-08."""
    start = at("2026-09-30T16:30")
    assert CLOCK.is_within(start, at("2026-10-08T08:30"), 2)
    assert not CLOCK.is_within(start, at("2026-10-08T08:30:01"), 2)


def test_an_instant_it_does_not_cover_is_refused() -> None:
    with pytest.raises(ValueError, match="lies outside"):
        CLOCK.hours_between(at("2025-12-31T10:00"), at("2026-01-05T10:00"))
    with pytest.raises(ValueError, match="comes before"):
        CLOCK.is_within(at("2026-12-31T17:00"), at("2026-12-31T18:00"), 8)
