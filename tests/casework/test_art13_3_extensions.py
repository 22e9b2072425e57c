"""第十三条（三）: asked before the deadline, the requester told, at most fifteen working days in all."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.casework import alarms, dispatching, extensions, handling, time_requests
from core.errors import BadInput, HotlineError, NotAllowed, RuleRefused
from core.insight import limits, queues
from core.rules import deadlines
from core.rules.deadlines import ExtensionRefused
from core.rules.terms import Action, ContactWay, RequestOutcome, ReturnKind
from core.store.actor import Actor
from core.store.models import Event, Notice, PolicyRow
from tests.casework import flow
from tests.casework import limits_flow as limit
from tests.planted import CIVIL_AFFAIRS, County, at, nothing_written

TUESDAY_3PM = "2026-10-13T15:00"


def test_the_example_of_the_article(county: County) -> None:
    """Due Tue 10-13: 5 more → Tue 10-20, then 10 → Tue 11-03, one more is refused."""
    ticket_id = limit.due_on_tuesday(county)
    limit.extended(county, ticket_id, 5, when=TUESDAY_3PM)
    assert flow.seen(county, ticket_id).due_at == at("2026-10-20T18:00")  # Tuesday
    limit.extended(county, ticket_id, 10, when="2026-10-20T09:00")
    assert flow.seen(county, ticket_id).due_at == at("2026-11-03T18:00")  # Tuesday
    with (
        nothing_written(county.database),
        pytest.raises(ExtensionRefused, match="累计已用15个工作日") as refusal,
    ):
        limit.ask(county, ticket_id, 1, when="2026-11-02T09:00")
    assert refusal.value.article == "办法第十三条（三）"


def test_the_lead_units_round_and_the_ticket_share_one_deadline(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.extended(county, ticket_id, 5, when=TUESDAY_3PM)
    (lead,) = limit.rounds(county, ticket_id)
    assert lead.due_at == flow.seen(county, ticket_id).due_at == at("2026-10-20T18:00")


def test_at_six_it_may_still_be_asked_and_a_second_later_not(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    with (
        nothing_written(county.database),
        pytest.raises(ExtensionRefused, match="已过办理时限"),
    ):
        limit.ask(county, ticket_id, 1, when="2026-10-13T18:00:01")
    limit.ask(county, ticket_id, 1, when="2026-10-13T18:00:00")
    assert limit.last_extension(county, ticket_id).outcome is None


def test_nobody_told_no_extension(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    with nothing_written(county.database), pytest.raises(ExtensionRefused, match="告知来电人"):
        limit.ask(county, ticket_id, 5, when=TUESDAY_3PM, told_at=None)


def test_a_call_nobody_answered_told_nobody(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    with (
        nothing_written(county.database),
        pytest.raises(ExtensionRefused, match="告知来电人"),
        county.work("handler") as uow,
    ):
        extensions.request_extension(
            uow, ticket_id, days=2, cause="待配件。", told_at=uow.now,
            told_way=ContactWay.UNREACHED,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("told_at", "sentence"),
    [("2026-10-13T15:01", "不能晚于现在"), ("2026-09-30T17:49", "不能早于派发时间")],
)
def test_the_requester_was_told_between_dispatch_and_now(
    county: County, told_at: str, sentence: str
) -> None:
    ticket_id = limit.due_on_tuesday(county)
    with nothing_written(county.database), pytest.raises(BadInput, match=sentence):
        limit.ask(county, ticket_id, 5, when=TUESDAY_3PM, told_at=told_at)


@pytest.mark.parametrize(
    ("days", "sentence"), [(0, "至少为1个工作日"), (11, "单次延期不得超过10个工作日")]
)
def test_one_request_asks_for_one_to_ten_days(county: County, days: int, sentence: str) -> None:
    ticket_id = limit.due_on_tuesday(county)
    with nothing_written(county.database), pytest.raises(HotlineError, match=sentence):
        limit.ask(county, ticket_id, days, when=TUESDAY_3PM)


def test_a_cause_is_written(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="请写明事由"),
        county.work("handler") as uow,
    ):
        extensions.request_extension(
            uow, ticket_id, days=2, cause=" ", told_at=uow.now, told_way=ContactWay.PHONE
        )


def test_a_second_request_waits_for_the_first(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.ask(county, ticket_id, 2, when="2026-10-12T09:00")
    for again in (
        lambda: limit.ask(county, ticket_id, 3, when=TUESDAY_3PM),
        lambda: limit.promise(county, ticket_id, "2026-11-30", when=TUESDAY_3PM),
    ):
        with nothing_written(county.database), pytest.raises(RuleRefused, match="还没有决定"):
            again()


def test_filed_in_time_it_suspends_reminders_until_it_is_decided(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.ask(county, ticket_id, 5, when=TUESDAY_3PM)
    asked_until = at("2026-10-14T18:00")  # one working day, Wednesday
    assert flow.seen(county, ticket_id).next_alarm_at == asked_until
    county.now = at("2026-10-13T18:30")
    with county.read("office") as reading:
        assert alarms.due_step(reading, reading.seen_ticket(ticket_id)) is None
    limit.agree(county, ticket_id)
    assert flow.seen(county, ticket_id).next_alarm_at is None
    limit.grant(county, ticket_id)
    # four working hours before Tuesday 10-20 18:00
    assert flow.seen(county, ticket_id).next_alarm_at == at("2026-10-20T11:30")


def test_the_office_decides_nothing_the_units_leader_has_not_agreed_to(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.ask(county, ticket_id, 3, when=TUESDAY_3PM)
    for decide in (
        lambda: limit.grant(county, ticket_id),
        lambda: refuse(county, ticket_id, by="lead"),
    ):
        with nothing_written(county.database), pytest.raises(RuleRefused, match="领导还没有同意"):
            decide()


def test_the_leader_agrees_by_the_time_to_decide_and_only_once(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.ask(county, ticket_id, 3, when=TUESDAY_3PM)
    county.now = at("2026-10-14T18:00:01")
    with nothing_written(county.database), pytest.raises(RuleRefused, match="申请失效"):
        limit.agree(county, ticket_id)
    county.now = at("2026-10-14T18:00")
    limit.agree(county, ticket_id)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="已经同意"):
        limit.agree(county, ticket_id)


def test_five_days_the_office_grants_six_and_a_repeat_its_lead(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.ask(county, ticket_id, 5, when=TUESDAY_3PM)
    limit.agree(county, ticket_id)
    limit.grant(county, ticket_id, by="office")
    limit.ask(county, ticket_id, 1, when="2026-10-19T09:00")
    limit.agree(county, ticket_id)
    with nothing_written(county.database), pytest.raises(NotAllowed, match="热线办负责人审批"):
        limit.grant(county, ticket_id, by="office")
    limit.grant(county, ticket_id, by="lead")

    another = limit.due_on_tuesday(county)
    limit.ask(county, another, 6, when=TUESDAY_3PM)
    limit.agree(county, another)
    with nothing_written(county.database), pytest.raises(NotAllowed, match="超过5个工作日"):
        limit.grant(county, another, by="office")


def refuse(
    county: County, ticket_id: int, *, by: str = "office", ruling: str = "理由不足。"
) -> None:
    with county.work(by) as uow:
        extensions.refuse_extension(uow, ticket_id, ruling=ruling)


def test_refused_the_original_deadline_stands_and_overdue_is_back_dated(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.ask(county, ticket_id, 5, when=TUESDAY_3PM)
    limit.agree(county, ticket_id)
    county.now = at("2026-10-14T16:00")  # Wednesday
    refuse(county, ticket_id)
    ticket = flow.seen(county, ticket_id)
    assert ticket.due_at == limit.DUE
    with county.read("office") as reading:
        left = deadlines.remaining(reading.calendar, reading.now, ticket.due_at)
    assert left.is_overdue
    assert ticket.next_alarm_at is not None
    assert ticket.next_alarm_at < county.now  # 催办 is due at once
    line = limit.last_extension(county, ticket_id)
    assert (line.outcome, line.decided_by, line.due_after) == (
        RequestOutcome.REFUSED, "赵热线", limit.DUE,
    )  # fmt: skip


def test_a_refusal_says_why(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.ask(county, ticket_id, 5, when=TUESDAY_3PM)
    limit.agree(county, ticket_id)
    with nothing_written(county.database), pytest.raises(BadInput, match="理由"):
        refuse(county, ticket_id, ruling=" ")


@pytest.mark.parametrize(
    ("by", "said"), [("handler", "撤回延期申请"), ("leader", "单位领导不同意")]
)
def test_taken_back_nothing_is_used_up(county: County, by: str, said: str) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.ask(county, ticket_id, 5, when=TUESDAY_3PM)
    with county.work(by) as uow:
        extensions.withdraw_extension(uow, ticket_id, reason="配件已到。")
    assert flow.seen(county, ticket_id).due_at == limit.DUE
    with county.read("handler") as reading:
        assert limits.room(reading, reading.seen_ticket(ticket_id)).days_left == 15
        last = reading.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert last is not None
    assert said in last.summary


def test_signed_off_before_it_was_decided_the_request_lapses(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.ask(county, ticket_id, 5, when=TUESDAY_3PM)
    flow.signed(county, ticket_id)
    line = limit.last_extension(county, ticket_id)
    assert (line.outcome, line.ruling) == (RequestOutcome.LAPSED, "答复已审签报送")
    assert flow.seen(county, ticket_id).next_alarm_at is None
    with county.read("leader") as reading:
        events = reading.session.scalars(select(Event).where(Event.ticket_id == ticket_id)).all()
    assert events[-1].action is Action.WITHDRAW_EXTENSION


def test_a_return_accepted_ends_the_request_too(county: County) -> None:
    ticket_id = flow.in_handling(county)
    limit.ask(county, ticket_id, 5, when="2026-09-29T10:30")
    with county.work("handler") as uow:
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_AREA, reason=flow.REASON)
    with county.work("office") as uow:
        dispatching.accept_return(uow, ticket_id, ruling="属实。")
    assert limit.last_extension(county, ticket_id).outcome is RequestOutcome.LAPSED


def test_time_itself_can_let_it_lapse_in_any_state(county: County) -> None:
    """The sweep's way: by 系统, while a return is being judged as well."""
    ticket_id = flow.in_handling(county)
    limit.ask(county, ticket_id, 5, when="2026-09-29T10:30")
    with county.work("handler") as uow:
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_AREA, reason=flow.REASON)
    with county.database.work(Actor.system()) as uow:
        ticket = uow.ticket(ticket_id, Action.VIEW)
        time_requests.lapse_open(uow, ticket, "逾期未经单位领导同意，申请失效，原时限不变")
    line = limit.last_extension(county, ticket_id)
    assert (line.outcome, line.decided_by) == (RequestOutcome.LAPSED, "系统")
    with county.read("handler") as reading:
        told = reading.session.scalars(
            select(Notice.text).where(Notice.action == Action.WITHDRAW_EXTENSION)
        ).all()
    assert all("申请失效" in text for text in told)
    assert told


def test_co_units_still_at_work_get_the_same_days(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county, supports=(CIVIL_AFFAIRS,))
    (before,) = limit.rounds(county, ticket_id, unit=CIVIL_AFFAIRS)
    assert before.due_at == at("2026-10-12T18:00")  # Monday, a day ahead of the lead
    limit.extended(county, ticket_id, 5, when="2026-10-12T15:00")
    (after,) = limit.rounds(county, ticket_id, unit=CIVIL_AFFAIRS)
    assert after.due_at == at("2026-10-19T18:00")  # Monday


def test_a_co_unit_that_has_given_its_opinion_keeps_its_clock(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county, supports=(CIVIL_AFFAIRS,))
    with county.work("handler2") as uow:
        handling.support_reply(uow, ticket_id, opinion="已配合。")
    limit.extended(county, ticket_id, 5, when="2026-10-12T15:00")
    (after,) = limit.rounds(county, ticket_id, unit=CIVIL_AFFAIRS)
    assert after.due_at == at("2026-10-12T18:00")


def test_a_later_policy_leaves_an_old_ticket_alone(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    with county.database.work(Actor.system()) as uow:
        uow.session.add(
            PolicyRow(
                key="extension_total_days", value="10", article="第十三条（三）",
                effective_on=uow.now.date(), set_by="卫管理", set_at=uow.now,
            )
        )  # fmt: skip
    limit.extended(county, ticket_id, 10, when=TUESDAY_3PM)
    limit.ask(county, ticket_id, 5, when="2026-10-26T09:00")  # 15 in all, as it was born with
    assert limit.last_extension(county, ticket_id).days == 5


def test_each_waits_in_the_list_of_whoever_is_next(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county)
    limit.ask(county, ticket_id, 6, when=TUESDAY_3PM)
    with county.read("leader") as reading:
        assert queues.counts(reading)["endorse"] == 1
    with county.read("office") as reading:
        assert queues.counts(reading)["extensions"] == 0
    limit.agree(county, ticket_id)
    with county.read("leader") as reading:
        assert queues.counts(reading)["endorse"] == 0
    with county.read("lead") as reading:
        assert queues.counts(reading)["extensions"] == 1
    limit.grant(county, ticket_id)
    with county.read("lead") as reading:
        assert queues.counts(reading)["extensions"] == 0


def test_a_co_unit_does_not_read_the_ledger(county: County) -> None:
    ticket_id = limit.due_on_tuesday(county, supports=(CIVIL_AFFAIRS,))
    limit.ask(county, ticket_id, 6, when=TUESDAY_3PM)
    with county.read("handler2") as reading:
        assert not limits.ledger(reading, ticket_id).extensions
    with county.read("handler") as reading:
        assert limits.ledger(reading, ticket_id).open_extension is not None
