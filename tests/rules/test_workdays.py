"""Which days and hours count, and the word for each."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest

from core.errors import PolicyError
from core.rules.published import NOTICE_2025, NOTICE_2026, SEED, STANDING_HOURS
from core.rules.workdays import PublishedYear, WorkCalendar, WorkingHours
from tests.rules.county import at

MORNING = (time(8, 0), time(12, 0))
SUMMER_AFTERNOON = (time(15, 0), time(18, 30))


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_of_the_published_years_agrees_with_chinesecalendar(year: int) -> None:
    first = date(year, 1, 1)
    for step in range(365):
        day = first + timedelta(days=step)
        assert SEED.is_working_day(day) is chinese_calendar.is_workday(day), day


@pytest.mark.parametrize(("year", "working_days"), [(2025, 248), (2026, 248)])
def test_the_number_of_working_days_in_a_year(year: int, working_days: int) -> None:
    eve = date(year - 1, 12, 31)
    assert SEED.working_days_between(eve, date(year, 12, 31)) == working_days


@pytest.mark.parametrize(
    ("day", "is_working", "label"),
    [
        (date(2026, 9, 29), True, "工作日"),  # Tuesday
        (date(2026, 10, 1), False, "国庆节"),  # Thursday
        (date(2026, 10, 10), True, "国庆节调休上班"),  # Saturday
        (date(2026, 10, 17), False, "周六"),
        (date(2026, 10, 18), False, "周日"),
        (date(2025, 10, 6), False, "国庆节、中秋节"),  # Monday
    ],
)
def test_why_a_published_day_counts_or_not(day: date, is_working: bool, label: str) -> None:
    reason = SEED.why(day)
    assert (reason.is_working, reason.label, reason.is_provisional) == (is_working, label, False)


@pytest.mark.parametrize(
    ("day", "is_working", "label"),
    [
        (date(2027, 1, 1), False, "元旦（暂定）"),  # Friday
        (date(2027, 1, 2), False, "周六"),
        (date(2027, 1, 4), True, "工作日"),  # Monday
        (date(2027, 2, 4), True, "工作日"),  # Thursday, two days before 正月初一
        (date(2027, 2, 5), False, "春节（暂定）"),  # Friday, 除夕
        (date(2027, 2, 8), False, "春节（暂定）"),  # Monday, 初三
        (date(2027, 2, 9), True, "工作日"),  # Tuesday
        (date(2027, 4, 5), False, "清明节（暂定）"),  # Monday
        (date(2027, 5, 3), True, "工作日"),  # Monday; 1 and 2 May only
        (date(2027, 6, 9), False, "端午节（暂定）"),  # Wednesday
        (date(2027, 9, 15), False, "中秋节（暂定）"),  # Wednesday
        (date(2027, 10, 1), False, "国庆节（暂定）"),  # Friday
        (date(2027, 10, 4), True, "工作日"),  # Monday
        (date(2040, 5, 1), False, "劳动节（暂定）"),  # Tuesday, beyond the lunar table
        (date(2040, 2, 13), True, "工作日"),  # Monday; the lunar new year is not known that far
    ],
)
def test_a_year_without_a_notice_is_provisional(day: date, is_working: bool, label: str) -> None:
    reason = SEED.why(day)
    assert (reason.is_working, reason.label, reason.is_provisional) == (is_working, label, True)


def test_the_notice_of_a_year_may_arrange_days_of_the_year_before() -> None:
    notice_2027 = PublishedYear(2027, {date(2026, 12, 31): "元旦"}, {date(2026, 12, 26): "元旦"})
    calendar = WorkCalendar.of([notice_2027, NOTICE_2026], [STANDING_HOURS], "两年")

    assert calendar.why(date(2026, 12, 31)).label == "元旦"
    assert calendar.is_working_day(date(2026, 12, 26))  # Saturday
    assert calendar.why(date(2026, 12, 30)).is_provisional is False


def test_a_count_lists_every_day_on_its_way() -> None:
    count = SEED.add_working_days(date(2026, 9, 30), 2)  # Wednesday

    assert count.due_on == date(2026, 10, 9)  # Friday
    assert count.counted == (date(2026, 10, 8), date(2026, 10, 9))
    assert [reason.day.day for reason in count.skipped] == [1, 2, 3, 4, 5, 6, 7]
    assert {reason.label for reason in count.skipped} == {"国庆节"}


def test_only_days_really_walked_make_a_count_provisional() -> None:
    assert not SEED.add_working_days(date(2026, 12, 28), 3).is_provisional  # ends Thu 12-31
    assert SEED.add_working_days(date(2026, 12, 28), 4).is_provisional  # ends Mon 2027-01-04
    assert SEED.add_working_days(date(2024, 12, 30), 1).is_provisional  # 2024 is not loaded


def test_zero_working_days_is_the_day_itself() -> None:
    count = SEED.add_working_days(date(2026, 10, 3), 0)  # Saturday, a holiday
    assert (count.due_on, count.counted, count.skipped) == (date(2026, 10, 3), (), ())


def test_days_between_run_both_ways() -> None:
    wednesday, friday = date(2026, 9, 30), date(2026, 10, 9)
    assert SEED.working_days_between(wednesday, friday) == 2
    assert SEED.working_days_between(friday, wednesday) == -2
    assert SEED.working_days_between(friday, friday) == 0


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-09-30T16:30", 4, "2026-10-08T10:30"),  # Wed → Thu, over the holiday
        ("2026-10-03T09:00", 4, "2026-10-08T12:00"),  # a holiday Saturday → Thu, before noon
        ("2026-10-09T08:00", 4, "2026-10-09T12:00"),  # Fri: lands on the close, not on 14:30
        ("2026-10-09T12:00", 1, "2026-10-09T15:30"),
        ("2026-10-09T13:00", 0.5, "2026-10-09T15:00"),
        ("2026-10-09T17:59:59", 1, "2026-10-10T08:59:59"),  # make-up Saturday
        ("2026-10-09T18:00", 1, "2026-10-10T09:00"),
        ("2026-10-10T18:00", 0, "2026-10-10T18:00"),
        ("2026-10-10T18:01", 0, "2026-10-12T08:00"),  # Monday
    ],
)
def test_adding_working_hours(start: str, hours: float, end: str) -> None:
    assert SEED.add_working_hours(at(start), hours) == at(end)


@pytest.mark.parametrize(
    ("end", "hours", "start"),
    [
        ("2026-10-09T18:00", 4, "2026-10-09T11:30"),  # Fri, over the noon break
        ("2026-10-08T08:00", 1, "2026-09-30T17:00"),  # Thu, back over the holiday
        ("2026-10-09T12:00", 4, "2026-10-09T08:00"),
        ("2026-10-09T14:30", 4, "2026-10-09T08:00"),
        ("2026-10-05T10:00", 0, "2026-09-30T18:00"),  # a holiday Monday
        ("2026-10-09T10:00", 0, "2026-10-09T10:00"),
    ],
)
def test_subtracting_working_hours(end: str, hours: float, start: str) -> None:
    assert SEED.subtract_working_hours(at(end), hours) == at(start)


@pytest.mark.parametrize(
    ("instant", "opening"),
    [
        ("2026-10-13T18:00", "2026-10-14T08:00"),  # Tue → Wed
        ("2026-10-13T07:00", "2026-10-13T08:00"),
        ("2026-10-13T08:00", "2026-10-13T08:00"),
        ("2026-10-13T12:00", "2026-10-13T14:30"),
        ("2026-10-13T15:10", "2026-10-13T15:10"),
        ("2026-09-30T19:00", "2026-10-08T08:00"),  # Wed → Thu
    ],
)
def test_the_next_opening(instant: str, opening: str) -> None:
    assert SEED.next_opening(at(instant)) == at(opening)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-10-09T08:00", "2026-10-09T18:00", 450),
        ("2026-10-09T17:00", "2026-10-10T09:00", 120),  # Fri → make-up Saturday
        ("2026-10-01T08:00", "2026-10-07T18:00", 0),
        ("2026-10-09T17:59:30", "2026-10-09T18:00", 0),
        ("2026-10-10T09:00", "2026-10-09T17:00", -120),
    ],
)
def test_working_minutes_between(start: str, end: str, minutes: int) -> None:
    assert SEED.working_minutes_between(at(start), at(end)) == minutes


def test_opening_and_close_are_known_on_a_day_off_too() -> None:
    sunday = date(2026, 10, 18)
    assert SEED.hours_on(sunday) == ()
    assert SEED.opens_at(sunday) == at("2026-10-18T08:00")
    assert SEED.closes_at(sunday) == at("2026-10-18T18:00")


def test_summer_hours_lie_over_the_standing_ones() -> None:
    summer = WorkingHours(date(2026, 6, 1), date(2026, 8, 31), (MORNING, SUMMER_AFTERNOON))
    calendar = WorkCalendar.of([NOTICE_2026], [summer, STANDING_HOURS], "夏季作息")

    assert calendar.closes_at(date(2026, 5, 29)) == at("2026-05-29T18:00")  # Friday
    assert calendar.closes_at(date(2026, 6, 1)) == at("2026-06-01T18:30")  # Monday
    assert calendar.closes_at(date(2026, 8, 31)) == at("2026-08-31T18:30")  # Monday
    assert calendar.closes_at(date(2026, 9, 1)) == at("2026-09-01T18:00")  # Tuesday
    assert calendar.add_working_hours(at("2026-08-31T17:30"), 2) == at("2026-09-01T09:00")


def test_an_instant_of_another_zone_is_read_on_the_countys_clock() -> None:
    two_in_the_morning_utc = datetime(2026, 10, 9, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
    landed = SEED.add_working_hours(two_in_the_morning_utc, 1)
    assert landed.isoformat() == "2026-10-09T11:00:00+08:00"


NAIVE = datetime(2026, 10, 9, 10, 0)  # noqa: DTZ001 - naive is the point


@pytest.mark.parametrize(
    "ask",
    [
        lambda: SEED.add_working_hours(NAIVE, 1),
        lambda: SEED.subtract_working_hours(NAIVE, 1),
        lambda: SEED.working_minutes_between(NAIVE, at("2026-10-09T11:00")),
        lambda: SEED.working_minutes_between(at("2026-10-09T11:00"), NAIVE),
        lambda: SEED.next_opening(NAIVE),
        lambda: SEED.is_working_instant(NAIVE),
    ],
)
def test_naive_instants_are_refused(ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="naive"):
        ask()


def test_negative_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        SEED.add_working_days(date(2026, 10, 9), -1)
    with pytest.raises(ValueError, match="negative"):
        SEED.add_working_hours(at("2026-10-09T10:00"), -1)
    with pytest.raises(ValueError, match="negative"):
        SEED.subtract_working_hours(at("2026-10-09T10:00"), -1)


@pytest.mark.parametrize(
    ("sessions", "until_on"),
    [
        ((), None),
        (((time(12, 0), time(8, 0)),), None),
        (((time(8, 0), time(12, 0)), (time(11, 0), time(18, 0))), None),
        (((time(8, 0), time(8, 0)),), None),
        ((MORNING,), date(2025, 12, 31)),
    ],
)
def test_impossible_working_hours_are_refused(
    sessions: tuple[tuple[time, time], ...], until_on: date | None
) -> None:
    with pytest.raises(PolicyError, match="作息时间"):
        WorkingHours(date(2026, 1, 1), until_on, sessions)


def test_a_day_without_working_hours_is_said_so() -> None:
    only_2026 = WorkingHours(date(2026, 1, 1), date(2026, 12, 31), (MORNING,))
    calendar = WorkCalendar.of([NOTICE_2026], [only_2026], "只有2026年")
    with pytest.raises(PolicyError, match="没有设定2027年1月4日的作息时间"):
        calendar.closes_at(date(2027, 1, 4))


def test_a_day_cannot_be_off_and_made_up_at_once() -> None:
    day = date(2026, 10, 10)
    with pytest.raises(PolicyError, match="2026年10月10日"):
        PublishedYear(2026, {day: "国庆节"}, {day: "国庆节"})


def test_a_calendar_cannot_be_changed_behind_its_version() -> None:
    holidays = {date(2026, 1, 1): "元旦"}
    calendar = WorkCalendar.of([PublishedYear(2026, holidays, {})], [STANDING_HOURS], "一")
    holidays[date(2026, 1, 5)] = "元旦"  # Monday

    assert calendar.is_working_day(date(2026, 1, 5))
    with pytest.raises(TypeError):
        calendar.years[2026] = NOTICE_2025  # type: ignore[index]


def test_equal_calendars_are_equal_and_hash_alike() -> None:
    again = WorkCalendar.of([NOTICE_2026, NOTICE_2025], [STANDING_HOURS], SEED.version)
    assert again == SEED
    assert hash(again) == hash(SEED)
    assert WorkCalendar.of([NOTICE_2026], [STANDING_HOURS], SEED.version) != SEED
