"""第十三条（二）、第十六条: whose matter it is, decided by a joint meeting or in writing, and by nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from core.casework import dispatching, handling, meetings
from core.errors import BadInput, HotlineError, NotAllowed, RuleRefused
from core.rules.terms import DutyBasis, Grade, ReturnKind, State
from core.store.models import DutyDecision, Ticket
from tests.casework import decisions_flow, flow
from tests.planted import CIVIL_AFFAIRS, HOUSING, TOWN, County, at, nothing_written

TODAY = date(2026, 9, 29)  # a working Tuesday
MEETING = meetings.Meeting(
    TODAY,
    "住建局张三、民政局李四、新城镇王五",
    "由民政局主办，住建局配合。",
    "二楼会议室",
    "赵主任",
)


def twice_returned(county: County) -> int:
    """疑难待会商 after the second accepted return."""
    ticket_id = flow.given_back(county)
    flow.dispatch(county, ticket_id, lead=CIVIL_AFFAIRS)
    with county.work("handler2") as uow:
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason=flow.REASON)
    with county.work("office") as uow:
        dispatching.accept_return(uow, ticket_id, ruling="属实。")
    assert flow.state_of(county, ticket_id) is State.CONTESTED
    return ticket_id


def order(county: County, lead: str = CIVIL_AFFAIRS, *supports: str) -> dispatching.Order:
    return dispatching.Order(
        county.unit_id(lead), Grade.COMPLEX, tuple(county.unit_id(name) for name in supports)
    )


def decision(county: County) -> DutyDecision:
    with county.read("office") as reading:
        return reading.session.query(DutyDecision).one()


def test_after_the_second_accepted_return_no_third_dispatch_without_a_decision(
    county: County,
) -> None:
    ticket_id = twice_returned(county)
    with nothing_written(county.database), pytest.raises(RuleRefused):
        flow.dispatch(county, ticket_id)


def test_the_meetings_record_dispatches(county: County) -> None:
    ticket_id = twice_returned(county)
    with county.work("office") as uow:
        meetings.convene(uow, ticket_id, MEETING, order(county, CIVIL_AFFAIRS, HOUSING))
    assert flow.state_of(county, ticket_id) is State.DISPATCHED
    kept = decision(county)
    assert (kept.basis, kept.decided_on, kept.host) == (DutyBasis.JOINT_MEETING, TODAY, "赵主任")
    assert kept.lead_unit_id == county.unit_id(CIVIL_AFFAIRS)
    assert kept.support_unit_ids == [county.unit_id(HOUSING)]
    with county.read("office") as reading:
        ticket = reading.session.get_one(Ticket, ticket_id)
        assert ticket.due_at == at("2026-10-12T18:00")  # 09-30, 10-08, 10-09, Sat 10-10, 10-12
        assert ticket.next_alarm_at is not None
        assert ticket.first_unit_id == county.unit_id(HOUSING)  # 首接负责: never lost
        assert ticket.citizen_due_at == at("2026-10-09T18:00")  # the citizen's clock ran on


def test_a_written_decision_by_the_lead_opens_the_dispatch_again(county: County) -> None:
    ticket_id = twice_returned(county)
    with county.work("lead") as uow:
        meetings.override_contested(
            uow, ticket_id, decision="事情紧急，先由新城镇承办。", lead_unit_id=county.unit_id(TOWN)
        )
    assert flow.state_of(county, ticket_id) is State.AWAITING_DISPATCH
    assert decision(county).basis is DutyBasis.WRITTEN
    with county.read("office") as reading:
        proposal = reading.session.get_one(Ticket, ticket_id).proposal
    assert proposal is not None
    assert proposal["lead_unit_id"] == county.unit_id(TOWN)
    flow.dispatch(county, ticket_id, lead=TOWN)
    assert flow.state_of(county, ticket_id) is State.DISPATCHED


def test_only_the_lead_decides_in_writing(county: County) -> None:
    ticket_id = twice_returned(county)
    with (
        nothing_written(county.database),
        pytest.raises(NotAllowed),
        county.work("office") as uow,
    ):
        meetings.override_contested(uow, ticket_id, decision="指定。", lead_unit_id=1)


def test_a_ticket_of_several_units_is_contested_by_hand(county: County) -> None:
    ticket_id = decisions_flow.contested(county)
    assert flow.state_of(county, ticket_id) is State.CONTESTED


@pytest.mark.parametrize(
    ("meeting", "field"),
    [
        (meetings.Meeting(date(2026, 9, 30), "住建局", "定了。"), "held_on"),
        (meetings.Meeting(TODAY, " ", "定了。"), "attendees"),
        (meetings.Meeting(TODAY, "住建局", ""), "decision"),
    ],
)
def test_a_record_without_day_people_or_decision_is_refused(
    county: County, meeting: meetings.Meeting, field: str
) -> None:
    ticket_id = decisions_flow.contested(county)
    with (
        nothing_written(county.database),
        pytest.raises(BadInput) as refusal,
        county.work("office") as uow,
    ):
        meetings.convene(uow, ticket_id, meeting, order(county))
    assert refusal.value.field == field


def test_a_meeting_can_name_no_unit_that_is_unknown(county: County) -> None:
    ticket_id = decisions_flow.contested(county)
    with nothing_written(county.database), pytest.raises(HotlineError), county.work("lead") as uow:
        meetings.convene(uow, ticket_id, MEETING, dispatching.Order(99_999, Grade.SIMPLE))
    with nothing_written(county.database), pytest.raises(HotlineError), county.work("lead") as uow:
        meetings.override_contested(uow, ticket_id, decision="指定。", lead_unit_id=99_999)
    with nothing_written(county.database), pytest.raises(BadInput), county.work("lead") as uow:
        meetings.override_contested(uow, ticket_id, decision=" ", lead_unit_id=county.unit_id(TOWN))


def test_a_contested_mark_needs_its_reason(county: County) -> None:
    ticket_id = flow.registered(county)
    with nothing_written(county.database), pytest.raises(BadInput), county.work("office") as uow:
        meetings.mark_contested(uow, ticket_id, reason="")
