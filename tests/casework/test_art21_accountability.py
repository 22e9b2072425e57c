"""第二十一条: cases are raised by rules and by the office, decided by the lead, and no unit ever reads one."""

from __future__ import annotations

import pytest

from core.casework import accountability, auditing, dispatching, handling
from core.errors import BadInput, HotlineError, NotAllowed, NotFound, RuleRefused
from core.insight import accountability as register
from core.rules.terms import (
    AccountabilityKind,
    AccountabilityState,
    ReturnKind,
    ReworkKind,
)
from core.store.models import AccountabilityCase
from tests.casework import flow
from tests.casework.access.accountability import GROUND, confirmed, raised
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, count, nothing_written

LEAKED = AccountabilityKind.CORRUPT_OR_LEAKED


def reworked(county: County, kind: ReworkKind, note: str = "与实际不符。") -> int:
    ticket_id = flow.signed(county)
    with county.work("office") as uow:
        auditing.rework(uow, ticket_id, kind=kind, note=note)
    return ticket_id


def kinds(county: County) -> list[AccountabilityKind]:
    with county.read("lead") as reading:
        return [case.kind for case in register.cases(reading)]


def drafted(county: County, kind: AccountabilityKind) -> int:
    ticket_id = flow.in_handling(county)
    with county.work("office") as uow:
        unit_id = county.unit_id(HOUSING)
        return accountability.draft_case(
            uow, ticket_id, unit_id=unit_id, kind=kind, ground=GROUND
        ).id


def referred_to(county: County, kind: AccountabilityKind) -> str:
    case_id = drafted(county, kind)
    with county.work("lead") as uow:
        accountability.confirm_case(uow, case_id, ruling="情况属实，予以认定。")
    with county.work("lead") as uow:
        return accountability.refer_case(uow, case_id).referred_to


# --- drafts by the rules ---------------------------------------------------------------------------


def test_an_untrue_reply_raises_a_case_of_the_second_kind(county: County) -> None:
    reworked(county, ReworkKind.UNTRUE)
    assert kinds(county) == [AccountabilityKind.SHIRKED_OR_UNTRUE]


@pytest.mark.parametrize(
    "kind", [ReworkKind.OFF_THE_POINT, ReworkKind.NOT_CONTACTED, ReworkKind.PERFUNCTORY]
)
def test_any_other_rework_raises_one_of_the_first(county: County, kind: ReworkKind) -> None:
    reworked(county, kind)
    assert kinds(county) == [AccountabilityKind.POORLY_HANDLED]


def test_each_rework_raises_its_own_case(county: County) -> None:
    ticket_id = reworked(county, ReworkKind.UNTRUE)
    flow.signed(county, ticket_id)
    with county.work("office") as uow:
        auditing.rework(uow, ticket_id, kind=ReworkKind.PERFUNCTORY, note="还是一句话。")
    assert sorted(kinds(county)) == sorted(
        [AccountabilityKind.SHIRKED_OR_UNTRUE, AccountabilityKind.POORLY_HANDLED]
    )


def test_the_same_cause_raises_one_case_only(county: County) -> None:
    ticket_id = flow.in_handling(county)
    for _ in range(2):
        with county.work("lead") as uow:
            accountability.raise_case(
                uow, uow.seen_ticket(ticket_id), kind=AccountabilityKind.POORLY_HANDLED,
                cause="order:1", ground="督办单到期仍未办理。",
            )  # fmt: skip
    assert count(county.database, AccountabilityCase) == 1


def test_a_ticket_without_a_unit_raises_nothing(county: County) -> None:
    ticket_id = flow.registered(county)
    with county.work("lead") as uow:
        raised_case = accountability.raise_case(
            uow, uow.seen_ticket(ticket_id), kind=AccountabilityKind.OTHER, cause="x", ground="无"
        )
    assert raised_case is None
    assert count(county.database, AccountabilityCase) == 0


def test_a_units_second_refused_return_of_one_ticket_raises_a_case(county: County) -> None:
    """Once is a mistake; the second time it shirks."""
    ticket_id = flow.dispatched(county)
    for raised_cases in (0, 1):
        with county.work("handler") as uow:
            handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason=flow.REASON)
        with county.work("office") as uow:
            dispatching.reject_return(uow, ticket_id, ruling="属于贵单位职责，请办理。")
        assert len(kinds(county)) == raised_cases
    assert kinds(county) == [AccountabilityKind.SHIRKED_OR_UNTRUE]


# --- drafts by the office --------------------------------------------------------------------------


def test_a_draft_says_what_happened_and_names_a_unit_that_had_the_ticket(county: County) -> None:
    ticket_id = flow.in_handling(county)
    for unit, ground in ((HOUSING, "不好"), (HOUSING, "长" * 2_001), (CIVIL_AFFAIRS, GROUND)):
        with (
            nothing_written(county.database),
            pytest.raises(BadInput),
            county.work("office") as uow,
        ):
            accountability.draft_case(
                uow, ticket_id, unit_id=county.unit_id(unit), ground=ground,
                kind=AccountabilityKind.OTHER,
            )  # fmt: skip


def test_a_draft_on_no_ticket_is_refused(county: County) -> None:
    with (
        nothing_written(county.database),
        pytest.raises(NotFound),
        county.work("office") as uow,
    ):
        accountability.draft_case(
            uow, 999_999, unit_id=county.unit_id(HOUSING), ground=GROUND,
            kind=AccountabilityKind.OTHER,
        )  # fmt: skip


# --- the lead decides, two ways lead out of the house ----------------------------------------------


@pytest.mark.parametrize(
    ("kind", "to"),
    [
        (AccountabilityKind.POORLY_HANDLED, "县政府督查室"),
        (AccountabilityKind.SHIRKED_OR_UNTRUE, "县政府督查室"),
        (AccountabilityKind.OTHER, "县政府督查室"),
        (LEAKED, "县政府督查室，转县纪委监委"),
    ],
)
def test_a_leak_goes_by_the_inspectors_to_the_discipline_commission(
    county: County, kind: AccountabilityKind, to: str
) -> None:
    assert referred_to(county, kind) == to


def test_a_decision_gives_its_reason(county: County) -> None:
    case_id = raised(county)
    for step in (accountability.confirm_case, accountability.dismiss_case):
        with (
            nothing_written(county.database),
            pytest.raises(BadInput, match="请写明认定的意见和理由"),
            county.work("lead") as uow,
        ):
            step(uow, case_id, ruling="  同意  ")


def test_what_was_decided_is_not_decided_again(county: County) -> None:
    case_id = confirmed(county)
    for step in (accountability.confirm_case, accountability.dismiss_case):
        with (
            nothing_written(county.database),
            pytest.raises(RuleRefused, match="已认定") as refusal,
            county.work("lead") as uow,
        ):
            step(uow, case_id, ruling="情况属实，予以认定。")
        assert refusal.value.article == "办法第二十一条"


def test_only_what_was_confirmed_is_referred(county: County) -> None:
    case_id = raised(county)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="线索待核"),
        county.work("lead") as uow,
    ):
        accountability.refer_case(uow, case_id)


def test_no_case_is_decided_that_never_was(county: County) -> None:
    with (
        nothing_written(county.database),
        pytest.raises(NotFound),
        county.work("lead") as uow,
    ):
        accountability.refer_case(uow, 999_999)


# --- who reads -------------------------------------------------------------------------------------


def test_the_inspectors_read_what_was_confirmed_and_nothing_before(county: County) -> None:
    raised(county)
    with county.read("inspector") as reading:
        assert register.cases(reading) == []
    confirmed(county)
    with county.read("inspector") as reading:
        found = register.cases(reading, frozenset(AccountabilityState))
        assert [case.state for case in found] == [AccountabilityState.CONFIRMED]
        assert found[0].ticket_id is None  # the ticket was not escalated


@pytest.mark.parametrize(
    "username", ["handler", "leader", "handler2", "town", "taker", "editor", "admin"]
)
def test_nobody_else_reads_the_register(county: County, username: str) -> None:
    ticket_id = flow.seen(county, flow.in_handling(county)).id
    confirmed(county)
    with county.read(username) as reading:
        with pytest.raises(NotAllowed) as refusal:
            register.cases(reading)
        assert refusal.value.article == "办法第二十一条"
        assert register.cases_of(reading, ticket_id) == []
        assert register.waiting(reading) == 0


@pytest.mark.parametrize("username", ["handler", "leader"])
def test_a_unit_decides_on_no_case(county: County, username: str) -> None:
    case_id = raised(county)
    for step in (
        lambda uow: accountability.confirm_case(uow, case_id, ruling="情况属实，予以认定。"),
        lambda uow: accountability.dismiss_case(uow, case_id, ruling="我们没有责任，不认可。"),
        lambda uow: accountability.refer_case(uow, case_id),
    ):
        with (
            nothing_written(county.database),
            pytest.raises(HotlineError),
            county.work(username) as uow,
        ):
            step(uow)


def test_a_citizens_name_in_a_ground_is_covered_for_the_inspectors(county: County) -> None:
    ticket_id = flow.signed(county, requester_name="欧阳金丝雀", requester_phone="13999990001")
    with county.work("office") as uow:
        auditing.rework(
            uow, ticket_id, kind=ReworkKind.UNTRUE, note="欧阳金丝雀13999990001说没有修。"
        )
    with county.work("lead") as uow:
        case_id = register.cases(uow)[0].id
        accountability.confirm_case(uow, case_id, ruling="经核实欧阳金丝雀所说属实。")
    with county.read("inspector") as reading:
        case = register.cases(reading)[0]
    assert "欧阳金丝雀" not in case.ground + case.ruling
    assert "13999990001" not in case.ground
