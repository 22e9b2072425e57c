"""Terms, windows and alarms, article by article."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.rules import deadlines
from core.rules.policy import Policy
from core.rules.terms import Grade
from tests.rules.county import CALENDAR, POLICY, at

FIRST_DAY = date(2022, 9, 18)


def changed(**values: str) -> Policy:
    """The policy with some values edited."""
    rows = [(key, value, FIRST_DAY) for key, value in values.items()]
    return Policy.as_of(rows, date(2026, 10, 1))


# --- 第四条 --------------------------------------------------------------------------------------


def test_art4_a_county_deadline_beyond_the_citys_is_warned_of() -> None:
    county, city = at("2026-10-13T18:00"), at("2026-10-12T18:00")  # Tuesday, Monday
    warning = deadlines.city_warning(POLICY, county, city)

    assert warning is not None
    assert "10月13日（周二）18:00" in warning
    assert "10月12日（周一）18:00" in warning
    assert deadlines.city_warning(POLICY, city, county) is None
    assert deadlines.city_warning(POLICY, city, city) is None
    assert deadlines.city_warning(POLICY, county, None) is None
    assert deadlines.city_warning(changed(city_guard="no"), county, city) is None


# --- 第七条（二）---------------------------------------------------------------------------------


def test_art7_2_return_is_allowed_at_10_29_and_refused_at_10_31() -> None:
    window = deadlines.return_window(CALENDAR, POLICY, at("2026-09-30T16:30"), False)  # Wednesday

    for allowed in ("2026-09-30T16:30", "2026-10-08T10:29", "2026-10-08T10:30:00"):
        assert window.is_open(at(allowed))
        deadlines.require_open(window, at(allowed))
    for late in ("2026-10-08T10:30:01", "2026-10-08T10:31"):  # Thursday
        assert not window.is_open(at(late))
        with pytest.raises(deadlines.ReturnRefused) as refusal:
            deadlines.require_open(window, at(late))
        assert refusal.value.article == "办法第七条（二）"
        assert "10月8日（周四）10:30截止（派发后4个工作小时内）" in str(refusal.value)
        assert "逾期退单申请" in refusal.value.full_zh


def test_art7_2_an_urgent_ticket_is_returned_within_natural_hours() -> None:
    window = deadlines.return_window(CALENDAR, POLICY, at("2026-10-03T21:00"), True)  # Saturday

    assert window.is_natural
    assert window.closes_at == at("2026-10-04T01:00")
    with pytest.raises(deadlines.ReturnRefused, match="派发后4小时内"):
        deadlines.require_open(window, at("2026-10-04T01:01"))


def test_art7_2_the_clock_and_the_hours_are_policy() -> None:
    natural = changed(return_clock="natural", return_hours="6")
    working = changed(return_clock_urgent="working")
    dispatched_at = at("2026-09-30T16:30")

    calm = deadlines.return_window(CALENDAR, natural, dispatched_at, False)
    urgent = deadlines.return_window(CALENDAR, working, dispatched_at, True)

    assert calm.closes_at == at("2026-09-30T22:30")
    assert urgent.closes_at == at("2026-10-08T10:30")


# --- 第九条（五）---------------------------------------------------------------------------------


def test_art9_5_the_call_back_is_due_in_one_working_day() -> None:
    friday = deadlines.callback_due(CALENDAR, POLICY, at("2026-10-16T09:00"))
    assert friday.due_at == at("2026-10-19T18:00")  # Monday


# --- 第十条（三）---------------------------------------------------------------------------------


def test_art10_3_grades_are_three_and_five_working_days() -> None:
    assert deadlines.grade_days(POLICY, Grade.SIMPLE) == 3
    assert deadlines.grade_days(POLICY, Grade.COMPLEX) == 5


def test_art10_3_the_deadline_explains_itself() -> None:
    deadline = deadlines.due(CALENDAR, POLICY, at("2026-09-30T17:50"), 5)  # Wednesday

    assert deadlines.explain(deadline) == [
        "9月30日（周三）派发当日不计。",
        "10月1日（周四）至7日（周三）国庆节，不计。",
        "第1个工作日：10月8日（周四）。",
        "第2个工作日：10月9日（周五）。",
        "第3个工作日：10月10日（周六），调休上班。",
        "10月11日（周日）周末，不计。",
        "第4个工作日：10月12日（周一）。",
        "第5个工作日：10月13日（周二）。",
        "10月13日（周二）18:00到期。",
    ]


def test_art10_3_a_provisional_deadline_says_so() -> None:
    deadline = deadlines.due(CALENDAR, POLICY, at("2026-12-28T10:00"), 5)  # Monday
    sentences = deadlines.explain(deadline)

    assert "2027年1月1日（周五）元旦（暂定），不计。" in sentences
    assert "2027年1月2日（周六）至3日（周日）周末，不计。" in sentences
    assert sentences[-2:] == [
        "2027年1月5日（周二）18:00到期。",
        "2027年放假安排尚未公布，本时限为暂定，公布后将重新计算。",
    ]


def test_art10_3_the_hour_of_dispatch_does_not_move_the_deadline() -> None:
    for hour in ("00:00", "08:00", "17:59:59", "18:00", "23:59:59"):
        deadline = deadlines.due(CALENDAR, POLICY, at(f"2026-09-29T{hour}"), 3)  # Tuesday
        assert deadline.due_at == at("2026-10-09T18:00")


def test_art10_3_the_day_of_dispatch_is_the_countys_not_greenwichs() -> None:
    half_past_midnight = datetime(2026, 9, 28, 16, 30, tzinfo=UTC)  # Tuesday 09-29 in Shanghai
    deadline = deadlines.due(CALENDAR, POLICY, half_past_midnight, 3)
    assert deadline.due_at.isoformat() == "2026-10-09T18:00:00+08:00"


def test_art10_3_the_cutoff_is_policy() -> None:
    midnight = changed(deadline_cutoff="end_of_day")
    deadline = deadlines.due(CALENDAR, midnight, at("2026-09-29T10:00"), 3)
    assert deadline.due_at == at("2026-10-09T23:59:59")


def test_art10_3_the_clock_starts_at_dispatch_unless_policy_says_sign_in() -> None:
    dispatched_at, signed_at = at("2026-10-08T10:00"), at("2026-10-09T09:00")
    from_sign_in = changed(clock_start="acknowledge")

    assert deadlines.clock_starts_at(POLICY, dispatched_at, signed_at) == dispatched_at
    assert deadlines.clock_starts_at(from_sign_in, dispatched_at, signed_at) == signed_at
    assert deadlines.clock_starts_at(from_sign_in, dispatched_at, None) == dispatched_at


def test_art10_3_the_grade_may_change_until_the_end_of_the_first_working_day() -> None:
    until = deadlines.grade_change_until(CALENDAR, POLICY, at("2026-09-30T17:50"))  # Wednesday
    assert until.due_at == at("2026-10-08T18:00")  # Thursday


@pytest.mark.parametrize("working_days", [0, -1])
def test_art10_3_a_term_has_at_least_one_day(working_days: int) -> None:
    with pytest.raises(ValueError, match="working days"):
        deadlines.due(CALENDAR, POLICY, at("2026-10-08T10:00"), working_days)


def test_art10_3_naive_instants_are_refused() -> None:
    naive = datetime(2026, 10, 8, 10, 0)  # noqa: DTZ001 - naive is the point
    with pytest.raises(ValueError, match="naive"):
        deadlines.due(CALENDAR, POLICY, naive, 3)
    with pytest.raises(ValueError, match="naive"):
        deadlines.return_window(CALENDAR, POLICY, naive, False)
    with pytest.raises(ValueError, match="naive"):
        deadlines.is_late(at("2026-10-08T10:00"), naive)
    with pytest.raises(ValueError, match="naive"):
        deadlines.remaining(CALENDAR, naive, at("2026-10-08T10:00"))


# --- 第十条（五）、第十一条 ---------------------------------------------------------------------


def test_art10_5_the_reminder_comes_after_thirty_natural_minutes() -> None:
    flagged_at = at("2026-10-03T21:00")  # a holiday Saturday
    assert deadlines.urgent_reminder_at(POLICY, flagged_at) == at("2026-10-03T21:30")


def test_art11_sign_in_is_due_in_two_working_hours_and_contact_in_one_working_day() -> None:
    dispatched_at = at("2026-10-09T17:00")  # Friday
    assert deadlines.acknowledge_due(CALENDAR, POLICY, dispatched_at) == at("2026-10-10T09:00")
    assert deadlines.contact_due(CALENDAR, POLICY, dispatched_at).due_at == at("2026-10-10T18:00")


def test_art11_six_sharp_is_on_time_and_a_second_later_is_not() -> None:
    due_at = at("2026-10-13T18:00")  # Tuesday
    assert not deadlines.is_late(at("2026-10-13T17:59:59"), due_at)
    assert not deadlines.is_late(at("2026-10-13T18:00:00"), due_at)
    assert deadlines.is_late(at("2026-10-13T18:00:01"), due_at)
    assert deadlines.is_late(datetime(2026, 10, 13, 10, 0, 1, tzinfo=UTC), due_at)


def test_art12_2_submitted_at_16_and_signed_at_18_30_is_late() -> None:
    assert deadlines.is_late(at("2026-10-13T18:30"), at("2026-10-13T18:00"))


# --- 第十二条（三）、第十三条（四）、第十五条 ---------------------------------------------------


def test_art12_3_rework_has_three_working_days() -> None:
    rework = deadlines.rework_due(CALENDAR, POLICY, at("2026-10-09T10:00"))  # Friday
    assert rework.due_at == at("2026-10-13T18:00")  # Sat is worked, then Mon and Tue
    assert deadlines.explain(rework)[0] == "10月9日（周五）退回重办当日不计。"


def test_art13_4_second_handling_has_three_working_days() -> None:
    second = deadlines.second_handling_due(CALENDAR, POLICY, at("2026-10-09T10:00"))  # Friday
    assert second.due_at == at("2026-10-13T18:00")
    assert [day.day for day in second.counted] == [10, 12, 13]


def test_art15_a_co_unit_has_one_day_less_but_never_less_than_one() -> None:
    dispatched_at = at("2026-09-30T17:50")  # Wednesday
    five = deadlines.support_due(CALENDAR, POLICY, dispatched_at, 5)
    one = deadlines.support_due(CALENDAR, POLICY, dispatched_at, 1)

    assert five.due_at == at("2026-10-12T18:00")  # Monday; the lead's is Tuesday
    assert one.due_at == at("2026-10-08T18:00")  # Thursday


# --- 第十三条（一）-------------------------------------------------------------------------------


def test_art13_1_a_supervision_order_sent_late_has_its_limit_from_then() -> None:
    sent_at = at("2026-10-12T09:00")  # Monday
    limit_at = deadlines.supervise_limit(CALENDAR, POLICY, sent_at)

    assert limit_at == at("2026-10-14T18:00")  # Wednesday
    assert deadlines.escalate_after(CALENDAR, limit_at) == at("2026-10-15T08:00")


def test_art13_1_the_steps_are_policy() -> None:
    slow = changed(warn_hours_before="0", supervise_after_days="2", supervise_limit_days="1")
    alarms = deadlines.escalation(CALENDAR, slow, at("2026-10-09T18:00"))  # Friday

    assert alarms.warn_at == alarms.remind_at == at("2026-10-09T18:00")
    assert alarms.supervise_at == at("2026-10-12T18:00")  # Monday
    assert alarms.supervise_limit_at == at("2026-10-13T18:00")
    assert alarms.escalate_at == at("2026-10-14T08:00")


def test_art13_1_a_promise_that_ends_on_a_sunday_rings_all_the_same() -> None:
    alarms = deadlines.escalation(CALENDAR, POLICY, at("2026-10-18T18:00"))

    assert alarms.warn_at == at("2026-10-16T11:30")  # Friday
    assert alarms.supervise_at == at("2026-10-19T18:00")  # Monday


# --- 第二十三条 ----------------------------------------------------------------------------------


def test_art23_in_force_thirty_days_after_issue_and_for_five_years() -> None:
    life = deadlines.regulation_life(POLICY, date(2026, 11, 22))

    assert life.issued_on == date(2022, 8, 19)
    assert life.in_force_on == date(2022, 9, 18)
    assert life.expires_on == date(2027, 9, 18)
    assert life.is_in_force
    assert life.banner_zh is None


@pytest.mark.parametrize(
    ("day", "is_in_force", "said"),
    [
        (date(2022, 9, 17), False, None),
        (date(2022, 9, 18), True, None),
        (date(2027, 6, 19), True, None),
        (date(2027, 6, 20), True, "办法将于90天内到期（2027年9月18日，还有90天）"),
        (date(2027, 9, 17), True, "办法将于90天内到期（2027年9月18日，还有1天）"),
        (date(2027, 9, 18), False, "办法已于2027年9月18日期满"),
    ],
)
def test_art23_the_banner_comes_ninety_days_before_the_end(
    day: date, is_in_force: bool, said: str | None
) -> None:
    life = deadlines.regulation_life(POLICY, day)

    assert life.is_in_force is is_in_force
    assert (life.banner_zh or "").startswith(said or "")
    assert (life.banner_zh is None) is (said is None)


def test_art23_a_regulation_in_force_since_a_leap_day_still_ends() -> None:
    leap = changed(regulation_issued_on="2024-01-30")
    life = deadlines.regulation_life(leap, date(2026, 1, 1))
    assert (life.in_force_on, life.expires_on) == (date(2024, 2, 29), date(2029, 3, 1))


# --- what is left --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "text_zh"),
    [
        ("2026-09-30T10:00", "剩 2 个工作日"),  # Wednesday, the holiday between
        ("2026-10-05T10:00", "剩 2 个工作日"),  # a holiday Monday
        ("2026-10-08T17:59", "剩 1 个工作日"),
        ("2026-10-09T00:00", "今日 18:00 前"),  # Friday, the day itself
        ("2026-10-09T11:45", "今日 18:00 前"),
        ("2026-10-09T14:30", "剩 3 小时 30 分"),
        ("2026-10-09T16:00", "剩 2 小时"),
        ("2026-10-09T17:25", "剩 35 分钟"),
        ("2026-10-09T18:00", "今日 18:00 前"),
        ("2026-10-09T18:00:01", "逾期不足 1 个工作日"),
        ("2026-10-10T08:00", "逾期 1 个工作日"),  # make-up Saturday
        ("2026-10-11T08:00", "逾期 1 个工作日"),  # Sunday
        ("2026-10-13T08:00", "逾期 3 个工作日"),  # Tuesday
    ],
)
def test_what_remains_of_a_deadline_on_friday(now: str, text_zh: str) -> None:
    left = deadlines.remaining(CALENDAR, at(now), at("2026-10-09T18:00"))
    assert left.text_zh == text_zh


def test_what_remains_of_a_deadline_on_a_sunday() -> None:
    sunday = at("2026-10-18T18:00")
    ahead = deadlines.remaining(CALENDAR, at("2026-10-16T18:30"), sunday)  # Friday evening
    today = deadlines.remaining(CALENDAR, at("2026-10-18T09:00"), sunday)

    assert ahead.text_zh == "10月18日（周日）18:00 前"
    assert today.text_zh == "今日 18:00 前"
