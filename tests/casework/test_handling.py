"""第七、十一、十二、十五条: sign in, contact, reply to every item, the leader's signature stops the clock."""

from __future__ import annotations

import pytest

from core.casework import handling
from core.errors import BadInput, NotAllowed, NotFound, RuleRefused
from core.insight import listing
from core.rules.terms import Action, ContactWay, State
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, TOWN, County, at, nothing_written


def test_art07_2_the_clock_runs_from_dispatch_not_from_signing_in(county: County) -> None:
    ticket_id = flow.dispatched(county)  # Tuesday 09-29 10:00
    county.now = at("2026-10-08T09:00")  # Thursday
    with county.work("handler") as uow:
        handling.acknowledge(uow, ticket_id)
    ticket = flow.seen(county, ticket_id)
    assert ticket.state is State.HANDLING
    assert ticket.due_at == at("2026-10-09T18:00")


def test_art07_2_a_contact_is_kept_with_time_and_way(county: County) -> None:
    ticket_id = flow.in_handling(county)
    with county.read("handler") as reading:
        mine = reading.assignment_of(reading.seen_ticket(ticket_id))
    assert mine is not None
    assert mine.contacted_at == at("2026-09-29T10:00")


def test_art07_2_an_unanswered_call_is_no_first_contact(county: County) -> None:
    ticket_id = flow.dispatched(county)
    with county.work("handler") as uow:
        handling.acknowledge(uow, ticket_id)
    with county.work("handler") as uow:
        handling.contact(uow, ticket_id, way=ContactWay.UNREACHED, note="三次未接。")
    with county.read("handler") as reading:
        mine = reading.assignment_of(reading.seen_ticket(ticket_id))
    assert mine is not None
    assert mine.contacted_at is None


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ("2026-09-29T10:01", "不能晚于现在"),  # a minute ahead
        ("2026-09-29T09:59", "不能早于派发时间"),  # before it was dispatched
    ],
)
def test_art07_2_a_contact_lies_between_dispatch_and_now(
    county: County, when: str, sentence: str
) -> None:
    ticket_id = flow.in_handling(county)
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match=sentence),
        county.work("handler") as uow,
    ):
        handling.contact(uow, ticket_id, way=ContactWay.PHONE, note="通话。", contacted_at=at(when))


def test_art12_1_an_item_left_out_refuses_the_reply(county: County) -> None:
    ticket_id = flow.in_handling(county, items=("电梯停运", "楼道灯不亮"))
    with county.read("handler") as reading:
        first, _second = reading.seen_ticket(ticket_id).items
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="第2项未答复：楼道灯不亮") as refusal,
        county.work("handler") as uow,
    ):
        handling.reply(uow, ticket_id, text="已修好。", item_answers={first.id: "已修复。"})
    assert refusal.value.article == "办法第十二条（一）"


def test_art12_1_with_every_item_answered_the_reply_goes_to_the_leader(county: County) -> None:
    ticket_id = flow.in_handling(county, items=("电梯停运", "楼道灯不亮"))
    with county.read("handler") as reading:
        answers = {item.id: f"{item.text}已解决。" for item in reading.seen_ticket(ticket_id).items}
    with county.work("handler") as uow:
        handling.reply(uow, ticket_id, text="两项均已解决。", item_answers=answers)
    with county.work("leader") as uow:
        reply = handling.latest_reply(uow, uow.ticket(ticket_id, Action.SIGN_OFF))
    assert [answer["answer"] for answer in reply.item_answers] == [
        "电梯停运已解决。",
        "楼道灯不亮已解决。",
    ]


@pytest.mark.parametrize(
    ("signed", "is_late"),
    [("2026-10-09T18:00:00", False), ("2026-10-09T18:00:01", True)],  # Friday
)
def test_art11_the_leaders_signature_stops_the_clock_to_the_second(
    county: County, signed: str, is_late: bool
) -> None:
    ticket_id = flow.replied(county)  # dispatched Tuesday 09-29, due Friday 10-09 18:00
    county.now = at(signed)
    flow_signed = flow.seen(county, ticket_id)
    assert flow_signed.stopped_at is None  # the handler's reply stops nothing
    with county.work("leader") as uow:
        handling.sign_off(uow, ticket_id)
    with county.read("office") as reading:
        row = listing.row_of(reading, ticket_id)
    assert row.stopped_at == at(signed)
    assert row.is_overdue(county.now) is is_late


def test_art12_2_sent_back_by_the_leader_the_clock_goes_on(county: County) -> None:
    ticket_id = flow.replied(county)
    with county.work("leader") as uow:
        handling.recall_reply(uow, ticket_id, reason="请写明修复时间。")
    ticket = flow.seen(county, ticket_id)
    assert ticket.state is State.HANDLING
    assert ticket.stopped_at is None
    assert ticket.due_at == at("2026-10-09T18:00")
    flow.signed(county, ticket_id)
    assert flow.state_of(county, ticket_id) is State.AWAITING_AUDIT


def test_art12_2_the_handler_cannot_sign_for_the_leader(county: County) -> None:
    ticket_id = flow.replied(county)
    with (
        nothing_written(county.database),
        pytest.raises(NotAllowed, match="单位承办人不能进行“审签”"),
        county.work("handler") as uow,
    ):
        handling.sign_off(uow, ticket_id)


def test_art15_a_co_unit_answers_on_its_own_clock_only(county: County) -> None:
    ticket_id = flow.in_handling(county, supports=(TOWN,))
    county.now = at("2026-10-09T09:00")  # Friday; the co-unit was due Thursday 10-08 18:00
    with county.work("town") as uow:
        handling.support_reply(uow, ticket_id, opinion="已协调村委配合。")
    with county.read("town") as reading:
        mine = reading.assignment_of(reading.seen_ticket(ticket_id))
    assert mine is not None
    assert mine.signed_at is not None
    assert mine.signed_at > mine.due_at  # 配合超期
    assert flow.state_of(county, ticket_id) is State.HANDLING  # the lead's ticket stands as it was
    flow.signed(county, ticket_id)
    with county.read("office") as reading:
        assert not listing.row_of(reading, ticket_id).is_overdue(county.now)


def test_art15_a_further_opinion_is_added_and_makes_nobody_late(county: County) -> None:
    ticket_id = flow.in_handling(county, supports=(TOWN,))
    on_time = county.now
    with county.work("town") as uow:
        handling.support_reply(uow, ticket_id, opinion="已协调村委。")
    county.now = at("2026-10-09T09:00")  # Friday; the co-unit was due Thursday 10-08 18:00
    with county.work("town") as uow:
        handling.support_reply(uow, ticket_id, opinion="村委已到场。")
    with county.read("town") as reading:
        mine = reading.assignment_of(reading.seen_ticket(ticket_id))
    assert mine is not None
    assert mine.opinion == "已协调村委。\n【补充】村委已到场。"
    assert mine.signed_at == on_time


def test_art15_a_co_unit_cannot_reply_for_the_lead(county: County) -> None:
    ticket_id = flow.in_handling(county, supports=(TOWN,))
    with (
        nothing_written(county.database),
        pytest.raises(NotAllowed, match="由主办单位进行"),
        county.work("town") as uow,
    ):
        handling.reply(uow, ticket_id, text="好了。", item_answers={})


def test_art19_another_units_ticket_does_not_exist_for_it(county: County) -> None:
    theirs = flow.dispatched(county)
    flow.dispatched(county, lead=CIVIL_AFFAIRS)
    never = 999_999
    sentences = set()
    for ticket_id in (theirs, never):
        with county.read("handler2") as reading, pytest.raises(NotFound) as refusal:
            reading.seen_ticket(ticket_id)
        sentences.add(refusal.value.full_zh)
        with nothing_written(county.database):
            for action in Action:
                with pytest.raises(NotFound), county.work("handler2") as uow:
                    uow.ticket(ticket_id, action)
    assert len(sentences) == 1  # forbidden and missing are told apart by nothing
    with county.read("handler2") as reading:
        assert listing.count(reading, listing.Filter()) == 1
        assert listing.page(reading, listing.Filter(words="电梯")).total == 1
