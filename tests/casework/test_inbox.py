"""消息: each step reaches those it concerns, covered, and nobody reads or marks another's (第十九条)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.casework import dispatching, handling
from core.casework import inbox as seen
from core.errors import NotFound
from core.insight import inbox
from core.rules.terms import Action, ReturnKind
from core.store.models import NoticeSeen
from tests.casework import flow
from tests.casework.access.accountability import told
from tests.planted import CIVIL_AFFAIRS, TOWN, County, count, nothing_written

NAME, PHONE = "欧阳金丝雀", "13999990001"


def told_to(county: County, username: str) -> list[Action | None]:
    with county.read(username) as reading:
        return [notice.action for notice in inbox.notices(reading)]


def test_a_dispatch_is_told_to_the_lead_and_to_the_units_that_help(county: County) -> None:
    flow.dispatched(county, supports=(TOWN,))
    assert told_to(county, "handler") == [Action.DISPATCH]
    assert told_to(county, "town") == [Action.DISPATCH]
    for stranger in ("handler2", "leader2", "taker", "office", "inspector", "admin"):
        assert told_to(county, stranger) == []


def test_a_return_is_told_to_the_office_and_its_refusal_to_the_unit(county: County) -> None:
    ticket_id = flow.asked_back(county)
    assert told_to(county, "office") == [Action.SEND_BACK]
    with county.work("office") as uow:
        dispatching.reject_return(uow, ticket_id, ruling="属于贵单位职责。")
    assert told_to(county, "leader") == [Action.REJECT_RETURN]


def test_a_message_about_a_ticket_that_went_to_another_unit_is_gone(county: County) -> None:
    ticket_id = flow.given_back(county)
    flow.dispatch(county, ticket_id, lead=CIVIL_AFFAIRS)
    assert told_to(county, "handler") == []
    assert told_to(county, "handler2") == [Action.DISPATCH]


def test_a_message_betrays_no_citizen(county: County) -> None:
    ticket_id = flow.dispatched(county, requester_name=NAME, requester_phone=PHONE)
    with county.work("handler") as uow:
        handling.send_back(
            uow, ticket_id, kind=ReturnKind.NOT_OUR_AREA,
            reason=f"已致电{NAME}（{PHONE}），小区在襄陵镇辖区，建议转派。",
        )  # fmt: skip
    with county.read("office") as reading:
        notice = inbox.notices(reading)[0]
    assert PHONE not in notice.text
    with county.work("office") as uow:
        dispatching.reject_return(uow, ticket_id, ruling=f"{NAME}所在小区属贵单位。")
    with county.read("leader") as reading:
        notice = inbox.notices(reading)[0]
    assert NAME not in notice.text + notice.sms


def test_the_text_to_send_on_names_number_step_and_deadline(county: County) -> None:
    """Dispatched Tuesday 09-29 with three working days: due Friday 10-09 18:00."""
    ticket_id = flow.dispatched(county)
    with county.read("handler") as reading:
        sms = inbox.notices(reading)[0].sms
    number = flow.seen(county, ticket_id).number
    assert sms == (
        f"【襄汾县12345热线】工单{number}：派发。办理时限10月9日（周五）18:00。请登录系统查看办理。"
    )


def test_what_was_seen_is_no_longer_counted(county: County) -> None:
    flow.dispatched(county)
    flow.dispatched(county)
    with county.read("handler") as reading:
        assert inbox.unseen(reading) == 2
        first = inbox.unseen_ids(reading)[0]
    for _ in range(2):
        with county.work("handler") as uow:
            seen.mark_seen(uow, first)
    with county.read("handler") as reading:
        assert inbox.unseen(reading) == 1
        assert len(inbox.notices(reading)) == 2
        assert len(inbox.notices(reading, is_unseen_only=True)) == 1
    with county.work("handler") as uow:
        assert seen.mark_all_seen(uow) == 1
    assert count(county.database, NoticeSeen) == 2


def test_after_thirty_days_a_message_is_gone(county: County) -> None:
    flow.dispatched(county)
    county.now += timedelta(days=30)
    assert told_to(county, "handler") == [Action.DISPATCH]
    county.now += timedelta(seconds=1)
    assert told_to(county, "handler") == []


@pytest.mark.parametrize("username", ["handler2", "office", "town", "admin"])
def test_nobody_marks_what_was_told_to_others(county: County, username: str) -> None:
    notice_id = told(county)
    with (
        nothing_written(county.database),
        pytest.raises(NotFound),
        county.work(username) as uow,
    ):
        seen.mark_seen(uow, notice_id)
