"""第七、十、十三、十五条: dispatch sets the clock, a return is ruled on, a third dispatch needs a meeting."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.casework import dispatching, handling
from core.errors import BadInput, HotlineError, NotAllowed, NotFound, RuleRefused, Stale
from core.rules.terms import Grade, ReturnKind, State, Track
from core.store.models import Assignment, Unit
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, HOUSING, OTHER_TOWN, TOWN, County, at, nothing_written

REASON = "经核实该小区位于襄陵镇辖区，不属于我单位职责范围，建议转派。"


def assignments(county: County, ticket_id: int) -> dict[str, Assignment]:
    with county.read("office") as reading:
        rows = reading.session.scalars(
            select(Assignment).where(
                Assignment.ticket_id == ticket_id, Assignment.is_current.is_(True)
            )
        )
        return {row.unit.name: row for row in rows}


@pytest.mark.parametrize(
    ("grade", "dispatched", "due"),
    [
        (Grade.SIMPLE, "2026-09-29T10:00", "2026-10-09T18:00"),  # Tuesday → Friday
        (Grade.COMPLEX, "2026-09-30T17:50", "2026-10-13T18:00"),  # Wednesday → Tuesday
        (Grade.SIMPLE, "2026-02-13T10:00", "2026-02-25T18:00"),  # Friday → Wednesday
        (Grade.COMPLEX, "2026-02-14T09:00", "2026-02-28T18:00"),  # Saturday → Saturday
    ],
)
def test_art10_3_the_grade_sets_the_deadline(
    county: County, grade: Grade, dispatched: str, due: str
) -> None:
    county.now = at(dispatched)
    ticket_id = flow.dispatched(county, grade=grade)

    ticket = flow.seen(county, ticket_id)

    assert ticket.state is State.DISPATCHED
    assert ticket.track is Track.ASSIGNED
    assert ticket.due_at == at(due)
    assert ticket.citizen_due_at == at(due)


def test_art10_3_a_deadline_in_an_unpublished_year_is_provisional(county: County) -> None:
    county.now = at("2026-12-28T10:00")  # Monday
    ticket = flow.seen(county, flow.dispatched(county, grade=Grade.COMPLEX))
    assert ticket.due_at == at("2027-01-05T18:00")  # Tuesday
    assert ticket.is_due_provisional


def test_art15_co_units_have_a_clock_one_working_day_shorter(county: County) -> None:
    ticket_id = flow.dispatched(county, supports=(TOWN,))  # Tuesday 09-29, grade 3

    rounds = assignments(county, ticket_id)

    assert rounds[HOUSING].is_lead
    assert rounds[HOUSING].due_at == at("2026-10-09T18:00")  # Friday
    assert not rounds[TOWN].is_lead
    assert rounds[TOWN].due_at == at("2026-10-08T18:00")  # Thursday


def test_art15_the_first_assigned_unit_stays_the_first(county: County) -> None:
    ticket_id = flow.dispatched(county)
    with county.work("handler") as uow:
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason=REASON)
    with county.work("office") as uow:
        dispatching.accept_return(uow, ticket_id, ruling="属实，改派。")
    county.now = at("2026-09-30T09:00")  # Wednesday
    flow.dispatch(county, ticket_id, lead=CIVIL_AFFAIRS)

    ticket = flow.seen(county, ticket_id)

    assert ticket.first_unit_id == county.unit_id(HOUSING)
    assert ticket.lead_unit_id == county.unit_id(CIVIL_AFFAIRS)
    assert ticket.due_at == at("2026-10-10T18:00")  # Saturday, a make-up working day
    assert ticket.citizen_due_at == at("2026-10-09T18:00")  # the citizen's clock ran on


def test_art03_an_inactive_unit_gets_nothing(county: County) -> None:
    ticket_id = flow.registered(county)
    with county.work("lead") as uow:
        uow.session.get_one(Unit, county.unit_id(HOUSING)).is_active = False
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="已停用，不能派发"),
    ):
        flow.dispatch(county, ticket_id)


@pytest.mark.parametrize(
    ("lead", "supports", "sentence"),
    [
        (HOUSING, (HOUSING,), "主办单位不能同时是协办单位"),
        (HOUSING, (TOWN, TOWN), "协办单位重复"),
    ],
)
def test_art15_a_unit_has_one_part_in_a_ticket(
    county: County, lead: str, supports: tuple[str, ...], sentence: str
) -> None:
    ticket_id = flow.registered(county)
    with nothing_written(county.database), pytest.raises(BadInput, match=sentence):
        flow.dispatch(county, ticket_id, lead=lead, supports=supports)


@pytest.mark.parametrize("who", ["taker", "handler2", "leader", "inspector", "editor", "admin"])
def test_art10_only_the_office_dispatches(county: County, who: str) -> None:
    ticket_id = flow.registered(county, by="taker")
    with nothing_written(county.database), pytest.raises((NotAllowed, NotFound)):
        flow.dispatch(county, ticket_id, by=who)


def test_art10_a_call_taker_proposes_and_the_office_confirms(county: County) -> None:
    ticket_id = flow.registered(county)
    order = dispatching.Order(county.unit_id(HOUSING), Grade.SIMPLE, (county.unit_id(TOWN),))
    with county.work("taker") as uow:
        dispatching.propose(uow, ticket_id, order)

    proposed = flow.seen(county, ticket_id)
    flow.dispatch(county, ticket_id)

    assert proposed.state is State.AWAITING_DISPATCH
    assert proposed.proposal is not None
    assert proposed.proposal["lead_unit_id"] == county.unit_id(HOUSING)
    assert flow.seen(county, ticket_id).proposal is None


def test_art07_2_a_return_in_time_goes_to_the_office(county: County) -> None:
    ticket_id = flow.dispatched(county, when="2026-09-30T16:30")  # Wednesday before the holidays
    county.now = at("2026-10-08T10:29")  # Thursday, one minute before the window closes
    with county.work("handler") as uow:
        handling.send_back(
            uow,
            ticket_id,
            kind=ReturnKind.NOT_OUR_AREA,
            reason=REASON,
            suggested_unit_id=county.unit_id(OTHER_TOWN),
        )
    assert flow.state_of(county, ticket_id) is State.RETURN_REQUESTED


@pytest.mark.parametrize(
    ("dispatched", "asked"),
    [
        ("2026-09-30T16:30", "2026-10-08T10:31"),  # Wednesday → Thursday, one minute late
        ("2026-10-03T09:00", "2026-10-08T12:01"),  # Saturday in the holidays → Thursday
    ],
)
def test_art07_2_a_return_after_four_working_hours_is_refused(
    county: County, dispatched: str, asked: str
) -> None:
    ticket_id = flow.dispatched(county, when=dispatched)
    county.now = at(asked)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="退回时限已于") as refusal,
        county.work("handler") as uow,
    ):
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason=REASON)
    assert refusal.value.article == "办法第七条（二）"


def test_art07_2_a_late_return_is_asked_for_apart_and_marked(county: County) -> None:
    ticket_id = flow.dispatched(county, when="2026-09-30T16:30")
    county.now = at("2026-10-08T10:31")
    with county.work("handler") as uow:
        handling.send_back_late(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason=REASON)
    with county.work("office") as uow:
        asked = dispatching.pending_return(uow, flow.seen(county, ticket_id))
    assert asked.is_late


def test_art07_2_an_urgent_ticket_returns_in_natural_hours(county: County) -> None:
    # Saturday 10-03 in the holidays, 09:00 → 13:00 the same day
    ticket_id = flow.dispatched(county, when="2026-10-03T09:00", is_urgent=True)
    county.now = at("2026-10-03T13:01")
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="退回时限已于"),
        county.work("handler") as uow,
    ):
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason=REASON)


def test_art07_2_a_return_needs_twenty_characters_of_reason(county: County) -> None:
    ticket_id = flow.dispatched(county)
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="至少写20个字，现在有7个字"),
        county.work("handler") as uow,
    ):
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason="不归 我们管  的事")


def test_art07_2_after_an_accepted_return_the_unit_no_longer_sees_the_ticket(
    county: County,
) -> None:
    ticket_id = flow.dispatched(county)
    with county.work("handler") as uow:
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason=REASON)
    with county.work("office") as uow:
        dispatching.accept_return(uow, ticket_id, ruling="属实。")
    with county.read("handler") as reading, pytest.raises(NotFound):
        reading.seen_ticket(ticket_id)


def test_art07_2_a_rejected_return_goes_on_with_the_deadline_it_had(county: County) -> None:
    ticket_id = flow.dispatched(county)
    with county.work("handler") as uow:
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason=REASON)
    with county.work("office") as uow:
        dispatching.reject_return(uow, ticket_id, ruling="三定方案写明由贵单位负责。")

    ticket = flow.seen(county, ticket_id)

    assert ticket.state is State.HANDLING
    assert ticket.due_at == at("2026-10-09T18:00")


def test_art13_2_after_the_second_accepted_return_no_third_dispatch(county: County) -> None:
    ticket_id = flow.dispatched(county)
    for lead, who in ((HOUSING, "handler"), (CIVIL_AFFAIRS, "handler2")):
        if lead != HOUSING:
            flow.dispatch(county, ticket_id, lead=lead)
        with county.work(who) as uow:
            handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason=REASON)
        with county.work("office") as uow:
            dispatching.accept_return(uow, ticket_id, ruling="同意。")

    assert flow.state_of(county, ticket_id) is State.CONTESTED
    with nothing_written(county.database), pytest.raises(RuleRefused):
        flow.dispatch(county, ticket_id)


def test_art10_3_the_grade_changes_only_on_the_first_working_day(county: County) -> None:
    ticket_id = flow.dispatched(county)  # Tuesday 09-29
    county.now = at("2026-09-30T18:00")  # Wednesday, the last moment
    with county.work("office") as uow:
        dispatching.change_grade(uow, ticket_id, grade=Grade.COMPLEX, reason="牵扯面广。")
    assert flow.seen(county, ticket_id).due_at == at("2026-10-12T18:00")  # Monday
    county.now = at("2026-09-30T18:00:01")
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="调整等级的期限已于"),
        county.work("office") as uow,
    ):
        dispatching.change_grade(uow, ticket_id, grade=Grade.SIMPLE, reason="改回。")


def test_a_second_tab_deciding_on_a_stale_ticket_is_told_who_was_first(county: County) -> None:
    ticket_id = flow.dispatched(county)
    with county.work("handler") as uow:
        handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason=REASON)
    seen_version = flow.seen(county, ticket_id).version
    with county.work("lead") as uow:
        dispatching.reject_return(uow, ticket_id, ruling="请继续办理。", seen_version=seen_version)
    with (
        nothing_written(county.database),
        pytest.raises(Stale, match="已由钱主任于10:00驳回退单"),
        county.work("office") as uow,
    ):
        dispatching.accept_return(uow, ticket_id, ruling="同意。", seen_version=seen_version)


def test_every_refusal_is_a_sentence_for_people(county: County) -> None:
    ticket_id = flow.registered(county)
    with pytest.raises(HotlineError) as refusal, county.work("taker") as uow:
        dispatching.dispatch(uow, ticket_id, dispatching.Order(1, Grade.SIMPLE))
    assert refusal.value.full_zh == "话务员不能进行“派发”。依据：办法第十条（二）。"


def _due(county: County, ticket_id: int) -> dict[bool, object]:
    """Of the lead (True) and the co-unit (False) now on the ticket."""
    with county.read("office") as reading:
        rounds = reading.session.scalars(
            select(Assignment).where(
                Assignment.ticket_id == ticket_id, Assignment.is_current.is_(True)
            )
        )
        return {one.is_lead: one.due_at for one in rounds}


def test_art15_a_changed_grade_takes_the_co_unit_along_a_day_ahead(county: County) -> None:
    """Tuesday 09-29: 3 working days end Friday 10-09, 5 end Monday 10-12 (Saturday 10-10 is worked)."""
    ticket_id = flow.dispatched(county, grade=Grade.COMPLEX, supports=(TOWN,))
    assert _due(county, ticket_id) == {True: at("2026-10-12T18:00"), False: at("2026-10-10T18:00")}
    with county.work("office") as uow:
        dispatching.change_grade(uow, ticket_id, grade=Grade.SIMPLE, reason="情况简单。")
    assert _due(county, ticket_id) == {True: at("2026-10-09T18:00"), False: at("2026-10-08T18:00")}


def test_a_changed_grade_after_a_redispatch_leaves_the_citizens_clock(county: County) -> None:
    ticket_id = flow.given_back(county)
    promised = flow.seen(county, ticket_id).citizen_due_at
    county.now = at("2026-10-08T09:00")  # Thursday
    flow.dispatch(county, ticket_id, lead=CIVIL_AFFAIRS)
    with county.work("office") as uow:
        dispatching.change_grade(uow, ticket_id, grade=Grade.COMPLEX, reason="情况复杂。")
    ticket = flow.seen(county, ticket_id)
    assert ticket.citizen_due_at == promised == at("2026-10-09T18:00")
    assert ticket.due_at == at("2026-10-14T18:00")  # 10-09, 10-10 (worked), 10-12, 10-13, 10-14
