"""Who may change the regulation's numbers and the calendar (roles table: the lead; the administrator)."""

from __future__ import annotations

from datetime import date, time, timedelta

from core.casework import calendars, policy_change
from tests.casework.access.use_case import UseCase
from tests.casework.notices import NOTICE_2027
from tests.planted import County

SUMMER = date(2027, 6, 1), date(2027, 9, 30)


def proposed(county: County) -> int:
    """A proposal a minute old; gives its id."""
    with county.work("lead") as uow:
        change = policy_change.propose(
            uow,
            changes={"rework_days": "4"},
            effective_on=uow.now.date(),
            reason="退回重办需要更多时间。",
        )
    county.now += timedelta(minutes=1)
    return change.id


def with_summer_hours(county: County) -> int:
    """Summer hours that have not begun."""
    with county.work("admin") as uow:
        calendars.set_hours(
            uow, from_on=SUMMER[0], until_on=SUMMER[1], sessions=[(time(8), time(12))]
        )
    return 0


CASES: dict[str, UseCase] = {
    "policy_change.propose": UseCase(
        lambda u, _: policy_change.propose(
            u,
            changes={"rework_days": "4"},
            effective_on=u.now.date(),
            reason="退回重办需要更多时间。",
        ),
        {"lead"},
    ),
    "policy_change.confirm": UseCase(lambda u, i: policy_change.confirm(u, i), {"lead"}, proposed),
    "policy_change.reject": UseCase(
        lambda u, i: policy_change.reject(u, i, reason="暂不调整。"), {"lead"}, proposed
    ),
    "calendars.publish_year": UseCase(
        lambda u, _: calendars.publish_year(
            u, year=2027, notice_text=NOTICE_2027, source="国办发明电"
        ),
        {"admin"},
    ),
    "calendars.set_hours": UseCase(
        lambda u, _: calendars.set_hours(
            u, from_on=SUMMER[0], until_on=SUMMER[1], sessions=[(time(8), time(12))]
        ),
        {"admin"},
    ),
    "calendars.withdraw_hours": UseCase(
        lambda u, _: calendars.withdraw_hours(u, from_on=SUMMER[0], until_on=SUMMER[1]),
        {"admin"},
        with_summer_hours,
    ),
}

PARTS: set[str] = set()
