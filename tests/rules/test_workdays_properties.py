"""What holds of every date, not of the examples only."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.rules import deadlines
from core.rules.instants import SHANGHAI
from tests.rules.county import CALENDAR, POLICY

# Published years and unpublished ones on either side.
DAYS = st.dates(date(2024, 11, 1), date(2028, 3, 1))
INSTANTS = st.datetimes(datetime(2024, 11, 1), datetime(2028, 3, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=SHANGHAI, microsecond=0)
)
COUNTS = st.integers(1, 30)
MINUTES = st.integers(1, 60 * 40)


@given(DAYS, DAYS, COUNTS)
def test_counting_is_monotone_in_the_start(one: date, other: date, n: int) -> None:
    earlier, later = sorted((one, other))
    first, last = (CALENDAR.add_working_days(day, n).due_on for day in (earlier, later))
    assert first <= last


@given(DAYS, COUNTS)
def test_one_more_day_ends_later(day: date, n: int) -> None:
    due_on = CALENDAR.add_working_days(day, n).due_on
    assert day < due_on < CALENDAR.add_working_days(day, n + 1).due_on


@given(DAYS, COUNTS, COUNTS)
def test_counting_is_additive_in_days(day: date, a: int, b: int) -> None:
    halfway = CALENDAR.add_working_days(day, a).due_on
    whole = CALENDAR.add_working_days(day, a + b)
    assert CALENDAR.add_working_days(halfway, b).due_on == whole.due_on


@given(DAYS, COUNTS)
def test_days_between_undoes_counting(day: date, n: int) -> None:
    due_on = CALENDAR.add_working_days(day, n).due_on
    assert CALENDAR.working_days_between(day, due_on) == n
    assert CALENDAR.working_days_between(due_on, day) == -n


@given(DAYS, COUNTS)
def test_a_count_accounts_for_every_day(day: date, n: int) -> None:
    count = CALENDAR.add_working_days(day, n)
    skipped = [reason.day for reason in count.skipped]
    walked = [day + timedelta(days=step) for step in range(1, (count.due_on - day).days + 1)]

    assert sorted([*count.counted, *skipped]) == walked
    assert len(count.counted) == n
    assert count.counted[-1] == count.due_on
    assert all(CALENDAR.is_working_day(counted) for counted in count.counted)


@given(INSTANTS, MINUTES)
def test_hours_never_land_outside_work(instant: datetime, minutes: int) -> None:
    hours = minutes / 60
    assert CALENDAR.is_working_instant(CALENDAR.add_working_hours(instant, hours))
    assert CALENDAR.is_working_instant(CALENDAR.subtract_working_hours(instant, hours))


@given(INSTANTS)
def test_even_no_hours_land_on_work(instant: datetime) -> None:
    after = CALENDAR.add_working_hours(instant, 0)
    before = CALENDAR.subtract_working_hours(instant, 0)
    assert before <= instant <= after
    assert CALENDAR.is_working_instant(after)
    assert CALENDAR.is_working_instant(before)


@given(INSTANTS, INSTANTS, MINUTES)
def test_adding_hours_is_monotone_in_the_start(one: datetime, other: datetime, n: int) -> None:
    earlier, later = sorted((one, other))
    first = CALENDAR.add_working_hours(earlier, n / 60)
    assert first <= CALENDAR.add_working_hours(later, n / 60)


@given(INSTANTS, MINUTES)
def test_minutes_between_undoes_adding(instant: datetime, minutes: int) -> None:
    later = CALENDAR.add_working_hours(instant, minutes / 60)
    assert CALENDAR.working_minutes_between(instant, later) == minutes
    assert CALENDAR.working_minutes_between(later, instant) == -minutes


@given(INSTANTS, MINUTES)
def test_subtracting_undoes_adding(instant: datetime, minutes: int) -> None:
    there = CALENDAR.add_working_hours(instant, minutes / 60)
    assert CALENDAR.subtract_working_hours(there, minutes / 60) == CALENDAR.next_opening(instant)


@given(INSTANTS, MINUTES, MINUTES)
def test_adding_hours_is_additive(instant: datetime, a: int, b: int) -> None:
    halfway = CALENDAR.add_working_hours(instant, a / 60)
    whole = CALENDAR.add_working_hours(instant, (a + b) / 60)
    assert abs(CALENDAR.add_working_hours(halfway, b / 60) - whole) < timedelta(milliseconds=1)


@given(INSTANTS)
def test_the_next_opening_is_the_first_working_instant(instant: datetime) -> None:
    opening = CALENDAR.next_opening(instant)
    assert opening >= instant
    assert CALENDAR.is_working_instant(opening)
    assert CALENDAR.next_opening(opening) == opening
    assert CALENDAR.working_minutes_between(instant, opening) == 0


@given(INSTANTS, COUNTS)
def test_a_deadline_is_a_close_of_business_after_its_start(instant: datetime, n: int) -> None:
    deadline = deadlines.due(CALENDAR, POLICY, instant, n)
    assert deadline.due_at > instant
    assert deadline.due_at == CALENDAR.closes_at(deadline.counted[-1])
    assert deadline.working_days == n


@given(INSTANTS, st.integers(1, 10), st.integers(1, 5))
def test_two_extensions_reach_as_far_as_one(instant: datetime, a: int, b: int) -> None:
    due_at = deadlines.due(CALENDAR, POLICY, instant, 3).due_at
    first = deadlines.extension(CALENDAR, POLICY, due_at, instant, a, 0, 0)
    second = deadlines.extension(CALENDAR, POLICY, first.due_at, instant, b, a, 1)
    assert second.due_at == deadlines.due(CALENDAR, POLICY, due_at, a + b).due_at


@given(INSTANTS)
def test_alarms_ring_in_order(instant: datetime) -> None:
    due_at = deadlines.due(CALENDAR, POLICY, instant, 3).due_at
    alarms = deadlines.escalation(CALENDAR, POLICY, due_at)
    in_order = [
        alarms.warn_at,
        alarms.remind_at,
        alarms.supervise_at,
        alarms.supervise_limit_at,
        alarms.escalate_at,
    ]
    assert in_order == sorted(set(in_order))
    assert CALENDAR.working_minutes_between(alarms.warn_at, due_at) == 240


@given(INSTANTS, INSTANTS)
def test_what_remains_agrees_with_lateness(now: datetime, due_at: datetime) -> None:
    left = deadlines.remaining(CALENDAR, now, due_at)
    assert left.is_overdue is deadlines.is_late(now, due_at)
    assert left.text_zh.startswith("逾期") is left.is_overdue
    assert left.working_days >= 0
    assert left.working_minutes >= 0
