"""第十二（三）、十三（六）、十四、十九条: audit, rework, archive; contact data for a reason only."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.casework import auditing, handling, intake, privacy
from core.errors import BadInput, NotAllowed, RuleRefused
from core.insight import dossier, listing, queues
from core.rules.terms import Action, DeclineKind, Phase, ReworkKind, State
from core.store.models import AuditRow, Event
from tests.casework import flow
from tests.planted import County, at, nothing_written


def test_art13_6_a_passed_audit_closes_and_the_archive_follows(county: County) -> None:
    ticket_id = flow.closed(county)
    assert flow.seen(county, ticket_id).closed_at == county.now
    with county.work("office") as uow:
        auditing.archive(uow, ticket_id)
    assert flow.state_of(county, ticket_id) is State.ARCHIVED


def test_art14_an_archived_ticket_is_read_only(county: County) -> None:
    ticket_id = flow.closed(county)
    with county.work("office") as uow:
        auditing.archive(uow, ticket_id)
    changing = set(Action) - {
        Action.VIEW, Action.REVEAL_CONTACT, Action.INSPECT_CLOSED, Action.CONTEST,
        Action.DECIDE_CONTEST, Action.REGISTER, Action.RECEIVE_ESCALATION,
        Action.FOLLOW_UP, Action.OPEN_SECOND_HANDLING,  # the city asks after the archive too
    }  # fmt: skip
    with nothing_written(county.database):
        for action in changing:
            with pytest.raises((RuleRefused, NotAllowed)), county.work("lead") as uow:
                uow.ticket(ticket_id, action)


def test_art14_what_was_not_accepted_waits_for_the_archive_too(county: County) -> None:
    closed, declined = flow.closed(county), flow.registered(county)
    with county.work("taker") as uow:
        intake.decline(uow, declined, kind=DeclineKind.UNCLEAR, told="请补充后再来电。")
    archive = next(queue for queue in queues.OFFICE if queue.slug == "archive")
    with county.read("office") as reading:
        assert {row.id for row in listing.page(reading, archive.wanted).rows} == {closed, declined}
    with county.work("office") as uow:
        auditing.archive_many(uow, [closed, declined])
    assert flow.state_of(county, declined) is State.ARCHIVED


def test_art12_3_rework_opens_a_round_with_a_clock_of_its_own(county: County) -> None:
    ticket_id = flow.signed(county)
    county.now = at("2026-10-09T09:00")  # Friday
    with county.work("office") as uow:
        auditing.rework(uow, ticket_id, kind=ReworkKind.OFF_THE_POINT, note="未答复维修时间。")
    ticket = flow.seen(county, ticket_id)
    assert ticket.state is State.HANDLING
    assert ticket.phase is Phase.REWORK
    assert ticket.rework_count == 1
    assert ticket.stopped_at is None
    # three working days from Friday 10-09: Saturday 10-10 (make-up), Monday 10-12, Tuesday 10-13
    assert ticket.due_at == at("2026-10-13T18:00")


def test_art12_3_a_reworked_reply_goes_the_whole_way_again(county: County) -> None:
    ticket_id = flow.signed(county)
    with county.work("office") as uow:
        auditing.rework(uow, ticket_id, kind=ReworkKind.UNTRUE, note="诉求人说没有修。")
    flow.signed(county, ticket_id)
    with county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)
    assert flow.state_of(county, ticket_id) is State.CLOSED


def test_art12_3_rework_needs_its_reason(county: County) -> None:
    ticket_id = flow.signed(county)
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="请写明退回重办的意见"),
        county.work("office") as uow,
    ):
        auditing.rework(uow, ticket_id, kind=ReworkKind.UNTRUE, note="  ")


def test_art05_the_reply_cannot_be_audited_before_the_leader_signed(county: County) -> None:
    ticket_id = flow.replied(county)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="工单现在是“待审签”，不能审核通过"),
        county.work("office") as uow,
    ):
        auditing.audit_reply(uow, ticket_id)


def test_art19_contact_data_is_masked_until_a_reason_is_given(county: County) -> None:
    ticket_id = flow.dispatched(
        county, requester_name="张三丰", requester_phone="13812341234", body="请回电13812341234"
    )
    with county.read("handler") as reading:
        shown = dossier.dossier(reading, ticket_id)
    assert shown.requester_phone == "138****1234"
    assert shown.requester_name == "张**"
    assert shown.body == "请回电138****1234"

    with county.work("handler") as uow:
        revealed = privacy.reveal_contact(uow, ticket_id, reason="上门前电话联系")
    assert revealed.phone == "13812341234"
    with county.read("lead") as reading:
        logged = reading.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
        event = reading.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert logged is not None
    assert (logged.verb, logged.person_name) == ("reveal_contact", "孙住建")
    assert event is not None
    assert event.summary == "查看联系方式：上门前电话联系"


def test_art19_without_a_reason_nothing_is_revealed(county: County) -> None:
    ticket_id = flow.dispatched(county, requester_phone="13812341234")
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="请写明查看联系方式的原因"),
        county.work("handler") as uow,
    ):
        privacy.reveal_contact(uow, ticket_id, reason="")


def test_art19_a_confidential_requester_is_not_given_to_units(county: County) -> None:
    ticket_id = flow.dispatched(county, requester_phone="13812341234", is_confidential=True)
    with county.read("handler") as reading:
        assert dossier.dossier(reading, ticket_id).requester_phone == "保密"
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="保密诉求"),
        county.work("handler") as uow,
    ):
        privacy.reveal_contact(uow, ticket_id, reason="上门前电话联系")


def test_art19_a_refused_reach_leaves_an_audit_row(county: County) -> None:
    ticket_id = flow.dispatched(county)
    with pytest.raises(NotAllowed), county.work("handler") as uow:
        uow.ticket(ticket_id, Action.SIGN_OFF)
    with county.read("lead") as reading:
        row = reading.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert row is not None
    assert not row.is_allowed
    assert row.person_name == "孙住建"


def test_the_history_names_person_article_and_states(county: County) -> None:
    ticket_id = flow.closed(county)
    with county.read("office") as reading:
        steps = dossier.dossier(reading, ticket_id).steps
    assert [(s.action, s.article) for s in steps] == [
        (Action.REGISTER, "办法第八条"),
        (Action.DISPATCH, "办法第十条（二）"),
        (Action.ACKNOWLEDGE, "办法第七条（二）"),
        (Action.CONTACT, "办法第七条（二）"),
        (Action.REPLY, "办法第十一条"),
        (Action.SIGN_OFF, "办法第十二条（二）"),
        (Action.AUDIT_REPLY, "办法第十二条（三）、第十三条（六）"),
    ]
    assert [s.person_name for s in steps] == [
        "王话务",
        "赵热线",
        "孙住建",
        "孙住建",
        "孙住建",
        "周局长",
        "赵热线",
    ]


def test_art11_the_unit_clock_stands_while_the_office_audits(county: County) -> None:
    ticket_id = flow.signed(county)
    county.now = at("2026-10-20T09:00")  # Tuesday, long after the deadline
    with county.read("office") as reading:
        unit_clock, citizen_clock = dossier.clocks(reading, reading.seen_ticket(ticket_id))
    assert not unit_clock.remaining.is_overdue
    assert citizen_clock.remaining.is_overdue


def test_handling_latest_reply_is_the_one_not_yet_judged(county: County) -> None:
    ticket_id = flow.closed(county)
    with (
        pytest.raises(RuleRefused, match="没有待审的答复"),
        county.work("office") as uow,
    ):
        handling.latest_reply(uow, uow.ticket(ticket_id, Action.NOTE))
