"""第十条（三）: a year without a notice is 暂定; once the notice is loaded, what was 暂定 is counted again."""

from __future__ import annotations

from datetime import date, time

import pytest

from core.casework import calendars, extensions
from core.errors import BadInput, HotlineError, NotAllowed, RuleRefused
from core.rules.terms import ContactWay, Grade
from core.store import rulebook
from core.store.models import Assignment, AuditRow, CalendarYear, Event
from tests.casework import flow
from tests.casework.notices import NOTICE_2027
from tests.planted import CIVIL_AFFAIRS, County, at, nothing_written

WEDNESDAY = "2026-12-30T10:00"


def publish(county: County, text: str = NOTICE_2027, year: int = 2027) -> calendars.Published:
    with county.work("admin") as uow:
        return calendars.publish_year(
            uow, year=year, notice_text=text, source="国办发明电〔2026〕9号"
        )


def rounds(county: County, ticket_id: int) -> list[Assignment]:
    with county.read("lead") as reading:
        return list(
            reading.session.query(Assignment).filter_by(ticket_id=ticket_id).order_by(Assignment.id)
        )


def last_summary(county: County, ticket_id: int) -> str:
    with county.read("lead") as reading:
        events = reading.session.query(Event).filter_by(ticket_id=ticket_id)
        last = events.order_by(Event.id.desc()).first()
    assert last is not None
    return f"{last.person_name}：{last.summary}"


def test_provisional_tickets_of_january_are_counted_again_by_the_notice(county: County) -> None:
    """Wednesday 12-30 and three days: Thursday 12-31, then by the law alone Monday 01-04 and Tuesday 01-05.

    The notice gives Monday and Tuesday off: Thursday 12-31, Wednesday 01-06, Thursday 01-07.
    """
    ticket_id = flow.dispatched(
        county, when=WEDNESDAY, grade=Grade.SIMPLE, supports=(CIVIL_AFFAIRS,)
    )
    before = flow.seen(county, ticket_id)
    assert before.is_due_provisional
    assert before.due_at == at("2027-01-05T18:00")
    county.now = at("2026-12-30T15:00")
    assert publish(county).recounted == 1

    ticket = flow.seen(county, ticket_id)
    assert ticket.due_at == ticket.citizen_due_at == at("2027-01-07T18:00")
    assert not ticket.is_due_provisional
    lead, support = rounds(county, ticket_id)
    assert lead.due_at == at("2027-01-07T18:00")
    assert support.due_at == at("2027-01-06T18:00")
    assert ticket.next_alarm_at == at("2027-01-07T11:30")
    assert last_summary(county, ticket_id) == (
        "系统：暂定时限按国务院2027年放假安排重新计算："
        "原2027年1月5日（周二）18:00，现2027年1月7日（周四）18:00"
    )
    with county.read("lead") as reading:
        verbs = [row.verb for row in reading.session.query(AuditRow)]
    assert verbs[-2:] == ["recount_deadline", "publish_year"]


def test_the_return_window_still_open_is_counted_again(county: County) -> None:
    """Dispatched Thursday 12-31 16:30: four working hours ended on Monday 01-04, now on Wednesday 01-06."""
    ticket_id = flow.dispatched(county, when="2026-12-31T16:30")
    assert rounds(county, ticket_id)[0].return_closes_at == at("2027-01-04T10:30")
    publish(county)
    assert rounds(county, ticket_id)[0].return_closes_at == at("2027-01-06T10:30")


def test_a_granted_extension_is_counted_on_from_the_new_deadline(county: County) -> None:
    ticket_id = flow.in_handling(county, when=WEDNESDAY)
    with county.work("handler") as uow:
        extensions.request_extension(
            uow, ticket_id, days=2, cause="等待配件。", told_at=uow.now, told_way=ContactWay.PHONE
        )
    with county.work("leader") as uow:
        extensions.endorse_extension(uow, ticket_id)
    with county.work("office") as uow:
        extensions.grant_extension(uow, ticket_id)
    assert flow.seen(county, ticket_id).due_at == at("2027-01-07T18:00")
    publish(county)
    # Thursday 01-07 and two more: Friday 01-08, the make-up Saturday 01-09
    assert flow.seen(county, ticket_id).due_at == at("2027-01-09T18:00")


def test_what_was_not_provisional_keeps_its_deadline_and_learns_the_year(county: County) -> None:
    ticket_id = flow.dispatched(county, when="2026-12-21T10:00")  # a Monday
    signed = flow.signed(county, when=WEDNESDAY)
    before = flow.seen(county, ticket_id), flow.seen(county, signed)
    found = publish(county)
    assert (found.recounted, found.moved) == (0, 0)
    after = flow.seen(county, ticket_id), flow.seen(county, signed)
    assert [one.due_at for one in after] == [one.due_at for one in before]
    assert after[0].calendar_version == found.calendar_version


def test_a_corrected_notice_moves_no_ticket_of_the_first(county: County) -> None:
    ticket_id = flow.dispatched(county, when=WEDNESDAY)
    publish(county)
    due_at = flow.seen(county, ticket_id).due_at
    corrected = NOTICE_2027.replace(
        "1月4日（周一）至5日（周二）放假调休，共2天。1月9日（周六）、1月10日（周日）上班。", ""
    )
    assert publish(county, corrected).recounted == 0
    assert flow.seen(county, ticket_id).due_at == due_at


@pytest.mark.parametrize(
    ("text", "year", "kind", "sentence"),
    [
        ("", 2027, BadInput, "没有读到任何节日"),
        (NOTICE_2027, 2028, BadInput, "通知写的是2027年"),
        (NOTICE_2027.replace("1月1日（周五）", "1月1日（周四）"), 2027, BadInput, "没有读懂"),
        (NOTICE_2027, 1999, BadInput, "年份应在"),
    ],
)
def test_a_doubtful_notice_is_not_saved(
    county: County, text: str, year: int, kind: type[HotlineError], sentence: str
) -> None:
    with nothing_written(county.database), pytest.raises(kind, match=sentence):
        publish(county, text, year)


def test_the_same_notice_twice_is_refused(county: County) -> None:
    publish(county)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="完全相同"):
        publish(county)


@pytest.mark.parametrize("who", ["lead", "office", "leader", "taker"])
def test_only_the_administrator_keeps_the_calendar(county: County, who: str) -> None:
    with nothing_written(county.database), pytest.raises(NotAllowed), county.work(who) as uow:
        calendars.publish_year(uow, year=2027, notice_text=NOTICE_2027, source="国办发明电")


SUMMER = {"from_on": date(2027, 6, 1), "until_on": date(2027, 9, 30)}
SESSIONS = [(time(8), time(12)), (time(15), time(18, 30))]


def set_hours(county: County, **how: object) -> None:
    with county.work("admin") as uow:
        calendars.set_hours(uow, **({"sessions": SESSIONS} | SUMMER | how))  # type: ignore[arg-type]


def test_summer_hours_lie_over_the_standing_ones(county: County) -> None:
    set_hours(county)
    with county.read("admin") as reading:
        calendar = rulebook.calendar(reading.session)
    assert calendar.closes_at(date(2027, 6, 1)) == at("2027-06-01T18:30")
    assert calendar.closes_at(date(2027, 10, 8)) == at("2027-10-08T18:00")


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"from_on": date(2026, 9, 29)}, "已经开始"),  # today, a Tuesday
        ({"from_on": date(2027, 9, 30), "until_on": date(2027, 12, 31)}, "重叠"),
        ({"from_on": date(2027, 1, 1), "until_on": None}, "重叠"),
        ({"from_on": date(2028, 6, 1), "until_on": date(2028, 5, 1)}, "不能早于开始日期"),
        ({"from_on": date(2028, 6, 1), "until_on": None, "sessions": []}, "从早到晚"),
    ],
)
def test_hours_that_cannot_stand_are_refused(
    county: County, how: dict[str, object], sentence: str
) -> None:
    set_hours(county)
    with nothing_written(county.database), pytest.raises(HotlineError, match=sentence):
        set_hours(county, **how)


def test_hours_not_begun_can_be_withdrawn_and_begun_ones_cannot(county: County) -> None:
    set_hours(county)
    with county.work("admin") as uow:
        calendars.withdraw_hours(uow, from_on=SUMMER["from_on"], until_on=SUMMER["until_on"])
    set_hours(county)
    county.now = at("2027-06-01T09:00")
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="已经开始"),
        county.work("admin") as uow,
    ):
        calendars.withdraw_hours(uow, from_on=SUMMER["from_on"], until_on=SUMMER["until_on"])
    with county.read("admin") as reading:
        assert reading.session.query(CalendarYear).count() == 2
