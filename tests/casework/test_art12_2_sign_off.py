"""第十二条（二）: level by level, the 主要负责人 signs what is weighty; rework has its limit (第十二条（三）)."""

from __future__ import annotations

import pytest

from core.casework import auditing, handling, staffing
from core.errors import RuleRefused
from core.insight import limits
from core.rules import weighty
from core.rules.terms import Channel, Phase, ReworkKind, Role, State
from core.store.actor import Actor
from core.store.models import Instruction, Person, Reply
from tests.casework import flow
from tests.casework import limits_flow as limit
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at, nothing_written


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({}, []),
        ({"is_urgent": True}, ["紧急件"]),
        ({"has_instruction": True}, ["有领导批示"]),
        ({"channel": Channel.LEADER}, ["领导交办"]),
        ({"phase": Phase.SECOND}, ["二次办理"]),
        ({"is_urgent": True, "phase": Phase.SECOND}, ["紧急件", "二次办理"]),
    ],
)
def test_what_makes_a_ticket_weighty(facts: dict[str, object], reasons: list[str]) -> None:
    usual = {
        "is_urgent": False, "has_instruction": False, "channel": Channel.CITY,
        "phase": Phase.FIRST,
    }  # fmt: skip
    assert weighty.why_weighty(**{**usual, **facts}) == reasons  # type: ignore[arg-type]


def appoint(county: County, username: str, *, is_principal: bool = True) -> None:
    """主要负责人, by the administrator."""
    with county.work("admin") as uow:
        person = uow.session.query(Person).filter_by(username=username).one()
        staffing.set_principal(uow, person.id, is_principal=is_principal)


def principal(county: County) -> Actor:
    """何局长, the housing bureau's 主要负责人 with an account of its own."""
    with county.work("admin") as uow:
        staffing.open_account(
            uow,
            staffing.NewAccount("head", "何局长", Role.UNIT_LEADER, county.unit_id(HOUSING)),
        )
        person = uow.session.query(Person).filter_by(username="head").one()
        actor = Actor(person.id, person.name, Role.UNIT_LEADER, county.unit_id(HOUSING), HOUSING)
    appoint(county, "head")
    return actor


def weighty_reply(county: County) -> int:
    """领导交办, its reply with the unit's leaders."""
    return flow.replied(county, flow.in_handling(county, channel=Channel.LEADER))


def the_reply(county: County, ticket_id: int) -> Reply:
    with county.read("office") as reading:
        return reading.session.query(Reply).filter_by(ticket_id=ticket_id).one()


def test_a_weighty_reply_is_agreed_by_one_leader_and_signed_by_the_principal(
    county: County,
) -> None:
    head = principal(county)
    ticket_id = weighty_reply(county)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="由主要负责人何局长审签") as refusal,
        county.work("leader") as uow,
    ):
        handling.sign_off(uow, ticket_id)
    assert refusal.value.article == "办法第十二条（二）"

    with county.work("leader") as uow:
        handling.endorse_reply(uow, ticket_id)
    assert flow.state_of(county, ticket_id) is State.AWAITING_SIGN_OFF
    assert flow.seen(county, ticket_id).stopped_at is None  # agreeing stops no clock

    county.now = at("2026-09-30T09:00")
    with county.database.work(head) as uow:
        handling.sign_off(uow, ticket_id)
    reply = the_reply(county, ticket_id)
    assert (reply.endorsed_by, reply.signed_by) == ("周局长", "何局长")
    assert reply.signed_at == flow.seen(county, ticket_id).stopped_at == county.now


def test_the_principal_signs_without_waiting_for_a_deputy(county: County) -> None:
    head = principal(county)
    ticket_id = weighty_reply(county)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="直接审签"),
        county.database.work(head) as uow,
    ):
        handling.endorse_reply(uow, ticket_id)
    with county.database.work(head) as uow:
        handling.sign_off(uow, ticket_id)
    assert flow.state_of(county, ticket_id) is State.AWAITING_AUDIT


def test_a_leader_agrees_once(county: County) -> None:
    principal(county)
    ticket_id = weighty_reply(county)
    with county.work("leader") as uow:
        handling.endorse_reply(uow, ticket_id)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="已经同意"),
        county.work("leader") as uow,
    ):
        handling.endorse_reply(uow, ticket_id)


def test_without_an_account_of_a_principal_any_leader_signs(county: County) -> None:
    ticket_id = weighty_reply(county)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="直接审签"),
        county.work("leader") as uow,
    ):
        handling.endorse_reply(uow, ticket_id)
    flow_signed(county, ticket_id)
    assert flow.state_of(county, ticket_id) is State.AWAITING_AUDIT


def flow_signed(county: County, ticket_id: int) -> None:
    with county.work("leader") as uow:
        handling.sign_off(uow, ticket_id)


def test_a_principal_whose_account_is_closed_holds_nothing_up(county: County) -> None:
    principal(county)
    with county.work("admin") as uow:
        uow.session.query(Person).filter_by(username="head").one().is_active = False
    flow_signed(county, weighty_reply(county))


def test_a_usual_ticket_is_signed_by_any_leader(county: County) -> None:
    principal(county)
    ticket_id = flow.replied(county)
    with county.read("leader") as reading:
        assert limits.signing(reading, ticket_id).is_mine
    flow_signed(county, ticket_id)


def test_an_instruction_makes_it_weighty(county: County) -> None:
    principal(county)
    ticket_id = flow.replied(county)
    with county.database.work(Actor.system()) as uow:
        uow.session.add(
            Instruction(
                ticket_id=ticket_id, reported_at=uow.now, reported_by="赵热线", ground="重大", number="呈批1号",
                remind_at=uow.now,
            )
        )  # fmt: skip
    with county.read("leader") as reading:
        needed = limits.signing(reading, ticket_id)
    assert (needed.reasons, needed.principals, needed.is_mine) == (
        ["有领导批示"], ["何局长"], False,
    )  # fmt: skip


def test_a_unit_has_one_principal_and_it_is_a_leader(county: County) -> None:
    principal(county)
    with nothing_written(county.database), pytest.raises(RuleRefused, match="一个单位只有一名"):
        appoint(county, "leader")
    with nothing_written(county.database), pytest.raises(RuleRefused, match="单位领导"):
        appoint(county, "handler")
    appoint(county, "leader2")  # 县民政局 has its own
    appoint(county, "head", is_principal=False)
    appoint(county, "leader")
    with county.read("office") as reading:
        ticket = reading.seen_ticket(flow_ticket(county))
        assert limits.principals(reading, ticket) == ["郑局长"]


def flow_ticket(county: County) -> int:
    return flow.dispatched(county, lead=CIVIL_AFFAIRS)


def test_submitted_in_time_and_signed_late_is_late(county: County) -> None:
    """Submitted Tuesday 10-13 16:00, signed 18:30: the signature counts."""
    ticket_id = limit.due_on_tuesday(county)
    county.now = at("2026-10-13T16:00")
    flow.replied(county, ticket_id)
    county.now = at("2026-10-13T18:30")
    flow_signed(county, ticket_id)
    with county.read("office") as reading:
        mine = reading.lead_assignment(reading.seen_ticket(ticket_id))
    assert mine is not None
    assert mine.signed_at is not None
    assert mine.signed_at > limit.DUE


def test_after_two_rounds_of_rework_the_office_decides(county: County) -> None:
    ticket_id = flow.signed(county)
    for _round in range(2):
        rework(county, ticket_id)
        flow.signed(county, ticket_id)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="最多退回重办2次") as refusal,
    ):
        rework(county, ticket_id)
    assert refusal.value.article == "办法第十二条（三）"
    assert "终结认定" in (refusal.value.next_step or "")
    with county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)


def rework(county: County, ticket_id: int) -> None:
    with county.work("office") as uow:
        auditing.rework(uow, ticket_id, kind=ReworkKind.UNTRUE, note="电梯仍停运。")
