"""第十三条（四）: the requester is asked; who is dissatisfied is heard again, twice at most, then somebody decides."""

from __future__ import annotations

from typing import Any

import pytest

from core.casework import auditing, follow_up, handling, second_handling
from core.errors import BadInput, HotlineError, NotFound, RuleRefused
from core.rules.terms import (
    AccountabilityKind,
    ContactWay,
    FinalKind,
    FollowUpRound,
    FollowUpSource,
    Phase,
    ReworkKind,
    Satisfaction,
    State,
)
from core.store.models import AccountabilityCase, Assignment, FinalDecision, FollowUp, Unit
from tests.casework import flow, quality_flow
from tests.casework.quality_flow import DISSATISFIED, FRIDAY, SATISFIED
from tests.planted import HOUSING, County, at, count, nothing_written


def calls(county: County, ticket_id: int) -> list[FollowUp]:
    with county.read("office") as reading:
        return reading.session.query(FollowUp).filter_by(ticket_id=ticket_id).all()


# --- 回访 ------------------------------------------------------------------------------------------


def test_any_call_taker_asks_the_four_questions_whoever_took_the_call(county: County) -> None:
    ticket_id = flow.closed(county)
    quality_flow.call_back(county, ticket_id, by="taker2", note="谢谢你们。")
    (asked,) = calls(county, ticket_id)
    assert (asked.round, asked.source) == (FollowUpRound.FIRST, FollowUpSource.COUNTY)
    assert (asked.was_contacted, asked.is_solved) == (True, True)
    assert asked.result_rating is Satisfaction.SATISFIED
    assert asked.recorded_by == "李话务"
    assert not follow_up.is_dissatisfied(asked)
    assert flow.state_of(county, ticket_id) is State.CLOSED


def test_a_call_nobody_answered_is_an_attempt_and_can_be_followed_by_another(
    county: County,
) -> None:
    ticket_id = flow.closed(county)
    for _ in range(2):
        with county.work("taker") as uow:
            follow_up.follow_up(uow, ticket_id, is_reached=False, note="无人接听。")
    quality_flow.call_back(county, ticket_id)
    assert [asked.is_reached for asked in calls(county, ticket_id)] == [False, False, True]


@pytest.mark.parametrize(
    ("answers", "is_open"),
    [
        (SATISFIED, False),
        (DISSATISFIED, True),
        (SATISFIED | {"is_solved": False}, True),
        (SATISFIED | {"result_rating": Satisfaction.VERY_DISSATISFIED}, True),
        (SATISFIED | {"attitude_rating": Satisfaction.DISSATISFIED}, True),
        (SATISFIED | {"result_rating": Satisfaction.NOT_RATED}, False),
    ],
)
def test_a_dissatisfied_or_unsolved_answer_proposes_a_second_handling(
    county: County, answers: dict[str, Any], is_open: bool
) -> None:
    ticket_id = flow.closed(county)
    quality_flow.call_back(county, ticket_id, **answers)
    (asked,) = calls(county, ticket_id)
    assert follow_up.is_dissatisfied(asked) is is_open


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (SATISFIED | {"was_contacted": None}, "还没有选“是否联系”"),
        (SATISFIED | {"is_solved": None}, "还没有选“是否解决”"),
        (SATISFIED | {"result_rating": None}, "还没有选“办理结果”"),
        (SATISFIED | {"attitude_rating": None}, "还没有选“工作态度”"),
        (SATISFIED | {"is_reached": False}, "没有联系上诉求人，不能填写回访结果"),
        (SATISFIED | {"asked_at": at("2026-09-29T10:01")}, "不能晚于现在"),  # a minute ahead
        (SATISFIED | {"asked_at": at("2026-09-29T09:59")}, "不能早于办结时间"),
        (SATISFIED | {"note": "长" * 1001}, "不能超过1000字"),
        ({"is_reached": True, "source": FollowUpSource.CITY}, "至少要有是否解决或满意度"),
    ],
)
def test_an_incomplete_call_back_is_refused(
    county: County, answers: dict[str, Any], sentence: str
) -> None:
    ticket_id = flow.closed(county)  # Tuesday 2026-09-29 10:00
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match=sentence),
        county.work("taker") as uow,
    ):
        follow_up.follow_up(uow, ticket_id, **answers)


def test_one_closing_has_one_answer_of_each_source(county: County) -> None:
    ticket_id = flow.closed(county)
    quality_flow.call_back(county, ticket_id)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="已有县回访的结果"):
        quality_flow.call_back(county, ticket_id, by="office")
    quality_flow.call_back(county, ticket_id, by="office", source=FollowUpSource.CITY)


@pytest.mark.parametrize("start", [flow.registered, flow.signed])
def test_nobody_is_called_back_before_it_is_closed(county: County, start: Any) -> None:
    ticket_id = start(county)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="不能回访"):
        quality_flow.call_back(county, ticket_id)


def test_a_confidential_ticket_is_called_back_by_the_office_alone(county: County) -> None:
    ticket_id = flow.closed(county, is_confidential=True)
    with nothing_written(county.database), pytest.raises(NotFound):
        quality_flow.call_back(county, ticket_id, by="taker2")
    quality_flow.call_back(county, ticket_id, by="office")


def test_after_a_second_handling_it_is_another_round(county: County) -> None:
    ticket_id = flow.closed(county)
    quality_flow.call_back(county, ticket_id, **DISSATISFIED)
    quality_flow.open_second(county, ticket_id)
    county.now = at("2026-09-30T10:00")  # Wednesday
    quality_flow.close_again(county, ticket_id)
    quality_flow.call_back(county, ticket_id)
    assert [asked.round for asked in calls(county, ticket_id)] == [
        FollowUpRound.FIRST, FollowUpRound.FINAL,
    ]  # fmt: skip


# --- 第二十一条（二）: what the unit recorded and the requester denies ------------------------------


def test_art21_2_a_denied_contact_raises_a_case(county: County) -> None:
    ticket_id = flow.closed(county)  # the unit recorded a call that reached the requester
    call_id = quality_flow.call_back(county, ticket_id, was_contacted=False)
    with county.read("office") as reading:
        (case,) = reading.session.query(AccountabilityCase).all()
    assert case.kind is AccountabilityKind.SHIRKED_OR_UNTRUE
    assert (case.cause, case.unit_id) == (f"follow_up:{call_id}", county.unit_id(HOUSING))


def test_art21_2_no_case_where_the_unit_claimed_nothing(county: County) -> None:
    ticket_id = flow.dispatched(county)
    with county.work("handler") as uow:
        handling.acknowledge(uow, ticket_id)
    with county.work("handler") as uow:
        handling.contact(uow, ticket_id, way=ContactWay.UNREACHED, note="三次未接。")
    flow.signed(county, ticket_id)
    with county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)
    quality_flow.call_back(county, ticket_id, was_contacted=False)
    assert count(county.database, AccountabilityCase) == 0


# --- 二次办理 --------------------------------------------------------------------------------------


def second(county: County) -> int:
    """Dissatisfied on Friday 10-09."""
    ticket_id = flow.closed(county)
    county.now = at(FRIDAY)
    quality_flow.call_back(county, ticket_id, **DISSATISFIED)
    quality_flow.open_second(county, ticket_id)
    return ticket_id


def test_dissatisfied_on_friday_it_is_due_on_tuesday_counting_the_make_up_saturday(
    county: County,
) -> None:
    ticket_id = second(county)  # 10-10 (make-up Saturday), 10-12, 10-13
    ticket = flow.seen(county, ticket_id)
    assert ticket.due_at == at("2026-10-13T18:00")
    assert (ticket.state, ticket.phase) == (State.HANDLING, Phase.SECOND)
    assert (ticket.second_rounds, ticket.stopped_at, ticket.closed_at) == (1, None, None)
    assert ticket.next_alarm_at == at("2026-10-13T11:30")  # 预警 four working hours before
    with county.read("handler") as reading:
        rounds = reading.session.query(Assignment).filter_by(ticket_id=ticket_id).all()
    assert [(a.phase, a.is_current) for a in rounds] == [
        (Phase.FIRST, False), (Phase.SECOND, True),
    ]  # fmt: skip
    assert rounds[0].signed_at is not None  # the first round's result stays
    assert rounds[1].due_at == ticket.due_at
    assert rounds[1].contacted_at is None


def test_a_reply_without_a_new_contact_is_refused(county: County) -> None:
    ticket_id = second(county)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="须再次联系诉求人") as refusal,
    ):
        quality_flow.reply_again(county, ticket_id)
    assert refusal.value.article == "办法第十三条（四）"


def test_a_reply_without_its_statement_is_refused(county: County) -> None:
    ticket_id = second(county)
    with county.work("handler") as uow:
        handling.contact(uow, ticket_id, way=ContactWay.VISIT, note="上门查看。")
    with nothing_written(county.database), pytest.raises(RuleRefused, match="须提交情况说明"):
        quality_flow.reply_again(county, ticket_id, statement=" ")
    quality_flow.reply_again(county, ticket_id)
    assert flow.state_of(county, ticket_id) is State.AWAITING_SIGN_OFF


def test_a_third_round_is_refused_and_the_lead_decides(county: County) -> None:
    ticket_id = quality_flow.used_up(county)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="已经二次办理2次") as refusal,
    ):
        quality_flow.open_second(county, ticket_id)
    assert refusal.value.next_step == "请由热线办负责人作终结认定。"
    with county.work("lead") as uow:
        second_handling.decide_finally(
            uow, ticket_id, kind=FinalKind.KEPT_IN_VIEW, ground="管网改造列入明年计划。"
        )
    assert flow.state_of(county, ticket_id) is State.CLOSED
    assert count(county.database, FinalDecision) == 1
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="已经作过终结认定"),
        county.work("lead") as uow,
    ):
        second_handling.decide_finally(
            uow, ticket_id, kind=FinalKind.UNREASONABLE, ground="再认定一次。"
        )


def test_an_archived_ticket_is_opened_again(county: County) -> None:
    ticket_id = flow.archived(county)
    quality_flow.open_second(county, ticket_id)
    ticket = flow.seen(county, ticket_id)
    assert (ticket.state, ticket.archived_at) == (State.HANDLING, None)


def test_a_second_handling_needs_its_reason(county: County) -> None:
    ticket_id = flow.closed(county)
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="请写明转二次办理的原因"),
        county.work("office") as uow,
    ):
        second_handling.open_second_handling(uow, ticket_id, reason=" ")


def test_art03_a_unit_that_is_no_more_gets_no_second_handling(county: County) -> None:
    ticket_id = flow.closed(county)
    with county.work("admin") as uow:
        unit = uow.session.get(Unit, county.unit_id(HOUSING))
        assert unit is not None
        unit.is_active = False
    with nothing_written(county.database), pytest.raises(RuleRefused, match="已停用"):
        quality_flow.open_second(county, ticket_id)


# --- 终结认定 --------------------------------------------------------------------------------------


def decide(county: County, ticket_id: int, ground: str = "已依法办理到位。") -> None:
    with county.work("lead") as uow:
        second_handling.decide_finally(uow, ticket_id, kind=FinalKind.DONE_AS_LAWFUL, ground=ground)


@pytest.mark.parametrize(
    ("start", "sentence"),
    [(flow.closed, "还可以再转2次"), (flow.signed, "还没有用完2次")],
)
def test_nothing_is_decided_while_a_round_is_left(
    county: County, start: Any, sentence: str
) -> None:
    ticket_id = start(county)
    with nothing_written(county.database), pytest.raises(RuleRefused, match=sentence):
        decide(county, ticket_id)


def test_a_final_decision_needs_its_ground(county: County) -> None:
    ticket_id = quality_flow.used_up(county)
    with nothing_written(county.database), pytest.raises(BadInput, match="请写明终结认定的理由"):
        decide(county, ticket_id, " ")


def test_art12_3_after_the_last_rework_the_lead_closes_it(county: County) -> None:
    ticket_id = flow.signed(county)
    for _ in range(2):
        with county.work("office") as uow:
            auditing.rework(uow, ticket_id, kind=ReworkKind.PERFUNCTORY, note="请写明时间。")
        flow.signed(county, ticket_id)
    decide(county, ticket_id)
    ticket = flow.seen(county, ticket_id)
    assert (ticket.state, ticket.closed_at) == (State.CLOSED, county.now)
    with pytest.raises(HotlineError), county.work("office") as uow:
        handling.latest_reply(uow, ticket)
