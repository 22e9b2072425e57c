"""Every use case of core/casework, whoever calls it: a table by hand, and none without its line (办法第十九条)."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from core import casework
from core.casework import (
    accounts,
    auditing,
    calls,
    dispatching,
    drafts,
    handling,
    intake,
    notes,
    privacy,
    staffing,
)
from core.casework.intake import Basis, Registration
from core.errors import HotlineError, NotAllowed, NotFound, RuleRefused
from core.rules.terms import (
    BasisKind,
    ContactWay,
    DeclineKind,
    Grade,
    ReturnKind,
    ReworkKind,
    Role,
)
from core.store.db import Database
from core.store.models import Person, Ticket, Unit
from core.store.work import UnitOfWork
from tests.casework import access, flow
from tests.casework.access.use_case import (
    EVERYBODY,
    HOUSING_PEOPLE,
    OFFICE,
    TAKERS,
    UseCase,
)
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at, count, nothing_written


@pytest.fixture
def sqlite_county(sqlite_url: str) -> Iterator[County]:
    database = Database(sqlite_url)
    yield County(database)
    database.close()


def _order(uow: UnitOfWork) -> dispatching.Order:
    unit_id = uow.session.scalar(select(Unit.id).where(Unit.name == HOUSING))
    assert unit_id is not None
    return dispatching.Order(unit_id, Grade.SIMPLE)


def _person(uow: UnitOfWork) -> int:
    return uow.session.query(Person).filter_by(username="town").one().id


def _late(county: County) -> int:
    ticket_id = flow.dispatched(county)
    county.now = at("2026-10-09T09:00")
    return ticket_id


def _helped(county: County) -> int:
    return flow.dispatched(county, lead=CIVIL_AFFAIRS, supports=(HOUSING,))


def _confidential(county: County) -> int:
    return flow.registered(county, by="taker2", is_confidential=True)


def _lacking(county: County) -> int:
    ticket_id = flow.registered(county)
    with county.work("taker") as uow:
        intake.await_details(uow, ticket_id, missing="缺地点")
    return ticket_id


_CALL = Registration(form_key="matrix", body="路灯不亮")
_BASIS = Basis(BasisKind.TYPED, "《社会救助暂行办法》", "请到乡镇申请。")
_OWN = {"taker"} | OFFICE

USE_CASES: dict[str, UseCase] = {
    "intake.register": UseCase(lambda u, _: intake.register(u, _CALL), TAKERS | OFFICE),
    "intake.answer_directly": UseCase(
        lambda u, i: intake.answer_directly(u, i, basis=_BASIS), _OWN
    ),
    "intake.decline": UseCase(
        lambda u, i: intake.decline(u, i, kind=DeclineKind.UNCLEAR, told="请补充。"), _OWN
    ),
    "intake.await_details": UseCase(
        lambda u, i: intake.await_details(u, i, missing="缺地点"), _OWN
    ),
    "intake.add_details": UseCase(
        lambda u, i: intake.add_details(u, i, details="在汽车站。"), _OWN, _lacking
    ),
    # any call-taker may tell any caller how it stands, confidential tickets excepted
    "intake.add_voice": UseCase(
        lambda u, i: intake.add_voice(u, i, phone="", note=""), TAKERS | OFFICE
    ),
    "calls.take": UseCase(lambda u, _: calls.take(u, _CALL), TAKERS | OFFICE),
    "calls.add_voice": UseCase(
        lambda u, i: calls.add_voice(u, i, phone="", note=""), {"taker2"} | OFFICE, _confidential
    ),
    "dispatching.dispatch": UseCase(lambda u, i: dispatching.dispatch(u, i, _order(u)), OFFICE),
    "dispatching.propose": UseCase(lambda u, i: dispatching.propose(u, i, _order(u)), _OWN),
    "dispatching.accept_return": UseCase(
        lambda u, i: dispatching.accept_return(u, i, ruling="属实。"), OFFICE, flow.asked_back
    ),
    "dispatching.reject_return": UseCase(
        lambda u, i: dispatching.reject_return(u, i, ruling="请办理。"), OFFICE, flow.asked_back
    ),
    "dispatching.change_grade": UseCase(
        lambda u, i: dispatching.change_grade(u, i, grade=Grade.COMPLEX, reason="情况复杂。"),
        OFFICE, flow.dispatched,
    ),
    "handling.acknowledge": UseCase(
        lambda u, i: handling.acknowledge(u, i), {"handler"}, flow.dispatched
    ),
    "handling.support_acknowledge": UseCase(
        lambda u, i: handling.support_acknowledge(u, i), {"handler"}, _helped
    ),
    "handling.send_back": UseCase(
        lambda u, i: handling.send_back(u, i, kind=ReturnKind.NOT_OUR_AREA, reason=flow.REASON),
        {"handler"}, flow.dispatched,
    ),
    "handling.send_back_late": UseCase(
        lambda u, i: handling.send_back_late(u, i, kind=ReturnKind.NOT_OUR_AREA, reason=flow.REASON),
        {"handler"}, _late,
    ),
    "handling.contact": UseCase(
        lambda u, i: handling.contact(u, i, way=ContactWay.PHONE, note="已联系。"),
        {"handler"}, flow.in_handling,
    ),
    "handling.reply": UseCase(
        lambda u, i: handling.reply(u, i, text="已修好。", item_answers={}),
        {"handler"}, flow.in_handling,
    ),
    "handling.support_reply": UseCase(
        lambda u, i: handling.support_reply(u, i, opinion="已配合。"), {"handler"}, _helped
    ),
    "handling.recall_reply": UseCase(
        lambda u, i: handling.recall_reply(u, i, reason="请写明时间。"), {"leader"}, flow.replied
    ),
    "handling.sign_off": UseCase(lambda u, i: handling.sign_off(u, i), {"leader"}, flow.replied),
    "auditing.audit_reply": UseCase(
        lambda u, i: auditing.audit_reply(u, i), OFFICE, flow.signed
    ),
    "auditing.rework": UseCase(
        lambda u, i: auditing.rework(u, i, kind=ReworkKind.UNTRUE, note="不实。"),
        OFFICE, flow.signed,
    ),
    "auditing.archive": UseCase(lambda u, i: auditing.archive(u, i), OFFICE, flow.closed),
    "auditing.archive_many": UseCase(
        lambda u, i: auditing.archive_many(u, [i]), OFFICE, flow.closed
    ),
    "notes.add_note": UseCase(
        lambda u, i: notes.add_note(u, i, said="已知悉。"),
        _OWN | HOUSING_PEOPLE | {"inspector"}, flow.escalated,
    ),
    "privacy.reveal_contact": UseCase(
        lambda u, i: privacy.reveal_contact(u, i, reason="上门前联系"),
        _OWN | HOUSING_PEOPLE | {"inspector"}, flow.escalated,
    ),
    "drafts.save": UseCase(lambda u, _: drafts.save(u, "intake", "x", {}), EVERYBODY),
    "drafts.discard": UseCase(lambda u, _: drafts.discard(u, "intake"), EVERYBODY),
    "accounts.reset_password": UseCase(
        lambda u, _: accounts.reset_password(u, _person(u)), {"admin"}
    ),
    "accounts.deactivate": UseCase(lambda u, _: accounts.deactivate(u, _person(u)), {"admin"}),
    "accounts.activate": UseCase(lambda u, _: accounts.activate(u, _person(u)), {"admin"}),
    "staffing.open_account": UseCase(
        lambda u, _: staffing.open_account(
            u, staffing.NewAccount("newcomer", "新人", Role.CALL_TAKER)
        ),
        {"admin"},
    ),
    "staffing.set_unit": UseCase(
        lambda u, _: staffing.set_unit(
            u, _order(u).lead_unit_id, principal="", deputy="", office="", phone="", is_active=True
        ),
        {"admin"},
    ),
}  # fmt: skip

ON_A_LOADED_TICKET = {
    "alarms.reset",
    "dispatching.assign",
    "dispatching.pending_return",
    "handling.latest_reply",
    "staffing.refuse_fourth_handler",
}
"""Parts of use cases: they ask for a ticket that was loaded, and so authorised, by their caller."""

for _area in pkgutil.iter_modules(access.__path__):
    _module = importlib.import_module(f"{access.__name__}.{_area.name}")
    USE_CASES |= getattr(_module, "CASES", {})
    ON_A_LOADED_TICKET |= getattr(_module, "PARTS", set())


def public_use_cases() -> set[str]:
    """Every public function of core/casework that takes a unit of work first."""
    found = set()
    for module in pkgutil.iter_modules(casework.__path__):
        loaded = importlib.import_module(f"{casework.__name__}.{module.name}")
        for name, member in inspect.getmembers(loaded, inspect.isfunction):
            first = next(iter(inspect.signature(member).parameters), "")
            if member.__module__ == loaded.__name__ and first == "uow" and name[0] != "_":
                found.add(f"{module.name}.{name}")
    return found


def test_every_use_case_has_its_line() -> None:
    assert public_use_cases() == set(USE_CASES) | ON_A_LOADED_TICKET


class Undone(Exception):
    """Raised to leave no trace of a step that was allowed."""


def attempt(county: County, username: str, case: UseCase, ticket_id: int) -> Any:
    """None where the step went through; what refused it otherwise."""
    try:
        with county.work(username) as uow:
            case.do(uow, ticket_id)
            raise Undone
    except Undone:
        return None
    except HotlineError as refusal:
        return type(refusal)


@pytest.mark.parametrize("name", sorted(USE_CASES))
def test_a_use_case_opens_to_those_of_the_table_and_to_nobody_else(
    sqlite_county: County, name: str
) -> None:
    case = USE_CASES[name]
    ticket_id = case.start(sqlite_county)
    with nothing_written(sqlite_county.database):
        found = {who: attempt(sqlite_county, who, case, ticket_id) for who in EVERYBODY}
    assert {who for who, refusal in found.items() if refusal is None} == case.allowed
    assert {found[who] for who in EVERYBODY - case.allowed} <= {NotFound, NotAllowed}


def test_a_confidential_callers_number_reaches_no_unit_and_no_stranger(
    sqlite_county: County,
) -> None:
    ticket_id = flow.in_handling(sqlite_county, is_confidential=True, by="taker2")
    case = USE_CASES["privacy.reveal_contact"]
    found = {who: attempt(sqlite_county, who, case, ticket_id) for who in EVERYBODY}
    assert {who for who, refusal in found.items() if refusal is None} == {"taker2"} | OFFICE


def test_an_archived_ticket_hears_no_further_call(sqlite_county: County) -> None:
    """第十四条: read only, whichever door is tried; the caller gets a ticket of their own."""
    ticket_id = flow.archived(sqlite_county)
    with (
        nothing_written(sqlite_county.database),
        pytest.raises(HotlineError, match="已归档"),
        sqlite_county.work("taker") as uow,
    ):
        intake.add_voice(uow, ticket_id, phone="", note="还没修")


@pytest.mark.parametrize(
    ("username", "refusal"),
    [("taker", RuleRefused), ("handler", NotAllowed), ("leader", NotAllowed)],
)
def test_a_proposal_is_the_hotlines_and_for_tickets_that_wait_for_dispatch(
    sqlite_county: County, username: str, refusal: type[HotlineError]
) -> None:
    """A unit could otherwise put another unit's name before the office."""
    ticket_id = flow.in_handling(sqlite_county)
    with (
        nothing_written(sqlite_county.database),
        pytest.raises(refusal),
        sqlite_county.work(username) as uow,
    ):
        dispatching.propose(uow, ticket_id, _order(uow))


def test_a_call_is_linked_to_no_ticket_that_may_not_be_found(sqlite_county: County) -> None:
    """Neither to another call-taker's confidential one nor to one that never was."""
    hidden = _confidential(sqlite_county)
    for previous_id in (hidden, 999_999):
        linked = Registration(form_key="linked", body="还没修", previous_id=previous_id)
        with (
            nothing_written(sqlite_county.database),
            pytest.raises(NotFound),
            sqlite_county.work("taker") as uow,
        ):
            intake.register(uow, linked)
    assert count(sqlite_county.database, Ticket) == 1
