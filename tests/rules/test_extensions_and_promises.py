"""延期 and 承诺: what a unit may still have, and what it may not."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import BadInput
from core.rules import deadlines
from core.rules.policy import Policy
from core.rules.terms import Role
from tests.rules.county import CALENDAR, POLICY, at

DUE = at("2026-10-13T18:00")  # Tuesday
IN_TIME = at("2026-10-13T15:00")


def changed(**values: str) -> Policy:
    """The policy with some values edited."""
    rows = [(key, value, date(2022, 9, 18)) for key, value in values.items()]
    return Policy.as_of(rows, date(2026, 10, 1))


def refused(days: int, days_used: int, times_used: int, policy: Policy = POLICY) -> str:
    """The whole sentence an extension asked in time is refused with."""
    with pytest.raises(deadlines.ExtensionRefused) as refusal:
        deadlines.extension(CALENDAR, policy, DUE, IN_TIME, days, days_used, times_used)
    assert refusal.value.article == "办法第十三条（三）"
    return refusal.value.full_zh


def test_art13_3_extension_counts_from_the_current_deadline() -> None:
    longer = deadlines.extension(CALENDAR, POLICY, DUE, IN_TIME, 5, 0, 0)

    assert longer.due_at == at("2026-10-20T18:00")  # Tuesday
    assert deadlines.explain(longer)[0] == "10月13日（周二）现时限当日不计。"


def test_art13_3_extension_asked_at_the_last_second_is_in_time() -> None:
    assert deadlines.extension(CALENDAR, POLICY, DUE, DUE, 5, 0, 0).due_at.day == 20


def test_art13_3_extension_asked_a_second_late_is_refused() -> None:
    with pytest.raises(deadlines.ExtensionRefused) as refusal:
        deadlines.extension(CALENDAR, POLICY, DUE, at("2026-10-13T18:00:01"), 5, 0, 0)
    assert str(refusal.value).startswith("已过办理时限（10月13日（周二）18:00）")


def test_art13_3_extension_never_passes_fifteen_working_days() -> None:
    used_up = refused(1, days_used=15, times_used=2)
    assert "累计已用15个工作日，累计不得超过15个工作日，不能再延期" in used_up
    said = refused(6, days_used=10, times_used=1)
    assert "累计已用10个工作日，再延6个工作日将超过累计上限15个工作日" in said
    assert "本次最多可申请5个工作日" in said
    assert deadlines.extension(CALENDAR, POLICY, DUE, IN_TIME, 5, 10, 1).working_days == 5


def test_art13_3_extension_of_more_than_ten_days_at_once_is_refused() -> None:
    said = refused(11, days_used=0, times_used=0)
    assert "单次延期不得超过10个工作日，本次申请11个工作日" in said
    assert "本次最多可申请10个工作日" in said


def test_art13_3_extension_a_fourth_time_is_refused() -> None:
    assert "本件已延期3次，最多可延期3次" in refused(1, days_used=6, times_used=3)


@pytest.mark.parametrize("days", [0, -3])
def test_art13_3_extension_has_at_least_one_day(days: int) -> None:
    with pytest.raises(BadInput, match="至少为1个工作日") as refusal:
        deadlines.extension(CALENDAR, POLICY, DUE, IN_TIME, days, 0, 0)
    assert refusal.value.field == "days"


@pytest.mark.parametrize(
    ("days_used", "times_used", "room"),
    [(0, 0, 10), (10, 1, 5), (15, 2, 0), (6, 3, 0), (5, 1, 10), (16, 2, 0)],
)
def test_art13_3_extension_room(days_used: int, times_used: int, room: int) -> None:
    assert deadlines.extension_room(POLICY, days_used, times_used) == room


def test_art13_3_extension_limits_are_policy() -> None:
    tight = changed(extension_total_days="5", ext_max_single="3", ext_max_times="1")
    assert "单次延期不得超过3个工作日" in refused(4, 0, 0, tight)
    assert "最多可延期1次" in refused(1, 3, 1, tight)
    assert "累计已用5个工作日" in refused(1, 5, 0, tight)


def test_art13_3_extension_may_count_from_the_day_it_was_asked() -> None:
    from_asked = changed(ext_from="asked_on")
    asked_at = at("2026-10-12T09:00")  # Monday
    longer = deadlines.extension(CALENDAR, from_asked, DUE, asked_at, 5, 0, 0)

    assert longer.due_at == at("2026-10-19T18:00")  # Monday
    with pytest.raises(deadlines.ExtensionRefused, match="不晚于现办理时限"):
        deadlines.extension(CALENDAR, from_asked, DUE, asked_at, 1, 0, 0)


@pytest.mark.parametrize(
    ("days", "times_used", "approver"),
    [
        (1, 0, Role.OFFICE),
        (5, 0, Role.OFFICE),
        (6, 0, Role.OFFICE_LEAD),
        (1, 1, Role.OFFICE_LEAD),  # a repeat
    ],
)
def test_art13_3_extension_approver(days: int, times_used: int, approver: Role) -> None:
    assert deadlines.extension_approver(POLICY, days, times_used) is approver


def test_art13_3_extension_without_the_caller_told_is_refused() -> None:
    deadlines.require_requester_told(IN_TIME, "电话")
    for told_at, told_way in ((None, "电话"), (IN_TIME, "  "), (None, "")):
        with pytest.raises(deadlines.ExtensionRefused, match="告知来电人"):
            deadlines.require_requester_told(told_at, told_way)


def test_art13_3_extension_is_decided_within_one_working_day() -> None:
    decide = deadlines.extension_decide_due(CALENDAR, POLICY, IN_TIME)
    assert decide.due_at == at("2026-10-14T18:00")  # Wednesday


def test_art13_3_extension_refused_leaves_the_original_deadline() -> None:
    refused_at = at("2026-10-14T16:00")  # Wednesday, after the deadline
    kinder = changed(ext_pending_rule="refusal_day")

    assert deadlines.due_after_refusal(CALENDAR, POLICY, DUE, refused_at) == DUE
    later = deadlines.due_after_refusal(CALENDAR, kinder, DUE, refused_at)
    assert later == at("2026-10-14T18:00")
    assert deadlines.due_after_refusal(CALENDAR, kinder, DUE, IN_TIME) == DUE


# --- 第十条（四）---------------------------------------------------------------------------------

ASKED = at("2026-10-12T10:00")  # Monday


def test_art10_4_a_promise_within_the_limit_sets_a_second_milestone() -> None:
    terms = deadlines.promise(CALENDAR, POLICY, DUE, ASKED, date(2026, 11, 30))  # Monday

    assert terms.due_at == at("2026-11-30T18:00")
    assert terms.working_days == 35
    assert terms.warning_zh is None
    assert not terms.is_provisional
    assert not deadlines.is_late(at("2026-11-30T18:00"), terms.due_at)
    assert deadlines.is_late(at("2026-11-30T18:00:01"), terms.due_at)


def test_art10_4_a_promise_made_at_the_last_second_is_in_time() -> None:
    assert deadlines.promise(CALENDAR, POLICY, DUE, DUE, date(2026, 11, 30)).working_days == 34


@pytest.mark.parametrize("asked", ["2026-10-13T18:00:01", "2026-10-14T09:00"])
def test_art10_4_a_promise_after_the_limit_is_refused(asked: str) -> None:
    with pytest.raises(deadlines.PromiseRefused, match="已过办理时限") as refusal:
        deadlines.promise(CALENDAR, POLICY, DUE, at(asked), date(2026, 11, 30))
    assert refusal.value.article == "办法第十条（四）"


def test_art10_4_a_promise_beyond_sixty_working_days_warns_its_approver() -> None:
    sixtieth = CALENDAR.add_working_days(ASKED.date(), 60).due_on
    sixty_first = CALENDAR.add_working_days(ASKED.date(), 61).due_on

    assert deadlines.promise(CALENDAR, POLICY, DUE, ASKED, sixtieth).warning_zh is None
    long = deadlines.promise(CALENDAR, POLICY, DUE, ASKED, sixty_first)
    assert long.warning_zh == "承诺期限为61个工作日，超过60个工作日，请审批人从严把握。"
    assert long.is_provisional  # January 2027


def test_art10_4_a_promise_beyond_a_hundred_and_eighty_days_is_refused() -> None:
    assert deadlines.promise(CALENDAR, POLICY, DUE, ASKED, date(2027, 4, 10)).due_at.year == 2027
    with pytest.raises(deadlines.PromiseRefused, match="不得超过180天") as refusal:
        deadlines.promise(CALENDAR, POLICY, DUE, ASKED, date(2027, 4, 11))
    assert refusal.value.next_step == "最远可以承诺到2027年4月10日。"


@pytest.mark.parametrize("day", [date(2026, 10, 13), date(2026, 10, 1)])
def test_art10_4_a_promise_within_the_limit_itself_is_no_promise(day: date) -> None:
    with pytest.raises(deadlines.PromiseRefused, match="应晚于现办理时限"):
        deadlines.promise(CALENDAR, POLICY, DUE, ASKED, day)


def test_art10_4_a_promise_changes_once_within_the_first_promises_cap() -> None:
    promised_at, asked_at = at("2026-11-30T18:00"), at("2026-11-27T10:00")  # Monday, Friday

    def change(day: date, changes_made: int) -> deadlines.PromiseTerms:
        return deadlines.change_promise(
            CALENDAR, POLICY, promised_at, asked_at, day,
            first_asked_at=ASKED, changes_made=changes_made,
        )  # fmt: skip

    assert change(date(2026, 12, 18), 0).due_at == at("2026-12-18T18:00")  # Friday
    with pytest.raises(deadlines.PromiseRefused, match="承诺日期已更改1次，最多可更改1次"):
        change(date(2026, 12, 18), 1)
    with pytest.raises(deadlines.PromiseRefused, match="不得超过180天"):
        change(date(2027, 4, 11), 0)  # 180 days from the first promise, not from this one
